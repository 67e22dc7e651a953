package io.jukung.controllers.deployment;

import static io.jukung.controllers.deployment.DeploymentView.available;
import static io.jukung.controllers.deployment.DeploymentView.size;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From what is to the next step of a rollout. Each turn makes one step; its effect brings the next turn. */
final class DeploymentPlanner {

    private final DeploymentView view;
    private final List<Action> actions = new ArrayList<>();

    private DeploymentPlanner(DeploymentView view) {
        this.view = view;
    }

    static Plan plan(DeploymentView view) {
        return new DeploymentPlanner(view).plan();
    }

    private Plan plan() {
        if (claim()) {
            return Plan.of(actions);
        }
        var newest = view.newest();
        var status = new DeploymentStatus(view);
        if (view.deployment().beingDeleted()) {
            return finish(status.counted());
        }
        var pause = status.pausedOrResumed();
        if (pause.isPresent()) {
            return Plan.of(statusPatch(pause.get()));
        }
        if (newest.isPresent() && annotate(newest.get(), status)) {
            // What was written is not what was seen any more; its change brings the next turn.
            return Plan.of(actions);
        }
        if (view.paused() || scaled()) {
            scale();
            if (view.paused()) {
                forgetOldRevisions();
            }
            return finish(status.counted());
        }
        if (newest.isEmpty()) {
            return view.recreate() && !drained() ? finish(status.progressed()) : create(status);
        }
        if (view.recreate()) {
            if (drained()) {
                resize(newest.get(), view.replicas());
            }
        } else {
            roll(newest.get());
        }
        if (status.complete()) {
            forgetOldRevisions();
        }
        return finish(status.progressed());
    }

    /** Settles whose the ReplicaSets are; nothing else is done in the same turn. */
    private boolean claim() {
        for (var set : view.strayed()) {
            actions.add(Ownership.release(view.deployment().uid(), Kind.REPLICA_SET, set));
        }
        for (var set : view.adoptable()) {
            actions.add(Ownership.adopt(Kind.DEPLOYMENT, view.deployment(), Kind.REPLICA_SET, set));
        }
        return !actions.isEmpty();
    }

    private Plan finish(DeploymentStatus.Outcome outcome) {
        outcome.patch().ifPresent(patch -> actions.add(statusPatch(patch)));
        return new Plan(actions, outcome.again());
    }

    private Action statusPatch(ObjectValue patch) {
        return Action.Patch.of(Kind.DEPLOYMENT, view.deployment(), "status", patch);
    }

    // Scaling

    /** Whether somebody changed the wanted number since the ReplicaSets were last sized. */
    private boolean scaled() {
        return active().stream()
                .anyMatch(set -> Annotations.number(set, Annotations.DESIRED, view.replicas()) != view.replicas());
    }

    private List<KubeObject> active() {
        return view.owned().stream().filter(set -> size(set) > 0).toList();
    }

    private void scale() {
        var active = active();
        if (active.size() <= 1) {
            var only = active.isEmpty() ? view.newest().or(this::latest) : Optional.of(active.getFirst());
            only.ifPresent(set -> resize(set, view.replicas()));
            return;
        }
        if (view.newest().filter(this::saturated).isPresent()) {
            view.old().stream().filter(set -> size(set) > 0).forEach(set -> resize(set, 0));
        } else if (!view.recreate()) {
            resizeAll(Scaling.proportional(view, active));
        }
    }

    private Optional<KubeObject> latest() {
        return view.owned().stream().max(Comparator.comparingLong(Annotations::revision));
    }

    private boolean saturated(KubeObject set) {
        return size(set) == view.replicas()
                && Annotations.number(set, Annotations.DESIRED, -1) == view.replicas()
                && available(set) == view.replicas();
    }

    // Rolling

    private void roll(KubeObject newest) {
        long grown = size(newest) > view.replicas() ? view.replicas() : Scaling.grownNewest(view, size(newest));
        if (grown != size(newest)) {
            resize(newest, grown);
        } else {
            resizeAll(Scaling.shrunkOld(view, newest));
        }
    }

    /** Recreate: whether all of the old is gone; asks it to go. */
    private boolean drained() {
        var running = view.old().stream().filter(set -> size(set) > 0).toList();
        running.forEach(set -> resize(set, 0));
        return running.isEmpty() && !view.oldPodsExist();
    }

    private void resizeAll(Map<ObjectKey, Long> sizes) {
        for (var set : view.owned()) {
            var size = sizes.get(set.key());
            if (size != null) {
                resize(set, size);
            }
        }
    }

