package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;

/** What keeps pods off a node unless they tolerate it. */
public record Taint(String key, String value, Effect effect) {

    /** The taint that a cordoned node has, whether or not the node controller has written it yet. */
    public static final Taint UNSCHEDULABLE = new Taint("node.kubernetes.io/unschedulable", "", Effect.NO_SCHEDULE);

    /** What a taint does to pods that do not tolerate it. */
    public enum Effect {
        NO_SCHEDULE,
        PREFER_NO_SCHEDULE,
        NO_EXECUTE;

        private static Effect of(String name) {
            return switch (name) {
                case "PreferNoSchedule" -> PREFER_NO_SCHEDULE;
                case "NoExecute" -> NO_EXECUTE;
                default -> NO_SCHEDULE;
            };
        }
    }

    /** Whether an untolerated taint keeps new pods away. */
    public boolean repels() {
        return effect != Effect.PREFER_NO_SCHEDULE;
    }

    static List<Taint> listOf(ObjectValue nodeSpec) {
        return nodeSpec.list("taints").objects().stream()
                .map(taint -> new Taint(taint.text("key"), taint.text("value"), Effect.of(taint.text("effect"))))
                .toList();
    }

    static Effect effectOf(String name) {
        return Effect.of(name);
    }
}
