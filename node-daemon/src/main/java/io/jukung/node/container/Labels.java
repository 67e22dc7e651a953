package io.jukung.node.container;

import io.jukung.node.pod.ContainerSpec;
import io.jukung.node.pod.DesiredPod;
import java.util.Map;

/**
 * How sandboxes and containers carry whose they are: the runtime's labels are the node's only record of
 * what runs. The names are the kubelet's, so that tools that read them work.
 */
public final class Labels {

    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";

    /** Failed runs in a row before this one. */
    public static final String CRASHES = "io.jukung.container.crashes";
    /** Hash of the fields whose change restarts the container. */
    public static final String SPEC_HASH = "io.jukung.container.hash";
    /** Seconds the pod may take to end, for when nobody remembers the pod itself. */
    public static final String GRACE_SECONDS = "io.jukung.pod.grace";
    /** Where the container may leave a last message, and whether its log serves instead. */
    public static final String TERMINATION_LOGS = "io.jukung.container.termination-message-from-logs";

    /** Name of the file on the node behind a container's termination message path. */
    public static final String TERMINATION_FILE = "termination-log";

    private Labels() {}

    static Map<String, String> of(DesiredPod pod) {
        return Map.of(POD_NAME, pod.name(), POD_NAMESPACE, pod.namespace(), POD_UID, pod.uid());
    }

    static Map<String, String> of(DesiredPod pod, ContainerSpec container) {
        return Map.of(
                POD_NAME,
                pod.name(),
                POD_NAMESPACE,
                pod.namespace(),
                POD_UID,
                pod.uid(),
                CONTAINER_NAME,
                container.name());
    }
}
