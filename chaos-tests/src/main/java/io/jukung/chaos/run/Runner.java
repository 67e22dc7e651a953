package io.jukung.chaos.run;

import io.grpc.StatusRuntimeException;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.cluster.Clusters;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.nemesis.Nemesis;
import io.jukung.chaos.workload.Workload;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.chaos.workload.Workloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run from begin to end: a cluster, a workload under faults, healing, last reads, the checkers' verdicts. {@link #stop}
 * cuts it short; it still heals, checks what there is and cleans up.
 */
public final class Runner implements ChaosRun {

    private static final int START_SECONDS = 120;
    private static final int HEAL_SECONDS = 60;
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(2);
    /** How long members are waited for that are asked how they are. */
    static final Duration ANSWER = Duration.ofSeconds(1);
    /** How many operations must be ok before the first fault. */
    private static final long LOAD = 50;
    /** Of what the rate allows in the time, at least so many hundredths must be ok. */
    private static final int LEAST_PERCENT = 5;

    /** What a run gave. */
    public record Result(RunRecord record, SortedMap<String, Path> logs, boolean vacuous) {

        /** 0 passed, 1 violated, 3 vacuous or unknown. */
        public int exitCode() {
            boolean invalid = record.verdicts().stream().anyMatch(verdict -> verdict.validity() == Validity.INVALID);
            return invalid ? 1 : record.passed() ? 0 : 3;
        }
    }

    private final RunPlan plan;
    private final Swarm swarm;
    private final Path directory;
    private final Optional<Generator> schedule;
    private final Tally tally = new Tally();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Interpreter interpreter;
    private volatile @Nullable Members members;
    private volatile boolean stopped;

    /** With {@code directory} for the cluster's data and logs. */
    public Runner(RunPlan plan, Path directory) {
        this(plan, directory, Optional.empty());
    }

    /** With a {@code schedule} of faults in place of those that the nemeses choose. */
    public Runner(RunPlan plan, Path directory, Optional<Generator> schedule) {
        this.plan = plan;
        this.swarm = Swarm.of(plan);
        this.directory = directory;
        this.schedule = schedule;
    }

    @Override
    public SortedMap<String, String> options() {
        return swarm.options();
    }

    @Override
    public Progress progress() {
        var current = members;
        return tally.progress(current == null ? Map.of() : current.now());
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
        var random = new SplittableRandom(plan.seed());
        tally.stage("starting " + swarm.members() + " members");
        var jvm = plan.bug().map(Parts::bug).map(List::of).orElse(List.of());
        var clusterPlan = new ClusterPlan(
                plan.product(), plan.placement(), swarm.members(), swarm.flags(), jvm, Map.of(), directory);
        try (var cluster = Clusters.create(Parts.storage(clusterPlan, plan.nemeses()));
                var nemesis = Parts.nemesis(plan.nemeses(), cluster)) {
            for (var member : cluster.members()) {
                cluster.start(member);
            }
            for (var member : cluster.members()) {
                cluster.awaitServing(member, START_SECONDS);
            }
            return judged(begun, cluster, nemesis, random);
        }
    }

    private Result judged(Instant begun, Cluster cluster, Nemesis nemesis, SplittableRandom random) throws Exception {
        var recorder = new Recorder();
        var endpoints = endpoints(cluster);
        var liveness = new Liveness();
        try (var watched = new Members(endpoints, Dial.plain(), ANSWER, recorder);
                var witness = new Witness(endpoints, Dial.plain(), recorder, watched.revision(endpoints.getFirst()))) {
            members = watched;
            var workload = Workloads.named(plan.workload(), swarm.workload(witness::last));
            var required = new TreeSet<>(workload.required());
            required.addAll(Parts.required(plan.nemeses(), plan.workload(), plan.time()));
            try (var work = new Interpreter(
                    recorder,
                    workload,
                    endpoints,
                    nemesis,
                    swarm.concurrency(),
                    random.split(),
                    tally,
                    fault -> beforeFault(fault, endpoints, watched, witness))) {
                interpreter = work;
                if (!stopped) {
                    tally.stage("under faults");
                    work.run(during(workload, nemesis));
                }
                tally.stage("healing");
                heal(cluster, nemesis, liveness, recorder);
                if (!stopped) {
                    tally.stage("last reads");
                    work.run(Generators.clients(workload.afterwards()));
                }
            }
            interpreter = null;
            tally.stage("coming to rest");
            var states = rest(endpoints(cluster), watched, witness, liveness, swarm.ttl());
            var history = recorder.history();
            long end = states.values().stream()
                    .mapToLong(Evidence.FinalState::revision)
                    .max()
                    .orElse(Long.MAX_VALUE);
            var events = witness.log(end);
            var logs = new TreeMap<String, Path>();
            for (var member : cluster.members()) {
                logs.put(member, cluster.log(member));
            }
            var lines = lines(logs);
            tally.stage("checking");
            var situations = Situations.count(history, events, watched.changes(), lines);
            var verdicts = new ArrayList<Verdict>();
            verdicts.add(liveness.verdict());
            verdicts.add(witness.verdict());
            long least = Math.round(swarm.rate() * plan.time().toSeconds() * LEAST_PERCENT / 100);
            verdicts.add(Vacuity.judge(
                    history, situations, required, least, !plan.nemeses().isEmpty()));
            boolean vacuous = verdicts.getLast().validity() != Validity.VALID;
            verdicts.addAll(checked(workload, new Evidence(history, Optional.of(events), states, lines)));
            var record = new RunRecord(
                    plan.test(),
                    plan.seed(),
                    swarm.options(),
                    plan.again(),
                    begun,
                    history,
                    Optional.of(events),
                    verdicts,
                    situations);
            return new Result(record, logs, vacuous);
        } finally {
            members = null;
        }
    }

