package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What of a state is not as was asked for: workloads, their pods, what services tell of them, and what nobody owns any more. */
public final class Unsettled {

    private static final Map<String, String> OWNERS = Map.of(
            "Deployment", "deployments",
            "ReplicaSet", "replicasets",
            "StatefulSet", "statefulsets",
            "DaemonSet", "daemonsets",
            "Job", "jobs",
            "CronJob", "cronjobs",
            "Service", "services",
            "Pod", "pods",
            "Node", "nodes");
    private static final Set<String> CLUSTER = Set.of("nodes");
    private static final int SHOWN = 12;

    /** Something that is not as it ought to be. */
    public record Reason(String rule, String explanation) {}

    private final PlaneState state;
    private final List<Reason> reasons = new ArrayList<>();

    private Unsettled(PlaneState state) {
        this.state = state;
    }

    /** All that is not as was asked for; empty: it has converged. */
    public static List<Reason> of(PlaneState state) {
        var unsettled = new Unsettled(state);
        state.all("nodes").forEach(unsettled::node);
        state.all("deployments").forEach(unsettled::deployment);
        state.all("replicasets").forEach(unsettled::replicaSet);
        state.all("statefulsets").forEach(unsettled::statefulSet);
        state.all("daemonsets").forEach(unsettled::daemonSet);
        state.all("jobs").forEach(unsettled::job);
        state.all("pods").forEach(unsettled::pod);
        state.all("services").forEach(unsettled::service);
        state.resources().forEach(resource -> state.all(resource).forEach(unsettled::owned));
        return List.copyOf(unsettled.reasons);
    }

    private void add(String rule, String explanation) {
        reasons.add(new Reason(rule, explanation));
    }

    private void node(Ref ref, KubeObject node) {
        if (!Pod.ready(node)) {
            add(
                    "node not ready",
                    ref + " is not ready: " + Pod.condition(node, "Ready").text("message"));
        }
    }

    private void deployment(Ref ref, KubeObject deployment) {
        if (endless(ref, deployment)) {
            return;
        }
        var sets = state.managedBy(deployment, "replicasets");
        var pods = sets.stream()
                .flatMap(set -> state.managedBy(set, "pods").stream())
                .filter(Predicate.not(Pod::finished))
                .toList();
        if (pods.stream().anyMatch(this::waitsForRoom)) {
            // A rollout may wait for room that its own old pods take.
            return;
        }
        long wanted = Rollout.replicas(deployment);
        var newest = Rollout.newest(sets);
        long old = sets.stream()
                .filter(set -> newest.filter(its -> its.uid().equals(set.uid())).isEmpty())
                .mapToLong(Rollout::replicas)
                .sum();
        if (newest.filter(set -> sameTemplate(deployment, set)).isEmpty()) {
            add("Deployment does not converge", ref + ": no ReplicaSet has its template");
        } else if (old > 0 || !enough(pods, wanted)) {
            add(
                    "Deployment does not converge",
                    ref + " wants " + wanted + " pods of its newest template; its old ReplicaSets want " + old
                            + "; there are: " + said(pods));
        } else {
            counts(ref, deployment, Map.of("replicas", wanted, "updatedReplicas", wanted, "availableReplicas", wanted));
        }
    }

    /** Whether so many are there and ready, or wait for room that no node has. */
    private boolean enough(List<KubeObject> pods, long wanted) {
        return pods.size() == wanted
                && pods.stream().allMatch(pod -> !pod.beingDeleted() && (Pod.ready(pod) || waitsForRoom(pod)));
    }

    private boolean waitsForRoom(KubeObject pod) {
        return Pod.node(pod).isEmpty()
                && Pod.condition(pod, "PodScheduled").text("reason").equals("Unschedulable")
                && !Room.hasRoom(state, pod);
    }

    /** The template of the ReplicaSet has one label more. */
    private static boolean sameTemplate(KubeObject deployment, KubeObject set) {
        return deployment
                .spec()
                .object("template")
                .equals(set.spec().object("template").withoutAt("metadata", "labels", "pod-template-hash"));
    }

    private void counts(Ref ref, KubeObject object, Map<String, Long> expected) {
        if (object.status().whole(0, "observedGeneration") < object.generation()) {
            add(
                    "status is not told",
                    ref + " is at generation " + object.generation() + "; its status tells of "
                            + object.status().whole(0, "observedGeneration"));
            return;
        }
        expected.forEach((field, count) -> {
            long told = object.status().whole(0, field);
            boolean waiting = field.equals("availableReplicas") && told < count && anyWaits(object);
            if (told != count && !waiting) {
                add("status is not told", ref + ": its status has " + field + " " + told + ", and there are " + count);
            }
        });
    }

    private boolean anyWaits(KubeObject object) {
        return state.managedBy(object, "replicasets").stream().anyMatch(this::anyWaits)
                || state.managedBy(object, "pods").stream().anyMatch(this::waitsForRoom);
    }

    private void replicaSet(Ref ref, KubeObject set) {
        if (endless(ref, set)) {
            return;
        }
        var pods = state.managedBy(set, "pods").stream()
                .filter(Predicate.not(Pod::finished))
                .toList();
        if (!enough(pods, Rollout.replicas(set))) {
            add(
                    "ReplicaSet does not converge",
                    ref + " wants " + Rollout.replicas(set) + " pods; there are: " + said(pods));
        } else {
            counts(ref, set, Map.of("replicas", Rollout.replicas(set)));
        }
    }

