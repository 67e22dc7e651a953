package io.jukung.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.jukung.chaos.history.Call;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static void refused(Status status) {
        assertThat(Refusals.of(status)).isInstanceOf(Call.Result.Refused.class);
    }

    private static void unknown(Status status) {
        assertThat(Refusals.of(status)).isInstanceOf(Call.Result.Unknown.class);
    }

    @Test
    void whatTheServerSaysOfTheRequestIsARefusal() {
        refused(Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision has been compacted"));
        refused(Status.NOT_FOUND.withDescription("etcdserver: requested lease not found"));
        refused(Status.INVALID_ARGUMENT.withDescription("etcdserver: duplicate key given in txn request"));
        refused(Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: mvcc: database space exceeded"));
        refused(Status.UNKNOWN.withDescription("etcdserver: too many requests"));
    }

    @Test
    void whatClientsRepeatAWriteAfterIsARefusal() {
        refused(Status.UNAVAILABLE.withDescription("etcdserver: no leader"));
        refused(Status.UNAVAILABLE.withDescription("etcdserver: leader changed"));
        refused(Status.UNKNOWN.withDescription("raft proposal dropped"));
    }

    @Test
    void aConnectionThatCouldNotBeMadeIsARefusal() {
        refused(Status.UNAVAILABLE.withDescription("io exception").withCause(new ConnectException("refused")));
        unknown(Status.UNAVAILABLE.withDescription("io exception").withCause(new IOException("reset by peer")));
        unknown(Status.UNAVAILABLE.withDescription("Network closed for unknown reason"));
    }

    @Test
    void whatMayHaveHappenedIsUnknown() {
        unknown(Status.DEADLINE_EXCEEDED.withDescription("context deadline exceeded"));
        unknown(Status.UNAVAILABLE.withDescription("etcdserver: request timed out"));
        unknown(Status.UNAVAILABLE.withDescription(
                "etcdserver: request timed out, possibly due to previous leader failure"));
        unknown(Status.UNAVAILABLE.withDescription("etcdserver: server stopped"));
        unknown(Status.CANCELLED);
        unknown(Status.INTERNAL.withDescription("etcdserver: mvcc: required revision has been compacted"));
        unknown(Status.DATA_LOSS.withDescription("etcdserver: corrupt cluster"));
    }

    @Test
    void aCodeThatGrpcItselfGivesIsUnknown() {
        unknown(Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 4194304: 5000000"));
        unknown(Status.OUT_OF_RANGE.withDescription("something"));
    }
}
