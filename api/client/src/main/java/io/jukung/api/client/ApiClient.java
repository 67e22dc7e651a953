package io.jukung.api.client;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;

/**
 * The API as its gRPC services {@code jukung.api.v1.Resources} and {@code Elections} offer it. Calls block (run them on
 * virtual threads) and are bounded by the client's deadline.
 *
 * <p>Every call throws {@link ApiException}: a rejection with its Kubernetes Status, or unavailability
 * that may be retried.
 */
public interface ApiClient {

    KubeObject get(GroupVersionResource resource, ObjectKey key);

    ObjectPage list(GroupVersionResource resource, String namespace, ListOptions options);

    /** Streams changes to the observer until it is closed or fails; never blocks. */
    WatchHandle watch(GroupVersionResource resource, String namespace, WatchOptions options, WatchObserver observer);

    KubeObject create(GroupVersionResource resource, KubeObject object, WriteOptions options);

    /** Creates at a subresource of a present object, for example {@code binding} or {@code token}. */
    KubeObject createSubresource(
            GroupVersionResource resource, ObjectKey key, String subresource, KubeObject object, WriteOptions options);

    /** Replaces the object, or with a subresource ({@code status}, {@code scale}) that part of it. */
    KubeObject update(GroupVersionResource resource, KubeObject object, String subresource, WriteOptions options);

    /** Patches the object; {@code subresource} "" for the object itself. */
    KubeObject patch(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            PatchType type,
            Value patch,
            WriteOptions options);

    /** Server-side apply of the fields that the options' manager owns. */
    KubeObject apply(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            ObjectValue fields,
            boolean force,
            WriteOptions options);

    void delete(GroupVersionResource resource, ObjectKey key, DeleteOptions options);

    /** Stands for an election with fencing until it is closed or fails; never blocks. */
    Campaign campaign(String election, String identity, CampaignObserver observer);

    /** How a patch document is read. */
    enum PatchType {
        /** RFC 6902. */
        JSON,
        /** RFC 7386. */
        MERGE,
        /** Kubernetes' merge by list keys. */
        STRATEGIC_MERGE
    }
}