    private void statefulSet(Ref ref, KubeObject set) {
        if (endless(ref, set)) {
            return;
        }
        var pods = state.managedBy(set, "pods");
        var wanted = new TreeSet<String>();
        for (long ordinal = 0; ordinal < Rollout.replicas(set); ordinal++) {
            wanted.add(set.name() + "-" + (ordinal + set.spec().whole(0, "ordinals", "start")));
        }
        var there = pods.stream().map(KubeObject::name).collect(Collectors.toCollection(TreeSet::new));
        if (!there.equals(wanted) || !enough(pods, wanted.size())) {
            add("StatefulSet does not converge", ref + " wants " + wanted + "; there are: " + said(pods));
        } else {
            counts(ref, set, Map.of("replicas", (long) wanted.size(), "readyReplicas", (long) wanted.size()));
        }
    }

    private void daemonSet(Ref ref, KubeObject set) {
        if (endless(ref, set)) {
            return;
        }
        var pods = state.managedBy(set, "pods");
        if (pods.stream().anyMatch(this::waitsForRoom)) {
            return;
        }
        var nodes = new TreeSet<String>();
        state.all("nodes").values().stream()
                .filter(node -> !node.spec().flag("unschedulable"))
                .filter(node -> selects(set.spec().object("template", "spec").texts("nodeSelector"), node))
                .forEach(node -> nodes.add(node.name()));
        var there = pods.stream().map(Pod::node).sorted().toList();
        if (!there.equals(List.copyOf(nodes)) || !enough(pods, nodes.size())) {
            add("DaemonSet does not converge", ref + " wants a pod on each of " + nodes + "; there are: " + said(pods));
        } else {
            counts(ref, set, Map.of("numberReady", (long) nodes.size()));
        }
    }

    private void job(Ref ref, KubeObject job) {
        if (endless(ref, job) || job.spec().flag("suspend")) {
            return;
        }
        var pods = state.managedBy(job, "pods");
        long wanted = job.spec().whole(job.spec().whole(1, "parallelism"), "completions");
        long succeeded = job.status().whole(0, "succeeded");
        boolean complete = Pod.condition(job, "Complete").text("status").equals("True");
        if (succeeded != wanted || !complete || pods.stream().anyMatch(Pod::active)) {
            add(
                    "Job does not complete",
                    ref + " wants " + wanted + " completions; its status tells of " + succeeded
                            + (complete ? ", and that it is complete" : "") + "; its pods: " + said(pods));
        }
    }

    private void pod(Ref ref, KubeObject pod) {
        if (pod.beingDeleted()) {
            endless(ref, pod);
        } else if (pod.controller().isEmpty() && Pod.active(pod) && !Pod.ready(pod) && !waitsForRoom(pod)) {
            add("pod does not run", Pod.said(pod));
        }
    }

    private boolean endless(Ref ref, KubeObject object) {
        if (object.beingDeleted()) {
            add(
                    "deletion does not end",
                    ref + " is being deleted since " + object.metadata().text("deletionTimestamp") + ", finalizers "
                            + object.finalizers());
        }
        return object.beingDeleted();
    }

    private void service(Ref ref, KubeObject service) {
        var selector = service.spec().texts("selector");
        if (selector.isEmpty()) {
            return;
        }
        var wanted = new TreeSet<String>();
        state.all("pods").values().stream()
                .filter(pod -> pod.namespace().equals(ref.namespace()) && Pod.active(pod) && Pod.ready(pod))
                .filter(pod -> selects(selector, pod))
                .forEach(pod -> wanted.add(pod.name() + " " + pod.uid()));
        var told = new TreeSet<String>();
        state.all("endpointslices").values().stream()
                .filter(slice -> slice.namespace().equals(ref.namespace())
                        && slice.labels()
                                .getOrDefault("kubernetes.io/service-name", "")
                                .equals(ref.name()))
                .flatMap(slice -> slice.tree().list("endpoints").objects().stream())
                .filter(endpoint -> endpoint.flag("conditions", "ready"))
                .forEach(endpoint ->
                        told.add(endpoint.text("targetRef", "name") + " " + endpoint.text("targetRef", "uid")));
        if (!told.equals(wanted)) {
            add(
                    "endpoints are not the ready pods",
                    ref + ": its EndpointSlices tell of " + told + "\nand its ready pods are " + wanted);
        }
    }

    private static boolean selects(Map<String, String> selector, KubeObject object) {
        return object.labels().entrySet().containsAll(selector.entrySet());
    }

    private void owned(Ref ref, KubeObject object) {
        for (var owner : object.ownerReferences()) {
            var resource = OWNERS.get(owner.kind());
            if (resource == null) {
                continue;
            }
            var its = new Ref(resource, CLUSTER.contains(resource) ? "" : object.namespace(), owner.name());
            if (state.get(its).filter(found -> found.uid().equals(owner.uid())).isEmpty()) {
                add("orphan", ref + " belongs to " + its + " of uid " + owner.uid() + ", which is not there any more");
            }
        }
    }

    private static String said(List<KubeObject> pods) {
        return pods.isEmpty()
                ? "none"
                : pods.stream().limit(SHOWN).map(Pod::said).collect(Collectors.joining(", "))
                        + (pods.size() > SHOWN ? ", … (" + pods.size() + ")" : "");
    }
}
