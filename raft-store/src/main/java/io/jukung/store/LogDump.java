package io.jukung.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.store.v1.Batch;
import io.jukung.proto.store.v1.LoggedCommand;
import io.jukung.store.gateway.ProtoJson;
import io.jukung.store.raft.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A member's log as lines of JSON, one for each command: {@code {"term":…,"index":…,"request":{…}}}, the request with the
 * fields of etcd's {@code InternalRaftRequest} as the JSON gateway writes them. An entry of Raft's own has {@code "raft"}
 * instead.
 */
public final class LogDump {

    private LogDump() {}

    /**
     * Writes the log of a member, which may run.
     *
     * @throws IOException if there is none, or it is damaged
     */
    public static void write(Path dataDir, Consumer<String> lines) throws IOException {
        var raft = dataDir.resolve("raft");
        if (!Files.isDirectory(raft)) {
            throw new IOException(dataDir + " is not a member's data directory: it has no directory raft");
        }
        LogReader.read(raft, entry -> write(entry, lines));
    }

    private static void write(LogReader.Entry entry, Consumer<String> lines) throws IOException {
        var place = "{\"term\":" + entry.term() + ",\"index\":" + entry.index() + ",";
        if (entry.data().isEmpty()) {
            lines.accept(place + "\"raft\":\"" + entry.kind() + "\"}");
            return;
        }
        try {
            Batch batch = Batch.parseFrom(entry.data());
            if (batch.getFormat() > Release.THIS.format()) {
                throw new IOException("entry " + entry.index() + " has format " + batch.getFormat()
                        + ", this release reads " + Release.THIS.format() + ": use the release that wrote it");
            }
            for (LoggedCommand command : batch.getCommandsList()) {
                lines.accept(
                        place + "\"request\":" + new String(ProtoJson.write(command), StandardCharsets.UTF_8) + "}");
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("entry " + entry.index() + " is no batch of commands", e);
        }
    }
}
