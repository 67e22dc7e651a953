package io.jukung.store.member;

import io.jukung.store.backup.EtcdSnapshot;
import io.jukung.store.backup.HashKv;
import io.jukung.store.backup.Scratch;
import io.jukung.store.mvcc.RejectedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** This member's state for others to keep or compare: etcd's database, etcd's hash. */
public final class Exports {

    private final MemberState state;

    Exports(MemberState state) {
        this.state = state;
    }

    /**
     * The present state as etcd's database, in a file without a name. The state is held only until it is written: how slow
     * the reader is does not matter.
     *
     * @param length in bytes
     * @param revision the newest in it
     */
    public record Database(FileChannel channel, long length, long revision) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Writes the present state; takes about a second for every hundred megabytes. */
    public Database database() throws IOException {
        Path directory = state.disk().scratch();
        Path file = Files.createTempFile(directory, "snapshot-", ".db");
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        boolean written = false;
        try (var held = state.hold();
                var frozen = held.state().freeze()) {
            long length = EtcdSnapshot.write(frozen, channel, new Scratch(directory));
            written = true;
            return new Database(channel, length, frozen.mark().revision());
        } finally {
            if (!written) {
                channel.close();
            }
        }
    }

    /** etcd's HashKV of a state. */
    public HashKv hashKv(StateGeneration held, long revision) throws RejectedException, IOException {
        return HashKv.of(
                held.state().reads().retained(revision),
                new Scratch(state.disk().scratch()));
    }
}
