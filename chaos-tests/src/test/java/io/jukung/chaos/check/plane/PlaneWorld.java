package io.jukung.chaos.check.plane;

import static io.jukung.chaos.check.plane.PlaneRecord.tree;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Clients of a control plane that keeps all promises but, where it gets the chance, one. What the loops do is in
 * {@link PlaneLoops}.
 */
final class PlaneWorld {

    static final String NS = "default";
    private static final int STEPS = 150;
    private static final int WRITER = 0;
    private static final int LOOKER = 1;
    private static final int READER = 2;

    private final PlaneRecord record = new PlaneRecord();
    private final Random random;
    private final Flaw flaw;
    private final PlaneLoops loops;
    private boolean done;
    private String orphan = "";
    private String kept = "";
    private long tag;
    private long uids;

    PlaneWorld(long seed, Flaw flaw) {
        this.random = new Random(seed);
        this.flaw = flaw;
        this.loops = new PlaneLoops(record, random, this);
    }

    /** Whether it is the moment to do wrong: the first one for it, and by no more than chance. */
    boolean does(Flaw which) {
        if (which != flaw || done || random.nextInt(3) > 0) {
            return false;
        }
        done = true;
        return true;
    }

    /** Whether it got the chance. */
    boolean done() {
        return done;
    }

    /** Whether nobody looks after an object that nobody owns. */
    boolean orphaned(KubeObject object) {
        if (orphan.isEmpty() && does(Flaw.ORPHAN)) {
            orphan = object.uid();
        }
        return object.uid().equals(orphan);
    }

    String uid() {
        return "uid-" + uids++;
    }

    Evidence run() {
        node("node-a", 30);
        node("node-b", 3);
        for (int step = 0; step < STEPS; step++) {
            record.pass(random.nextInt(300));
            int kind = random.nextInt(10);
            if (kind < 2) {
                change();
            } else if (kind == 2 && step % 5 == 0) {
                deletePod();
            } else if (kind == 2) {
                look(false);
            } else if (kind == 3) {
                read();
            } else {
                loops.step();
            }
        }
        record.period("heal", 100, () -> {});
        for (int left = 5000; loops.step(); left--) {
            if (left == 0) {
                throw new IllegalStateException("the world does not come to rest");
            }
        }
        last();
        record.pass(5000);
        rest();
        look(true);
        return record.evidence();
    }

    private void node(String name, long pods) {
        record.put(
                new Ref("nodes", "", name),
                new KubeObject(tree(
                        "metadata", tree("name", name, "uid", uid()),
                        "status",
                                tree(
                                        "allocatable", tree("cpu", "64", "memory", "64Gi", "pods", Long.toString(pods)),
                                        "conditions", condition("Ready", true)))));
    }

    static ListValue condition(String type, boolean status) {
        return ListValue.of(tree("type", type, "status", status ? "True" : "False"));
    }

    /** The last moment to do wrong: what only the end shows. */
    private void last() {
        switch (flaw) {
            case POD_MISSING -> unready("replicasets");
            case ORDINAL_MISSING -> unready("statefulsets");
            case DAEMON_MISSING -> unready("daemonsets");
            case JOB_UNFINISHED ->
                first(
                        "jobs",
                        (ref, job) ->
                                record.put(ref, new KubeObject(job.tree().withAt(Value.of(0), "status", "succeeded"))));
            case STATUS_OLD ->
                first(
                        "replicasets",
                        (ref, set) ->
                                record.put(ref, new KubeObject(set.tree().withAt(Value.of(77), "status", "replicas"))));
            case ENDPOINT_MISSING ->
                first(
                        "endpointslices",
                        (ref, slice) -> record.put(
                                ref,
                                new KubeObject(slice.tree()
                                        .with("endpoints", ListValue.of(PlaneLoops.endpoint("other", "uid-other"))))));
            case DELETION_ENDLESS ->
                first(
                        "deployments",
                        (ref, object) -> record.put(
                                ref,
                                new KubeObject(
                                        object.tree().withAt(Value.of("now"), "metadata", "deletionTimestamp"))));
            case NODE_DOWN ->
                first(
                        "nodes",
                        (ref, node) -> record.put(
                                ref,
                                new KubeObject(node.tree().withAt(condition("Ready", false), "status", "conditions"))));
            default -> {}
        }
    }

    private interface Wrong {
        void to(Ref ref, KubeObject object);
    }

    private void first(String resource, Wrong wrong) {
        record.all(resource).entrySet().stream().findFirst().ifPresent(entry -> {
            done = true;
            wrong.to(entry.getKey(), entry.getValue());
        });
    }

