package io.jukung.store.raft;

import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.replication.LogPosition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeer;

/**
 * Makes a member that is not running the only one of its log's configuration, for etcd's {@code force-new-cluster}: the
 * others are lost. Ratis keeps the configuration it would take from a snapshot in a file; one with the index after the
 * last entry wins over those in the log. All entries the member has become committed: some may never have been
 * acknowledged, but none that was is lost by this.
 */
public final class LoneConfiguration {

    private LoneConfiguration() {}

    /**
     * Writes the configuration.
     *
     * @param directory of the log
     * @param durable what the state holds: the log may end there
     */
    public static void write(Path directory, PeerIdentity self, LogPosition durable) throws IOException {
        var current = directory
                .resolve(RaftIds.group(self.clusterId()).getUuid().toString())
                .resolve("current");
        if (!Files.isDirectory(current)) {
            return; // nothing was ever logged: it starts with what it is given
        }
        var last = LogTail.last(current);
        if (last.index() < durable.index()) {
            last = durable;
        }
        var lone = RaftPeer.newBuilder().setId(RaftIds.peer(self.memberId())).build();
        var entry = LogEntryProto.newBuilder()
                .setTerm(last.term())
                .setIndex(last.index() + 1)
                .setConfigurationEntry(RaftConfigurationProto.newBuilder().addPeers(lone.getRaftPeerProto()))
                .build();
        var file = current.resolve("raft-meta.conf");
        var temporary = current.resolve("raft-meta.conf.lone");
        Files.write(temporary, entry.toByteArray());
        sync(temporary);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(current);
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
