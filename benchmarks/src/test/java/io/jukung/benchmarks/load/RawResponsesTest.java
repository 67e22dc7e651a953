package io.jukung.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class RawResponsesTest {

    @Test
    void countsTheEntriesOfOneField() {
        var response = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(9))
                .addKvs(KeyValue.newBuilder().setKey(Keyspace.key(1)))
                .addKvs(KeyValue.newBuilder().setKey(Keyspace.key(2)))
                .setCount(2)
                .build();
        var marshaller = new RawResponses(RangeResponse.KVS_FIELD_NUMBER);
        assertThat(marshaller.parse(new ByteArrayInputStream(response.toByteArray())))
                .isEqualTo(2);
        assertThat(marshaller.parse(new ByteArrayInputStream(new byte[0]))).isZero();
    }
}
