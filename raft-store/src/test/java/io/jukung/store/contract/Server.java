package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.bytes;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.apply.Requests;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server as a check sees it: what is asked of it is noted with what it answers. Used by one thread. */
public final class Server implements AutoCloseable {

    static final int PATIENCE_SECONDS = 15;
    private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

    private final InetSocketAddress address;
    private final ManagedChannel channel;
    private final KVGrpc.KVBlockingStub kv;
    private final LeaseGrpc.LeaseBlockingStub lease;
    private final List<String> opening;
    private List<String> notes = new ArrayList<>();
    private long base;

    private Server(InetSocketAddress address) {
        this.address = address;
        channel = Grpc.newChannelBuilder(
                        address.getHostString() + ":" + address.getPort(), InsecureChannelCredentials.create())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        kv = KVGrpc.newBlockingStub(channel);
        lease = LeaseGrpc.newBlockingStub(channel);
        ask(Requests.range("a"));
        ask(Requests.delete("a"));
        ask(Requests.put("a", "1"));
        opening = List.copyOf(notes);
    }

    /** Connects to a fresh one. */
    public static Server connect(String endpoint) {
        var colon = endpoint.lastIndexOf(':');
        return new Server(
                new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))));
    }

    /** What a check notes, from a store without keys and leases on. */
    public List<String> run(Check check) throws Exception {
        empty();
        notes = new ArrayList<>();
        check.steps().run(this);
        return List.copyOf(notes);
    }

    private void empty() {
        var leases = lease.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance())
                .getLeasesList()
                .forEach(left -> leases.leaseRevoke(
                        LeaseRevokeRequest.newBuilder().setID(left.getID()).build()));
        base = kv.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .deleteRange(DeleteRangeRequest.newBuilder()
                        .setKey(ALL)
                        .setRangeEnd(ALL)
                        .build())
                .getHeader()
                .getRevision();
    }

    /** What was noted as it was new. */
    List<String> opening() {
        return opening;
    }

    /** The revision the check began at. */
    long base() {
        return base;
    }

    InetSocketAddress address() {
        return address;
    }

    ManagedChannel channel() {
        return channel;
    }

    void note(String text) {
        notes.add(text);
    }

    void noteAll(List<String> texts) {
        notes.addAll(texts);
    }

    /** Makes a call to KV or Lease and notes it; empty if it failed. */
    Optional<Message> ask(Message request) {
        return ask(request, new Metadata());
    }

    /** The same with metadata. */
    Optional<Message> ask(Message request, Metadata metadata) {
        var text = Notes.request(request, base);
        try {
            var response = answer(request, metadata);
            notes.add((text + " -> " + Notes.text(response, base)).stripTrailing());
            return Optional.of(response);
        } catch (StatusRuntimeException e) {
            noteFailure(text, e.getStatus());
            return Optional.empty();
        }
    }

    /** Asks without a note: preparation. */
    Message quietly(Message request) {
        return answer(request, new Metadata());
    }

    void noteFailure(String what, Status status) {
        notes.add(what + " -> " + Notes.text(status));
    }

    private Message answer(Message request, Metadata metadata) {
        var calls = MetadataUtils.newAttachHeadersInterceptor(metadata);
        var keys = kv.withInterceptors(calls).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var leases = lease.withInterceptors(calls).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return switch (request) {
            case PutRequest put -> keys.put(put);
            case DeleteRangeRequest delete -> keys.deleteRange(delete);
            case RangeRequest range -> keys.range(range);
            case TxnRequest txn -> keys.txn(txn);
            case CompactionRequest compact -> keys.compact(compact);
            case LeaseGrantRequest grant -> leases.leaseGrant(grant);
            case LeaseRevokeRequest revoke -> leases.leaseRevoke(revoke);
            case LeaseTimeToLiveRequest timeToLive -> leases.leaseTimeToLive(timeToLive);
            case LeaseLeasesRequest all -> leases.leaseLeases(all);
            default -> throw new IllegalArgumentException("no call for " + request.getClass());
        };
    }

    /** Puts, each at a revision of its own: {@code key} or {@code key=value}. */
    void given(String... puts) {
        for (var put : puts) {
            var equals = put.indexOf('=');
            quietly(
                    equals < 0
                            ? Requests.put(put, "")
                            : Requests.put(put.substring(0, equals), put.substring(equals + 1)));
        }
    }

    /** A compaction at so many revisions after the beginning. */
    CompactionRequest compaction(long after) {
        return CompactionRequest.newBuilder().setRevision(base + after).build();
    }

    /** The range of all keys. */
    static RangeRequest.Builder everything() {
        return RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL);
    }

    static ByteString key(String text) {
        return bytes(text);
    }

    Watching watch() {
        return watch(new Metadata());
    }

    Watching watch(Metadata metadata) {
        return new Watching(
                this, ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)));
    }

    /** A stream that the client gives so long. */
    Watching watch(Duration deadline) {
        return new Watching(this, ClientInterceptors.intercept(channel, new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                return next.newCall(method, options.withDeadlineAfter(deadline));
            }
        }));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
