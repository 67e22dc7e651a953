package io.jukung.chaos.check.plane;

import static io.jukung.chaos.check.plane.PlaneRecord.tree;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loops, a scheduler and a node that do one thing at a time, any of those that are to be done. */
final class PlaneLoops {

    private static final String HASH = "pod-template-hash";
    private static final String REVISION = "deployment.kubernetes.io/revision";

    /** A pod that was removed. */
    record Gone(String uid, String name) {}

    private final PlaneRecord record;
    private final Random random;
    private final PlaneWorld world;
    private final Map<String, Running> running = new TreeMap<>();
    private final List<Runnable> todo = new ArrayList<>();
    private @Nullable Gone gone;
    /** Of this step; it takes its time to make. */
    private @Nullable PlaneState now;
    /** What is done next, whatever else there is: something wrong. */
    private @Nullable Runnable wrong;

    PlaneLoops(PlaneRecord record, Random random, PlaneWorld world) {
        this.record = record;
        this.random = random;
        this.world = world;
    }

    List<Running> running() {
        return List.copyOf(running.values());
    }

    Optional<Gone> gone() {
        return Optional.ofNullable(gone);
    }

    /** A client's object. */
    ObjectValue fresh(Ref ref, long replicas) {
        var template = tree(
                "metadata", tree("labels", tree("app", ref.name())),
                "spec",
                        tree(
                                "containers",
                                ListValue.of(tree("name", "main", "resources", tree("requests", tree("cpu", "10m"))))));
        var spec = switch (ref.resource()) {
            case "deployments", "statefulsets" -> tree("replicas", replicas, "template", template);
            case "daemonsets" -> tree("template", template);
            case "jobs" -> tree("completions", 3, "parallelism", 2, "template", template);
            case "services" -> tree("selector", tree("app", ref.name()));
            default -> ObjectValue.empty();
        };
        return tree(
                "metadata", tree("name", ref.name(), "namespace", ref.namespace(), "uid", world.uid()), "spec", spec);
    }

    /** Does one thing; false: there is nothing to do. */
    boolean step() {
        todo.clear();
        wrong = null;
        now = null;
        record.all("deployments").forEach(this::deployment);
        record.all("replicasets").forEach(this::replicaSet);
        record.all("statefulsets").forEach(this::statefulSet);
        record.all("daemonsets").forEach(this::daemonSet);
        record.all("jobs").forEach(this::job);
        record.all("services").forEach(this::service);
        record.all("pods").forEach(this::pod);
        record.all("endpointslices").forEach(this::collect);
        if (wrong != null) {
            // Long after anything else, so that nobody can have seen an older wish.
            record.pass(60_000);
            wrong.run();
            return true;
        }
        if (todo.isEmpty()) {
            return false;
        }
        todo.get(random.nextInt(todo.size())).run();
        return true;
    }

    private void does(Flaw flaw, Runnable what) {
        if (world.does(flaw)) {
            wrong = what;
        }
    }

    private List<KubeObject> managed(KubeObject owner, String resource) {
        return record.all(resource).values().stream()
                .filter(object -> object.controller()
                        .filter(its -> its.uid().equals(owner.uid()))
                        .isPresent())
                .toList();
    }

    private void deployment(Ref ref, KubeObject deployment) {
        var sets = managed(deployment, "replicasets");
        var template = deployment.spec().object("template");
        var hash = Long.toHexString(template.hashCode() & 0xffff_ffffL);
        long wanted = Rollout.replicas(deployment);
        var newest = sets.stream()
                .filter(set -> set.name().equals(ref.name() + "-" + hash))
                .findFirst();
        long last = sets.stream().mapToLong(PlaneLoops::revision).max().orElse(0);
        if (newest.isEmpty() || revision(newest.get()) < last) {
            todo.add(() -> newest(ref, deployment, hash, last + 1));
            return;
        }
        long sum = sets.stream().mapToLong(Rollout::replicas).sum();
        long size = Rollout.replicas(newest.get());
        long most = Rollout.most(deployment);
        long waiting = size - newest.get().status().whole(0, "availableReplicas");
        var old = sets.stream()
                .filter(set -> !set.uid().equals(newest.get().uid()) && Rollout.replicas(set) > 0)
                .findFirst();
        if (old.isEmpty() && size != wanted) {
            todo.add(() -> size(newest.get(), wanted));
        } else if (size < wanted && sum < most) {
            todo.add(() -> size(newest.get(), size + 1));
            does(Flaw.SURGE, () -> size(newest.get(), size + most));
        } else if (size > wanted) {
            todo.add(() -> size(newest.get(), wanted));
        } else if (old.isPresent() && sum - 1 - Math.max(0, waiting) >= Rollout.least(deployment)) {
            todo.add(() -> size(old.get(), Rollout.replicas(old.get()) - 1));
        }
        boolean all =
                old.isPresent() && sum - Rollout.replicas(old.get()) - Math.max(0, waiting) < Rollout.least(deployment);
        if (all) {
            does(Flaw.UNAVAILABLE, () -> size(old.get(), 0));
        }
        var pods = sets.stream()
                .flatMap(set -> managed(set, "pods").stream())
                .filter(Pod::active)
                .toList();
        status(
                ref,
                deployment,
                tree(
                        "observedGeneration",
                        deployment.generation(),
                        "replicas",
                        (long) pods.size(),
                        "updatedReplicas",
                        managed(newest.get(), "pods").stream()
                                .filter(Pod::active)
                                .count(),
                        "availableReplicas",
                        pods.stream().filter(Pod::ready).count()));
    }

