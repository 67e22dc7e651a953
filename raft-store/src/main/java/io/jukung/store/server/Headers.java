package io.jukung.store.server;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.proto.etcd.MemberAddResponse;
import io.jukung.proto.etcd.MemberPromoteResponse;
import io.jukung.proto.etcd.MemberRemoveResponse;
import io.jukung.proto.etcd.MemberUpdateResponse;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnResponse;
import java.util.function.LongSupplier;

/** Makes response headers: whose answer it is, and at which revision. */
public record Headers(long clusterId, long memberId, LongSupplier term) {

    public ResponseHeader at(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setRaftTerm(term.getAsLong())
                .setRevision(revision)
                .build();
    }

    /** The response with its header, which so far holds only the revision, filled in. */
    <R extends MessageLite> R fill(R response) {
        MessageLite filled = switch (response) {
            case RangeResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case PutResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case DeleteRangeResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case TxnResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case CompactionResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case LeaseGrantResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case LeaseRevokeResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            case AlarmResponse r ->
                r.toBuilder().setHeader(at(r.getHeader().getRevision())).build();
            // Member RPCs carry no revision.
            case MemberAddResponse r -> r.toBuilder().setHeader(at(0)).build();
            case MemberPromoteResponse r -> r.toBuilder().setHeader(at(0)).build();
            case MemberRemoveResponse r -> r.toBuilder().setHeader(at(0)).build();
            case MemberUpdateResponse r -> r.toBuilder().setHeader(at(0)).build();
            // Of users and roles: many messages, each rare.
            case Message r -> {
                var header = r.getDescriptorForType().findFieldByName("header");
                if (header == null) {
                    throw new IllegalArgumentException("no header in " + response.getClass());
                }
                var revision = ((ResponseHeader) r.getField(header)).getRevision();
                yield r.toBuilder().setField(header, at(revision)).build();
            }
            default -> throw new IllegalArgumentException("no header in " + response.getClass());
        };
        @SuppressWarnings("unchecked") // built from a response of the same class
        var same = (R) filled;
        return same;
    }
}
