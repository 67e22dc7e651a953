package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.plane.ControlPlane;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.run.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * Clients of a control plane, as people with kubectl: they create, scale, roll, edit and delete what runs, and pods themselves,
 * and as schedulers of their own they want pods on another node.
 * Two more list and watch, and one asks the nodes' runtimes what runs.
 */
public final class PlaneWorkload implements Workload {

    /** Its name on the command line. */
    public static final String NAME = "plane";

    static final String NAMESPACE = "default";

    /** How late a loop may see what was asked of it: the longest a server stands still, and some. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private static final int OBSERVERS = 3;
    private static final Duration LOOK = Duration.ofMillis(700);
    private static final Duration READ = Duration.ofMillis(600);
    private static final List<String> READ_RESOURCES =
            List.of("pods", "replicasets", "deployments", "endpointslices", "nodes", "configmaps", "services");
    private static final List<String> MORE_KINDS = List.of("statefulsets", "daemonsets", "jobs");
    private static final int MOST_REPLICAS = 4;
    /** How many more pods there are of a crowd: so many that who watches them is behind for a while. */
    private static final long CROWDED = 12;

    private final int workers;
    private final double rate;
    private final SSLContext tls;
    private final List<Path> runtimes;
    private final Set<String> kinds;

    /**
     * For one run.
     *
     * @param workers 4 or more
     * @param rate changes a second
     * @param tls what clients trust and show
     * @param runtimes the sockets of the nodes' container runtimes
     * @param kinds further kinds of workloads that the API serves, of {@code statefulsets, daemonsets, jobs}
     */
    public PlaneWorkload(int workers, double rate, SSLContext tls, List<Path> runtimes, Set<String> kinds) {
        if (workers <= OBSERVERS) {
            throw new IllegalArgumentException("concurrency: " + workers + ", expected " + (OBSERVERS + 1)
                    + " or more for the workload " + NAME + ": three only look");
        }
        this.workers = workers;
        this.rate = rate;
        this.tls = tls;
        this.runtimes = List.copyOf(runtimes);
        this.kinds = new TreeSet<>(kinds);
    }

    /** The kinds of workloads that there may be besides Deployments. */
    public static List<String> moreKinds() {
        return MORE_KINDS;
    }

    @Override
    public String name() {
        return NAME;
    }

    private int writers() {
        return workers - OBSERVERS;
    }

    @Override
    public Generator during() {
        return Generators.any(
                Generators.workers(0, writers(), Generators.rate(rate, new Changes(slots(), 1))),
                Generators.workers(
                        writers(), writers() + 1, Generators.stagger(LOOK, Generators.endless("running", Edn.NIL))),
                Generators.workers(writers() + 1, workers, Generators.stagger(READ, new Reads(resources()))));
    }

    private List<String> resources() {
        var resources = new ArrayList<>(READ_RESOURCES);
        resources.addAll(kinds);
        return resources;
    }

    /** With {@code weight} how often it is chosen. */
    private record Slot(String resource, String name, int weight) {}

    private List<Slot> slots() {
        var slots = new ArrayList<>(List.of(
                new Slot("deployments", "d0", 4),
                new Slot("deployments", "d1", 4),
                new Slot("deployments", PlaneManifests.FAT, 3),
                new Slot("deployments", PlaneManifests.CROWD, 3),
                new Slot("services", "d0", 1),
                new Slot("services", "d1", 1),
                new Slot("configmaps", "c0", 2),
                new Slot("configmaps", "c1", 2)));
        kinds.forEach(kind -> slots.add(new Slot(kind, kind.substring(0, 1), 3)));
        return slots;
    }

    /** With {@code tag} the mark of the next write. */
    private record Changes(List<Slot> slots, long tag) implements Generator {

        Changes {
            slots = List.copyOf(slots);
        }

