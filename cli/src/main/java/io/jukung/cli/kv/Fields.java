package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.mvcc.KeyValue;

/** The format {@code fields}: a name in quotes, a value, a line each. */
final class Fields {

    private final StringBuilder text = new StringBuilder();

    Fields header(ResponseHeader header) {
        return unsigned("ClusterID", header.getClusterId())
                .unsigned("MemberID", header.getMemberId())
                .number("Revision", header.getRevision())
                .unsigned("RaftTerm", header.getRaftTerm());
    }

    /** A record; its fields' names begin with {@code prefix}. */
    Fields pair(String prefix, KeyValue pair) {
        return quoted(prefix + "Key", pair.getKey())
                .number(prefix + "CreateRevision", pair.getCreateRevision())
                .number(prefix + "ModRevision", pair.getModRevision())
                .number(prefix + "Version", pair.getVersion())
                .quoted(prefix + "Value", pair.getValue())
                .number(prefix + "Lease", pair.getLease());
    }

    Fields number(String name, long value) {
        return plain(name, Long.toString(value));
    }

    Fields unsigned(String name, long value) {
        return plain(name, Long.toUnsignedString(value));
    }

    Fields quoted(String name, ByteString value) {
        return plain(name, GoText.quote(value));
    }

    Fields quoted(String name, String value) {
        return plain(name, GoText.quote(value));
    }

    Fields plain(String name, String value) {
        return line("\"" + name + "\" : " + value);
    }

    Fields line(String line) {
        text.append(line).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
