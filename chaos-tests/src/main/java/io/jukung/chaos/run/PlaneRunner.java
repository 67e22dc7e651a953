package io.jukung.chaos.run;

import io.grpc.StatusRuntimeException;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.LogScan;
import io.jukung.chaos.check.StateHashes;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.plane.PlaneView;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.LocalControlPlane;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.nemesis.Nemesis;
import io.jukung.chaos.nemesis.PlaneNemesis;
import io.jukung.chaos.run.Runner.Result;
import io.jukung.chaos.workload.PlaneKinds;
import io.jukung.chaos.workload.PlaneWorkload;
import io.jukung.chaos.workload.Workload.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a whole cluster: servers, two nodes and what runs on them, with people at work on it while its processes are broken;
 * healing, convergence, a quiet period, last reads, verdicts.
 */
final class PlaneRunner implements ChaosRun {

    /** How long it may take to converge once all is healed. */
    private static final Duration CONVERGES = Duration.ofMinutes(2);
    /**
     * How long nothing must have been written, and nothing broken, before the quiet period begins: a server tells of itself
     * in the endpoints of the service kubernetes up to 10 s after it is back.
     */
    private static final Duration SETTLED = Duration.ofSeconds(12);

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 500;
    /** Under it the store has who leads the loops. */
    private static final String ELECTIONS = "/jukung/elections/";
    /** The store's revision before anything is written. */
    private static final long FIRST = 1;
    /** How long members are waited for that are asked how they are: TLS takes its time where all has just begun. */
    private static final Duration ANSWER = Duration.ofSeconds(8);
    /** How many operations must be ok before the first fault. */
    private static final long LOAD = 20;
    /** Of all that the rate allows, at least so many hundredths must be ok; some are refused because of what others did. */
    private static final int LEAST_PERCENT = 20;

    private static final double RATE = 1.5;
    private static final int WORKERS = 6;

    private final RunPlan plan;
    private final Path directory;
    private final double rate;
    private final int workers;
    private final SortedMap<String, String> options = new TreeMap<>();
    private final Tally tally = new Tally();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Interpreter interpreter;
    private volatile @Nullable Members members;
    private volatile boolean stopped;

    /** With {@code directory} for the cluster's data and logs. */
    PlaneRunner(RunPlan plan, Path directory) {
        if (plan.product() != Product.JUKUNG
                || !plan.flags().isEmpty()
                || plan.nodes().orElse(3) != 3) {
            throw new IllegalArgumentException(
                    "workload: \"" + plan.workload()
                            + "\" is of a whole cluster as jukung up makes it: expected three nodes of ours and no flags of members");
        }
        this.plan = plan;
        this.directory = directory;
        this.rate = plan.rate().orElse(RATE);
        this.workers = plan.concurrency().orElse(WORKERS);
        options.put("seed", Long.toString(plan.seed()));
        options.put("workload", plan.workload());
        options.put("nemesis", String.join(",", plan.nemeses()));
        options.put("time", plan.time().toSeconds() + " s");
        options.put("rate", Double.toString(rate));
        options.put("concurrency", Integer.toString(workers));
        plan.bug().ifPresent(bug -> options.put("bug", bug));
    }

    @Override
    public SortedMap<String, String> options() {
        return options;
    }

    @Override
    public Progress progress() {
        return tally.progress(said());
    }

    private Map<String, String> said() {
        var current = members;
        return current == null ? Map.of() : current.now();
    }