        @Override
        public Next next(Context context) {
            var random = context.random();
            var slot = slot(random);
            var f = f(slot, random);
            var value = new ArrayList<Object>(List.of(
                    "resource", Edn.of(slot.resource()),
                    "namespace", Edn.of(NAMESPACE),
                    "name", Edn.of(slot.name())));
            boolean marks = !f.startsWith("delete") && !f.equals("bind");
            if (marks) {
                value.addAll(List.of("tag", Edn.of(tag)));
            }
            switch (f) {
                case "create", "scale" ->
                    value.addAll(List.of(
                            "replicas",
                            Edn.of(random.nextInt(MOST_REPLICAS + 1)
                                    * (slot.name().equals(PlaneManifests.CROWD) ? CROWDED : 1))));
                case "delete" ->
                    value.addAll(List.of("policy", Edn.of(random.nextInt(3) == 0 ? "Foreground" : "Background")));
                // As long as a person has it in an editor.
                case "edit" -> value.addAll(List.of("millis", Edn.of(random.nextInt(400))));
                case "delete-pod", "bind" -> value.addAll(List.of("pick", Edn.of(random.nextInt(1000))));
                default -> {}
            }
            return new Next.Emit(
                    new Invocation(context.anyFree(), f, Edn.dict(value.toArray())),
                    new Changes(slots, marks ? tag + 1 : tag));
        }

        private Slot slot(RandomGenerator random) {
            int at = random.nextInt(slots.stream().mapToInt(Slot::weight).sum());
            for (var slot : slots) {
                at -= slot.weight();
                if (at < 0) {
                    return slot;
                }
            }
            return slots.getLast();
        }

        private static String f(Slot slot, RandomGenerator random) {
            int kind = random.nextInt(100);
            if (slot.name().equals(PlaneManifests.CROWD)) {
                // Its pods never run, so that it would not come far with a rollout.
                return kind < 30 ? "create" : kind < 80 ? "scale" : kind < 90 ? "edit" : "delete";
            }
            return switch (slot.resource()) {
                case "deployments", "statefulsets" ->
                    kind < 28
                            ? "create"
                            : kind < 50
                                    ? "scale"
                                    : kind < 64
                                            ? "roll"
                                            : kind < 74
                                                    ? "edit"
                                                    : kind < 82
                                                            ? "delete"
                                                            // A person does not look whether there is room.
                                                            : kind < 90
                                                                            || slot.name()
                                                                                    .equals(PlaneManifests.FAT)
                                                                    ? "delete-pod"
                                                                    : "bind";
                case "daemonsets" -> kind < 40 ? "create" : kind < 60 ? "roll" : kind < 75 ? "edit" : "delete";
                default -> kind < 45 ? "create" : kind < 80 ? "edit" : "delete";
            };
        }
    }

    private record Reads(List<String> resources) implements Generator {

        Reads {
            resources = List.copyOf(resources);
        }

        @Override
        public Next next(Context context) {
            var random = context.random();
            var resource = resources.get(random.nextInt(resources.size()));
            boolean watch = random.nextInt(3) > 0;
            return new Next.Emit(
                    watch
                            ? new Invocation(
                                    context.anyFree(),
                                    "watch",
                                    Edn.dict(
                                            "resource", Edn.of(resource),
                                            "millis", Edn.of(500 + random.nextInt(4000)),
                                            "server", Edn.of(random.nextInt(1000))))
                            : new Invocation(
                                    context.anyFree(),
                                    "list",
                                    list(resource, random.nextBoolean() ? "cache" : "store", random.nextInt(1000))),
                    this);
        }
    }

    private static Edn list(String resource, String from, int server) {
        return Edn.dict("resource", Edn.of(resource), "from", Edn.of(from), "server", Edn.of(server));
    }

    /** Every server's caches, the store through one of them, and what runs. */
    @Override
    public Generator afterwards() {
        var reads = new ArrayList<Generator>();
        for (var resource : resources()) {
            for (int server = 0; server < 3; server++) {
                reads.add(Generators.once("list", list(resource, "cache", server)));
            }
            reads.add(Generators.once("list", list(resource, "store", 0)));
        }
        return Generators.any(
                Generators.workers(writers(), writers() + 1, Generators.once("running", Edn.NIL)),
                Generators.workers(writers() + 1, writers() + 2, Generators.sequence(reads)));
    }

    /** With the balancer first among {@code endpoints}, and then the servers behind it. */
    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        int worker = process % workers;
        return worker == writers()
                ? new RuntimeLooks(runtimes)
                : new PlaneClient(tls, endpoints, process, worker > writers());
    }

    /** Who judges a run of it, which needs nothing of the run but its history and events. */
    public static List<Checker> judges() {
        return List.of(new ControlPlane(LATE));
    }

    @Override
    public List<Checker> checkers() {
        return judges();
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }
}
