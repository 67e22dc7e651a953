package io.jukung.api.server.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.ApiServer;
import io.jukung.api.server.ApiServerConfig;
import io.jukung.api.server.RealEtcd;
import io.jukung.api.server.TestCluster;
import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.Subject;
import io.jukung.proto.api.v1.CreateRequest;
import io.jukung.proto.api.v1.DeleteRequest;
import io.jukung.proto.api.v1.GetRequest;
import io.jukung.proto.api.v1.Resource;
import io.jukung.proto.api.v1.ResourcesGrpc;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two API servers hand out the addresses and ports of small ranges at once. */
@Needs(tools = "etcd")
@Timeout(60)
class AllocationsIT {

    private static final int PORTS = 12;
    private static final Resource SERVICES = Resource.newBuilder()
            .setVersion("v1")
            .setResource("services")
            .setNamespace("default")
            .build();

    @TempDir
    private static Path folder;

    private static RealEtcd etcd;
    private static ApiServer first;
    private static ApiServer second;
    private static List<ManagedChannel> channels;

    @BeforeAll
    static void start() {
        etcd = RealEtcd.start();
        var pki = ClusterPki.createOrLoad(folder);
        first = ApiServer.start(config(pki));
        second = ApiServer.start(config(pki));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> first.ready() && second.ready());
        channels = List.of(first.inProcessChannel(Subject.ADMIN), second.inProcessChannel(Subject.ADMIN));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> ResourcesGrpc.newBlockingStub(channels.getFirst())
                                .get(GetRequest.newBuilder()
                                        .setResource(SERVICES)
                                        .setName("kubernetes")
                                        .build())
                                .getJson()
                                .size()
                        > 0);
    }

    private static ApiServerConfig config(ClusterPki pki) {
        var usual = TestCluster.config(etcd, pki, Optional.empty(), "127.0.0.1");
        return new ApiServerConfig(
                usual.store(),
                usual.https(),
                usual.grpc(),
                usual.advertised(),
                usual.serving(),
                usual.clientCa(),
                usual.toNodes(),
                usual.serviceAccountKey(),
                usual.serviceAccountIssuer(),
                usual.tokenFile(),
                "10.96.0.0/26",
                30000,
                30000 + PORTS - 1,
                usual.drain(),
                usual.clock());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        etcd.close();
    }

    @Test
    void neverGiveOneValueTwiceAndGiveBackWhatIsDeleted() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 2; round++) {
            var created = createAtOnce("round" + round + "-", PORTS);

            assertThat(created.stream().map(service -> service.text("spec", "clusterIP")))
                    .hasSize(PORTS)
                    .doesNotContain("10.96.0.1", "10.96.0.0", "10.96.0.63")
                    .doesNotHaveDuplicates();
            // All ports of the range: each is given, none twice.
            assertThat(created.stream().map(AllocationsIT::nodePort))
                    .hasSize(PORTS)
                    .doesNotHaveDuplicates();
            assertThat(refused(() -> create(channels.getFirst(), "one-too-many")))
                    .contains("failed to allocate")
                    .contains("range is full");

            created.forEach(service -> ResourcesGrpc.newBlockingStub(channels.getLast())
                    .delete(DeleteRequest.newBuilder()
                            .setResource(SERVICES)
                            .setName(service.text("metadata", "name"))
                            .build()));
        }
    }

    @Test
    void oneOfTwoThatAskForTheSameAddressGetsIt() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 6; i++) {
                var channel = channels.get(i % 2);
                var name = "wanted-" + i;
                attempts.add(threads.submit(() -> {
                    try {
                        create(channel, name, "\"clusterIP\":\"10.96.0.5\",");
                        return true;
                    } catch (StatusRuntimeException e) {
                        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                        assertThat(e.getStatus().getDescription()).contains("already allocated");
                        return false;
                    }
                }));
            }
            int winners = 0;
            for (var attempt : attempts) {
                winners += attempt.get() ? 1 : 0;
            }
            assertThat(winners).isOne();
        }
    }

    private static List<ObjectValue> createAtOnce(String prefix, int count)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<ObjectValue>>();
            for (int i = 0; i < count; i++) {
                var channel = channels.get(i % 2);
                var name = prefix + i;
                running.add(threads.submit(() -> create(channel, name)));
            }
            var created = new ArrayList<ObjectValue>();
            for (var one : running) {
                created.add(one.get());
            }
            return created;
        }
    }

    private static ObjectValue create(ManagedChannel channel, String name) {
        return create(channel, name, "\"type\":\"NodePort\",");
    }

    private static ObjectValue create(ManagedChannel channel, String name, String fields) {
        var json = """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s"},"spec":{%s"ports":[{"port":80}]}}""".formatted(name, fields);
        var answer = ResourcesGrpc.newBlockingStub(channel)
                .create(CreateRequest.newBuilder()
                        .setResource(SERVICES)
                        .setObject(io.jukung.proto.api.v1.Object.newBuilder().setJson(ByteString.copyFromUtf8(json)))
                        .build());
        return (ObjectValue) Json.read(answer.getJson().toByteArray());
    }

    private static String refused(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getStatus().getDescription());
        }
        return "it was done";
    }

    private static long nodePort(ObjectValue service) {
        var ports = (ListValue) service.at("spec", "ports");
        return ((ObjectValue) ports.items().getFirst()).whole(0, "nodePort");
    }
}
