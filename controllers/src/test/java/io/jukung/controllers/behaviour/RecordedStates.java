package io.jukung.controllers.behaviour;

import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** From a recording to the states that a replay is compared with. */
final class RecordedStates {

    private final Recording recording;
    private final Set<String> kinds;
    private final Mask mask;

    private RecordedStates(Recording recording, Set<String> kinds) {
        this.recording = recording;
        this.kinds = kinds;
        mask = new Mask(recording.tree().list("observed").objects());
    }

    static States of(Recording recording, Set<String> kinds) {
        return new RecordedStates(recording, kinds).states();
    }

    private States states() {
        var states = new ArrayList<States.State>();
        for (var observed : recording.tree().list("observed").objects()) {
            var kind = observed.text("kind");
            if (kinds.contains(kind)) {
                states.add(new States.State(
                        segment(observed.whole(0, "t")),
                        observed.text("event"),
                        kind,
                        mask.text(observed.text("name")),
                        States.relevant(kind, mask.object(observed))));
            }
        }
        var events = recording.tree().list("events").objects().stream()
                .map(mask::object)
                .toList();
        var last = new LinkedHashMap<String, ObjectValue>();
        recording.tree().object("final").fields().forEach((name, object) -> {
            var kind = name.substring(0, name.indexOf('/'));
            if (kinds.contains(kind) && object instanceof ObjectValue tree) {
                last.put(mask.text(name), mask.object(tree));
            }
        });
        return new States(states, events, last);
    }

    /** Pauses between steps that came before second {@code t}. */
    private int segment(long t) {
        int segment = 0;
        for (var pause : pauses(recording.steps())) {
            if (t >= pause) {
                segment++;
            }
        }
        return segment;
    }

    /** The seconds before which a scenario was left alone for a while. */
    static List<Long> pauses(List<Recording.Step> steps) {
        var pauses = new ArrayList<Long>();
        for (int i = 1; i < steps.size(); i++) {
            if (pausesBefore(steps, i)) {
                // A deletion that waits is noted when it is over.
                var command = steps.get(i).command();
                boolean waits = command.contains("delete") && !command.contains("--wait=false");
                pauses.add(steps.get(i).at() - (waits ? 3 : 0));
            }
        }
        return pauses;
    }

    static boolean pausesBefore(List<Recording.Step> steps, int step) {
        return steps.get(step).at() - steps.get(step - 1).at() >= 2;
    }
}
