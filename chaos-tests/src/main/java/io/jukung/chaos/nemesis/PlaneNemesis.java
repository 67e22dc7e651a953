package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.LocalControlPlane;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Breaks the processes of a whole cluster: {@code kill} (-9 to one server, the leader, some, or all), {@code pause} (SIGSTOP to
 * them), {@code loops} (SIGSTOP to the server whose controllers or scheduler lead, until others have taken over, and some
 * seconds more), {@code node} (kill -9 of the first node's daemon), {@code second-node} (kill -9 of the other's, or its link is taken
 * away). The supervisor starts again what was killed, but for the second node; a fault ends when all serve.
 */
public final class PlaneNemesis implements Nemesis {

    /** A process that was killed again and again waits for up to 10 s, and a JVM's start takes its time here. */
    private static final int BACK_SECONDS = 60;

    /** Mostly so few that work goes on: a start of all takes long, and nothing is done meanwhile. */
    private static final Whom[] WHOM = {
        Whom.ONE, Whom.ONE, Whom.ONE, Whom.LEADER, Whom.LEADER, Whom.LEADER, Whom.MAJORITY, Whom.ALL
    };

    private static final List<String> ELECTIONS = List.of("controllers", "scheduler");
    /** How long one that stands still is waited for to lose an election: a lease, and the store's own election before it. */
    private static final long DEPOSED_NANOS = 12_000_000_000L;

    private static final int POLL_MILLIS = 100;

    private static final Map<String, FaultCycle> CYCLES = Map.of(
            "kill",
            FaultCycle.of(
                    random -> Episode.lasting("kill", Target.draw(random, WHOM).edn(), "start")),
            "pause",
            FaultCycle.of(
                    random -> Episode.lasting("pause", Target.draw(random, WHOM).edn(), "resume")),
            "loops",
            FaultCycle.of(random -> Episode.lasting(
                    "start-loops-pause",
                    Edn.dict("election", Edn.keyword(ELECTIONS.get(random.nextInt(ELECTIONS.size())))),
                    "end-loops-pause")),
            "node",
            FaultCycle.of(_ -> Episode.lasting("start-node-outage", Edn.NIL, "end-node-outage")),
            "second-node",
            FaultCycle.of(random -> Episode.lasting(
                    "start-second-node-outage",
                    Edn.dict("how", Edn.keyword(random.nextBoolean() ? "kill" : "cut")),
                    "end-second-node-outage")));

    private final LocalControlPlane cluster;
    private final List<String> names;
    private final Supplier<Optional<String>> leader;
    private final Elected elected;

    /** Who leads an election of loops. */
    @FunctionalInterface
    public interface Elected {
        /** The server's name; empty if nobody does, or nobody tells. */
        Optional<String> of(String election);
    }

    /**
     * Does nothing yet.
     *
     * @param names of faults
     * @param leader who leads the store now, if it is known
     * @throws IllegalArgumentException if there is no such fault
     */
    public PlaneNemesis(
            LocalControlPlane cluster, List<String> names, Supplier<Optional<String>> leader, Elected elected) {
        for (var name : names) {
            if (!CYCLES.containsKey(name)) {
                throw new IllegalArgumentException(
                        "nemesis: " + name + ", expected some of " + String.join(",", faults()) + ", or none");
            }
        }
        this.cluster = cluster;
        this.names = List.copyOf(names);
        this.leader = leader;
        this.elected = elected;
    }

    /** The names of the faults there are. */
    public static List<String> faults() {
        return CYCLES.keySet().stream().sorted().toList();
    }

    @Override
    public String name() {
        return String.join(",", names);
    }

    @Override
    public Set<String> operations() {
        return Set.of(
                "kill",
                "start",
                "pause",
                "resume",
                "start-loops-pause",
                "end-loops-pause",
                "start-node-outage",
                "end-node-outage",
                "start-second-node-outage",
                "end-second-node-outage");
    }

    @Override
    public Generator during() {
        return Together.of(names.stream().map(CYCLES::get).toList(), 1);
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        return switch (invocation.f()) {
            case "kill" -> {
                var hit = new ArrayList<String>();
                for (var server : whom(invocation.value())) {
                    if (cluster.kill(server)) {
                        hit.add(server);
                    }
                }
                yield Whom.names(hit);
            }
            case "pause" -> {
                var hit = new ArrayList<String>();
                for (var server : whom(invocation.value())) {
                    if (cluster.pause(server)) {
                        hit.add(server);
                    }
                }
                yield Whom.names(hit);
            }
            case "start-loops-pause" -> pauseLoops(Whom.word(invocation.value(), "election"));
            case "resume", "end-loops-pause" -> {
                for (var server : cluster.servers()) {
                    cluster.resume(server);
                }
                yield Whom.names(cluster.servers());
            }
            // The supervisor does it; a server that stands still is another fault's, and not waited for.
            case "start" -> {
                var back = new ArrayList<String>();
                for (var server : cluster.servers()) {
                    if (serves(server)) {
                        back.add(server);
                    }
                }
                yield Whom.names(back);
            }
            case "start-node-outage" -> Edn.of(cluster.kill(LocalControlPlane.NODE));
            case "end-node-outage" -> {
                cluster.awaitServing(LocalControlPlane.NODE, BACK_SECONDS);
                yield Edn.NIL;
            }
            case "start-second-node-outage" -> {
                if (Whom.word(invocation.value(), "how").equals("kill")) {
                    yield Edn.of(cluster.killSecondNode());
                }
                cluster.cutSecondNode();
                yield Edn.keyword("cut");
            }
            case "end-second-node-outage" -> {
                cluster.mendSecondNode();
                yield Edn.NIL;
            }
            default -> throw new IllegalArgumentException("f: " + invocation.f() + ", expected one of " + operations());
        };
    }

    /** Who was stopped, and who leads then. */
    private Edn pauseLoops(String election) throws IOException, InterruptedException {
        var first = elected.of(election);
        if (first.isEmpty() || !cluster.pause(first.get())) {
            return Edn.NIL;
        }
        long end = System.nanoTime() + DEPOSED_NANOS;
        var next = Optional.<String>empty();
        while ((next.isEmpty() || next.equals(first)) && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
            next = elected.of(election);
        }
        return Edn.dict(
                "election", Edn.keyword(election),
                "stopped", Edn.keyword(first.get()),
                "leads", next.<Edn>map(Edn::keyword).orElse(Edn.NIL));
    }

    private boolean serves(String server) throws InterruptedException {
        try {
            cluster.awaitServing(server, names.contains("pause") ? 10 : BACK_SECONDS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> whom(Edn value) {
        var target = Target.of(value);
        return target.whom().among(cluster.servers(), leader.get(), target.pick());
    }

    @Override
    public void heal() throws Exception {
        for (var server : cluster.servers()) {
            cluster.resume(server);
        }
        for (var server : cluster.servers()) {
            cluster.awaitServing(server, BACK_SECONDS);
        }
        cluster.awaitServing(LocalControlPlane.NODE, BACK_SECONDS);
        cluster.mendSecondNode();
    }

    @Override
    public void close() {}
}