    private void unready(String owners) {
        var pods = record.all("pods").entrySet().stream()
                .filter(entry -> entry.getValue()
                        .controller()
                        .filter(owner -> record.all(owners).values().stream()
                                .anyMatch(object -> object.uid().equals(owner.uid())))
                        .isPresent())
                .toList();
        if (!pods.isEmpty()) {
            done = true;
            var pod = pods.getFirst();
            record.put(
                    pod.getKey(),
                    new KubeObject(pod.getValue().tree().withAt(condition("Ready", false), "status", "conditions")));
        }
    }

    private void rest() {
        record.period("rest", 10_000, () -> {
            if (flaw == Flaw.NOISE) {
                first("nodes", record::put);
            }
        });
    }

    private void change() {
        var kinds =
                List.of("deployments", "deployments", "statefulsets", "daemonsets", "jobs", "services", "configmaps");
        var resource = kinds.get(random.nextInt(kinds.size()));
        var ref = new Ref(resource, NS, resource.equals("services") ? "web-0" : "web-" + random.nextInt(2));
        if (ref.toString().equals(kept)) {
            return;
        }
        var now = record.get(ref).filter(object -> !object.beingDeleted());
        if (now.isEmpty()) {
            if (record.get(ref).isEmpty()) {
                write("create", ref, loops.fresh(ref, random.nextInt(4)), 0);
            }
            return;
        }
        int kind = random.nextInt(10);
        var tree = now.get().tree();
        if (kind < 2) {
            delete(ref, now.get());
        } else if (kind < 6 && now.get().spec().has("replicas")) {
            write("scale", ref, tree.withAt(Value.of(random.nextInt(5)), "spec", "replicas"), 0);
        } else if (kind < 8 && resource.equals("deployments")) {
            write("roll", ref, tree.withAt(Value.of("r" + tag), "spec", "template", "metadata", "labels", "roll"), 0);
        } else {
            write("edit", ref, tree, record.revision(ref));
        }
    }

    private void write(String f, Ref ref, ObjectValue object, long from) {
        long mark = ++tag;
        var asked = List.<Object>of(
                "resource", Edn.of(ref.resource()),
                "namespace", Edn.of(NS),
                "name", Edn.of(ref.name()),
                "tag", Edn.of(mark));
        record.begin(WRITER, f, Edn.dict(asked.toArray()));
        int luck = random.nextInt(10);
        if (luck == 0) {
            record.end(WRITER, Phase.FAIL, f, Edn.dict(asked.toArray()));
            return;
        }
        var marked =
                counted(ref, object).withAt(Value.of(Long.toString(mark)), "metadata", "annotations", AckedWrites.TAG);
        var written = new KubeObject(marked);
        long revision = luck > 1 && does(Flaw.WRITE_LOST) ? record.revision() : record.put(ref, written);
        if (!ref.resource().equals("deployments") && does(Flaw.WRITE_TWICE)) {
            record.put(ref, new KubeObject(marked.withAt(Value.of("0"), "metadata", "annotations", AckedWrites.TAG)));
            record.put(ref, written);
        }
        if (luck == 1) {
            record.end(WRITER, Phase.INFO, f, Edn.dict(asked.toArray()));
            return;
        }
        if (does(Flaw.WRITE_REFUSED)) {
            record.end(WRITER, Phase.FAIL, f, Edn.dict(asked.toArray()));
            return;
        }
        var answer = new ArrayList<>(asked);
        answer.addAll(
                List.of("uid", Edn.of(written.uid()), "rv", Edn.of(does(Flaw.WRITE_OTHER) ? revision + 1 : revision)));
        if (from > 0) {
            answer.addAll(List.of("from", Edn.of(does(Flaw.UPDATE_LOST) ? from - 1 : from)));
        }
        record.end(WRITER, Phase.OK, f, Edn.dict(answer.toArray()));
    }

    /** With the generation that it is to have; a Deployment's counts annotations too, and each write has another. */
    private ObjectValue counted(Ref ref, ObjectValue object) {
        var before = record.get(ref);
        boolean spec =
                before.filter(was -> !was.spec().equals(object.object("spec"))).isPresent();
        boolean more = before.isEmpty() || ref.resource().equals("deployments") || (spec && object.has("spec"));
        long was = before.map(KubeObject::generation).orElse(0L);
        long now = spec && does(Flaw.GENERATION_MISSED) ? was : was + (more ? 1 : 0);
        return object.withAt(Value.of(now), "metadata", "generation");
    }

    private void delete(Ref ref, KubeObject object) {
        if (does(Flaw.DELETED_BY_NOBODY)) {
            record.remove(ref);
            return;
        }
        var asked = List.<Object>of(
                "resource", Edn.of(ref.resource()), "namespace", Edn.of(NS), "name", Edn.of(ref.name()));
        record.begin(WRITER, "delete", Edn.dict(asked.toArray()));
        if (does(Flaw.DELETION_LOST)) {
            // Or else another deletion would make good for it.
            kept = ref.toString();
        } else {
            record.remove(ref);
        }
        var answer = new ArrayList<>(asked);
        answer.addAll(List.of("uid", Edn.of(object.uid())));
        record.end(WRITER, Phase.OK, "delete", Edn.dict(answer.toArray()));
    }

