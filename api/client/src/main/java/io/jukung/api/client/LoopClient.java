package io.jukung.api.client;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a reconcile writes with: each write carries the leader's fence and is remembered, so that the key can be held
 * until the informers have seen it. Used by one reconcile at a time, from any of its threads.
 */
final class LoopClient implements ApiClient {

    /** What an informer must have seen before a key's next turn. */
    sealed interface Written {

        GroupVersionResource resource();

        record Put(GroupVersionResource resource, ObjectKey key, String resourceVersion) implements Written {}

        record Delete(GroupVersionResource resource, ObjectKey key, String uid) implements Written {}
    }

    private final ApiClient client;
    private final Optional<WriteOptions.Fence> fence;
    private final List<Written> written = new ArrayList<>();

    LoopClient(ApiClient client, Optional<WriteOptions.Fence> fence) {
        this.client = client;
        this.fence = fence;
    }

    synchronized List<Written> written() {
        return List.copyOf(written);
    }

    private WriteOptions fenced(WriteOptions options) {
        return fence.map(options::fencedBy).orElse(options);
    }

    private KubeObject note(GroupVersionResource resource, KubeObject object, WriteOptions options) {
        // Answers to subresources such as binding carry no revision: there is nothing to wait for.
        if (!options.dryRun() && !object.resourceVersion().isEmpty()) {
            synchronized (this) {
                written.add(new Written.Put(resource, object.key(), object.resourceVersion()));
            }
        }
        return object;
    }

    @Override
    public KubeObject get(GroupVersionResource resource, ObjectKey key) {
        return client.get(resource, key);
    }

    @Override
    public ObjectPage list(GroupVersionResource resource, String namespace, ListOptions options) {
        return client.list(resource, namespace, options);
    }

    @Override
    public WatchHandle watch(
            GroupVersionResource resource, String namespace, WatchOptions options, WatchObserver observer) {
        return client.watch(resource, namespace, options, observer);
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object, WriteOptions options) {
        return note(resource, client.create(resource, object, fenced(options)), options);
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectKey key, String subresource, KubeObject object, WriteOptions options) {
        return note(resource, client.createSubresource(resource, key, subresource, object, fenced(options)), options);
    }

    @Override
    public KubeObject update(
            GroupVersionResource resource, KubeObject object, String subresource, WriteOptions options) {
        return note(resource, client.update(resource, object, subresource, fenced(options)), options);
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            PatchType type,
            Value patch,
            WriteOptions options) {
        return note(resource, client.patch(resource, key, subresource, type, patch, fenced(options)), options);
    }

    @Override
    public KubeObject apply(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            ObjectValue fields,
            boolean force,
            WriteOptions options) {
        return note(resource, client.apply(resource, key, subresource, fields, force, fenced(options)), options);
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectKey key, DeleteOptions options) {
        var write = fenced(options.write());
        client.delete(
                resource,
                key,
                new DeleteOptions(
                        options.propagation(),
                        options.gracePeriodSeconds(),
                        options.uid(),
                        options.resourceVersion(),
                        write));
        if (!write.dryRun()) {
            synchronized (this) {
                written.add(new Written.Delete(resource, key, options.uid()));
            }
        }
    }

    @Override
    public Campaign campaign(String election, String identity, CampaignObserver observer) {
        return client.campaign(election, identity, observer);
    }
}