    private static long revision(KubeObject set) {
        return Long.parseLong(set.annotations().getOrDefault(REVISION, "0"));
    }

    private void newest(Ref ref, KubeObject deployment, String hash, long revision) {
        var its = new Ref("replicasets", ref.namespace(), ref.name() + "-" + hash);
        var present = record.get(its);
        if (present.isPresent()) {
            record.put(
                    its,
                    new KubeObject(present.get()
                            .tree()
                            .withAt(Value.of(Long.toString(revision)), "metadata", "annotations", REVISION)));
            return;
        }
        var template = deployment.spec().object("template").withAt(Value.of(hash), "metadata", "labels", HASH);
        record.put(
                its,
                object(
                        its,
                        owner("Deployment", deployment),
                        tree(REVISION, Long.toString(revision)),
                        tree("replicas", 0, "template", template)));
    }

    private static ListValue owner(String kind, KubeObject owner) {
        return ListValue.of(tree("kind", kind, "name", owner.name(), "uid", owner.uid(), "controller", true));
    }

    private KubeObject object(Ref ref, ListValue owners, ObjectValue annotations, ObjectValue spec) {
        return new KubeObject(tree(
                "metadata",
                tree(
                        "name",
                        ref.name(),
                        "namespace",
                        ref.namespace(),
                        "uid",
                        world.uid(),
                        "generation",
                        1,
                        "annotations",
                        annotations,
                        "ownerReferences",
                        owners),
                "spec",
                spec));
    }

    private void size(KubeObject set, long replicas) {
        record.put(
                new Ref("replicasets", set.namespace(), set.name()),
                new KubeObject(set.tree()
                        .withAt(Value.of(replicas), "spec", "replicas")
                        .withAt(Value.of(set.generation() + 1), "metadata", "generation")));
    }

    private void status(Ref ref, KubeObject object, ObjectValue status) {
        var told = object.status();
        var merged = told;
        for (var field : status.fields().entrySet()) {
            merged = merged.with(field.getKey(), field.getValue());
        }
        if (!merged.equals(told)) {
            var all = merged;
            todo.add(() -> {
                var tree = object.tree().with("status", all);
                boolean more = !ref.resource().equals("deployments") && world.does(Flaw.GENERATION_IDLE);
                record.put(
                        ref,
                        new KubeObject(
                                more
                                        ? tree.withAt(Value.of(object.generation() + 1), "metadata", "generation")
                                        : tree));
            });
        }
    }

    private void replicaSet(Ref ref, KubeObject set) {
        if (collect(ref, set)) {
            return;
        }
        var pods = managed(set, "pods").stream().filter(Pod::active).toList();
        if (pods.size() < Rollout.replicas(set)) {
            todo.add(() -> create(ref.name() + "-" + world.uid(), "ReplicaSet", set, ""));
        } else if (pods.size() > Rollout.replicas(set)) {
            todo.add(() -> begin(pods.getFirst()));
        } else {
            does(Flaw.POD_TOO_MANY, () -> create(ref.name() + "-" + world.uid(), "ReplicaSet", set, ""));
            if (!pods.isEmpty()) {
                does(Flaw.POD_TOO_FEW, () -> begin(pods.getFirst()));
            }
        }
        counts(ref, set, pods);
    }

    private void counts(Ref ref, KubeObject set, List<KubeObject> pods) {
        long ready = pods.stream().filter(Pod::ready).count();
        status(
                ref,
                set,
                tree(
                        "observedGeneration", set.generation(),
                        "replicas", (long) pods.size(),
                        "readyReplicas", ready,
                        "numberReady", ready,
                        "availableReplicas", ready));
    }

