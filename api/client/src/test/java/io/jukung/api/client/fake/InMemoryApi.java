package io.jukung.api.client.fake;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.Campaign;
import io.jukung.api.client.CampaignObserver;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.client.ObjectPage;
import io.jukung.api.client.WatchHandle;
import io.jukung.api.client.WatchObserver;
import io.jukung.api.client.WatchOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.platform.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Versioned objects in memory behind the client's interface, with the API server's rules that clients rely on:
 * revisions, preconditions, generations, finalizers, grace periods of pods, propagation by finalizer, status apart from
 * spec, watches that resume, expire and send initial events, and fences. No validation, no defaults, no owner-reference
 * collection (that is a controller's work), only equality field selectors, and strategic patches are read as merge
 * patches.
 */
public final class InMemoryApi implements ApiClient {

    private record Entry(
            GroupVersionResource resource,
            ObjectEvent event,
            @Nullable KubeObject before) {}

    private final Clock clock;
    private final Map<GroupVersionResource, Map<ObjectKey, KubeObject>> objects = new HashMap<>();
    private final List<Entry> history = new ArrayList<>();
    private final List<InMemoryWatch> watches = new ArrayList<>();
    private final Map<String, Long> fences = new HashMap<>();
    private final List<Consumer<String>> writeHooks = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private boolean reachable = true;

    public InMemoryApi(Clock clock) {
        this.clock = clock;
    }

    public InMemoryApi() {
        this(Clock.system());
    }

    /** Ends every watch as a broken connection would. */
    public synchronized void breakWatches() {
        for (var watch : List.copyOf(watches)) {
            watch.fail(unavailable("connection lost"));
        }
        watches.clear();
    }

    /** Forgets all history: a watch can go on only from now. */
    public synchronized void compact() {
        compacted = revision;
        history.clear();
    }

    /** While false every call fails as if no server were there. */
    public synchronized void setReachable(boolean reachable) {
        this.reachable = reachable;
        if (!reachable) {
            breakWatches();
        }
    }

    /** From now on {@code election}'s only valid fence is {@code fence}. */
    public synchronized void elect(String election, long fence) {
        fences.put(election, fence);
    }

    /** Hears of each write before it is made, as {@code "verb resource key"}; may throw what the write shall fail with. */
    public synchronized void onWrite(Consumer<String> hook) {
        writeHooks.add(hook);
    }

    public synchronized long revision() {
        return revision;
    }

    @Override
    public synchronized KubeObject get(GroupVersionResource resource, ObjectKey key) {
        checkReachable();
        return present(resource, key);
    }

    @Override
    public synchronized ObjectPage list(GroupVersionResource resource, String namespace, ListOptions options) {
        checkReachable();
        var selection = new Selection(namespace, options.labelSelector(), options.fieldSelector());
        var items = collection(resource).values().stream()
                .filter(selection::matches)
                .toList();
        return new ObjectPage(items, Long.toString(revision), "");
    }

    @Override
    public synchronized WatchHandle watch(
            GroupVersionResource resource, String namespace, WatchOptions options, WatchObserver observer) {
        var selection = new Selection(namespace, options.labelSelector(), options.fieldSelector());
        var watch = new InMemoryWatch(resource, selection, observer, this::forget);
        if (!reachable) {
            watch.fail(unavailable("no server"));
            return watch;
        }
        long from = options.resourceVersion().isEmpty() ? revision : Long.parseLong(options.resourceVersion());
        if (from < compacted) {
            watch.fail(error(410, "Expired", "too old resource version: " + from + " (" + compacted + ")"));
            return watch;
        }
        if (options.sendInitialEvents()) {
            collection(resource).values().stream()
                    .filter(selection::matches)
                    .forEach(object -> watch.send(new ObjectEvent.Added(object, object.resourceVersion())));
            watch.send(new ObjectEvent.Bookmark(Long.toString(revision), true));
        } else {
            for (var entry : history) {
                if (entry.resource().equals(resource)
                        && Long.parseLong(entry.event().resourceVersion()) > from) {
                    watch.offer(entry.event(), entry.before());
                }
            }
        }
        watches.add(watch);
        return watch;
    }

    private synchronized void forget(InMemoryWatch watch) {
        watches.remove(watch);
    }

    @Override
    public synchronized KubeObject create(GroupVersionResource resource, KubeObject object, WriteOptions options) {
        var generated = object.tree().text("metadata", "generateName");
        var named = object.name().isEmpty() && !generated.isEmpty()
                ? new KubeObject(object.tree()
                        .withAt(
                                Value.of(
                                        generated + UUID.randomUUID().toString().substring(0, 5)),
                                "metadata",
                                "name"))
                : object;
        admit("create", resource, named.key(), options);
        if (collection(resource).containsKey(named.key())) {
            throw error(
                    409, "AlreadyExists", resource.qualifiedResource() + " \"" + named.name() + "\" already exists");
        }
        var tree = named.tree()
                .withAt(Value.of(UUID.randomUUID().toString()), "metadata", "uid")
                .withAt(Value.of(now()), "metadata", "creationTimestamp")
                .withAt(Value.of(1), "metadata", "generation");
        return put(resource, new KubeObject(tree), null);
    }

    @Override
    public synchronized KubeObject createSubresource(
            GroupVersionResource resource, ObjectKey key, String subresource, KubeObject object, WriteOptions options) {
        admit("create " + subresource, resource, key, options);
        if (!subresource.equals("binding")) {
            throw error(404, "NotFound", "the fake has no subresource " + subresource);
        }
        var pod = present(resource, key);
        if (!pod.spec().text("nodeName").isEmpty()) {
            throw error(409, "Conflict", "pod " + key + " is already assigned to node");
        }
        put(
                resource,
                new KubeObject(pod.tree().withAt(Value.of(object.tree().text("target", "name")), "spec", "nodeName")),
                pod);
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("status", "Success")
                .build());
    }

    @Override
    public synchronized KubeObject update(
            GroupVersionResource resource, KubeObject object, String subresource, WriteOptions options) {
        admit("update " + subresource, resource, object.key(), options);
        var present = present(resource, object.key());
        return replace(resource, present, object.tree(), subresource);
    }

    @Override
    public synchronized KubeObject patch(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            PatchType type,
            Value patch,
            WriteOptions options) {
        admit("patch " + subresource, resource, key, options);
        if (type == PatchType.JSON) {
            throw error(415, "UnsupportedMediaType", "the fake reads no JSON patches");
        }
        var present = present(resource, key);
        if (!(merge(present.tree(), patch) instanceof ObjectValue tree)) {
            throw error(400, "BadRequest", "a patch of an object must be an object");
        }
        return replace(resource, present, tree, subresource);
    }

    @Override
    public synchronized KubeObject apply(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            ObjectValue fields,
            boolean force,
            WriteOptions options) {
        if (!collection(resource).containsKey(key)) {
            return create(resource, new KubeObject(fields), options);
        }
        return patch(resource, key, subresource, PatchType.MERGE, fields, options);
    }

    @Override
    public synchronized void delete(GroupVersionResource resource, ObjectKey key, DeleteOptions options) {
        admit("delete", resource, key, options.write());
        var present = present(resource, key);
        if (!options.uid().isEmpty() && !options.uid().equals(present.uid())) {
            throw error(409, "Conflict", "precondition failed: UID in precondition: " + options.uid());
        }
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(present.resourceVersion())) {
            throw error(409, "Conflict", "precondition failed: resourceVersion");
        }
        var tree = present.tree();
        var finalizers = new ArrayList<>(present.finalizers());
        switch (options.propagation().orElse(DeleteOptions.Propagation.BACKGROUND)) {
            case FOREGROUND -> finalizers.add("foregroundDeletion");
            case ORPHAN -> finalizers.add("orphan");
            case BACKGROUND -> {}
        }
        if (finalizers.size() > present.finalizers().size() && !present.beingDeleted()) {
            tree = tree.withAt(ListValue.ofTexts(finalizers), "metadata", "finalizers");
        } else {
            finalizers = new ArrayList<>(present.finalizers());
        }
        long grace = options.gracePeriodSeconds()
                .orElse(present.kind().equals("Pod") ? present.spec().whole(30, "terminationGracePeriodSeconds") : 0);
        boolean graceful = present.kind().equals("Pod")
                && grace > 0
                && !present.spec().text("nodeName").isEmpty();
        boolean namespace = present.kind().equals("Namespace")
                && !present.spec().list("finalizers").isEmpty();
        if (finalizers.isEmpty() && !graceful && !namespace) {
            remove(resource, present);
            return;
        }
        if (!present.beingDeleted()) {
            tree = tree.withAt(
                            Value.of(clock.now()
                                    .plusSeconds(graceful ? grace : 0)
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString()),
                            "metadata",
                            "deletionTimestamp")
                    .withAt(Value.of(graceful ? grace : 0), "metadata", "deletionGracePeriodSeconds");
            if (namespace) {
                tree = tree.withAt(Value.of("Terminating"), "status", "phase");
            }
            put(resource, new KubeObject(tree), present);
        }
    }

    @Override
    public synchronized Campaign campaign(String election, String identity, CampaignObserver observer) {
        long fence = ++revision;
        fences.put(election, fence);
        Thread.ofVirtual().start(() -> observer.onStanding(true, fence, identity, 2_000));
        return new Campaign() {
            @Override
            public void renew() {
                Thread.ofVirtual().start(() -> observer.onStanding(true, fence, identity, 2_000));
            }

            @Override
            public void close() {}
        };
    }

    private KubeObject replace(
            GroupVersionResource resource, KubeObject present, ObjectValue wanted, String subresource) {
        var wantedVersion = wanted.text("metadata", "resourceVersion");
        if (!wantedVersion.isEmpty() && !wantedVersion.equals(present.resourceVersion())) {
            throw error(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on " + resource.qualifiedResource() + " \"" + present.name()
                            + "\": the object has been modified");
        }
        var wantedUid = wanted.text("metadata", "uid");
        if (!wantedUid.isEmpty() && !wantedUid.equals(present.uid())) {
            throw error(409, "Conflict", "Precondition failed: UID in precondition: " + wantedUid);
        }
        var tree = rebuild(present, wanted, subresource);
        if (tree.equals(present.tree())) {
            return present;
        }
        var changed = new KubeObject(tree);
        boolean namespaceFinalized = present.kind().equals("Namespace")
                && !changed.spec().list("finalizers").isEmpty();
        if (present.beingDeleted()
                && changed.finalizers().isEmpty()
                && !namespaceFinalized
                && changed.metadata().whole(0, "deletionGracePeriodSeconds") == 0) {
            remove(resource, changed);
            return changed;
        }
        return put(resource, changed, present);
    }

    private static ObjectValue rebuild(KubeObject present, ObjectValue wanted, String subresource) {
        return switch (subresource) {
            case "status" -> {
                // As kinds with a controller of their own have it: annotations may be written along.
                var annotations = wanted.at("metadata", "annotations");
                var tree = present.tree().with("status", wanted.object("status"));
                yield annotations == null ? tree : tree.withAt(annotations, "metadata", "annotations");
            }
            case "finalize" -> present.tree().withAt(wanted.list("spec", "finalizers"), "spec", "finalizers");
            case "" -> {
                var tree = wanted.with(
                        "metadata",
                        wanted.object("metadata")
                                .with("resourceVersion", Value.of(present.resourceVersion()))
                                .with("uid", Value.of(present.uid())));
                var status = present.tree().get("status");
                tree = status == null ? tree.without("status") : tree.with("status", status);
                yield tree.object("spec").equals(present.spec())
                        ? tree
                        : tree.withAt(Value.of(present.generation() + 1), "metadata", "generation");
            }
            default -> throw error(404, "NotFound", "the fake has no subresource " + subresource);
        };
    }

    private KubeObject put(GroupVersionResource resource, KubeObject object, @Nullable KubeObject before) {
        var version = Long.toString(++revision);
        var stored = new KubeObject(object.tree().withAt(Value.of(version), "metadata", "resourceVersion"));
        collection(resource).put(stored.key(), stored);
        publish(
                resource,
                before == null ? new ObjectEvent.Added(stored, version) : new ObjectEvent.Modified(stored, version),
                before);
        return stored;
    }

    private void remove(GroupVersionResource resource, KubeObject object) {
        var version = Long.toString(++revision);
        var before = collection(resource).remove(object.key());
        var last = new KubeObject(object.tree().withAt(Value.of(version), "metadata", "resourceVersion"));
        publish(resource, new ObjectEvent.Deleted(last, version), before);
    }

    private void publish(GroupVersionResource resource, ObjectEvent event, @Nullable KubeObject before) {
        history.add(new Entry(resource, event, before));
        for (var watch : watches) {
            if (watch.resource().equals(resource)) {
                watch.offer(event, before);
            }
        }
    }

    private void admit(String verb, GroupVersionResource resource, ObjectKey key, WriteOptions options) {
        checkReachable();
        options.fence().ifPresent(fence -> {
            if (!Long.valueOf(fence.revision()).equals(fences.get(fence.election()))) {
                throw error(409, "Conflict", "a newer leader of " + fence.election() + " exists");
            }
        });
        var line = verb.strip() + " " + resource.resource() + " " + key;
        writeHooks.forEach(hook -> hook.accept(line));
    }

    private KubeObject present(GroupVersionResource resource, ObjectKey key) {
        var found = collection(resource).get(key);
        if (found == null) {
            throw error(404, "NotFound", resource.qualifiedResource() + " \"" + key.name() + "\" not found");
        }
        return found;
    }

    private Map<ObjectKey, KubeObject> collection(GroupVersionResource resource) {
        return objects.computeIfAbsent(resource, _ -> new TreeMap<>());
    }

    private void checkReachable() {
        if (!reachable) {
            throw unavailable("no server");
        }
    }

    private String now() {
        return clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** RFC 7386. */
    private static Value merge(@Nullable Value target, Value patch) {
        if (!(patch instanceof ObjectValue changes)) {
            return patch;
        }
        var merged = target instanceof ObjectValue object ? object : ObjectValue.empty();
        for (var change : changes.fields().entrySet()) {
            merged = change.getValue() == Scalar.Null.NULL
                    ? merged.without(change.getKey())
                    : merged.with(change.getKey(), merge(merged.get(change.getKey()), change.getValue()));
        }
        return merged;
    }

    private static ApiException unavailable(String why) {
        return error(503, "ServiceUnavailable", why);
    }

    private static ApiException error(int code, String reason, String message) {
        return new ApiException(code, reason, message, ObjectValue.empty());
    }
}
