package io.jukung.controllers.behaviour;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.behaviour.States.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares a replay with its recording, one named check at a time. Compared are orders and settled states; what comes
 * between depends on how threads met, in the recorded run as in ours.
 */
final class Comparison {

    private static final Set<String> SCALED = Set.of("deployments", "replicasets");
    /** How often a pod was tried in vain follows from the nodes of other scenarios that ran at the same time. */
    private static final Set<String> UNCOUNTED = Set.of("FailedScheduling");

    private final States recorded;
    private final States replayed;
    private final Set<Integer> settled;
    private final Map<String, String> checks = new TreeMap<>();

    private Comparison(States recorded, States replayed, Set<Integer> settled) {
        this.recorded = recorded;
        this.replayed = replayed;
        this.settled = settled;
    }

    /**
     * Each check with its difference, "" for none.
     *
     * @param settled after which segments the run had come to rest
     */
    static Map<String, String> of(States recorded, States replayed, Set<Integer> settled) {
        return new Comparison(recorded, replayed, settled).checks();
    }

    private Map<String, String> checks() {
        var theirs = recorded.bySubject();
        var ours = replayed.bySubject();
        var subjects = new TreeSet<>(theirs.keySet());
        subjects.addAll(ours.keySet());
        for (var subject : subjects) {
            states(subject, theirs.getOrDefault(subject, List.of()), ours.getOrDefault(subject, List.of()));
        }
        events();
        var names = new TreeSet<>(recorded.last().keySet());
        names.addAll(replayed.last().keySet());
        for (var name : names) {
            check("final/" + name, last(recorded, name), last(replayed, name));
        }
        return checks;
    }

    private static ObjectValue last(States states, String name) {
        var object = states.last().getOrDefault(name, ObjectValue.empty());
        return name.startsWith("pods/") || name.startsWith("nodes/")
                ? States.relevant(name.substring(0, name.indexOf('/')), object)
                : object;
    }

    private void check(String name, Object theirs, Object ours) {
        checks.put(name, theirs.equals(ours) ? "" : "recorded " + theirs + "\n      ours     " + ours);
    }

    private void states(String subject, List<State> theirs, List<State> ours) {
        check("life/" + subject, life(theirs), life(ours));
        if (count(theirs, "ADDED") > 1 || count(ours, "ADDED") > 1) {
            check("metadata/" + subject, metadata(theirs), metadata(ours));
            return;
        }
        var types = new TreeSet<String>();
        types.addAll(types(theirs));
        types.addAll(types(ours));
        for (var type : types) {
            check("conditions/" + subject + "/" + type, conditions(theirs, type), conditions(ours, type));
        }
        var kind = subject.substring(0, subject.indexOf('/'));
        if (SCALED.contains(kind)) {
            check("specs/" + subject, specs(theirs), specs(ours));
        }
        if (kind.startsWith("endpoint")) {
            check("states/" + subject, trees(theirs), trees(ours));
        }
        for (int segment : settled) {
            check("settled/" + segment + "/" + subject, settled(theirs, segment), settled(ours, segment));
        }
    }

    private static long count(List<State> states, String event) {
        return states.stream().filter(state -> state.event().equals(event)).count();
    }

    private static String life(List<State> states) {
        return count(states, "ADDED") + " added, " + count(states, "DELETED") + " deleted";
    }

    private static Set<String> metadata(List<State> states) {
        var metadata = new TreeSet<String>();
        states.forEach(state -> metadata.add(
                state.tree().object("metadata").without("generation").toString()));
        return metadata;
    }

    private static Set<String> types(List<State> states) {
        var types = new TreeSet<String>();
        states.forEach(state -> state.conditions().forEach(condition -> types.add(condition.text("type"))));
        return types;
    }

    private static List<String> conditions(List<State> states, String type) {
        return distinct(states.stream()
                .map(state -> state.conditions().stream()
                        .filter(condition -> condition.text("type").equals(type))
                        .map(condition -> condition.text("status") + " " + condition.text("reason") + " "
                                + condition.text("message"))
                        .findFirst()
                        .orElse("none"))
                .toList());
    }

    private static List<String> specs(List<State> states) {
        return distinct(states.stream()
                .map(state -> state.tree()
                        .object("metadata")
                        .with("spec", state.tree().object("spec"))
                        .toString())
                .toList());
    }

    private static List<String> trees(List<State> states) {
        return distinct(states.stream()
                .map(state -> (state.event().equals("DELETED") ? "gone " : "") + state.tree())
                .toList());
    }

    private static List<String> distinct(List<String> values) {
        var distinct = new ArrayList<String>();
        for (var value : values) {
            if (distinct.isEmpty() || !distinct.getLast().equals(value)) {
                distinct.add(value);
            }
        }
        return distinct;
    }

    private static String settled(List<State> states, int segment) {
        var last = states.stream().filter(state -> state.segment() <= segment).toList();
        return last.isEmpty()
                ? "not there"
                : last.getLast().event().equals("DELETED")
                        ? "gone"
                        : last.getLast().tree().toString();
    }

    private void events() {
        var theirs = counts(recorded.events());
        var ours = counts(replayed.events());
        var keys = new TreeSet<>(theirs.keySet());
        keys.addAll(ours.keySet());
        for (var key : keys) {
            check("events/" + key, theirs.getOrDefault(key, List.of()), ours.getOrDefault(key, List.of()));
        }
    }

    /** The counts of each event; one of the same words about objects of random names may be there several times. */
    private static Map<String, List<String>> counts(List<ObjectValue> events) {
        var counts = new TreeMap<String, List<String>>();
        for (var event : events) {
            if (!event.text("component").equals("kubelet")) {
                var key = event.text("component") + "/" + event.text("type") + "/" + event.text("reason") + "/"
                        + event.text("object") + "/" + event.text("message");
                var of = counts.computeIfAbsent(key, _ -> new ArrayList<>());
                if (UNCOUNTED.contains(event.text("reason"))) {
                    of.clear();
                }
                of.add(
                        UNCOUNTED.contains(event.text("reason"))
                                ? "any"
                                : Value.of(event.whole(0, "count")).toString());
                of.sort(null);
            }
        }
        return counts;
    }
}
