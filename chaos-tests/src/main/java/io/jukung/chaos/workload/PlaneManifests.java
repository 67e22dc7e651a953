package io.jukung.chaos.workload;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.check.plane.AckedWrites;
import java.util.List;
import java.util.Map;

/** The objects that clients make of a control plane: small pods of the example's image. */
final class PlaneManifests {

    private static final String IMAGE = "jukung.local/hello:1";
    /** The name of what has pods that take so much of a processor that few fit on the nodes. */
    static final String FAT = "fat";
    /** The name of what has many pods, for none of which there is room anywhere. */
    static final String CROWD = "crowd";

    private static final String ROLL = "chaos.jukung.io/roll";
    private static final int PORT = 8080;

    private static final Map<String, String> KINDS = Map.of(
            "deployments", "Deployment",
            "statefulsets", "StatefulSet",
            "daemonsets", "DaemonSet",
            "jobs", "Job",
            "services", "Service",
            "configmaps", "ConfigMap");

    private PlaneManifests() {}

    /** The path of a resource's objects in a namespace, with a slash at the end. */
    static String path(String resource, String namespace) {
        return group(resource) + "/namespaces/" + namespace + "/" + resource + "/";
    }

    /** The path of all objects of a resource. */
    static String all(String resource) {
        return group(resource) + "/" + resource;
    }

    private static String group(String resource) {
        return switch (resource) {
            case "deployments", "replicasets", "statefulsets", "daemonsets" -> "/apis/apps/v1";
            case "jobs" -> "/apis/batch/v1";
            case "endpointslices" -> "/apis/discovery.k8s.io/v1";
            default -> "/api/v1";
        };
    }

    /**
     * A new object.
     *
     * @param tag the mark of the write that makes it
     * @param replicas of what has some; completions of a Job
     */
    static ObjectValue object(String resource, String name, long tag, long replicas) {
        var object = ObjectValue.builder()
                .put("apiVersion", group(resource).replace("/apis/", "").replace("/api/", ""))
                .put("kind", KINDS.getOrDefault(resource, ""))
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", name)
                                .put("annotations", mark(tag))
                                .build());
        var selector = ObjectValue.of("matchLabels", ObjectValue.of("app", Value.of(name)));
        switch (resource) {
            case "deployments", "statefulsets" ->
                object.put(
                        "spec",
                        ObjectValue.builder()
                                .put("replicas", replicas)
                                .put("selector", selector)
                                .putIfPresent("serviceName", resource.equals("statefulsets") ? Value.of(name) : null)
                                .put("template", template(name))
                                .build());
            case "daemonsets" ->
                object.put(
                        "spec",
                        ObjectValue.builder()
                                .put("selector", selector)
                                .put("template", template(name))
                                .build());
            case "jobs" ->
                object.put(
                        "spec",
                        ObjectValue.builder()
                                .put("completions", Math.max(1, replicas))
                                .put("parallelism", Math.max(1, replicas / 2))
                                .put("template", task(name))
                                .build());
            case "services" ->
                object.put(
                        "spec",
                        ObjectValue.builder()
                                .put("selector", ObjectValue.of("app", Value.of(name)))
                                .put("ports", ListValue.of(ObjectValue.of("port", Value.of(PORT))))
                                .build());
            default -> object.put("data", ObjectValue.of("write", Value.of(Long.toString(tag))));
        }
        return object.build();
    }

    private static ObjectValue template(String name) {
        var cpu = switch (name) {
            case FAT -> "1100m";
            case CROWD -> "10000";
            default -> "10m";
        };
        var requests = ObjectValue.builder().put("cpu", cpu).put("memory", "8Mi");
        var probe =
                ObjectValue.of(
                                "httpGet",
                                ObjectValue.builder()
                                        .put("path", "/")
                                        .put("port", PORT)
                                        .build())
                        .toBuilder()
                        .put("periodSeconds", 1)
                        .build();
        return pod(
                name,
                ObjectValue.builder()
                        .put("name", "main")
                        .put("image", IMAGE)
                        .put("imagePullPolicy", "IfNotPresent")
                        .put("ports", ListValue.of(ObjectValue.of("containerPort", Value.of(PORT))))
                        .put("readinessProbe", probe)
                        .put("resources", ObjectValue.of("requests", requests.build()))
                        .build(),
                "Always");
    }

    private static ObjectValue task(String name) {
        return pod(
                name,
                ObjectValue.builder()
                        .put("name", "main")
                        .put("image", IMAGE)
                        .put("imagePullPolicy", "IfNotPresent")
                        .put("command", ListValue.ofTexts(List.of("/bin/sh", "-c", "exit 0")))
                        .build(),
                "Never");
    }

    private static ObjectValue pod(String name, ObjectValue container, String restartPolicy) {
        return ObjectValue.builder()
                .put("metadata", ObjectValue.of("labels", ObjectValue.of("app", Value.of(name))))
                .put(
                        "spec",
                        ObjectValue.builder()
                                .put("terminationGracePeriodSeconds", 3)
                                .put("restartPolicy", restartPolicy)
                                .put("containers", ListValue.of(container))
                                .build())
                .build();
    }

    /** What is posted to a pod to put it on a node. */
    static ObjectValue binding(String pod, String uid, String node) {
        return ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Binding")
                .put(
                        "metadata",
                        ObjectValue.builder().put("name", pod).put("uid", uid).build())
                .put(
                        "target",
                        ObjectValue.builder()
                                .put("kind", "Node")
                                .put("name", node)
                                .build())
                .build();
    }

    private static ObjectValue mark(long tag) {
        return ObjectValue.of(AckedWrites.TAG, Value.of(Long.toString(tag)));
    }

    /** A merge patch that sizes it. */
    static ObjectValue scaled(long tag, long replicas) {
        return marked(tag).toBuilder()
                .put("spec", ObjectValue.of("replicas", Value.of(replicas)))
                .build();
    }

    /** A merge patch after which its pods are of another template. */
    static ObjectValue rolled(long tag) {
        return marked(tag).withAt(Value.of(Long.toString(tag)), "spec", "template", "metadata", "annotations", ROLL);
    }

    private static ObjectValue marked(long tag) {
        return ObjectValue.of("metadata", ObjectValue.of("annotations", mark(tag)));
    }

    /** The same object with another mark, to take its place. */
    static ObjectValue edited(ObjectValue object, long tag) {
        return object.withAt(Value.of(Long.toString(tag)), "metadata", "annotations", AckedWrites.TAG);
    }
}
