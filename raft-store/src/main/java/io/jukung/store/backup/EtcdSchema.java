package io.jukung.store.backup;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.lease.Lease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What else lies in etcd's buckets, and their names. */
final class EtcdSchema {

    static final String LEASE = "lease";
    static final String ALARM = "alarm";
    static final String META = "meta";
    static final String CLUSTER = "cluster";
    static final String MEMBERS = "members";
    static final String MEMBERS_REMOVED = "members_removed";
    static final String AUTH = "auth";
    static final String AUTH_USERS = "authUsers";
    static final String AUTH_ROLES = "authRoles";

    static final String AUTH_ENABLED = "authEnabled";
    static final String AUTH_REVISION = "authRevision";
    static final String FINISHED_COMPACTION = "finishedCompactRev";
    static final String SCHEDULED_COMPACTION = "scheduledCompactRev";

    private static final int LEASE_ID = 1;
    private static final int LEASE_TTL = 2;
    private static final int LEASE_REMAINING_TTL = 3;

    private EtcdSchema() {}

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** A lease as etcd's message leasepb.Lease. */
    static byte[] lease(Lease lease) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt64(LEASE_ID, lease.id());
        if (lease.ttlSeconds() != 0) {
            out.writeInt64(LEASE_TTL, lease.ttlSeconds());
        }
        if (lease.remainingSeconds() != 0) {
            out.writeInt64(LEASE_REMAINING_TTL, lease.remainingSeconds());
        }
        out.flush();
        return bytes.toByteArray();
    }

    static Lease lease(byte[] bytes) throws SnapshotException {
        long id = 0;
        long ttl = 0;
        long remaining = 0;
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case LEASE_ID -> id = in.readInt64();
                    case LEASE_TTL -> ttl = in.readInt64();
                    case LEASE_REMAINING_TTL -> remaining = in.readInt64();
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new SnapshotException("an entry of the bucket \"lease\" is no lease", e);
        }
        if (id == 0) {
            throw new SnapshotException("an entry of the bucket \"lease\" has no id");
        }
        return new Lease(id, ttl, remaining);
    }

    /** A member as etcd's JSON. */
    static byte[] member(ClusterMember member) {
        StringBuilder json = new StringBuilder("{\"id\":")
                .append(Long.toUnsignedString(member.id()))
                .append(",\"peerURLs\":")
                .append(strings(member.peerUrls()));
        if (member.learner()) {
            json.append(",\"isLearner\":true");
        }
        if (!member.name().isEmpty()) {
            json.append(",\"name\":").append(string(member.name()));
        }
        if (!member.clientUrls().isEmpty()) {
            json.append(",\"clientURLs\":").append(strings(member.clientUrls()));
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String strings(List<String> values) {
        return values.stream().map(EtcdSchema::string).collect(Collectors.joining(",", "[", "]"));
    }

    private static String string(String value) {
        StringBuilder json = new StringBuilder("\"");
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
