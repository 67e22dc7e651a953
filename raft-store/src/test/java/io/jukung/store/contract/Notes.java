package io.jukung.store.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.ResponseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Messages as short text, the same whichever server sent them and however old it is: revisions count from
 * the one the check began at, and a header only says what it lacks.
 */
final class Notes {

    private static final Set<String> REVISIONS = Set.of(
            "revision",
            "start_revision",
            "compact_revision",
            "create_revision",
            "mod_revision",
            "min_mod_revision",
            "max_mod_revision",
            "min_create_revision",
            "max_create_revision");
    private static final int LONG_VALUE = 40;

    private Notes() {}

    static String text(Status status) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "DEADLINE_EXCEEDED"; // The client's own text.
        }
        return (status.getCode() + " " + Objects.toString(status.getDescription(), ""))
                .strip()
                .replace('\n', ' ');
    }

    /** The type's name and its fields that are set. */
    static String request(Message message, long base) {
        var name = message.getDescriptorForType().getName().replaceAll("Request$", "");
        return (name + " " + text(message, base)).stripTrailing();
    }

    static String text(Message message, long base) {
        if (message instanceof ResponseHeader header) {
            return header(header, base);
        }
        var fields = new ArrayList<String>();
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated()) {
                ((List<?>) value).forEach(element -> fields.add(field(message, field, element, base)));
            } else {
                fields.add(field(message, field, value, base));
            }
        });
        return String.join(" ", fields);
    }

    private static String field(Message message, FieldDescriptor field, Object value, long base) {
        var name = field.getName();
        return switch (value) {
            case ResponseHeader header -> header(header, base);
            case Message inner -> name + "{" + text(inner, base) + "}";
            case ByteString bytes -> name + ":" + text(bytes);
            case EnumValueDescriptor constant -> name + ":" + constant.getName();
            case Long revision when REVISIONS.contains(name) -> name + ":" + revision(revision, base);
            // It runs while the check does.
            case Long seconds
            when name.equals("TTL") && message instanceof LeaseTimeToLiveResponse response && seconds > 0 ->
                seconds <= response.getGrantedTTL() ? "TTL:running" : "TTL:more than granted";
            default -> name + ":" + value;
        };
    }

    private static String text(ByteString bytes) {
        return bytes.size() > LONG_VALUE ? "(" + bytes.size() + " bytes)" : TextFormat.escapeBytes(bytes);
    }

    static String revision(long revision, long base) {
        return revision <= 0 ? String.valueOf(revision) : "%+d".formatted(revision - base);
    }

    private static String header(ResponseHeader header, long base) {
        var text = new StringBuilder("@").append(revision(header.getRevision(), base));
        if (header.getClusterId() == 0 && header.getMemberId() == 0 && header.getRaftTerm() == 0) {
            return text.append("(revision only)").toString();
        }
        text.append(header.getClusterId() == 0 ? "(no cluster_id)" : "");
        text.append(header.getMemberId() == 0 ? "(no member_id)" : "");
        text.append(header.getRaftTerm() == 0 ? "(no raft_term)" : "");
        return text.toString();
    }
}
