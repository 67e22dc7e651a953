package io.jukung.benchmarks.cluster;

import io.grpc.ManagedChannel;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Three members of one store, empty at first, on loopback. Closing it ends them and removes their data. */
public final class Cluster implements AutoCloseable {

    private static final int MEMBERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Store store;
    private final Transport transport;
    private final Path folder;
    private final List<Member> members = new ArrayList<>();

    private Cluster(Store store, Transport transport, Path folder) {
        this.store = store;
        this.transport = transport;
        this.folder = folder;
    }

    /**
     * Starts the members and returns when each has answered a linearizable read.
     *
     * @throws IOException if they do not within two minutes; with the end of a member's log
     */
    public static Cluster start(Store store, Transport transport, Path parent)
            throws IOException, InterruptedException {
        var cluster = new Cluster(store, transport, Files.createTempDirectory(parent, store.name()));
        try {
            for (int i = 0; i < MEMBERS; i++) {
                var name = "m" + i;
                cluster.members.add(new Member(name, store, cluster.folder.resolve(name), transport));
            }
            cluster.startMembers();
            cluster.awaitAll();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The name of the store, as it appears in the results. */
    public String name() {
        return store.name();
    }

    /** How clients talk to it. */
    public Transport transport() {
        return transport;
    }

    /** Whether every member's process runs. */
    public boolean intact() {
        return members.stream().allMatch(Member::alive);
    }

    /** The processes of every member, a list each, the leader's first. */
    public List<List<Long>> pids() throws IOException {
        return leaderFirst().stream().map(Member::pids).toList();
    }

    /** The addresses of the members, the leader's first. */
    public List<String> addresses() throws IOException {
        return leaderFirst().stream().map(Member::address).toList();
    }

    /** Opens a connection to a member. */
    public ManagedChannel connect(String address) {
        return transport.connect(address);
    }

    /** The member that leads now. */
    public Member leader() throws IOException {
        return leaderFirst().getFirst();
    }

    /** Starts a member that was killed (or, if it was not after all, does nothing) and waits until every member answers. */
    public void revive(Member member) throws IOException, InterruptedException {
        if (!member.alive()) {
            member.start(initialCluster());
        }
        awaitAll();
    }

    /** Ends all members, starts them, and tells how long it took from then until one of them answered a linearizable read. */
    public Duration restart() throws IOException, InterruptedException {
        stopMembers();
        long started = System.nanoTime();
        startMembers();
        if (!Probe.anyAnswers(this, members, PATIENCE)) {
            throw notServing();
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /**
     * Waits until every member answers a linearizable read.
     *
     * @throws IOException if they do not within two minutes
     */
    public void awaitAll() throws IOException, InterruptedException {
        if (!Probe.allAnswer(this, members, PATIENCE)) {
            throw notServing();
        }
    }

    private IOException notServing() throws IOException {
        var text = new StringBuilder(store.name() + " does not answer within " + PATIENCE.toSeconds() + " s");
        for (var member : members) {
            if (Files.exists(member.log())) {
                var lines = Files.readAllLines(member.log());
                lines.subList(Math.max(0, lines.size() - 3), lines.size())
                        .forEach(line -> text.append("\n  ").append(line));
            }
        }
        return new IOException(text.toString());
    }

    private List<Member> leaderFirst() throws IOException {
        var ordered = new ArrayList<>(members);
        for (var member : members) {
            if (leads(member)) {
                ordered.remove(member);
                ordered.addFirst(member);
                return ordered;
            }
        }
        throw new IOException(store.name() + ": no member leads");
    }

    private boolean leads(Member member) {
        var channel = connect(member.address());
        try {
            var status = MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .withWaitForReady()
                    .status(StatusRequest.getDefaultInstance());
            return status.getLeader() == status.getHeader().getMemberId();
        } finally {
            channel.shutdownNow();
        }
    }

    private String initialCluster() {
        return members.stream().map(Member::initialCluster).collect(Collectors.joining(","));
    }

    private void startMembers() throws IOException {
        for (var member : members) {
            member.start(initialCluster());
        }
    }

    /** All are asked first: one alone may wait for the others. */
    private void stopMembers() throws InterruptedException {
        members.forEach(Member::askToEnd);
        for (var member : members) {
            member.stop();
        }
    }

    @Override
    public void close() throws IOException {
        members.forEach(Member::kill);
        try (var files = Files.walk(folder)) {
            for (var file : files.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
