package io.jukung.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.jukung.proto.store.v1.Batch;
import io.jukung.proto.store.v1.LoggedCommand;
import io.jukung.store.raft.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
                lines.accept(place + "\"request\":" + object(command) + "}");
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("entry " + entry.index() + " is no batch of commands", e);
        }
    }

    private static String object(Message message) {
        return message.getAllFields().entrySet().stream()
                .map(field -> "\"" + field.getKey().getName() + "\":" + field(field.getKey(), field.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String field(FieldDescriptor field, Object value) {
        return field.isRepeated()
                ? ((List<?>) value).stream().map(one -> value(field, one)).collect(Collectors.joining(",", "[", "]"))
                : value(field, value);
    }

    private static String value(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT, BOOLEAN, FLOAT, DOUBLE -> value.toString();
            case LONG ->
                "\""
                        + (field.getType() == FieldDescriptor.Type.UINT64
                                ? Long.toUnsignedString((Long) value)
                                : value.toString())
                        + "\"";
            case BYTE_STRING -> "\"" + Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()) + "\"";
            case ENUM -> "\"" + ((EnumValueDescriptor) value).getName() + "\"";
            case STRING -> string((String) value);
            case MESSAGE -> object((Message) value);
        };
    }

    private static String string(String value) {
        var json = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\' || c < ' ') {
                json.append("\\u%04x".formatted(c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
