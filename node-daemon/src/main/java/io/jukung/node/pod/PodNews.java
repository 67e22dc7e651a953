package io.jukung.node.pod;

import io.jukung.api.client.EventRecorder;

/** Tells people about pods, by Events with the kubelet's reasons. */
final class PodNews {

    private final EventRecorder events;

    PodNews(EventRecorder events) {
        this.events = events;
    }

    void normal(DesiredPod pod, ContainerSpec container, String reason, String message) {
        events.recordEvent(pod.object(), container.fieldPath(), EventRecorder.Type.NORMAL, reason, message);
    }

    void warning(DesiredPod pod, ContainerSpec container, String reason, String message) {
        events.recordEvent(pod.object(), container.fieldPath(), EventRecorder.Type.WARNING, reason, message);
    }

    void normal(DesiredPod pod, String reason, String message) {
        events.recordEvent(pod.object(), EventRecorder.Type.NORMAL, reason, message);
    }

    void warning(DesiredPod pod, String reason, String message) {
        events.recordEvent(pod.object(), EventRecorder.Type.WARNING, reason, message);
    }
}