    /** Long after anything else, so that nobody can be thought to have seen an older wish. */
    private void deletePod() {
        var pods = record.all("pods").entrySet().stream()
                .filter(entry -> Pod.active(entry.getValue()))
                .toList();
        if (pods.isEmpty()) {
            return;
        }
        var pod = pods.get(random.nextInt(pods.size()));
        record.pass(25_000);
        var asked =
                List.<Object>of("resource", Edn.of("deployments"), "namespace", Edn.of(NS), "name", Edn.of("web-0"));
        record.begin(WRITER, "delete-pod", Edn.dict(asked.toArray()));
        record.put(
                pod.getKey(),
                new KubeObject(pod.getValue().tree().withAt(Value.of("now"), "metadata", "deletionTimestamp")));
        var answer = new ArrayList<>(asked);
        answer.addAll(List.of("uid", Edn.of(pod.getValue().uid())));
        record.end(WRITER, Phase.OK, "delete-pod", Edn.dict(answer.toArray()));
    }

    /** A look at the runtime. */
    private void look(boolean atTheEnd) {
        record.begin(LOOKER, "running", Edn.NIL);
        var running = new ArrayList<>(loops.running());
        if (!running.isEmpty()) {
            var one = running.getFirst();
            if (does(Flaw.RUNS_TWICE)) {
                running.add(new Running(one.uid(), one.pod(), one.container(), "again"));
            }
            if (loops.gone().isPresent() && does(Flaw.TWO_OF_A_NAME)) {
                running.add(new Running(loops.gone().get().uid(), one.pod(), "main", "old"));
            }
            if (atTheEnd && flaw == Flaw.RUNS_OTHER) {
                done = true;
                running.remove(one);
            }
        }
        if (loops.gone().isPresent() && does(Flaw.RUNS_GONE)) {
            var gone = loops.gone().get();
            running.add(new Running(gone.uid(), NS + "/" + gone.name(), "main", "late"));
        }
        if (does(Flaw.RUNS_UNKNOWN)) {
            running.add(new Running("uid-unknown", NS + "/unknown", "main", "unknown"));
        }
        record.end(
                LOOKER,
                Phase.OK,
                "running",
                Edn.dict(
                        "containers",
                        Edn.vector(running.stream().map(Running::edn).toList())));
    }

    private void read() {
        var resources = new TreeSet<>(List.of("pods", "replicasets", "deployments", "configmaps"));
        var resource = List.copyOf(resources).get(random.nextInt(resources.size()));
        if (random.nextBoolean()) {
            list(resource, random.nextBoolean() ? "cache" : "store");
        } else {
            watch(resource);
        }
    }

    private void list(String resource, String from) {
        var asked = Edn.dict("resource", Edn.of(resource), "from", Edn.of(from));
        record.begin(READER, "list", asked);
        var objects = new ArrayList<Seen>();
        record.all(resource).forEach((ref, object) -> objects.add(record.seen("", ref, object, record.revision(ref))));
        boolean cached = from.equals("cache");
        if (!objects.isEmpty() && does(cached ? Flaw.CACHE_OLD : Flaw.LIST_SHORT)) {
            objects.removeFirst();
        }
        long revision = record.revision();
        if (!cached && tag > 3 && objects.isEmpty() && does(Flaw.LIST_STALE)) {
            revision = 2;
        }
        record.end(
                READER,
                Phase.OK,
                "list",
                Edn.dict(
                        "resource", Edn.of(resource),
                        "from", Edn.of(from),
                        "server", Edn.of("server-1"),
                        "rv", Edn.of(revision),
                        "objects", Edn.vector(objects.stream().map(Seen::edn).toList())));
    }

    private void watch(String resource) {
        record.begin(READER, "watch", Edn.dict("resource", Edn.of(resource)));
        long since = Math.max(1, record.revision() - random.nextInt(40));
        var events = new ArrayList<>(record.watched(resource, since));
        long until = record.revision();
        if (events.size() > 2) {
            if (does(Flaw.WATCH_GAP)) {
                events.remove(1);
            }
            if (does(Flaw.WATCH_TWICE)) {
                events.add(1, events.get(1));
            }
            var first = events.getFirst();
            if (!first.type().equals("DELETED") && does(Flaw.WATCH_CONTENT)) {
                events.set(0, new Seen(first.type(), first.key(), first.uid(), first.revision(), first.digest() + 1));
            }
        }
        record.end(
                READER,
                Phase.OK,
                "watch",
                Edn.dict(
                        "resource", Edn.of(resource),
                        "server", Edn.of("server-2"),
                        "since", Edn.of(since),
                        "until", Edn.of(until),
                        "events", Edn.vector(events.stream().map(Seen::edn).toList())));
    }
}
