package io.jukung.store.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.store.v1.ClusterMembersReply;
import io.jukung.proto.store.v1.ProposeReply;
import io.jukung.store.StoreConfig;
import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.MemberAttributes;
import io.jukung.store.apply.MemberMessages;
import io.jukung.store.peer.PeerException;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.ReadBarrier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a member with an empty directory finds out who it is. One that founds a cluster derives its id; one that was added
 * to a cluster asks those that are there, since its id holds the time it was added. Both ask whether the member has run
 * before: starting it without its log would break what it has acknowledged. And a member that joins tells the cluster
 * that it starts before it acknowledges anything: so nobody can start it from nothing a second time.
 */
public final class Joining {

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Of a founder that is late: it may be the one whose vote is missing for a majority that could take note of it. */
    private static final Duration FOUNDERS_PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Asks whoever answers at an address who the members are. */
    @FunctionalInterface
    public interface Inquiry {
        CompletableFuture<byte[]> ask(InetSocketAddress address, Duration timeout);
    }

    private final StoreConfig config;
    private final Inquiry inquiry;

    public Joining(StoreConfig config, Inquiry inquiry) {
        this.config = config;
        this.inquiry = inquiry;
    }

    /**
     * Gives an empty directory its owner, and prepares one with data for what the settings ask.
     *
     * @throws IOException saying why this member cannot start: not added, run before, nobody to ask
     */
    public void settle(DataDirectory directory) throws IOException {
        if (directory.isOwned()) {
            if (config.bootstrap().forceNewCluster()) {
                directory.own(directory.identity().withForcing(true));
            }
            return;
        }
        directory.own(
                switch (config.bootstrap().state()) {
                    case NEW -> founder();
                    case EXISTING -> joiner();
                });
    }

    /**
     * The members but this one: as who answers at the configured addresses knows them, else as this one last knew them, else
     * as they were when it came into the cluster.
     */
    public List<ClusterMember> others(DataDirectory directory) {
        var self = directory.self();
        var known = new LinkedHashMap<Long, ClusterMember>();
        try {
            for (var reply : askOnce()) {
                if (reply.getFounded() && reply.getClusterId() == self.clusterId()) {
                    reply.getMembersList().stream()
                            .map(MemberMessages::read)
                            .forEach(member -> known.put(member.id(), member));
                }
            }
            if (known.isEmpty()) {
                directory.known().forEach(member -> known.put(member.id(), member));
            }
        } catch (IOException e) {
            // Interrupted, which who asked notices; or no note can be read, which is but a hint.
        }
        if (known.isEmpty()) {
            directory.identity().members().forEach(member -> known.put(member.id(), member));
        }
        known.remove(self.memberId());
        return List.copyOf(known.values());
    }

    private Identity founder() throws IOException {
        var membership = Membership.of(
                config.bootstrap().initialCluster(), config.bootstrap().token());
        long self = Membership.id(texts(ownUrls()), config.bootstrap().token());
        // Nobody answers where the cluster is really founded now, or does not know it yet.
        boolean late = false;
        for (var reply : askOnce()) {
            if (reply.getFounded() && reply.getClusterId() == membership.clusterId()) {
                checkNeverRun(self, reply);
                late = true;
            }
        }
        return Identity.ofFounder(membership, self, !late);
    }

    private Identity joiner() throws IOException {
        var reply = ask(ClusterMembersReply::getCurrent);
        var members = reply.getMembersList().stream().map(MemberMessages::read).toList();
        var own = Set.copyOf(texts(ownUrls()));
        var configured = new HashSet<Set<String>>();
        config.bootstrap().initialCluster().values().forEach(urls -> configured.add(Set.copyOf(texts(urls))));
        var existing = new HashSet<Set<String>>();
        members.forEach(member -> existing.add(Set.copyOf(member.peerUrls())));
        if (!existing.contains(own)) {
            throw new IOException("initial-cluster: the cluster has no member with the peer URLs " + ownUrls()
                    + ", only " + describe(members) + ": add it first ('member add " + config.name()
                    + " --peer-urls=…')");
        }
        if (!existing.equals(configured)) {
            throw new IOException("initial-cluster: " + config.bootstrap().initialCluster()
                    + " are not the members of the cluster: " + describe(members));
        }
        var self = members.stream()
                .filter(member -> Set.copyOf(member.peerUrls()).equals(own))
                .findFirst()
                .orElseThrow();
        checkNeverRun(self.id(), reply);
        return new Identity(
                reply.getClusterId(),
                config.bootstrap().token(),
                self.id(),
                self.learner() ? Identity.Origin.JOINED_AS_LEARNER : Identity.Origin.JOINED_AS_VOTER,
                members,
                false,
                false);
    }

    private void checkNeverRun(long self, ClusterMembersReply reply) throws IOException {
        boolean removed = reply.getRemovedList().contains(self);
        boolean ran = reply.getMembersList().stream()
                .anyMatch(member -> member.getID() == self && !member.getName().isEmpty());
        if (removed || ran) {
            var id = Long.toHexString(self);
            throw new IOException("data-dir: " + config.dataDir() + " is empty, but member " + id + " of cluster "
                    + Long.toHexString(reply.getClusterId()) + (removed ? " was removed" : " has run before")
                    + ": what it acknowledged was lost with its data, and starting it from nothing could lose it for"
                    + " the cluster. " + (removed ? "Add" : "Remove it ('member remove " + id + "'), add")
                    + " it again ('member add " + config.name()
                    + " --peer-urls=…') and start it with --initial-cluster-state=existing");
        }
    }

