package io.jukung.api.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jukung.api.server.ApiServer;
import io.jukung.api.server.RealEtcd;
import io.jukung.api.server.TestCluster;
import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.Subject;
import io.jukung.proto.api.v1.CampaignRequest;
import io.jukung.proto.api.v1.CampaignResponse;
import io.jukung.proto.api.v1.CreateRequest;
import io.jukung.proto.api.v1.ElectionsGrpc;
import io.jukung.proto.api.v1.Fence;
import io.jukung.proto.api.v1.GetRequest;
import io.jukung.proto.api.v1.Resource;
import io.jukung.proto.api.v1.ResourcesGrpc;
import io.jukung.proto.api.v1.WriteOptions;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two API servers on one store. */
@Needs(tools = "etcd")
@Timeout(60)
class ElectionsIT {

    private static final Resource CONFIG_MAPS = Resource.newBuilder()
            .setVersion("v1")
            .setResource("configmaps")
            .setNamespace("default")
            .build();

    @TempDir
    private static Path folder;

    private static RealEtcd etcd;
    private static ApiServer first;
    private static ApiServer second;
    private static ManagedChannel toFirst;
    private static ManagedChannel toSecond;

    private final String election = "e" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        etcd = RealEtcd.start();
        var pki = ClusterPki.createOrLoad(folder);
        first = ApiServer.start(TestCluster.config(etcd, pki, Optional.empty(), "127.0.0.1"));
        second = ApiServer.start(TestCluster.config(etcd, pki, Optional.empty(), "127.0.0.1"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> first.ready() && second.ready());
        toFirst = first.inProcessChannel(Subject.CONTROLLERS);
        toSecond = second.inProcessChannel(Subject.CONTROLLERS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> ResourcesGrpc.newBlockingStub(toFirst)
                                .get(GetRequest.newBuilder()
                                        .setResource(Resource.newBuilder()
                                                .setVersion("v1")
                                                .setResource("namespaces"))
                                        .setName("default")
                                        .build())
                                .getJson()
                                .size()
                        > 0);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        etcd.close();
    }

    @Test
    void oneLeadsTheOtherTakesOverWhenItsStreamEndsAndTheOldFenceWritesNothing() throws InterruptedException {
        var a = new Candidate(toFirst, election, "a");
        var leading = a.await(CampaignResponse::getLeading);
        var b = new Candidate(toSecond, election, "b");
        var waiting = b.await(answer -> true);

        assertThat(leading.getRevision()).isPositive();
        assertThat(leading.getValidForMillis()).isPositive();
        assertThat(waiting.getLeading()).isFalse();
        assertThat(waiting.getRevision()).isZero();
        assertThat(waiting.getLeaderIdentity()).isEqualTo("a");
        a.renew();
        assertThat(a.await(answer -> true)).isEqualTo(leading);
        create(toSecond, "by-a-" + election, leading.getRevision());

        a.leave();
        var next = b.await(CampaignResponse::getLeading);

        assertThat(next.getRevision()).isGreaterThan(leading.getRevision());
        for (var server : new ManagedChannel[] {toFirst, toSecond}) {
            assertThatThrownBy(() -> create(server, "late-" + election, leading.getRevision()))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
                        assertThat(refused.getStatus().getDescription()).contains(election);
                    });
            assertThatThrownBy(() -> get(server, "late-" + election))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            missing -> assertThat(missing.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        }
        create(toFirst, "by-b-" + election, next.getRevision());
        b.leave();
    }

    @Test
    void aCancelledCandidateNeitherLeadsNorStandsInTheWay() throws InterruptedException {
        var a = new Candidate(toFirst, election, "a");
        a.await(CampaignResponse::getLeading);
        var b = new Candidate(toSecond, election, "b");
        b.await(answer -> true);
        var c = new Candidate(toFirst, election, "c");
        c.await(answer -> true);

        b.fail();
        a.fail();

        assertThat(c.await(CampaignResponse::getLeading).getLeaderIdentity()).isEqualTo("c");
        c.leave();
    }

    @Test
    void electionsDoNotMeet() throws InterruptedException {
        var a = new Candidate(toFirst, election, "a");
        // One name begins with the other: the keys share a prefix, the elections nothing.
        var b = new Candidate(toSecond, election + "-2", "b");

        var leads = a.await(CampaignResponse::getLeading);
        b.await(CampaignResponse::getLeading);
        b.leave();
        a.renew();

        assertThat(a.await(answer -> true)).isEqualTo(leads);
        a.leave();
    }

    @Test
    void refusesAnElectionWithoutAProperName() throws InterruptedException {
        var candidate = new Candidate(toFirst, "No/Name", "a");

        assertThat(candidate.ended.take().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private void create(ManagedChannel channel, String name, long fence) {
        ResourcesGrpc.newBlockingStub(channel)
                .create(CreateRequest.newBuilder()
                        .setResource(CONFIG_MAPS)
                        .setObject(io.jukung.proto.api.v1.Object.newBuilder()
                                .setJson(ByteString.copyFromUtf8("""
                                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"}}""".formatted(name))))
                        .setOptions(WriteOptions.newBuilder()
                                .setFence(
                                        Fence.newBuilder().setElection(election).setRevision(fence)))
                        .build());
    }

    private static io.jukung.proto.api.v1.Object get(ManagedChannel channel, String name) {
        return ResourcesGrpc.newBlockingStub(channel)
                .get(GetRequest.newBuilder()
                        .setResource(CONFIG_MAPS)
                        .setName(name)
                        .build());
    }

    /** One campaign stream. */
    private static final class Candidate implements StreamObserver<CampaignResponse> {

        final BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
        private final BlockingQueue<CampaignResponse> answers = new LinkedBlockingQueue<>();
        private final StreamObserver<CampaignRequest> requests;
        private final CampaignRequest request;

        Candidate(ManagedChannel channel, String election, String identity) {
            requests = ElectionsGrpc.newStub(channel).campaign(this);
            request = CampaignRequest.newBuilder()
                    .setElection(election)
                    .setIdentity(identity)
                    .build();
            renew();
        }

        void renew() {
            requests.onNext(request);
        }

        void leave() {
            requests.onCompleted();
        }

        void fail() {
            requests.onError(Status.CANCELLED.asRuntimeException());
        }

        CampaignResponse await(Predicate<CampaignResponse> wanted) throws InterruptedException {
            while (true) {
                var answer = answers.poll(60, TimeUnit.SECONDS);
                assertThat(answer).as("an answer to %s", request.getIdentity()).isNotNull();
                if (wanted.test(answer)) {
                    return answer;
                }
            }
        }

        @Override
        public void onNext(CampaignResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable error) {
            ended.add(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            ended.add(Status.OK);
        }
    }
}
