package io.jukung.chaos.run;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.chaos.check.Verdict.Violation;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.nemesis.Nemeses;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MoveLeaderRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.StatusResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * What a {@link Script} has: a cluster that serves, clients, faults, and what it wants to be so. All is recorded as in any run.
 * Its own calls are from one thread.
 */
public final class Stage {

    private static final int SERVE_SECONDS = 60;
    private static final int SERVE_STEP_SECONDS = 5;
    private static final int STATUS_MILLIS = 1000;
    private static final int ADMIN_MILLIS = 10_000;
    private static final int POLL_MILLIS = 20;
    private static final Pattern INSTALLED = Pattern.compile("state replaced by a snapshot|applied snapshot");

    private final Cluster cluster;
    private final Recorder recorder;
    private final Witness witness;
    private final AtomicInteger processes = new AtomicInteger();
    private final List<Actor> actors = new CopyOnWriteArrayList<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private final List<Violation> violations = new CopyOnWriteArrayList<>();
    private final SortedMap<String, String> facts = new TreeMap<>();
    private final Map<String, ManagedChannel> operator = new ConcurrentHashMap<>();

    Stage(Cluster cluster, Recorder recorder, Witness witness) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.witness = witness;
    }

    /** Does a fault. */
    @FunctionalInterface
    public interface Act {
        void run() throws Exception;
    }

    public Cluster cluster() {
        return cluster;
    }

    public List<String> members() {
        return cluster.members();
    }

    public List<String> others(String... than) {
        return cluster.members().stream()
                .filter(member -> !Arrays.asList(than).contains(member))
                .toList();
    }

    // Clients.

    public Actor actor(String member) {
        return add(new Actor(recorder, processes, endpoint(member), Optional.empty()));
    }

    /** One that was authenticated. */
    public Actor actor(String member, String token) {
        return add(new Actor(recorder, processes, endpoint(member), Optional.of(token)));
    }

    private Actor add(Actor actor) {
        actors.add(actor);
        return actor;
    }

    private Endpoint endpoint(String member) {
        var address = cluster.client(member);
        return new Endpoint(member, address.host(), address.port());
    }

    /** A watcher, which is followed to the end of the run if it is not left before. */
    public Viewer viewer(String name, String member, WatchCreateRequest request) {
        var viewer = new Viewer(recorder, processes.getAndIncrement(), name, actor(member), request);
        viewers.add(viewer);
        return viewer;
    }

    /** One on a connection that others are on. */
    public Viewer viewer(String name, Actor actor, WatchCreateRequest request) {
        var viewer = new Viewer(recorder, processes.getAndIncrement(), name, actor, request);
        viewers.add(viewer);
        return viewer;
    }

    /** Clients in the background, each of which waits so long between two requests; values of so many bytes. */
    public Load load(int clients, Duration pause, int bytes, List<String> at) {
        var load = new Load("l" + loads.size(), clients, pause, bytes, at, this::actor);
        loads.add(load);
        return load;
    }

    /** Does something on a thread of its own. */
    public <T> FutureTask<T> meanwhile(Callable<T> what) {
        var task = new FutureTask<>(what);
        Thread.ofVirtual().name("meanwhile").start(task);
        return task;
    }

    /** What nobody has seen is not compacted: the event log would have a gap. */
    public void witnessed(long revision) throws Unmet, InterruptedException {
        need(witness.await(revision, Duration.ofSeconds(20)), "the witness has all up to revision " + revision);
    }

    // What is so.

    /** Who leads; waits for one. */
    public String leader() throws Unmet, InterruptedException {
        return leaderBesides("");
    }

    /** Who leads of the others: waits until one of them says so. */
    public String leaderBesides(String member) throws Unmet, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVE_SECONDS);
        while (System.nanoTime() < end) {
            var statuses = new HashMap<String, StatusResponse>();
            for (var other : others(member)) {
                status(other).ifPresent(status -> statuses.put(other, status));
            }
            var leads = statuses.entrySet().stream()
                    .filter(status -> status.getValue().getLeader() != 0
                            && status.getValue().getLeader()
                                    == status.getValue().getHeader().getMemberId())
                    .max((one, two) -> Long.compare(
                            one.getValue().getRaftTerm(), two.getValue().getRaftTerm()));
            if (leads.isPresent()) {
                return leads.get().getKey();
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new Unmet("nobody leads of " + others(member));
    }

    private Optional<StatusResponse> status(String member) {
        if (!cluster.running(member) || cluster.paused(member)) {
            return Optional.empty();
        }
        try {
            return Optional.of(admin(member, STATUS_MILLIS).status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            forget(member);
            return Optional.empty();
        }
    }

    private void forget(String member) {
        var channel = operator.remove(member);
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    private MaintenanceGrpc.MaintenanceBlockingStub admin(String member, int millis) {
        var address = cluster.client(member);
        var channel = operator.computeIfAbsent(
                member,
                _ -> NettyChannelBuilder.forAddress(address.host(), address.port(), InsecureChannelCredentials.create())
                        .disableRetry()
                        .build());
        return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits until a member has applied all up to a revision. */
    public void applied(String member, long revision) throws Unmet, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVE_SECONDS);
        while (status(member).map(status -> status.getHeader().getRevision()).orElse(0L) < revision) {
            need(System.nanoTime() < end, member + " has applied revision " + revision);
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** How often a member has got a snapshot in place of log entries. */
    public long snapshots(String member) throws IOException {
        var log = cluster.log(member);
        return Files.exists(log)
                ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> INSTALLED.matcher(line).find())
                        .count()
                : 0;
    }

    /** Waits until it has got more than so many. */
    public void awaitSnapshot(String member, long before) throws Unmet, IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVE_SECONDS);
        while (snapshots(member) <= before) {
            need(System.nanoTime() < end, member + " got a snapshot");
            Thread.sleep(POLL_MILLIS * 5);
        }
    }

    // Faults.

    /** Any fault, under a name of a history. */
    public void fault(String f, String whom, Act act) throws Exception {
        recorder.fault(f, Edn.of(whom));
        act.run();
        recorder.fault(f, Edn.of(whom));
    }

    /** {@code kill -9}, one after the other. */
    public void kill(List<String> whom) throws Exception {
        fault("kill", whom.toString(), () -> {
            for (var member : whom) {
                cluster.kill(member);
            }
        });
    }

    /** Starts those that do not run. */
    public void start(List<String> whom) throws Exception {
        fault("start", whom.toString(), () -> {
            for (var member : whom) {
                if (!cluster.running(member)) {
                    cluster.start(member);
                }
            }
        });
    }

    /** Starts them and waits until all serve. */
    public void revive(List<String> whom) throws Exception {
        start(whom);
        serve(whom);
    }

    /** Waits until all serve. */
    public void serve(List<String> whom) throws Exception {
        for (var member : whom) {
            try {
                serve(cluster, member, SERVE_SECONDS);
            } catch (IOException e) {
                // A stack of the attempt's follows.
                throw new Unmet(
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
    }

    /** Not longer than its process lives. */
    static void serve(Cluster cluster, String member, int seconds) throws Exception {
        for (int waited = 0; ; waited += SERVE_STEP_SECONDS) {
            try {
                cluster.awaitServing(member, SERVE_STEP_SECONDS);
                return;
            } catch (IOException e) {
                if (!cluster.running(member)) {
                    throw new IOException(member + " ended by itself, expected it to serve", e);
                }
                if (waited >= seconds) {
                    throw e;
                }
            }
        }
    }

    public void pause(String member) throws Exception {
        fault("pause", member, () -> cluster.pause(member));
    }

    public void resume(String member) throws Exception {
        fault("resume", member, () -> cluster.resume(member));
    }

    /** Other members and it do not reach each other; clients reach it. */
    public void isolate(String member) throws Exception {
        fault("start-partition", member + " alone", () -> {
            for (var other : others(member)) {
                cluster.network().cut(member, other);
                cluster.network().cut(other, member);
            }
        });
    }

    /** It is heard and hears nothing. */
    public void deafen(String member) throws Exception {
        fault("start-partition", member + " deaf", () -> {
            for (var other : others(member)) {
                cluster.network().cut(other, member);
            }
        });
    }

    public void join() throws Exception {
        fault("stop-partition", "all", () -> cluster.network().heal());
    }

    public void moveLeader(String from, String to) throws Exception {
        long id = status(to)
                .orElseThrow(() -> new Unmet(to + " tells its identity"))
                .getHeader()
                .getMemberId();
        fault("move-leader", from + " to " + to, () -> {
            try {
                var moved = admin(from, ADMIN_MILLIS)
                        .moveLeader(
                                MoveLeaderRequest.newBuilder().setTargetID(id).build());
                fact("moves of the leader answered", moved.hasHeader() ? "yes" : "without a header");
            } catch (StatusRuntimeException e) {
                throw new Unmet("the leader is moved from " + from + " to " + to + ": " + e.getStatus());
            }
        });
    }

    /** Whether it was answered: the member may be killed meanwhile. */
    public boolean defragment(String member) {
        try {
            return admin(member, ADMIN_MILLIS)
                    .defragment(DefragmentRequest.getDefaultInstance())
                    .isInitialized();
        } catch (StatusRuntimeException e) {
            forget(member);
            return false;
        }
    }

    /** An operation of a nemesis; what it did. */
    public Edn nemesis(String name, String f, Edn value) throws Exception {
        var done = new ArrayList<Edn>();
        try (var nemesis = Nemeses.named(name, cluster)) {
            fault(f, Edns.text(value), () -> done.add(nemesis.invoke(new Invocation(Op.NEMESIS, f, value))));
        }
        return done.getFirst();
    }

    /** Takes back what a nemesis may have done, as an operator would. */
    public void healed(String name) throws Exception {
        try (var nemesis = Nemeses.named(name, cluster)) {
            fault("heal-" + name, "all", nemesis::heal);
        }
    }

    // What ought to be so.

    /** What the script is about: where it is not so, a rule is broken. */
    public void must(boolean so, String rule, String explanation) {
        if (!so) {
            violations.add(new Violation(rule, explanation, List.of()));
        }
    }

    /** Without this the script shows nothing. */
    public static void need(boolean so, String what) throws Unmet {
        if (!so) {
            throw new Unmet("it did not come about that " + what);
        }
    }

    public void fact(String name, Object value) {
        facts.put(name, value.toString());
    }

    List<Violation> violations() {
        return violations;
    }

    SortedMap<String, String> facts() {
        return facts;
    }

    void endLoads() {
        loads.forEach(Load::close);
    }

    /** Takes back all that a script may have done. */
    void heal() throws Exception {
        cluster.network().heal();
        for (var member : cluster.members()) {
            cluster.switches(member).ifPresent(switches -> switches.rightDisk());
            if (cluster.plan().storage() != Storage.DIRECTORY) {
                cluster.disk().free(member);
            }
            if (cluster.paused(member)) {
                cluster.resume(member);
            }
            if (!cluster.running(member)) {
                cluster.start(member);
            }
        }
    }

    /** Follows all watchers to the end and leaves them; those that do not come to it. */
    void leave(long revision, Duration most) throws InterruptedException {
        for (var viewer : viewers) {
            viewer.follow(revision, most);
            viewer.leave();
        }
    }

    void close() {
        actors.forEach(Actor::close);
        operator.values().forEach(ManagedChannel::shutdownNow);
    }
}
