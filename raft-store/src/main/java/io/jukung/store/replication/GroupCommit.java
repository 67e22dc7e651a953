package io.jukung.store.replication;

import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.CommandFormats;
import io.jukung.store.apply.Outcome;
import io.jukung.store.apply.Quota;
import io.jukung.store.mvcc.Rejection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns everything that arrived while the proposal before was in flight into one log entry: under load
 * one fsync and one round of messages pay for many commands.
 */
public final class GroupCommit {

    /** Bounds of one entry; a single command may be larger than the bytes, it then goes alone. */
    private static final int MAX_ENTRY_COMMANDS = 2048;

    private static final long MAX_ENTRY_BYTES = 2 << 20;
    /** Bounds of what waits for the entry after. */
    private static final int MAX_WAITING_COMMANDS = 20_000;

    private static final long MAX_WAITING_BYTES = 64 << 20;

    private record Waiting(Command command, long bytes, CompletableFuture<Outcome> outcome) {}

    private final ReplicatedLog<ApplyResult> log;
    private final Executor loop;
    private final IntSupplier format;
    private final ToIntFunction<Command> since;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean inFlight;

    /**
     * Groups what is proposed to a log.
     *
     * @param format of entries, which all members read, now
     * @param since the lowest format a command may be in an entry of, see {@link CommandFormats}
     * @param loop one thread: starts the next entry after one is through and completes what was proposed,
     *     off the applying thread
     */
    public GroupCommit(
            ReplicatedLog<ApplyResult> log, IntSupplier format, ToIntFunction<Command> since, Executor loop) {
        this.log = log;
        this.format = format;
        this.since = since;
        this.loop = loop;
    }

    /** What an entry can come to when one command is at most {@code maxRequestBytes} before it is encoded. */
    public static int maxEntryBytes(int maxRequestBytes) {
        return (int) Math.max(2 * MAX_ENTRY_BYTES, maxRequestBytes + (1L << 20));
    }

    /**
     * Fails with a {@link ProposalException}; completed on the loop. A command that not all members can read yet is rejected, and
     * nothing of it is in the log.
     */
    public CompletableFuture<Outcome> propose(Command command) {
        var mine = new Waiting(command, Quota.cost(command), new CompletableFuture<>());
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING_COMMANDS || waitingBytes + mine.bytes > MAX_WAITING_BYTES) {
                return CompletableFuture.failedFuture(new ProposalException.Overloaded("too many requests"));
            }
            waiting.add(mine);
            waitingBytes += mine.bytes;
            if (inFlight) {
                return mine.outcome;
            }
            inFlight = true;
        }
        submitNext();
        return mine.outcome;
    }

    public synchronized int pending() {
        return waiting.size();
    }

    private synchronized List<Waiting> nextEntry() {
        var entry = new ArrayList<Waiting>(Math.min(waiting.size(), MAX_ENTRY_COMMANDS));
        long bytes = 0;
        while (!waiting.isEmpty() && entry.size() < MAX_ENTRY_COMMANDS) {
            var first = waiting.peek();
            if (!entry.isEmpty() && bytes + first.bytes > MAX_ENTRY_BYTES) {
                break;
            }
            bytes += first.bytes;
            waitingBytes -= first.bytes;
            entry.add(waiting.remove());
        }
        if (entry.isEmpty()) {
            inFlight = false;
        }
        return entry;
    }

    private void submitNext() {
        for (var entry = nextEntry(); !entry.isEmpty(); entry = nextEntry()) {
            // Asked for now, not when they were proposed: the entry before may have taken the cluster back to an older
            // format.
            int known = format.getAsInt();
            entry.removeIf(waiting -> isRejected(waiting, known));
            if (!entry.isEmpty()) {
                submit(entry, known);
                return;
            }
        }
    }

    private boolean isRejected(Waiting waiting, int known) {
        return since.applyAsInt(waiting.command) > known
                && waiting.outcome.complete(new Outcome.Rejected(Rejection.FORMAT_TOO_OLD));
    }

    /** Whether a command may be in an entry now. */
    boolean admits(Command command) {
        return since.applyAsInt(command) <= format.getAsInt();
    }

    private void submit(List<Waiting> entry, int known) {
        var bytes = CommandCodec.encode(entry.stream().map(Waiting::command).toList(), known);
        log.propose(bytes).whenComplete((result, failure) -> {
            try {
                loop.execute(() -> {
                    submitNext();
                    complete(entry, result, failure);
                });
            } catch (RejectedExecutionException stopped) {
                // What still waits runs into its time-out: the member is going.
                complete(entry, result, failure);
            }
        });
    }

    private static void complete(List<Waiting> entry, @Nullable ApplyResult result, @Nullable Throwable failure) {
        for (int i = 0; i < entry.size(); i++) {
            var outcome = entry.get(i).outcome;
            if (result != null) {
                outcome.complete(result.outcomes().get(i));
            } else {
                outcome.completeExceptionally(
                        failure == null ? new ProposalException.OutcomeUnknown("no outcome") : failure);
            }
        }
    }
}
