package io.jukung.store.member;

import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note beside the state of who the members are, so that one whose state cannot be read finds the others where they are now
 * and not where they were when it came into the cluster. Only a hint: a line that is damaged is left out.
 */
public final class KnownMembers {

    private static final Logger LOG = LoggerFactory.getLogger(KnownMembers.class);
    private static final String FILE = "MEMBERS";

    private final Path directory;
    private final Executor worker;
    private volatile ClusterInfo latest = ClusterInfo.EMPTY;

    /**
     * Keeps the note of a data directory.
     *
     * @param worker may block
     */
    public KnownMembers(Path directory, Executor worker) {
        this.directory = directory;
        this.worker = worker;
    }

    /** On the applying thread, with every entry: what the cluster is now. */
    @SuppressWarnings("ReferenceEquality") // what changes is a new object, and this must cost nothing
    public void follow(ClusterInfo cluster) {
        if (cluster != latest) {
            latest = cluster;
            worker.execute(this::note);
        }
    }

    private synchronized void note() {
        var text = new StringBuilder();
        latest.list()
                .forEach(member -> text.append(Long.toHexString(member.id()))
                        .append('=')
                        .append(String.join(",", member.peerUrls()))
                        .append('\n'));
        try {
            DataDirectory.writeDurably(directory.resolve(FILE), text.toString());
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", directory.resolve(FILE), e.toString());
        }
    }

    static List<ClusterMember> read(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        var members = new ArrayList<ClusterMember>();
        if (Files.exists(file)) {
            for (var line : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\n")) {
                if (line.matches("[0-9a-f]{1,16}=https?://[^,=\\s]+(,https?://[^,=\\s]+)*")) {
                    var parts = line.split("=", 2);
                    members.add(ClusterMember.added(
                            Long.parseUnsignedLong(parts[0], 16), List.of(parts[1].split(",")), false));
                }
            }
        }
        return members;
    }
}
