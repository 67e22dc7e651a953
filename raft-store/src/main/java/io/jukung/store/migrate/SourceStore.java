package io.jukung.store.migrate;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthStatusRequest;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.HashKVResponse;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.SnapshotRequest;
import io.jukung.proto.etcd.SnapshotResponse;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.store.lease.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The store that is copied, and what is asked of it. A refused or failed call is an {@link IOException} that says which. */
public final class SourceStore {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A hash goes over the whole database. */
    private static final Duration HASH_PATIENCE = Duration.ofMinutes(5);

    private static final int LEASES_AT_ONCE = 64;

    private final SourceAccess access;

    /** @param access the caller closes what is behind it */
    public SourceStore(SourceAccess access) {
        this.access = access;
    }

    /** A call is made again once the source says that it has forgotten who asks. */
    private <T> T ask(String what, Function<Channel, T> call) throws IOException {
        try {
            return call.apply(access.channel());
        } catch (StatusRuntimeException e) {
            if (!access.forgotten(e)) {
                throw failed(what, e);
            }
        }
        try {
            return call.apply(access.channel());
        } catch (StatusRuntimeException e) {
            throw failed(what, e);
        }
    }

    static IOException failed(String what, Throwable why) {
        Status status = Status.fromThrowable(why);
        String description = status.getDescription();
        return new IOException(
                "the source does not answer " + what + ": " + (description == null ? status.getCode() : description),
                why);
    }

    private static MaintenanceGrpc.MaintenanceBlockingStub maintenance(Channel channel, Duration patience) {
        return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static LeaseGrpc.LeaseBlockingStub lease(Channel channel) {
        return LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Saves a snapshot with its hash behind it, synced. Not checked: whoever opens it does that. */
    public void download(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            Iterator<SnapshotResponse> pieces = ask("Snapshot", SourceStore::begunSnapshot);
            while (hasNext(pieces)) {
                for (ByteBuffer part : pieces.next().getBlob().asReadOnlyByteBufferList()) {
                    while (part.hasRemaining()) {
                        out.write(part);
                    }
                }
            }
            out.force(true);
        }
    }

    /** Its first piece has come; a refusal is thrown. */
    private static Iterator<SnapshotResponse> begunSnapshot(Channel channel) {
        var pieces = MaintenanceGrpc.newBlockingStub(channel).snapshot(SnapshotRequest.getDefaultInstance());
        return pieces.hasNext() ? pieces : Collections.emptyIterator();
    }

    private static boolean hasNext(Iterator<SnapshotResponse> pieces) throws IOException {
        try {
            return pieces.hasNext();
        } catch (StatusRuntimeException e) {
            throw failed("Snapshot", e);
        }
    }

    /** The newest revision, or nothing while the source cannot be reached. */
    public OptionalLong revisionIfReachable() {
        try {
            return OptionalLong.of(revision());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The newest revision. */
    public long revision() throws IOException {
        return ask("Status", channel -> maintenance(channel, PATIENCE).status(StatusRequest.getDefaultInstance()))
                .getHeader()
                .getRevision();
    }

    /** The hash up to the newest revision, which the header names. */
    public HashKVResponse hash() throws IOException {
        return ask("HashKV", channel -> maintenance(channel, HASH_PATIENCE).hashKV(HashKVRequest.getDefaultInstance()));
    }

    /** Goes up with every change of users and roles. */
    public long authRevision() throws IOException {
        return ask(
                        "AuthStatus",
                        channel -> AuthGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .authStatus(AuthStatusRequest.getDefaultInstance()))
                .getAuthRevision();
    }

    /** The raised alarms. */
    public List<AlarmMember> alarms() throws IOException {
        return ask("Alarm", channel -> maintenance(channel, PATIENCE).alarm(AlarmRequest.getDefaultInstance()))
                .getAlarmsList();
    }

    /** One lease; empty if it is over. */
    public Optional<LeaseTimeToLiveResponse> lease(long id) throws IOException {
        var asked = LeaseTimeToLiveRequest.newBuilder().setID(id).build();
        var lease = ask("LeaseTimeToLive", channel -> lease(channel).leaseTimeToLive(asked));
        return lease.getTTL() < 0 ? Optional.empty() : Optional.of(lease);
    }

    /** All leases, each with its whole time before it, as after a change of leaders. */
    public List<Lease> leases() throws IOException {
        List<Long> ids = ask(
                        "LeaseLeases", channel -> lease(channel).leaseLeases(LeaseLeasesRequest.getDefaultInstance()))
                .getLeasesList()
                .stream()
                .map(lease -> lease.getID())
                .toList();
        List<Lease> leases = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += LEASES_AT_ONCE) {
            var some = ids.subList(from, Math.min(ids.size(), from + LEASES_AT_ONCE));
            for (var lease : ask("LeaseTimeToLive", channel -> leases(channel, some))) {
                if (lease.getTTL() >= 0) {
                    leases.add(new Lease(lease.getID(), lease.getGrantedTTL(), 0));
                }
            }
        }
        return leases;
    }

    private static List<LeaseTimeToLiveResponse> leases(Channel channel, List<Long> ids) {
        var stub = LeaseGrpc.newFutureStub(channel).withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        List<Future<LeaseTimeToLiveResponse>> asked = new ArrayList<>();
        for (long id : ids) {
            asked.add(stub.leaseTimeToLive(
                    LeaseTimeToLiveRequest.newBuilder().setID(id).build()));
        }
        List<LeaseTimeToLiveResponse> answers = new ArrayList<>();
        for (Future<LeaseTimeToLiveResponse> answer : asked) {
            answers.add(await(answer));
        }
        return answers;
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw Status.fromThrowable(e).asRuntimeException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED
                    .withDescription("interrupted while asking for leases")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    /** All changes from a revision on. */
    public ChangeFeed changes(long fromRevision) {
        return new ChangeFeed(access, fromRevision);
    }
}