    private static List<String> describe(List<ClusterMember> members) {
        return members.stream()
                .map(member -> (member.started() ? member.name() : "(not started)") + "=" + member.peerUrls())
                .toList();
    }

    private List<URI> ownUrls() {
        return config.bootstrap().initialCluster().getOrDefault(config.name(), List.of());
    }

    private static List<String> texts(List<URI> urls) {
        return urls.stream().map(URI::toString).toList();
    }

    /** A reply that is good enough, of anybody, within a while. */
    private ClusterMembersReply ask(Function<ClusterMembersReply, Boolean> enough) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            for (var reply : askOnce()) {
                if (enough.apply(reply)) {
                    return reply;
                }
            }
            pause();
        } while (System.nanoTime() - deadline < 0);
        throw new IOException("initial-cluster: cannot fetch who the members are from any of " + others()
                + ": none answers, or they have no leader");
    }

    private List<URI> others() {
        return config.bootstrap().initialCluster().entrySet().stream()
                .filter(member -> !member.getKey().equals(config.name()))
                .flatMap(member -> member.getValue().stream())
                .sorted()
                .toList();
    }

    private List<ClusterMembersReply> askOnce() throws IOException {
        var calls = others().stream()
                .map(url -> inquiry.ask(InetSocketAddress.createUnresolved(url.getHost(), url.getPort()), ASK_TIMEOUT))
                .toList();
        var replies = new java.util.ArrayList<ClusterMembersReply>();
        for (var call : calls) {
            try {
                replies.add(ClusterMembersReply.parseFrom(get(call)));
            } catch (ExecutionException | InvalidProtocolBufferException e) {
                // Another may know.
            }
        }
        return replies;
    }

    private static <T> T get(CompletableFuture<T> future) throws ExecutionException, IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking other members", e);
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking other members", e);
        }
    }

    /**
     * Tells the cluster that this member starts, if it does not know yet; returns when that is committed. A founder does
     * not wait for ever: without it there may be no majority.
     *
     * @throws IOException if the cluster has no leader or has removed this member
     */
    public static void announce(DataDirectory directory, MemberAttributes attributes, PeerTransport peers)
            throws IOException {
        var identity = directory.identity();
        if (identity.announced()) {
            return;
        }
        boolean founder = identity.origin() == Identity.Origin.FOUNDER;
        try {
            var others = identity.members().stream()
                    .map(ClusterMember::id)
                    .filter(id -> id != identity.memberId())
                    .toList();
            tell(others, attributes, peers, founder ? FOUNDERS_PATIENCE : PATIENCE);
        } catch (NobodyTakesNoteException e) {
            if (!founder) {
                throw new IOException("the cluster did not take note that this member starts: " + e.getMessage(), e);
            }
        }
        directory.own(identity.afterAnnouncement());
    }

    /** There is no leader, or none that others follow. */
    public static final class NobodyTakesNoteException extends IOException {

        private static final long serialVersionUID = 1L;

        NobodyTakesNoteException(String message) {
            super(message);
        }
    }

    /**
     * Has a member's attributes committed by the others.
     *
     * @return index of a log entry at or after the one that says so: as long as this member takes no part, a majority
     *     without it has everything up to there
     * @throws NobodyTakesNoteException if that does not happen in time
     * @throws IOException if the cluster has removed this member
     */
    public static long tell(List<Long> others, MemberAttributes attributes, PeerTransport peers, Duration patience)
            throws IOException {
        var request = CommandCodec.encode(List.of(new Command.MemberAttributesSet(0, attributes)));
        var failure = "no other member is known";
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            for (long other : others) {
                try {
                    var reply =
                            ProposeReply.parseFrom(get(peers.call(other, PeerMethod.PROPOSE, request, ASK_TIMEOUT)));
                    if (reply.hasApplied()) {
                        return reply.getIndex();
                    }
                    failure = reply.toString().strip();
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    failure = String.valueOf(cause.getMessage());
                    if (cause instanceof PeerException.Removed) {
                        throw new IOException(failure, e);
                    }
                }
            }
            pause();
        } while (System.nanoTime() - deadline < 0);
        throw new NobodyTakesNoteException(failure);
    }

    /** Answers a member that asks who the members are. */
    public static CompletableFuture<byte[]> answer(Supplier<ClusterInfo> members, long clusterId, ReadBarrier barrier) {
        if (!members.get().founded()) {
            return CompletableFuture.completedFuture(ClusterMembersReply.newBuilder()
                    .setClusterId(clusterId)
                    .build()
                    .toByteArray());
        }
        return barrier.pass()
                .orTimeout(ASK_TIMEOUT.toMillis() / 2, TimeUnit.MILLISECONDS)
                .handle((passed, failure) -> failure == null)
                .thenApply(current -> {
                    var now = members.get();
                    return ClusterMembersReply.newBuilder()
                            .setClusterId(clusterId)
                            .setFounded(true)
                            .setCurrent(current)
                            .addAllMembers(MemberMessages.of(now))
                            .addAllRemoved(now.removed())
                            .build()
                            .toByteArray();
                });
    }
}