    private void resize(KubeObject set, long size) {
        long most = view.replicas() + view.bounds().surge();
        long before = size(set);
        var annotations = new TreeMap<String, String>();
        putIfChanged(annotations, set, Annotations.DESIRED, Long.toString(view.replicas()));
        putIfChanged(annotations, set, Annotations.MAX, Long.toString(most));
        if (before == size && annotations.isEmpty()) {
            return;
        }
        var patch =
                ObjectValue.builder().put("metadata", ObjectValue.of("annotations", ObjectValue.ofTexts(annotations)));
        if (before != size) {
            patch.put("spec", ObjectValue.of("replicas", Value.of(size)));
        }
        actions.add(Action.Patch.ofVersion(Kind.REPLICA_SET, set, "", patch.build()));
        if (before != size) {
            actions.add(Action.Tell.normal(
                    view.deployment(), "ScalingReplicaSet", DeploymentStatus.scaledMessage(set.name(), before, size)));
        }
    }

    private static void putIfChanged(Map<String, String> changes, KubeObject object, String annotation, String value) {
        if (!value.equals(object.annotations().get(annotation))) {
            changes.put(annotation, value);
        }
    }

    // Revisions

    private long nextRevision() {
        return 1 + view.old().stream().mapToLong(Annotations::revision).max().orElse(0);
    }

    /** Brings the present template's ReplicaSet up to date, then what the Deployment says of it; whether it had to. */
    private boolean annotate(KubeObject newest, DeploymentStatus status) {
        var annotations = new TreeMap<String, String>();
        Annotations.inherited(view.deployment())
                .forEach((name, value) -> putIfChanged(annotations, newest, name, value));
        long present = Annotations.revision(newest);
        long revision = Math.max(present, nextRevision());
        if (revision != present) {
            annotations.put(Annotations.REVISION, Long.toString(revision));
            if (present > 0) {
                annotations.put(Annotations.REVISION_HISTORY, Annotations.historyWith(newest, present));
            }
        }
        long minReady = view.deployment().spec().whole(0, "minReadySeconds");
        if (!annotations.isEmpty() || minReady != newest.spec().whole(0, "minReadySeconds")) {
            actions.add(Action.Patch.of(
                    Kind.REPLICA_SET,
                    newest,
                    "",
                    ObjectValue.builder()
                            .put("metadata", ObjectValue.of("annotations", ObjectValue.ofTexts(annotations)))
                            .put("spec", ObjectValue.of("minReadySeconds", Value.of(minReady)))
                            .build()));
        } else {
            status.found(newest, revision).ifPresent(patch -> actions.add(statusPatch(patch)));
        }
        return !actions.isEmpty();
    }

    private Plan create(DeploymentStatus status) {
        long revision = nextRevision();
        long size = Scaling.grownNewest(view, 0);
        var set = NewReplicaSet.of(view, revision, size);
        actions.add(new Action.Create(Kind.REPLICA_SET, set));
        if (size > 0) {
            actions.add(Action.Tell.normal(
                    view.deployment(), "ScalingReplicaSet", DeploymentStatus.scaledMessage(set.name(), 0, size)));
        }
        status.created(set, revision).ifPresent(patch -> actions.add(statusPatch(patch)));
        return Plan.of(actions);
    }

    /** What is said when the ReplicaSet of the present template could not be made. */
    static Plan notCreated(DeploymentView view, String replicaSet, String why) {
        var message = "Failed to create new replica set \"" + replicaSet + "\": " + why;
        var actions = new ArrayList<Action>();
        new DeploymentStatus(view)
                .notCreated(message)
                .ifPresent(patch -> actions.add(Action.Patch.of(Kind.DEPLOYMENT, view.deployment(), "status", patch)));
        actions.add(Action.Tell.warning(view.deployment(), DeploymentStatus.NOT_CREATED, message));
        return Plan.of(actions);
    }

    /** Deletes what is beyond the history limit, oldest revision first; never one that still has or wants pods. */
    private void forgetOldRevisions() {
        long limit = view.deployment().spec().whole(10, "revisionHistoryLimit");
        if (limit >= Integer.MAX_VALUE) {
            return;
        }
        var old = view.old().stream()
                .filter(set -> !set.beingDeleted())
                .sorted(Comparator.comparingLong(Annotations::revision))
                .toList();
        old.stream()
                .limit(Math.max(0, old.size() - limit))
                .filter(set -> size(set) == 0
                        && set.status().whole(0, "replicas") == 0
                        && set.generation() <= set.status().whole(0, "observedGeneration"))
                .forEach(set -> actions.add(Action.Delete.of(Kind.REPLICA_SET, set)));
    }
}