    /** What nobody has seen must not be compacted: the event log would have a gap. */
    private static void beforeFault(Invocation fault, List<Endpoint> endpoints, Members watched, Witness witness) {
        if (!fault.f().equals("compact")) {
            return;
        }
        for (var endpoint : endpoints) {
            try {
                witness.await(watched.revision(endpoint), CATCH_UP);
                return;
            } catch (StatusRuntimeException e) {
                // Another member may answer.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Generator during(Workload workload, Nemesis nemesis) {
        return Generators.timeLimit(
                plan.time(),
                Generators.any(
                        Generators.afterOks(LOAD, Generators.nemesis(schedule.orElseGet(nemesis::during))),
                        Generators.clients(Generators.rate(swarm.rate(), workload.during()))));
    }

    static List<Endpoint> endpoints(Cluster cluster) {
        return cluster.members().stream()
                .map(member -> new Endpoint(
                        member,
                        cluster.client(member).host(),
                        cluster.client(member).port()))
                .toList();
    }

    private void heal(Cluster cluster, Nemesis nemesis, Liveness liveness, Recorder recorder) throws Exception {
        long begun = recorder.nanos();
        recorder.fault(Op.HEAL, Edn.NIL);
        nemesis.heal();
        tally.noFaults();
        for (var member : cluster.members()) {
            try {
                Stage.serve(cluster, member, HEAL_SECONDS);
            } catch (IOException e) {
                cluster.dumpThreads(member);
                liveness.violation("a member does not serve after healing", String.valueOf(e.getMessage()));
            }
        }
        // Only now do clocks run for what has to be done in time: without a leader no lease ends.
        recorder.fault(Op.HEAL, Edn.NIL);
        liveness.fact(
                "all members served after healing, ms",
                Long.toString(TimeUnit.NANOSECONDS.toMillis(recorder.nanos() - begun)));
    }

    /** Waits until leases are over, the witness has all, members have the same, and nothing moves. */
    static Map<String, Evidence.FinalState> rest(
            List<Endpoint> endpoints, Members watched, Witness witness, Liveness liveness, int ttl)
            throws InterruptedException {
        try {
            long end = System.nanoTime() + CATCH_UP.toNanos();
            long leases = watched.leases(endpoints.getFirst());
            while (leases > 0 && System.nanoTime() < end) {
                Thread.sleep(200);
                leases = watched.leases(endpoints.getFirst());
            }
            if (leases > 0) {
                liveness.violation(
                        "leases that do not end",
                        leases + " leases live " + CATCH_UP.toSeconds() + " s after everybody stopped, their TTL is "
                                + ttl + " s");
            }
            var seen = new Quiescence(() -> watched.revision(endpoints.getFirst()), QUIET, CATCH_UP)
                    .look(revision -> look(endpoints, revision, watched, witness));
            if (!seen.rests()) {
                liveness.violation(
                        "it does not rest",
                        "the revision went from " + seen.revision() + " to " + seen.later()
                                + " when nobody had written for " + CATCH_UP.toSeconds() + " s");
            }
            if (!seen.found().watched()) {
                liveness.violation(
                        "watches that do not come to the end",
                        "the newest revision is " + seen.revision() + ", the witness at any member had "
                                + witness.last() + " after " + CATCH_UP.toSeconds() + " s");
            }
            var states = seen.found().states();
            if (states.isEmpty()) {
                liveness.violation(
                        "a member's state is not to be had",
                        "HashKV was not answered within " + CATCH_UP.toSeconds() + " s");
            }
            liveness.fact("final revision", Long.toString(seen.later()));
            return states.orElse(Map.of());
        } catch (StatusRuntimeException e) {
            liveness.violation("requests fail after healing", String.valueOf(e.getMessage()));
            return Map.of();
        }
    }

    /** What there is of a revision: whether the witness has all up to it, and the members' states. */
    private record Look(boolean watched, Optional<Map<String, Evidence.FinalState>> states) {}

    private static Look look(List<Endpoint> endpoints, long revision, Members watched, Witness witness)
            throws InterruptedException {
        return new Look(witness.await(revision, CATCH_UP), watched.finalStates(endpoints, CATCH_UP));
    }

    private List<Verdict> checked(Workload workload, Evidence evidence) {
        var checkers = new ArrayList<Checker>(Parts.everywhere(plan.nemeses()));
        checkers.addAll(workload.checkers());
        return checkers.stream().map(checker -> verdict(checker, evidence)).toList();
    }

    /** What a checker says. */
    public static Verdict verdict(Checker checker, Evidence evidence) {
        try {
            return checker.check(evidence);
        } catch (RuntimeException e) {
            var facts = new TreeMap<String, String>();
            facts.put("failed", String.valueOf(e));
            var at = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
            return new Verdict(
                    checker.name(),
                    Validity.UNKNOWN,
                    List.of(new Verdict.Violation("the checker failed", e + at, List.of())),
                    facts);
        }
    }

    static Map<String, List<String>> lines(Map<String, Path> logs) throws IOException {
        var lines = new TreeMap<String, List<String>>();
        for (var log : logs.entrySet()) {
            lines.put(
                    log.getKey(),
                    Files.exists(log.getValue())
                            ? new String(Files.readAllBytes(log.getValue()), StandardCharsets.UTF_8)
                                    .lines()
                                    .toList()
                            : List.of());
        }
        return lines;
    }
}