    private void create(String name, String kind, KubeObject owner, String node) {
        var ref = new Ref("pods", owner.namespace(), name);
        var template = owner.spec().object("template");
        var spec = template.object("spec");
        if (!node.isEmpty()) {
            var field = tree("key", "metadata.name", "values", ListValue.ofTexts(List.of(node)));
            var terms = tree("nodeSelectorTerms", ListValue.of(tree("matchFields", ListValue.of(field))));
            spec = spec.withAt(terms, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        }
        var pod = object(ref, owner(kind, owner), ObjectValue.empty(), spec)
                .tree()
                .withAt(template.object("metadata", "labels"), "metadata", "labels")
                .withAt(Value.of("Pending"), "status", "phase");
        if (gone != null && world.does(Flaw.UID_AGAIN)) {
            pod = pod.withAt(Value.of(gone.uid()), "metadata", "uid");
        }
        record.put(ref, new KubeObject(pod));
    }

    private void begin(KubeObject pod) {
        put(pod, pod.tree().withAt(Value.of("now"), "metadata", "deletionTimestamp"));
    }

    private void put(KubeObject pod, ObjectValue tree) {
        record.put(new Ref("pods", pod.namespace(), pod.name()), new KubeObject(tree));
    }

    private void statefulSet(Ref ref, KubeObject set) {
        var pods = managed(set, "pods");
        long wanted = Rollout.replicas(set);
        for (long ordinal = 0; ordinal < wanted; ordinal++) {
            var name = ref.name() + "-" + ordinal;
            if (record.get(new Ref("pods", ref.namespace(), name)).isEmpty()) {
                todo.add(() -> create(name, "StatefulSet", set, ""));
                break;
            }
        }
        var active = pods.stream().filter(Pod::active).toList();
        if (active.size() > wanted) {
            todo.add(() -> begin(
                    active.stream().max(Comparator.comparing(KubeObject::name)).orElseThrow()));
        }
        counts(ref, set, active);
    }

    private void daemonSet(Ref ref, KubeObject set) {
        var pods = managed(set, "pods");
        for (var node : record.all("nodes").values()) {
            var name = ref.name() + "-" + node.name();
            if (record.get(new Ref("pods", ref.namespace(), name)).isEmpty()) {
                todo.add(() -> create(name, "DaemonSet", set, node.name()));
            } else if (pods.stream()
                    .filter(Pod::active)
                    .anyMatch(pod -> pod.name().equals(name))) {
                does(Flaw.TWO_DAEMONS, () -> create(name + "-again", "DaemonSet", set, node.name()));
            }
        }
        counts(ref, set, pods.stream().filter(Pod::active).toList());
    }

    private void job(Ref ref, KubeObject job) {
        var pods = managed(job, "pods");
        long active = pods.stream().filter(Pod::active).count();
        long succeeded =
                pods.stream().filter(pod -> Pod.phase(pod).equals("Succeeded")).count();
        long parallel = Math.min(job.spec().whole(0, "parallelism"), job.spec().whole(0, "completions") - succeeded);
        if (active < parallel) {
            todo.add(() -> create(ref.name() + "-" + world.uid(), "Job", job, ""));
        } else if (active > 1) {
            does(Flaw.JOB_TOO_PARALLEL, () -> create(ref.name() + "-" + world.uid(), "Job", job, ""));
        }
        status(
                ref,
                job,
                tree(
                        "succeeded",
                        succeeded,
                        "conditions",
                        PlaneWorld.condition("Complete", succeeded == job.spec().whole(0, "completions"))));
    }

    static ObjectValue endpoint(String pod, String uid) {
        return tree("conditions", tree("ready", true), "targetRef", tree("name", pod, "uid", uid));
    }

    private void service(Ref ref, KubeObject service) {
        var its = new Ref("endpointslices", ref.namespace(), ref.name() + "-slice");
        var endpoints = ListValue.of(record.all("pods").values().stream()
                .filter(pod -> pod.labels().getOrDefault("app", "").equals(ref.name()))
                .filter(pod -> Pod.active(pod) && Pod.ready(pod))
                .map(pod -> endpoint(pod.name(), pod.uid()))
                .toList());
        var slice = record.get(its);
        if (slice.filter(there -> there.controller()
                        .filter(owner -> owner.uid().equals(service.uid()))
                        .isEmpty())
                .isPresent()) {
            return;
        }
        if (slice.isEmpty() || !slice.get().tree().list("endpoints").equals(endpoints)) {
            todo.add(() -> {
                var base = slice.map(KubeObject::tree)
                        .orElseGet(
                                () -> object(its, owner("Service", service), ObjectValue.empty(), ObjectValue.empty())
                                        .tree()
                                        .withAt(tree("kubernetes.io/service-name", ref.name()), "metadata", "labels"));
                record.put(its, new KubeObject(base.with("endpoints", endpoints)));
            });
        }
    }

    /** Removes what nobody owns any more; whether there is nobody. */
    private boolean collect(Ref ref, KubeObject object) {
        var owner = object.controller();
        var owners = Stream.of("deployments", "services", "replicasets", "statefulsets", "daemonsets", "jobs")
                .flatMap(resource -> record.all(resource).values().stream());
        if (owner.isEmpty()
                || owners.anyMatch(its -> its.uid().equals(owner.get().uid()))) {
            return false;
        }
        if (!ref.resource().equals("endpointslices") || !world.orphaned(object)) {
            todo.add(() -> record.remove(ref));
        }
        return true;
    }

    private void pod(Ref ref, KubeObject pod) {
        if (pod.beingDeleted()) {
            todo.add(() -> end(ref, pod));
        } else if (ownerless(pod)) {
            todo.add(() -> begin(pod));
        } else if (Pod.node(pod).isEmpty()) {
            bind(pod);
        } else if (Pod.phase(pod).equals("Pending")) {
            todo.add(() -> run(pod));
        } else if (Pod.phase(pod).equals("Running")
                && pod.controller().orElseThrow().kind().equals("Job")) {
            todo.add(() -> {
                running.remove(pod.uid());
                put(
                        pod,
                        pod.tree()
                                .withAt(Value.of("Succeeded"), "status", "phase")
                                .withAt(PlaneWorld.condition("Ready", false), "status", "conditions"));
            });
        } else if (Pod.finished(pod)) {
            does(Flaw.BEGINS_AGAIN, () -> run(pod));
        }
    }

    private boolean ownerless(KubeObject pod) {
        var uid = pod.controller().orElseThrow().uid();
        return Stream.of("replicasets", "statefulsets", "daemonsets", "jobs")
                .flatMap(resource -> record.all(resource).values().stream())
                .noneMatch(owner -> owner.uid().equals(uid));
    }

    private void end(Ref ref, KubeObject pod) {
        if (running.remove(pod.uid()) == null) {
            gone = new Gone(pod.uid(), pod.name());
            record.remove(ref);
        }
    }

    private PlaneState now() {
        var known = now;
        if (known == null) {
            known = record.state();
            now = known;
        }
        return known;
    }

    private void bind(KubeObject pod) {
        var state = now();
        var target = pod.spec().object("affinity").isEmpty()
                ? record.all("nodes").values().stream().map(KubeObject::name).toList()
                : List.of(pod.name().contains("node-a") ? "node-a" : "node-b");
        var fit = target.stream()
                .filter(node -> Room.taken(state, node)
                        .plus(Room.of(pod))
                        .within(Room.ofNode(
                                state.get(new Ref("nodes", "", node)).orElseThrow())))
                .toList();
        does(Flaw.BOUND_NOWHERE, () -> bound(pod, "node-c"));
        if (target.contains("node-b") && !fit.contains("node-b")) {
            does(Flaw.OVERCOMMITTED, () -> bound(pod, "node-b"));
        }
        if (!fit.isEmpty()) {
            todo.add(() -> bound(pod, fit.get(random.nextInt(fit.size()))));
        } else if (Pod.condition(pod, "PodScheduled").isEmpty()) {
            var condition = tree("type", "PodScheduled", "status", "False", "reason", "Unschedulable");
            todo.add(() -> put(pod, pod.tree().withAt(ListValue.of(condition), "status", "conditions")));
        }
    }

    private void bound(KubeObject pod, String node) {
        put(pod, pod.tree().withAt(Value.of(node), "spec", "nodeName"));
    }

    private void run(KubeObject pod) {
        running.put(pod.uid(), new Running(pod.uid(), pod.namespace() + "/" + pod.name(), "main", "c-" + pod.uid()));
        var tree = pod.tree()
                .withAt(Value.of("Running"), "status", "phase")
                .withAt(PlaneWorld.condition("Ready", true), "status", "conditions");
        if (world.does(Flaw.BOUND_TWICE)) {
            tree = tree.withAt(Value.of(Pod.node(pod).equals("node-a") ? "node-b" : "node-a"), "spec", "nodeName");
        }
        if (world.does(Flaw.UID_OTHER)) {
            tree = tree.withAt(Value.of("uid-other"), "metadata", "uid");
        }
        put(pod, tree);
    }
}
