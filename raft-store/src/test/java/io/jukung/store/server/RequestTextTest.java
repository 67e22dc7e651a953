package io.jukung.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.store.v1.InternalAuthenticate;
import io.jukung.proto.store.v1.LoggedCommand;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTextTest {

    private static final String SECRET = "s3cr3t";

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(String key) {
        return PutRequest.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes(SECRET))
                .setLease(7)
                .build();
    }

    static Stream<Message> withSecrets() {
        return Stream.of(
                put("a"),
                TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder().setKey(bytes("a")).setValue(bytes(SECRET)))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put("a")))
                        .build(),
                AuthUserAddRequest.newBuilder()
                        .setName("alice")
                        .setPassword(SECRET)
                        .setHashedPassword(SECRET)
                        .build(),
                LoggedCommand.newBuilder()
                        .setAuthenticate(InternalAuthenticate.newBuilder()
                                .setName("alice")
                                .setSimpleToken(SECRET))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("withSecrets")
    void noSecretIsShown(Message request) {
        assertThat(request.toString()).contains(SECRET);
        assertThat(RequestText.of(request)).isNotEmpty().doesNotContain(SECRET);
    }

    @Test
    void itHasTheFormOfEtcds() {
        assertThat(RequestText.of(put("a\0"))).isEqualTo("key:\"a\\000\" value_size:6 lease:7");
        assertThat(RequestText.of(RangeRequest.newBuilder()
                        .setKey(bytes("a"))
                        .setRangeEnd(bytes("b"))
                        .setLimit(5)
                        .setSerializable(true)
                        .build()))
                .isEqualTo("key:\"a\" range_end:\"b\" limit:5 serializable:true");
        assertThat(RequestText.of(withSecrets().skip(1).findFirst().orElseThrow()))
                .isEqualTo("compare:<key:\"a\" value_size:6> success:<request_put:<key:\"a\" value_size:6 lease:7>>");
    }

    @Test
    void itIsBounded() {
        var key = new byte[1000];
        Arrays.fill(key, (byte) 0xff);
        var one = RequestText.of(
                PutRequest.newBuilder().setKey(ByteString.copyFrom(key)).build());
        assertThat(one).hasSizeLessThan(1000).endsWith("…(1000 bytes)");
        var txn = TxnRequest.newBuilder();
        for (int i = 0; i < 128; i++) {
            txn.addSuccess(RequestOp.newBuilder().setRequestPut(put("key" + i)));
        }
        assertThat(RequestText.of(txn.build())).hasSize(1025).contains("key0").endsWith("…");
    }
}
