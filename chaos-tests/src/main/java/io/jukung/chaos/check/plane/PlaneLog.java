package io.jukung.chaos.check.plane;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All writes of a run, from the store's first revision on.
 *
 * @param changes those of objects, in the order in which they were made
 * @param others those of keys that are no objects, as of elections
 */
record PlaneLog(List<Change> changes, List<Other> others) {

    PlaneLog {
        changes = List.copyOf(changes);
        others = List.copyOf(others);
    }

    /** A write of a key that is no object's. */
    record Other(long revision, long nanos, String key) {}

    /**
     * What a witness saw, as objects.
     *
     * @throws IllegalArgumentException if a value under an object's key is no object
     */
    static PlaneLog of(EventLog events) {
        var changes = new ArrayList<Change>();
        var others = new ArrayList<Other>();
        var state = new PlaneState();
        for (var entry : events.entries()) {
            read(entry, state, changes, others);
        }
        return new PlaneLog(changes, others);
    }

    /** Makes one revision's writes in {@code state}. */
    static void read(EventLog.Entry entry, PlaneState state, List<Change> changes, List<Other> others) {
        for (var event : entry.events()) {
            var key = event.getKv().getKey().toStringUtf8();
            var ref = Ref.ofKey(key);
            if (ref.isEmpty()) {
                others.add(new Other(entry.revision(), entry.nanos(), key));
                continue;
            }
            var after = event.getType() == Event.EventType.DELETE
                    ? Optional.<KubeObject>empty()
                    : Optional.of(object(key, event.getKv().getValue().toByteArray()));
            changes.add(state.write(entry.revision(), entry.nanos(), ref.get(), after));
        }
    }

    private static KubeObject object(String key, byte[] value) {
        try {
            return new KubeObject(Json.readObject(value));
        } catch (DecodingException e) {
            throw new IllegalArgumentException(key + ": expected an object in JSON: " + e.getMessage(), e);
        }
    }

    /** All objects at the end. */
    PlaneState end() {
        var state = new PlaneState();
        changes.forEach(state::apply);
        return state;
    }
}