    @Override
    public boolean stop(int seconds) throws InterruptedException {
        stopped = true;
        var current = interpreter;
        if (current != null) {
            current.stop();
        }
        return over.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void written() {
        over.countDown();
    }

    @Override
    public Result run() throws Exception {
        var begun = Instant.now();
        tally.stage("starting servers and two nodes");
        var jvm = plan.bug().map(Parts::bug).map(List::of).orElse(List.of());
        try (var cluster = new LocalControlPlane(directory, jvm)) {
            cluster.up();
            return judged(begun, cluster);
        } finally {
            members = null;
        }
    }

    private Result judged(Instant begun, LocalControlPlane cluster) throws Exception {
        var recorder = new Recorder();
        var liveness = new Liveness();
        var dial = Dial.administrator(cluster.layout().pki());
        var stores = stores(cluster);
        try (var watched = new Members(stores, dial, ANSWER, recorder);
                var witness = new Witness(stores, dial, recorder, FIRST)) {
            members = watched;
            witness.await(watched.revision(stores.getFirst()), CATCH_UP);
            var kinds = PlaneKinds.served(cluster.tls(), servers(cluster));
            options.put("kinds", "Deployment" + (kinds.isEmpty() ? "" : ", " + String.join(", ", kinds)));
            var workload = new PlaneWorkload(workers, rate, cluster.tls(), cluster.runtimes(), kinds);
            var nemesis = new PlaneNemesis(
                    cluster, plan.nemeses(), this::leader, election -> elected(watched, stores, election));
            var view = new PlaneView();
            try (var work = new Interpreter(
                    recorder,
                    workload,
                    servers(cluster),
                    nemesis,
                    workers,
                    new SplittableRandom(plan.seed()),
                    tally,
                    _ -> {})) {
                interpreter = work;
                if (!stopped) {
                    tally.stage("under faults");
                    work.run(during(workload, nemesis));
                }
                tally.stage("healing");
                heal(cluster, nemesis, recorder, liveness);
                tally.stage("converging");
                converge(cluster, witness, view, recorder, liveness);
                tally.stage("quiet");
                rest(recorder);
                if (!stopped) {
                    tally.stage("last looks");
                    work.run(Generators.clients(workload.afterwards()));
                }
            }
            interpreter = null;
            tally.stage("checking");
            var evidence = evidence(cluster, recorder, watched, witness, stores, liveness);
            view.goOn(evidence.events().orElseThrow());
            return result(begun, cluster.keepLogs(), evidence, workload, watched, witness, view, liveness);
        }
    }

    private Optional<String> leader() {
        return said().entrySet().stream()
                .filter(entry -> entry.getValue().equals("leads"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whoever has the election's key, as the first member says that answers. */
    private static Optional<String> elected(Members members, List<Endpoint> stores, String election) {
        for (var store : stores) {
            try {
                return members.value(store, ELECTIONS + election);
            } catch (StatusRuntimeException e) {
                // The next one may know.
            }
        }
        return Optional.empty();
    }

    private static List<Endpoint> stores(LocalControlPlane cluster) {
        var at = cluster.plan();
        return at.memberList().stream()
                .map(member -> new Endpoint(member.name(), at.nodeIp(), member.storeClientPort()))
                .toList();
    }

    /** The balancer, and the API servers behind it. */
    private static List<Endpoint> servers(LocalControlPlane cluster) {
        var at = cluster.plan();
        var endpoints = new ArrayList<Endpoint>();
        endpoints.add(new Endpoint("balancer", "127.0.0.1", at.apiPort()));
        at.memberList().forEach(member -> endpoints.add(new Endpoint(member.name(), at.nodeIp(), member.securePort())));
        return endpoints;
    }

    private Generator during(PlaneWorkload workload, Nemesis nemesis) {
        return Generators.timeLimit(
                plan.time(),
                Generators.any(
                        Generators.afterOks(LOAD, Generators.nemesis(nemesis.during())),
                        Generators.clients(workload.during())));
    }

    private void heal(LocalControlPlane cluster, Nemesis nemesis, Recorder recorder, Liveness liveness)
            throws Exception {
        long begun = recorder.nanos();
        recorder.fault(Op.HEAL, Edn.NIL);
        try {
            nemesis.heal();
        } catch (IOException e) {
            liveness.violation("a process does not serve after healing", String.valueOf(e.getMessage()));
            cluster.dumpThreads();
        }
        recorder.fault(Op.HEAL, Edn.NIL);
        tally.noFaults();
        liveness.fact("all served after healing, ms", millis(recorder.nanos() - begun));
    }

    private static String millis(long nanos) {
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** Waits until all is as was asked for and nothing has been written for a while; what is not, the checker tells. */
    private void converge(
            LocalControlPlane cluster, Witness witness, PlaneView view, Recorder recorder, Liveness liveness)
            throws IOException, InterruptedException {
        long begun = recorder.nanos();
        while (recorder.nanos() - begun < CONVERGES.toNanos() && !stopped) {
            view.goOn(witness.log(0));
            long last = Math.max(begun, view.lastWrite());
            boolean settled = recorder.nanos() - last > SETTLED.toNanos();
            if (settled && view.unsettled().isEmpty()) {
                liveness.fact("converged after healing, ms", millis(last - begun));
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        liveness.fact("converged after healing, ms", "not in " + CONVERGES.toMillis());
        if (!stopped) {
            cluster.dumpThreads();
        }
    }

    private static void rest(Recorder recorder) throws InterruptedException {
        recorder.fault(Op.REST, Edn.NIL);
        Thread.sleep(QUIET);
        recorder.fault(Op.REST, Edn.NIL);
    }

    private static Evidence evidence(
            LocalControlPlane cluster,
            Recorder recorder,
            Members watched,
            Witness witness,
            List<Endpoint> stores,
            Liveness liveness)
            throws InterruptedException, IOException {
        long end = Long.MAX_VALUE;
        Map<String, Evidence.FinalState> states = Map.of();
        try {
            end = watched.revision(stores.getFirst());
            if (!witness.await(end, CATCH_UP)) {
                liveness.violation(
                        "watches that do not come to the end",
                        "the newest revision is " + end + ", the witness had " + witness.last());
            }
            states = watched.finalStates(stores, CATCH_UP).orElse(Map.of());
        } catch (StatusRuntimeException e) {
            liveness.violation("requests fail after healing", String.valueOf(e.getMessage()));
        }
        return new Evidence(
                recorder.history(), Optional.of(witness.log(end)), states, Runner.lines(cluster.keepLogs()));
    }

    private Result result(
            Instant begun,
            SortedMap<String, Path> logs,
            Evidence evidence,
            PlaneWorkload workload,
            Members watched,
            Witness witness,
            PlaneView view,
            Liveness liveness) {
        EventLog events = evidence.events().orElseThrow();
        var situations =
                new TreeMap<>(Situations.count(evidence.history(), events, watched.changes(), evidence.logs()));
        situations.putAll(view.counts());
        var verdicts = new ArrayList<Verdict>();
        verdicts.add(liveness.verdict());
        verdicts.add(witness.verdict());
        long least = Math.round(rate * plan.time().toSeconds() * LEAST_PERCENT / 100);
        verdicts.add(Vacuity.judge(
                evidence.history(),
                situations,
                required(),
                least,
                !plan.nemeses().isEmpty()));
        boolean vacuous = verdicts.getLast().validity() != Validity.VALID;
        verdicts.add(Runner.verdict(new StateHashes(), evidence));
        verdicts.add(Runner.verdict(new LogScan(List.of()), evidence));
        workload.checkers().forEach(checker -> verdicts.add(Runner.verdict(checker, evidence)));
        var record = new RunRecord(
                plan.test(),
                plan.seed(),
                options,
                plan.again(),
                begun,
                evidence.history(),
                evidence.events(),
                verdicts,
                situations);
        return new Result(record, logs, vacuous);
    }

    private Set<String> required() {
        var required = new TreeSet<>(Set.of("pods created", "replicasets created"));
        if (!plan.nemeses().isEmpty()) {
            required.add(Situation.FAULT_DURING_OPERATIONS.title());
        }
        return required;
    }
}
