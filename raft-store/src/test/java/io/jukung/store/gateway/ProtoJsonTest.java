package io.jukung.store.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.HashKVResponse;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoJsonTest {

    private static final ProtoJson JSON = new ProtoJson(1 << 20);

    private static Message read(String json, Message prototype) throws BadJsonException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        return JSON.read(bytes, bytes.length, prototype);
    }

    private static String written(Message message) {
        return new String(ProtoJson.write(message), StandardCharsets.UTF_8);
    }

    @Test
    void bothSpellingsOfNamesAndNumbersAreRead() throws Exception {
        var expected = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("foo"))
                .setLease(7)
                .setPrevKv(true)
                .build();
        assertThat(read("{\"key\":\"Zm9v\",\"lease\":\"7\",\"prev_kv\":true}", PutRequest.getDefaultInstance()))
                .isEqualTo(expected);
        assertThat(read("{\"key\":\"Zm9v\",\"lease\":7,\"prevKv\":true} more", PutRequest.getDefaultInstance()))
                .isEqualTo(expected);
        assertThat(read("{\"key\":\"Zm9v\",\"lease\":\"0.7e1\",\"prevKv\":true}", PutRequest.getDefaultInstance()))
                .isEqualTo(expected);
        assertThat(((LeaseGrantRequest) read("{\"TTL\":\"5\",\"ttl\":9}", LeaseGrantRequest.getDefaultInstance()))
                        .getTTL())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-__-", "+//+", "-__-\"  ,\"value\":\"YQ", "+//+\",\"value\":\"YQ=="})
    void bytesAreReadInEitherAlphabetPaddedOrNot(String base64) throws Exception {
        assertThat(((PutRequest) read("{\"key\":\"" + base64 + "\"}", PutRequest.getDefaultInstance()))
                        .getKey()
                        .toByteArray())
                .containsExactly(0xfb, 0xff, 0xfe);
    }

    @Test
    void enumsAreReadByNameAndNumber() throws Exception {
        var range = (RangeRequest)
                read("{\"sort_order\":\"DESCEND\",\"sort_target\":3}", RangeRequest.getDefaultInstance());
        assertThat(range.getSortOrder()).isEqualTo(RangeRequest.SortOrder.DESCEND);
        assertThat(range.getSortTarget()).isEqualTo(RangeRequest.SortTarget.MOD);
        var unknown = (RangeRequest)
                read("{\"sort_order\":\"sideways\",\"sort_target\":77}", RangeRequest.getDefaultInstance());
        assertThat(unknown.getSortOrder()).isEqualTo(RangeRequest.SortOrder.NONE);
        assertThat(unknown.getSortTargetValue()).isEqualTo(77);
    }

    @Test
    void whatIsNotKnownIsPassedOver() throws Exception {
        assertThat(read(
                        "{\"new\":{\"deep\":[1,{\"x\":null}]},\"key\":\"YQ==\",\"value\":null}",
                        PutRequest.getDefaultInstance()))
                .isEqualTo(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .build());
        assertThat(read("", PutRequest.getDefaultInstance())).isEqualTo(PutRequest.getDefaultInstance());
        assertThat(read(" \n", PutRequest.getDefaultInstance())).isEqualTo(PutRequest.getDefaultInstance());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null|proto: syntax error (line 1:1): unexpected token null",
                "[]|proto: syntax error (line 1:1): unexpected token [",
                "\"a\"|proto: syntax error (line 1:1): unexpected token \"a\"",
                "{|unexpected EOF",
                "{\"key\":\"Zm9v\"|unexpected EOF",
                "{\"key\":\"!!!\"}|proto: (line 1:8): invalid value for bytes field key: \"!!!\"",
                "{\"key\":5}|proto: (line 1:8): invalid value for bytes field key: 5",
                "{\"lease\":12.5}|proto: (line 1:10): invalid value for int64 field lease: 12.5",
                "{\"lease\":\"0x10\"}|proto: (line 1:10): invalid value for int64 field lease: \"0x10\"",
                "{\"lease\":1e999999999}|proto: (line 1:10): invalid value for int64 field lease: 1e999999999",
                "{\"lease\":\"1e-999999999\"}|proto: (line 1:10): invalid value for int64 field lease:"
                        + " \"1e-999999999\"",
                "{\"lease\":9223372036854775808}|proto: (line 1:10): invalid value for int64 field lease:"
                        + " 9223372036854775808",
                "{\"prev_kv\":\"true\"}|proto: (line 1:12): invalid value for bool field prev_kv: \"true\"",
                "{\"key\":\"\",\"key\":\"\"}|proto: (line 1:11): duplicate field \"key\"",
                "{key:\"YQ==\"}|proto: syntax error",
                "{'key':\"YQ==\"}|proto: syntax error",
                "{\"key\":\"YQ==\",}|proto: syntax error",
            })
    void whatIsWrongIsSaidWhereItStands(String json, String message) {
        assertThatThrownBy(() -> read(json, PutRequest.getDefaultInstance())).hasMessageStartingWith(message);
    }

    @Test
    void twoOfOneChoiceAreRefused() {
        assertThatThrownBy(() -> read(
                        "{\"success\":[{\"request_put\":{},\"request_range\":{}}]}", TxnRequest.getDefaultInstance()))
                .hasMessageContaining("oneof etcdserverpb.RequestOp.request is already set");
    }

    @Test
    void nestingHasALimit() {
        var deep = "{\"x\":".repeat(1000) + "1" + "}".repeat(1000);
        assertThatThrownBy(() -> read(deep, PutRequest.getDefaultInstance())).isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(1_000_000), PutRequest.getDefaultInstance()))
                .isInstanceOf(BadJsonException.class);
    }

    @Test
    void answersAreWrittenAsEtcdDoes() {
        assertThat(written(ResponseHeader.newBuilder()
                        .setClusterId(-1)
                        .setRevision(5)
                        .build()))
                .isEqualTo("{\"cluster_id\":\"18446744073709551615\",\"revision\":\"5\"}");
        assertThat(written(HashKVResponse.newBuilder()
                        .setHash(-1)
                        .setCompactRevision(-1)
                        .build()))
                .isEqualTo("{\"hash\":4294967295,\"compact_revision\":\"-1\"}");
        assertThat(written(TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setTarget(Compare.CompareTarget.MOD)
                                .setKey(ByteString.copyFromUtf8("a"))
                                .setModRevision(0))
                        .build()))
                .isEqualTo("{\"compare\":[{\"target\":\"MOD\",\"key\":\"YQ==\",\"mod_revision\":\"0\"}]}");
        assertThat(written(RangeRequest.newBuilder().setSortOrderValue(77).build()))
                .isEqualTo("{\"sort_order\":77}");
    }
}
