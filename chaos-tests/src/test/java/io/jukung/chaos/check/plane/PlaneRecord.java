package io.jukung.chaos.check.plane;

import com.google.protobuf.ByteString;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store and a history that are written by hand; every write is a revision. */
final class PlaneRecord {

    private final List<EventLog.Entry> entries = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final Map<Ref, KubeObject> objects = new TreeMap<>();
    private final Map<Ref, Long> revisions = new TreeMap<>();
    private long revision = 1;
    private long nanos = 1_000_000_000L;

    void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    long nanos() {
        return nanos;
    }

    long revision() {
        return revision;
    }

    long revision(Ref ref) {
        return revisions.getOrDefault(ref, 0L);
    }

    /** All of a resource; a copy. */
    Map<Ref, KubeObject> all(String resource) {
        var all = new TreeMap<Ref, KubeObject>();
        objects.forEach((ref, object) -> {
            if (ref.resource().equals(resource)) {
                all.put(ref, object);
            }
        });
        return all;
    }

    PlaneState state() {
        var state = new PlaneState();
        objects.forEach((ref, object) -> state.write(revision(ref), nanos, ref, Optional.of(object)));
        return state;
    }

    Optional<KubeObject> get(Ref ref) {
        return Optional.ofNullable(objects.get(ref));
    }

    long put(Ref ref, KubeObject object) {
        var before = Optional.ofNullable(objects.put(ref, object));
        changes.add(new Change(revision + 1, nanos, ref, before, revision(ref), Optional.of(object)));
        write(ref, ByteString.copyFrom(Json.write(object.tree())));
        revisions.put(ref, revision);
        return revision;
    }

    long remove(Ref ref) {
        var before = Optional.ofNullable(objects.remove(ref));
        changes.add(new Change(revision + 1, nanos, ref, before, revision(ref), Optional.empty()));
        revisions.remove(ref);
        write(ref, null);
        return revision;
    }

    private void write(Ref ref, @Nullable ByteString value) {
        revision++;
        pass(1);
        var kv = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key(ref))).setModRevision(revision);
        var event = Event.newBuilder();
        if (value == null) {
            event.setType(Event.EventType.DELETE);
        } else {
            kv.setValue(value);
        }
        entries.add(new EventLog.Entry(revision, nanos, List.of(event.setKv(kv).build())));
    }

    private static String key(Ref ref) {
        var folder = switch (ref.resource()) {
            case "services" -> "services/specs";
            case "nodes" -> "minions";
            default -> ref.resource();
        };
        return "/registry/" + folder + "/" + ref.key();
    }

    /** Begins an operation of a process. */
    void begin(int process, String f, Edn value) {
        pass(1);
        op(process, Phase.INVOKE, f, value);
    }

    void end(int process, Phase phase, String f, Edn value) {
        pass(1);
        op(process, phase, f, value);
    }

    private void op(int process, Phase phase, String f, Edn value) {
        ops.add(new Op(ops.size(), process, phase, f, value, nanos, null, List.of(), List.of()));
    }

    /** A whole period of the nemesis. */
    void period(String f, long millis, Runnable within) {
        op(Op.NEMESIS, Phase.INFO, f, Edn.NIL);
        pass(millis / 2);
        within.run();
        pass(millis / 2);
        op(Op.NEMESIS, Phase.INFO, f, Edn.NIL);
    }

    /** An object as an API server tells of it. */
    Seen seen(String type, Ref ref, KubeObject object, long at) {
        return Seen.of(
                type, new KubeObject(object.tree().withAt(Value.of(Long.toString(at)), "metadata", "resourceVersion")));
    }

    /** The writes of a resource after one revision, as a watch tells of them. */
    List<Seen> watched(String resource, long after) {
        return changes.stream()
                .filter(change -> change.ref().resource().equals(resource) && change.revision() > after)
                .map(change -> seen(
                        change.creates() ? "ADDED" : change.removes() ? "DELETED" : "MODIFIED",
                        change.ref(),
                        change.object(),
                        change.revision()))
                .toList();
    }

    private EventLog events() {
        return new EventLog(1, entries, true, "");
    }

    Evidence evidence() {
        return new Evidence(new History(ops), Optional.of(events()), Map.of(), Map.of());
    }

    static ObjectValue tree(Object... pairs) {
        var builder = ObjectValue.builder();
        for (int i = 0; i < pairs.length; i += 2) {
            var name = (String) pairs[i];
            switch (pairs[i + 1]) {
                case Value value -> builder.put(name, value);
                case String text -> builder.put(name, text);
                case Long number -> builder.put(name, number);
                case Integer number -> builder.put(name, number.longValue());
                case Boolean flag -> builder.put(name, flag);
                default -> throw new IllegalArgumentException("value: " + pairs[i + 1]);
            }
        }
        return builder.build();
    }
}
