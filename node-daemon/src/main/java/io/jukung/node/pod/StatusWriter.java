package io.jukung.node.pod;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes what the node knows of a pod to the API. */
final class StatusWriter {

    static final GroupVersionResource PODS = GroupVersionResource.core("pods");

    private static final WriteOptions AS_NODE = WriteOptions.as("kubelet");

    private final ApiClient api;

    StatusWriter(ApiClient api) {
        this.api = api;
    }

    /**
     * Patches the status to {@code wanted} where it differs.
     *
     * <p>The patch holds the version it was made from: conditions are one list, and other writers' entries
     * in it must not be lost. On a conflict the caller reads anew and tries again.
     *
     * @return the object as it now is; empty when there was nothing to write
     */
    Optional<KubeObject> write(DesiredPod pod, ObjectValue wanted) {
        var present = pod.object().status();
        var changes = ObjectValue.builder();
        boolean any = false;
        for (var field : PodStatus.OWN_FIELDS) {
            var now = wanted.get(field);
            if (now == null ? present.has(field) : !now.equals(present.get(field))) {
                changes.put(field, now == null ? Scalar.Null.NULL : now);
                any = true;
            }
        }
        if (!any) {
            return Optional.empty();
        }
        var patch = ObjectValue.builder()
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("uid", pod.uid())
                                .put("resourceVersion", pod.object().resourceVersion())
                                .build())
                .put("status", changes.build())
                .build();
        return Optional.of(api.patch(PODS, pod.key(), "status", ApiClient.PatchType.MERGE, patch, AS_NODE));
    }

    /** The pod as it is now; empty when it is gone, or another has its name. */
    Optional<KubeObject> read(DesiredPod pod) {
        try {
            return Optional.of(api.get(PODS, pod.key()))
                    .filter(object -> object.uid().equals(pod.uid()));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Removes the object, now that nothing of it is left here. */
    void confirmDeletion(DesiredPod pod) {
        try {
            api.delete(
                    PODS, pod.key(), new DeleteOptions(Optional.empty(), OptionalLong.of(0), pod.uid(), "", AS_NODE));
        } catch (ApiException e) {
            // Gone already, or another pod has the name by now.
            if (!e.notFound() && e.code() != 409) {
                throw e;
            }
        }
    }
}
