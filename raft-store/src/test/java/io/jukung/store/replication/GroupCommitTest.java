package io.jukung.store.replication;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.Outcome;
import io.jukung.store.auth.Requester;
import io.jukung.store.mvcc.Rejection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    /** A log that commits when it is told to. */
    private static final class ScriptedLog implements ReplicatedLog<ApplyResult> {
        private final List<List<Command>> entries = new ArrayList<>();
        private CompletableFuture<ApplyResult> inFlight = new CompletableFuture<>();

        @Override
        public CompletableFuture<ApplyResult> propose(byte[] entry) {
            entries.add(CommandCodec.decode(ByteString.copyFrom(entry), 2));
            inFlight = new CompletableFuture<>();
            return inFlight;
        }

        void commit() {
            var outcomes = entries.getLast().stream()
                    .map(command -> (Outcome) new Outcome.Applied(PutResponse.getDefaultInstance()))
                    .toList();
            inFlight.complete(new ApplyResult(outcomes, List.of(), List.of(), List.of()));
        }

        @Override
        public void start() {}

        @Override
        public long term() {
            return 1;
        }

        @Override
        public boolean leads() {
            return true;
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
            return new Configuration(Set.of(1L), Set.of(), Set.of());
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
            return -1;
        }

        @Override
        public CompletableFuture<Void> transferLeadership(long to, Duration timeout) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }

    private final ScriptedLog log = new ScriptedLog();
    private int format = 1;
    /** As if deletions had come with the second format. */
    private final GroupCommit groupCommit = new GroupCommit(
            log, () -> format, command -> command.bare() instanceof Command.DeleteRange ? 2 : 1, Runnable::run);

    private CompletableFuture<Outcome> put(int valueBytes) {
        return groupCommit.propose(new Command.Put(
                0,
                PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setValue(ByteString.copyFrom(new byte[valueBytes]))
                        .build()));
    }

    @Test
    void whatArrivesWhileAnEntryIsInFlightBecomesOneEntry() {
        var first = put(1);
        var second = put(1);
        var third = put(1);
        assertThat(log.entries).hasSize(1);

        log.commit();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(log.entries).hasSize(2);
        assertThat(log.entries.getLast()).hasSize(2);

        log.commit();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(log.entries).hasSize(2);
    }

    private CompletableFuture<Outcome> delete() {
        return groupCommit.propose(new Command.Requested(
                Requester.MEMBER, new Command.DeleteRange(0, DeleteRangeRequest.getDefaultInstance())));
    }

    @Test
    void whatNotAllMembersCanReadIsRejectedAndTheRestGoesOn() {
        var rejected = new Outcome.Rejected(Rejection.FORMAT_TOO_OLD);
        assertThat(delete()).isCompletedWithValue(rejected);
        assertThat(log.entries).isEmpty();

        var first = put(1);
        var between = List.of(delete(), put(1), delete());
        log.commit();
        assertThat(first).isCompleted();
        assertThat(between.getFirst()).isCompletedWithValue(rejected);
        assertThat(between.getLast()).isCompletedWithValue(rejected);
        assertThat(log.entries.getLast()).hasSize(1);
        log.commit();
        assertThat(between.get(1)).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Applied);
    }

    @Test
    void whatAllMembersCanReadIsProposedUntilTheClusterGoesBack() {
        format = 2;
        var known = delete();
        log.commit();
        assertThat(known).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Applied);

        put(1);
        var late = delete();
        // The entry in flight lowers the format.
        format = 1;
        log.commit();
        assertThat(late).isCompletedWithValue(new Outcome.Rejected(Rejection.FORMAT_TOO_OLD));
        assertThat(log.entries).hasSize(2);
        assertThat(put(1)).isNotDone();
        assertThat(log.entries).hasSize(3);
    }

    @Test
    void anEntryIsBoundedInBytesButTakesOneLargeCommand() {
        put(1);
        for (int i = 0; i < 4; i++) {
            put(1 << 20);
        }
        put(5 << 20);
        log.commit();
        assertThat(log.entries.getLast()).hasSizeLessThan(4);
        while (groupCommit.pending() > 0) {
            log.commit();
        }
        assertThat(log.entries.getLast()).hasSize(1);
        assertThat(log.entries.stream().mapToInt(List::size).sum()).isEqualTo(6);
    }

    @Test
    void aFailureReachesEveryCommandOfTheEntryAndTheNextEntryGoesOn() {
        put(1);
        var second = put(1);
        var third = put(1);
        log.commit();
        log.inFlight.completeExceptionally(new ProposalException.OutcomeUnknown("leader changed"));
        assertThat(second).isCompletedExceptionally();
        assertThat(third).isCompletedExceptionally();

        var next = put(1);
        log.commit();
        assertThat(next).isCompleted();
    }

    @Test
    void moreThanTheBoundIsTurnedAwayWithoutEffect() {
        put(1);
        for (int i = 0; i < 60; i++) {
            put(1 << 20);
        }
        var last = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = 0; i < 10; i++) {
            last.add(put(1 << 20));
        }
        assertThat(last.getLast()).isCompletedExceptionally();
        assertThat(last.getLast().exceptionNow()).isInstanceOf(ProposalException.Overloaded.class);
    }
}
