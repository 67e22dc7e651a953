package io.jukung.node;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one pod went through, by aspect, without what differs from run to run: times, ids, addresses. The same
 * is made of what was recorded and of what our daemon did.
 *
 * @param aspects each aspect's texts in order, equal neighbours once
 */
record Seen(Map<String, List<String>> aspects) {

    /** A container that ran this long at most may have been seen running or not. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** Out of a pod's states, from the first the node wrote to the last. */
    static Seen of(List<ObjectValue> states) {
        var aspects = new TreeMap<String, List<String>>();
        for (int i = 0; i < states.size(); i++) {
            var status = states.get(i);
            if (!status.has("startTime") || (i + 1 < states.size() && fleeting(status, states.get(i + 1)))) {
                continue;
            }
            add(aspects, "phase", text(status.text("phase"), status.text("reason"), status.text("message")));
            var types = new ArrayList<String>();
            for (var condition : status.list("conditions").objects()) {
                types.add(condition.text("type"));
                add(
                        aspects,
                        "condition " + condition.text("type"),
                        text(condition.text("status"), condition.text("reason"), condition.text("message")));
            }
            add(aspects, "conditions", String.join(",", types));
            for (var list : List.of("initContainerStatuses", "containerStatuses")) {
                for (var container : status.list(list).objects()) {
                    add(aspects, "container " + container.text("name"), container(container));
                }
            }
            add(aspects, "qos", status.text("qosClass"));
        }
        return new Seen(aspects);
    }

    private static void add(Map<String, List<String>> aspects, String aspect, String text) {
        var texts = aspects.computeIfAbsent(aspect, fresh -> new ArrayList<>());
        var plain = plain(text);
        // Which of several containers is ready first is up to the machine.
        boolean shorter = plain.contains("containers with unready status")
                && !texts.isEmpty()
                && texts.getLast().contains("containers with unready status");
        if (texts.isEmpty() || !(shorter || texts.getLast().equals(plain))) {
            texts.add(plain);
        }
    }

    private static String text(String... parts) {
        return String.join("|", parts);
    }

    private static String container(ObjectValue status) {
        var kept = new LinkedHashMap<String, Object>();
        kept.put("state", Json.text(timeless(status.object("state"))));
        kept.put("last", Json.text(timeless(status.object("lastState"))));
        kept.put("ready", status.flag("ready"));
        kept.put("started", status.flag("started"));
        kept.put("restarts", status.whole(0, "restartCount"));
        return kept.toString();
    }

    private static ObjectValue timeless(ObjectValue state) {
        var kept = state;
        for (var name : state.names()) {
            kept = kept.mapObject(
                    name,
                    inner -> inner.without("startedAt").without("finishedAt").without("containerID"));
        }
        return kept;
    }

    /** Whether a container that runs here has ended in the next state after hardly any time. */
    private static boolean fleeting(ObjectValue status, ObjectValue next) {
        for (var list : List.of("initContainerStatuses", "containerStatuses")) {
            var later = next.list(list).objects();
            var now = status.list(list).objects();
            for (int i = 0; i < Math.min(now.size(), later.size()); i++) {
                if (now.get(i).object("state").has("running")
                        && !later.get(i).object("state").has("running")) {
                    var ended = later.get(i).object("state").has("terminated")
                            ? later.get(i).object("state", "terminated")
                            : later.get(i).object("lastState", "terminated");
                    if (seconds(ended.text("finishedAt")) - seconds(ended.text("startedAt")) <= SHORT.toSeconds()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static long seconds(String time) {
        if (time.isEmpty()) {
            return 0;
        }
        return time.startsWith("T")
                ? Long.parseLong(time.substring(1))
                : Instant.parse(time).getEpochSecond();
    }

    /** Without uids, ids, addresses and images' names. */
    static String plain(String text) {
        return text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>")
                .replaceAll("\\b[0-9a-f]{64}\\b", "<cid>")
                .replaceAll("<pod-ip-\\d+>|\\b10\\.244\\.\\d+\\.\\d+\\b", "<ip>")
                .replaceAll("registry\\.k8s\\.io/[a-z0-9/-]+:[0-9.-]+", "<image>")
                .replace(TestNode.IMAGE, "<image>");
    }
}
