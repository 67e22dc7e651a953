package io.jukung.controllers.scheduler;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.platform.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was decided on a pod. */
final class PodWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PodWriter.class);

    private final ApiClient client;
    private final WriteOptions options;
    private final Clock clock;

    PodWriter(ApiClient client, WriteOptions options, Clock clock) {
        this.client = client;
        this.options = options;
        this.clock = clock;
    }

    /** Binds the pod; the server sets its condition {@code PodScheduled}. Throws {@link ApiException}. */
    void bind(PodInfo pod, String node) {
        var binding = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Binding")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", pod.key().name())
                                .put("namespace", pod.key().namespace())
                                .putIfPresent("uid", pod.uid())
                                .build())
                .put(
                        "target",
                        ObjectValue.builder()
                                .put("kind", "Node")
                                .put("name", node)
                                .build())
                .build();
        client.createSubresource(SchedulingLoop.PODS, pod.key(), "binding", new KubeObject(binding), options);
    }

    /** Says on the pod why it has no node, unless it says so already. */
    void markUnschedulable(KubeObject pod, String message) {
        var before = condition(pod);
        if (before.text("status").equals("False")
                && before.text("reason").equals("Unschedulable")
                && before.text("message").equals(message)) {
            return;
        }
        var since = before.text("status").equals("False")
                ? before.text("lastTransitionTime")
                : clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var condition = ObjectValue.builder()
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("reason", "Unschedulable")
                .put("message", message)
                .put("lastTransitionTime", since);
        if (pod.generation() > 0) {
            condition.put("observedGeneration", pod.generation());
        }
        var patch = ObjectValue.of("status", ObjectValue.of("conditions", ListValue.of(condition.build())));
        try {
            client.patch(SchedulingLoop.PODS, pod.key(), "status", ApiClient.PatchType.STRATEGIC_MERGE, patch, options);
        } catch (ApiException e) {
            // The next attempt says it again; the event has said it once.
            LOG.debug("Condition of {} not written: {}", pod.key(), e.getMessage());
        }
    }

    private static ObjectValue condition(KubeObject pod) {
        return pod.status().list("conditions").objects().stream()
                .filter(condition -> condition.text("type").equals("PodScheduled"))
                .findFirst()
                .orElse(ObjectValue.empty());
    }
}
