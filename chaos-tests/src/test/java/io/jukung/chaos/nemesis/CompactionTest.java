package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactionTest {

    /** Reads are answered; a compaction is taken and never answered. */
    private static final class Mute extends KVGrpc.KVImplBase {

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
            answer.onNext(RangeResponse.newBuilder()
                    .setHeader(ResponseHeader.newBuilder().setRevision(70))
                    .build());
            answer.onCompleted();
        }

        @Override
        public void compact(CompactionRequest request, StreamObserver<CompactionResponse> answer) {}
    }

    /** Of one member, which is that server. */
    private static Cluster cluster(Server server) {
        return (Cluster) Proxy.newProxyInstance(
                Cluster.class.getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "members" -> List.of("n1");
                    case "running" -> true;
                    case "paused" -> false;
                    case "client" -> new Cluster.Address("127.0.0.1", server.getPort());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void aCompactionWithoutAnAnswerIsToldWithItsRevision() throws Exception {
        var server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(new Mute())
                .build()
                .start();
        try {
            var cluster = cluster(server);
            var done = new Compaction(cluster, new Admin(cluster))
                    .invoke(new Invocation(Op.NEMESIS, "compact", Edn.dict("back", Edn.of(28))));

            assertThat(done).isInstanceOfSatisfying(Edn.Dict.class, told -> {
                assertThat(told.get("revision")).isEqualTo(Edn.of(42));
                assertThat(told.get("said")).asString().contains("Compact at 42 is not done");
            });
        } finally {
            server.shutdownNow();
        }
    }
}
