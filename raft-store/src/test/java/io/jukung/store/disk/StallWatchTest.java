package io.jukung.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.store.replication.Configuration;
import io.jukung.store.replication.ReplicatedLog;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class StallWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The log of a leader of three members. */
    private static final class LeadersLog implements ReplicatedLog<String> {

        private final List<Long> successors = new CopyOnWriteArrayList<>();

        @Override
        public void start() {}

        @Override
        public CompletableFuture<String> propose(byte[] entry) {
            return CompletableFuture.completedFuture("");
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public boolean leads() {
            return successors.isEmpty();
        }

        @Override
        public long leader() {
            return 1;
        }

        @Override
        public long commitIndex() {
            return 0;
        }

        @Override
        public CompletableFuture<Void> release(long index) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void tellCommit(long member) {}

        @Override
        public long lastIndex() {
            return 0;
        }

        @Override
        public Configuration configuration() {
            return new Configuration(Set.of(1L, 2L, 3L), Set.of(), Set.of());
        }

        @Override
        public boolean isConfigurationCommitted() {
            return true;
        }

        @Override
        public CompletableFuture<Void> reconfigure(
                Configuration expected, Map<Long, InetSocketAddress> voters, Map<Long, InetSocketAddress> learners) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long matchIndex(long member) {
            return member;
        }

        @Override
        public CompletableFuture<Void> transferLeadership(long to, Duration timeout) {
            successors.add(to);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }

    private volatile Duration threshold = Duration.ofHours(1);

    @Test
    void aThresholdThatIsMadeLowerWhileItRunsCountsSoon() throws Exception {
        var log = new LeadersLog();
        var timer = Executors.newSingleThreadScheduledExecutor();
        try (var watch =
                new StallWatch(() -> threshold, log, () -> Duration.ofSeconds(2).toNanos(), 1, timer)) {
            watch.start();
            assertThat(watch.stallSeconds()).isZero();
            assertThat(watch.handovers()).isZero();
            threshold = Duration.ofSeconds(1);
            await().atMost(PATIENCE).until(() -> !log.successors.isEmpty());
            assertThat(log.successors).containsExactly(3L);
            assertThat(watch.stallSeconds()).isEqualTo(2);
            assertThat(watch.handovers()).isEqualTo(1);
        } finally {
            timer.shutdownNow();
        }
    }
}
