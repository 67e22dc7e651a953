package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ApiException;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.patch.MergePatch;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the API promises its clients, in memory: revisions, preconditions, grace periods, finalizers. It stands in the server's
 * place, whose own classes wait for each other on threads.
 */
final class PlaneApi {

    /** A change of a kind's objects. */
    record Logged(long revision, ObjectEvent event) {}

    private final Kernel kernel;
    private final Situations situations;
    private final PlaneFlaw flaw;
    private final PlaneRules rules;
    private final Map<GroupVersionResource, NavigableMap<ObjectKey, KubeObject>> objects = new HashMap<>();
    private final Map<GroupVersionResource, List<Logged>> log = new HashMap<>();
    private final List<Runnable> followers = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private long names;

    PlaneApi(Kernel kernel, Situations situations, PlaneFlaw flaw) {
        this.kernel = kernel;
        this.situations = situations;
        this.flaw = flaw;
        this.rules = new PlaneRules(kernel, this);
    }

    PlaneRules rules() {
        return rules;
    }

    /** Called after every change. */
    void follow(Runnable follower) {
        followers.add(follower);
    }

    long revision() {
        return revision;
    }

    long compacted() {
        return compacted;
    }

    /** A watch that is open goes on; one that begins before this revision cannot. */
    void compact() {
        compacted = revision;
    }

    Instant now() {
        return Instant.parse("2030-01-01T00:00:00Z").plusNanos(kernel.now());
    }

    NavigableMap<ObjectKey, KubeObject> all(GroupVersionResource resource) {
        return objects.computeIfAbsent(resource, fresh -> new TreeMap<>());
    }

    @Nullable
    KubeObject find(GroupVersionResource resource, ObjectKey key) {
        return all(resource).get(key);
    }

    /** The events after a revision, in order. */
    List<Logged> after(GroupVersionResource resource, long from) {
        var all = log.getOrDefault(resource, List.of());
        int begin = all.size();
        while (begin > 0 && all.get(begin - 1).revision > from) {
            begin--;
        }
        return List.copyOf(all.subList(begin, all.size()));
    }

    private static ApiException refused(int code, String reason, String message) {
        return new ApiException(code, reason, message, ObjectValue.empty());
    }

    private KubeObject present(GroupVersionResource resource, ObjectKey key) {
        var found = find(resource, key);
        if (found == null) {
            throw refused(404, "NotFound", resource.resource() + " " + key + " not found");
        }
        return found;
    }

    private KubeObject store(GroupVersionResource resource, ObjectValue tree, boolean fresh) {
        revision++;
        var object = new KubeObject(tree.withAt(Value.of(Long.toString(revision)), "metadata", "resourceVersion"));
        var before = all(resource).put(object.key(), object);
        var version = Long.toString(revision);
        changed(
                resource,
                fresh ? new ObjectEvent.Added(object, version) : new ObjectEvent.Modified(object, version),
                before,
                object);
        return object;
    }

    private void remove(GroupVersionResource resource, KubeObject object) {
        revision++;
        all(resource).remove(object.key());
        changed(resource, new ObjectEvent.Deleted(object, Long.toString(revision)), object, null);
    }

    private void changed(
            GroupVersionResource resource, ObjectEvent event, @Nullable KubeObject before, @Nullable KubeObject now) {
        kernel.trace("api %d: %s %s", revision, resource.resource(), what(event, before, now));
        log.computeIfAbsent(resource, fresh -> new ArrayList<>()).add(new Logged(revision, event));
        rules.changed(resource, before, now);
        followers.forEach(Runnable::run);
    }

    private static String what(ObjectEvent event, @Nullable KubeObject before, @Nullable KubeObject now) {
        var object = now == null ? before : now;
        var node = object == null ? "" : Pods.node(object);
        return event.getClass().getSimpleName() + " "
                + (object == null ? "" : object.key().name())
                + (node.isEmpty() ? "" : " on " + node)
                + (object != null && object.beingDeleted() ? ", going" : "");
    }

