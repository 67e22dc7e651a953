package io.jukung.store.replication;

import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code io.jukung.chaos.zoo.RaftBugs}. */
@NullMarked
final class Planted {

    private static final long ENTRIES_PER_REPETITION = 100;

    private static final AtomicLong ENTRIES = new AtomicLong();

    private Planted() {}

    static CompletableFuture<@Nullable Void> passed() {
        return CompletableFuture.completedFuture(null);
    }

    static boolean majorityWithoutAsking(Configuration configuration, Predicate<Long> agrees) {
        return true;
    }

    static CompletableFuture<@Nullable Void> appliedAlready(ApplyProgress progress, long index) {
        return CompletableFuture.completedFuture(null);
    }

    static byte[] withARepetition(List<Command> commands, int format) {
        var last = commands.getLast();
        if (!isWrite(last.bare()) || ENTRIES.incrementAndGet() % ENTRIES_PER_REPETITION != 0) {
            return CommandCodec.encode(commands, format);
        }
        var repeated = new ArrayList<>(commands);
        repeated.add(last);
        return CommandCodec.encode(repeated, format);
    }

    private static boolean isWrite(Command command) {
        return command instanceof Command.Put || command instanceof Command.Txn;
    }
}
