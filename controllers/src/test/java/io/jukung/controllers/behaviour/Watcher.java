package io.jukung.controllers.behaviour;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.client.WatchHandle;
import io.jukung.api.client.WatchObserver;
import io.jukung.api.client.WatchOptions;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Notes every state of a replay as watches tell it, in one namespace and of the nodes. */
final class Watcher implements AutoCloseable {

    private final String namespace;
    private final Set<String> nodes;
    private final List<WatchHandle> watches = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private final Map<String, KubeObject> alive = new LinkedHashMap<>();
    private final Map<String, KubeObject> news = new LinkedHashMap<>();
    private int segment;
    private long lastChange = System.nanoTime();

    private record Seen(int segment, String event, String kind, KubeObject object) {}

    /** Watches from now on; the nodes named only. */
    Watcher(ApiClient client, String namespace, Set<Kind> kinds, Set<String> nodes) {
        this.namespace = namespace;
        this.nodes = nodes;
        for (var kind : Stream.concat(kinds.stream(), Stream.of(Kind.EVENT)).toList()) {
            var of = kind.namespaced() ? namespace : "";
            var now = client.list(kind.resource(), of, ListOptions.ALL).resourceVersion();
            watches.add(client.watch(kind.resource(), of, new WatchOptions("", "", now, false), new WatchObserver() {
                @Override
                public void onEvent(ObjectEvent event) {
                    note(kind, event);
                }

                @Override
                public void onEnd(ApiException cause) {}
            }));
        }
    }

    private synchronized void note(Kind kind, ObjectEvent event) {
        switch (event) {
            case ObjectEvent.Added(var object, var _) -> note(kind, "ADDED", object);
            case ObjectEvent.Modified(var object, var _) -> note(kind, "MODIFIED", object);
            case ObjectEvent.Deleted(var object, var _) -> note(kind, "DELETED", object);
            case ObjectEvent.Bookmark _ -> {}
        }
    }

    private void note(Kind kind, String event, KubeObject object) {
        if (kind.equals(Kind.EVENT)) {
            news.put(object.name(), object);
            lastChange = System.nanoTime();
            return;
        }
        if (kind.equals(Kind.NODE) && !nodes.contains(object.name())) {
            return;
        }
        var resource = kind.resource().resource();
        var name = resource + "/" + object.name();
        if (event.equals("DELETED")) {
            alive.remove(name);
        } else {
            alive.put(name, object);
        }
        seen.add(new Seen(segment, event, resource, object));
        lastChange = System.nanoTime();
    }

    /** Nanoseconds since anything changed. */
    synchronized long quietFor() {
        return System.nanoTime() - lastChange;
    }

    synchronized void nextSegment() {
        segment++;
    }

    synchronized int segment() {
        return segment;
    }

    String namespace() {
        return namespace;
    }

    /**
     * All so far, in the form of the recordings.
     *
     * @param exchanged names that stand for one another
     */
    synchronized States states(Map<String, String> exchanged) {
        var mask = new Mask(seen.stream().map(one -> one.object().tree()).toList(), exchanged);
        var states = new ArrayList<States.State>();
        var before = new HashMap<String, ObjectValue>();
        for (var one : seen) {
            var tree = States.relevant(one.kind(), mask.object(one.object().tree()));
            var name = one.kind() + "/" + one.object().name();
            if (one.event().equals("MODIFIED")
                    && Optional.ofNullable(before.put(name, tree)).equals(Optional.of(tree))) {
                continue;
            }
            before.put(name, tree);
            states.add(new States.State(
                    one.segment(),
                    one.event(),
                    one.kind(),
                    mask.text(one.object().name()),
                    tree));
        }
        var events = news.values().stream().map(event -> event(event, mask)).toList();
        var last = new LinkedHashMap<String, ObjectValue>();
        alive.forEach((name, object) -> last.put(mask.text(name), mask.object(object.tree())));
        return new States(states, events, last);
    }

    private static ObjectValue event(KubeObject event, Mask mask) {
        var tree = event.tree();
        return ObjectValue.builder()
                .put("type", tree.text("type"))
                .put("reason", tree.text("reason"))
                .put("message", mask.text(tree.text("message")))
                .put(
                        "object",
                        mask.text(tree.text("involvedObject", "kind") + "/" + tree.text("involvedObject", "name")))
                .put("component", tree.text("source", "component"))
                .put("count", Value.of(tree.whole(0, "count")))
                .build();
    }

    @Override
    public void close() {
        watches.forEach(WatchHandle::close);
    }
}