    KubeObject create(GroupVersionResource resource, KubeObject object) {
        var name = object.name();
        if (name.isEmpty()) {
            name = object.metadata().text("generateName") + Long.toString(100 + names++);
        }
        var key = new ObjectKey(object.namespace(), name);
        if (find(resource, key) != null) {
            throw refused(409, "AlreadyExists", resource.resource() + " " + key + " already exists");
        }
        var tree = object.tree()
                .withAt(Value.of(name), "metadata", "name")
                .withAt(Value.of("uid-" + (revision + 1)), "metadata", "uid")
                .withAt(Value.of(1), "metadata", "generation")
                .withAt(Value.of(seconds(now())), "metadata", "creationTimestamp");
        if (resource.equals(Kind.POD.resource())) {
            tree = tree.withAt(Value.of("Pending"), "status", "phase");
        }
        return store(resource, tree, true);
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    /** A merge patch with preconditions in its metadata. */
    KubeObject patch(GroupVersionResource resource, ObjectKey key, String subresource, ObjectValue patch) {
        var object = present(resource, key);
        var uid = patch.text("metadata", "uid");
        var version = patch.text("metadata", "resourceVersion");
        if ((!uid.isEmpty() && !uid.equals(object.uid()))
                || (!version.isEmpty() && !version.equals(object.resourceVersion()))) {
            throw refused(409, "Conflict", resource.resource() + " " + key + " is another by now");
        }
        var patched = MergePatch.apply(
                object.tree(), patch.withoutAt("metadata", "uid").withoutAt("metadata", "resourceVersion"));
        // As in Kubernetes a status is written together with annotations and labels.
        var next = subresource.equals("status")
                ? patched.with("spec", object.spec())
                : patched.with("status", object.status());
        if (withBoth(next).equals(withBoth(object.tree()))) {
            return object;
        }
        if (!next.object("spec").equals(object.spec())) {
            next = next.withAt(Value.of(object.generation() + 1), "metadata", "generation");
        }
        var stored = new KubeObject(next);
        if (stored.beingDeleted()
                && stored.finalizers().isEmpty()
                && !object.finalizers().isEmpty()) {
            remove(resource, stored);
            return stored;
        }
        return store(resource, next, false);
    }

    private static ObjectValue withBoth(ObjectValue tree) {
        return tree.with("spec", tree.object("spec")).with("status", tree.object("status"));
    }

    void bind(ObjectKey key, String uid, String node) {
        var pod = present(Kind.POD.resource(), key);
        boolean wrong =
                !pod.uid().equals(uid) || pod.beingDeleted() || !Pods.node(pod).isEmpty();
        if (wrong && flaw != PlaneFlaw.BINDS_WHATEVER) {
            situations.met(Situation.BINDING_LOST_TO_ANOTHER);
            throw refused(409, "Conflict", "pod " + key + " is bound already, or another");
        }
        situations.met(Situation.POD_BOUND);
        store(Kind.POD.resource(), pod.tree().withAt(Value.of(node), "spec", "nodeName"), false);
    }

    /**
     * Deletes an object; a pod on a node gets its time to end.
     *
     * @param uid precondition; "" for none
     */
    void delete(GroupVersionResource resource, ObjectKey key, String uid, OptionalLong grace) {
        var object = present(resource, key);
        if (!uid.isEmpty() && !uid.equals(object.uid())) {
            throw refused(409, "Conflict", resource.resource() + " " + key + " is another by now");
        }
        boolean pod = resource.equals(Kind.POD.resource());
        boolean atOnce = !pod || grace.orElse(30) == 0 || Pods.node(object).isEmpty() || Pods.finished(object);
        if (!object.finalizers().isEmpty() || !atOnce) {
            if (!object.beingDeleted()) {
                store(
                        resource,
                        object.tree()
                                .withAt(Value.of(seconds(now().plusSeconds(2))), "metadata", "deletionTimestamp")
                                .withAt(Value.of(2), "metadata", "deletionGracePeriodSeconds"),
                        false);
            }
            return;
        }
        remove(resource, object);
    }

    /** As somebody sets it, past all loops. */
    void addNode(String name, long pods) {
        create(
                Kind.NODE.resource(),
                new KubeObject(ObjectValue.builder()
                        .put("apiVersion", "v1")
                        .put("kind", "Node")
                        .put(
                                "metadata",
                                ObjectValue.builder()
                                        .put("name", name)
                                        .put("namespace", "")
                                        .build())
                        .put(
                                "status",
                                ObjectValue.of(
                                        "allocatable",
                                        ObjectValue.builder()
                                                .put("pods", Long.toString(pods))
                                                .put("cpu", "64")
                                                .put("memory", "64Gi")
                                                .build()))
                        .build()));
    }

    void addDeployment(String name, long replicas) {
        var labels = ObjectValue.ofTexts(Map.of("app", name));
        create(
                Kind.DEPLOYMENT.resource(),
                manifest(
                        "apps/v1",
                        "Deployment",
                        name,
                        ObjectValue.builder()
                                .put("replicas", replicas)
                                .put("selector", ObjectValue.of("matchLabels", labels))
                                .put("template", template(labels, "v1"))
                                .build()));
    }

    /** With a Deployment's name and pods. */
    void addService(String name) {
        create(
                Kind.SERVICE.resource(),
                manifest(
                        "v1",
                        "Service",
                        name,
                        ObjectValue.builder()
                                .put("selector", ObjectValue.ofTexts(Map.of("app", name)))
                                .put("ports", ListValue.of(ObjectValue.of("port", Value.of(80))))
                                .build()));
    }

    private static KubeObject manifest(String apiVersion, String kind, String name, ObjectValue spec) {
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", name)
                                .put("namespace", "ns")
                                .build())
                .put("spec", spec)
                .build());
    }

    static ObjectValue template(ObjectValue labels, String image) {
        var container =
                ObjectValue.builder().put("name", "c").put("image", image).build();
        return ObjectValue.builder()
                .put("metadata", ObjectValue.of("labels", labels))
                .put(
                        "spec",
                        ObjectValue.builder()
                                .put("restartPolicy", "Always")
                                .put("containers", ListValue.of(List.of(container)))
                                .build())
                .build();
    }
}
