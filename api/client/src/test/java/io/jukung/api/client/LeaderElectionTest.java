package io.jukung.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.jukung.platform.Clock;
import io.jukung.proto.api.v1.CampaignRequest;
import io.jukung.proto.api.v1.CampaignResponse;
import io.jukung.proto.api.v1.ElectionsGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Elections elections = new Elections();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Server server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private io.grpc.ManagedChannel channel;

    /** One election, led by whom the test says. */
    private static final class Elections extends ElectionsGrpc.ElectionsImplBase {

        volatile long leaderRevision;
        volatile boolean answering = true;
        volatile long validForMillis = 60_000;
        volatile @Nullable StreamObserver<CampaignResponse> stream;

        @Override
        public StreamObserver<CampaignRequest> campaign(StreamObserver<CampaignResponse> responses) {
            stream = responses;
            return new StreamObserver<>() {
                @Override
                public void onNext(CampaignRequest request) {
                    if (answering) {
                        answer();
                    }
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    responses.onCompleted();
                }
            };
        }

        void answer() {
            var responses = stream;
            if (responses != null) {
                responses.onNext(CampaignResponse.newBuilder()
                        .setLeading(leaderRevision > 0)
                        .setRevision(leaderRevision)
                        .setLeaderIdentity("me")
                        .setValidForMillis(validForMillis)
                        .build());
            }
        }

        void hangUp() {
            var responses = stream;
            if (responses != null) {
                responses.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        var name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .addService(elections)
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private LeaderElection stand() {
        return LeaderElection.start(
                new GrpcApiClient(channel, "test"), "controllers", "me", Clock.system(), new LeaderElection.Listener() {
                    @Override
                    public void onStarted(WriteOptions.Fence fence) {
                        heard.add("started " + fence.election() + " " + fence.revision());
                    }

                    @Override
                    public void onStopped() {
                        heard.add("stopped");
                    }
                });
    }

    private void awaitHeard(String... lines) {
        await().atMost(LONG).untilAsserted(() -> assertThat(heard).containsExactly(lines));
    }

    @Test
    void waitsToBeElectedThenLeadsWithItsFence() {
        try (var election = stand()) {
            await().atMost(LONG).until(() -> elections.stream != null);
            assertThat(election.fence()).isEmpty();
            elections.leaderRevision = 42;
            elections.answer();
            awaitHeard("started controllers 42");
            assertThat(election.fence()).contains(new WriteOptions.Fence("controllers", 42));
        }
        awaitHeard("started controllers 42", "stopped");
    }

    @Test
    void stopsWhenRenewalsAreNotAnsweredBeforeTheValidityEnds() {
        elections.leaderRevision = 1;
        elections.validForMillis = 400;
        try (var election = stand()) {
            awaitHeard("started controllers 1");
            elections.answering = false;
            awaitHeard("started controllers 1", "stopped");
            assertThat(election.fence()).isEmpty();
        }
    }

    @Test
    void aBrokenStreamEndsLeadershipAndItStandsAgain() {
        elections.leaderRevision = 1;
        try (var _ = stand()) {
            awaitHeard("started controllers 1");
            elections.leaderRevision = 2;
            elections.hangUp();
            awaitHeard("started controllers 1", "stopped", "started controllers 2");
        }
    }

    @Test
    void anotherLeaderEndsLeadership() {
        elections.leaderRevision = 1;
        try (var _ = stand()) {
            awaitHeard("started controllers 1");
            elections.leaderRevision = 0;
            elections.answer();
            awaitHeard("started controllers 1", "stopped");
        }
    }

    @Test
    void anAnswerThatWasNotAskedForByTheLeaderDoesNotStartALeadership() {
        // The first word of leading may be old: only a renewal sent after it proves anything.
        elections.leaderRevision = 0;
        try (var election = stand()) {
            await().atMost(LONG).until(() -> elections.stream != null);
            elections.answering = false;
            elections.leaderRevision = 9;
            elections.validForMillis = 300;
            elections.answer();
            assertThat(election.fence()).isEmpty();
            assertThat(heard).isEmpty();
            elections.answering = true;
            awaitHeard("started controllers 9");
        }
    }
}
