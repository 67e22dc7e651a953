package io.jukung.node;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of the API, in memory, as a node daemon meets: versions, conflicts, watches, graceful deletion. */
public final class FakeApi implements ApiClient {

    private record Id(GroupVersionResource resource, ObjectKey key) implements Comparable<Id> {
        @Override
        public int compareTo(Id that) {
            int byResource = resource.toString().compareTo(that.resource.toString());
            return byResource != 0 ? byResource : key.compareTo(that.key);
        }
    }

    private record Watch(GroupVersionResource resource, String fieldSelector, WatchObserver observer)
            implements WatchHandle {
        @Override
        public void close() {}
    }

    private final Map<Id, KubeObject> objects = new TreeMap<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final List<KubeObject> podStates = new CopyOnWriteArrayList<>();
    private long revision = 1;
    private volatile boolean down;

    /** Every state of every pod, in order. */
    List<KubeObject> podStates() {
        return podStates;
    }

    /** Whether calls fail as if no server could be reached. */
    void down(boolean now) {
        down = now;
    }

    @Override
    public synchronized KubeObject get(GroupVersionResource resource, ObjectKey key) {
        requireUp();
        var object = objects.get(new Id(resource, key));
        if (object == null) {
            throw error(404, "NotFound", resource.resource() + " \"" + key.name() + "\" not found");
        }
        return object;
    }

    @Override
    public synchronized ObjectPage list(GroupVersionResource resource, String namespace, ListOptions options) {
        requireUp();
        var found = new ArrayList<KubeObject>();
        objects.forEach((id, object) -> {
            if (id.resource.equals(resource)
                    && (namespace.isEmpty() || id.key.namespace().equals(namespace))) {
                found.add(object);
            }
        });
        return new ObjectPage(found, Long.toString(revision), "");
    }

    @Override
    public synchronized WatchHandle watch(
            GroupVersionResource resource, String namespace, WatchOptions options, WatchObserver observer) {
        var watch = new Watch(resource, options.fieldSelector(), observer);
        if (options.sendInitialEvents()) {
            objects.forEach((id, object) -> {
                if (matches(watch, id.resource, object)) {
                    observer.onEvent(new ObjectEvent.Added(object, object.resourceVersion()));
                }
            });
            observer.onEvent(new ObjectEvent.Bookmark(Long.toString(revision), true));
        }
        watches.add(watch);
        return () -> watches.remove(watch);
    }

    @Override
    public synchronized KubeObject create(GroupVersionResource resource, KubeObject object, WriteOptions options) {
        requireUp();
        var id = new Id(resource, object.key());
        if (objects.containsKey(id)) {
            throw error(409, "AlreadyExists", object.name() + " already exists");
        }
        var metadata = object.metadata()
                .with("uid", Value.of(UUID.randomUUID().toString()))
                .with("generation", Value.of(1));
        return put(id, new KubeObject(object.tree().with("metadata", metadata)));
    }

    @Override
    public synchronized KubeObject createSubresource(
            GroupVersionResource resource, ObjectKey key, String subresource, KubeObject object, WriteOptions options) {
        requireUp();
        var status = ObjectValue.builder()
                .put("token", "token-of-" + key.name())
                .put("expirationTimestamp", Instant.now().plusSeconds(3600).toString())
                .build();
        return new KubeObject(object.tree().with("status", status));
    }

    @Override
    public synchronized KubeObject update(
            GroupVersionResource resource, KubeObject object, String subresource, WriteOptions options) {
        requireUp();
        get(resource, object.key());
        return put(new Id(resource, object.key()), object);
    }

    @Override
    public synchronized KubeObject patch(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            PatchType type,
            Value patch,
            WriteOptions options) {
        var present = get(resource, key);
        var change = (ObjectValue) patch;
        var version = change.text("metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(present.resourceVersion())) {
            throw error(409, "Conflict", "the object has been modified");
        }
        return put(new Id(resource, key), new KubeObject(merged(present.tree(), change)));
    }

    @Override
    public KubeObject apply(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            ObjectValue fields,
            boolean force,
            WriteOptions options) {
        throw new UnsupportedOperationException("no node applies");
    }

    @Override
    public synchronized void delete(GroupVersionResource resource, ObjectKey key, DeleteOptions options) {
        var present = get(resource, key);
        var id = new Id(resource, key);
        boolean pod = resource.resource().equals("pods")
                && !present.spec().text("nodeName").isEmpty();
        long grace = options.gracePeriodSeconds().orElse(present.spec().whole(30, "terminationGracePeriodSeconds"));
        if (pod && grace > 0) {
            var metadata = present.metadata()
                    .with(
                            "deletionTimestamp",
                            Value.of(Instant.now().plusSeconds(grace).toString()))
                    .with("deletionGracePeriodSeconds", Value.of(grace));
            put(id, new KubeObject(present.tree().with("metadata", metadata)));
            return;
        }
        objects.remove(id);
        revision++;
        for (var watch : watches) {
            if (matches(watch, resource, present)) {
                watch.observer.onEvent(new ObjectEvent.Deleted(present, Long.toString(revision)));
            }
        }
    }

    @Override
    public Campaign campaign(String election, String candidate, CampaignObserver observer) {
        throw new UnsupportedOperationException("no node campaigns");
    }

    private KubeObject put(Id id, KubeObject object) {
        boolean fresh = !objects.containsKey(id);
        revision++;
        var stored =
                new KubeObject(object.tree().withAt(Value.of(Long.toString(revision)), "metadata", "resourceVersion"));
        objects.put(id, stored);
        if (id.resource.resource().equals("pods")) {
            podStates.add(stored);
        }
        for (var watch : watches) {
            if (matches(watch, id.resource, stored)) {
                watch.observer.onEvent(
                        fresh
                                ? new ObjectEvent.Added(stored, stored.resourceVersion())
                                : new ObjectEvent.Modified(stored, stored.resourceVersion()));
            }
        }
        return stored;
    }

    private static boolean matches(Watch watch, GroupVersionResource resource, KubeObject object) {
        var node = watch.fieldSelector.replace("spec.nodeName=", "");
        return watch.resource.equals(resource)
                && (node.isEmpty() || object.spec().text("nodeName").equals(node));
    }

    private static ObjectValue merged(ObjectValue base, ObjectValue patch) {
        var result = base;
        for (var field : patch.fields().entrySet()) {
            result = switch (field.getValue()) {
                case Scalar.Null none -> result.without(field.getKey());
                case ObjectValue inner -> result.with(field.getKey(), merged(result.object(field.getKey()), inner));
                case ListValue list -> result.with(field.getKey(), list);
                case Scalar scalar -> result.with(field.getKey(), scalar);
            };
        }
        return result;
    }

    private void requireUp() {
        if (down) {
            throw error(503, "ServiceUnavailable", "no server can be reached");
        }
    }

    private static ApiException error(int code, String reason, String message) {
        return new ApiException(code, reason, message, ObjectValue.empty());
    }
}
