package io.jukung.store.apply;

import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The dullest possible store: a copy of all keys per revision. What the real one is compared with. */
final class OracleModel {

    private final List<TreeMap<String, KeyValue>> byRevision = new ArrayList<>();

    OracleModel() {
        byRevision.add(new TreeMap<>());
        byRevision.add(new TreeMap<>());
    }

    long revision() {
        return byRevision.size() - 1L;
    }

    private Map<String, KeyValue> now() {
        return byRevision.getLast();
    }

    void put(String key, String value) {
        TreeMap<String, KeyValue> next = new TreeMap<>(now());
        long revision = byRevision.size();
        KeyValue before = next.get(key);
        next.put(
                key,
                KeyValue.newBuilder()
                        .setKey(Requests.bytes(key))
                        .setValue(Requests.bytes(value))
                        .setCreateRevision(before == null ? revision : before.getCreateRevision())
                        .setModRevision(revision)
                        .setVersion(before == null ? 1 : before.getVersion() + 1)
                        .build());
        byRevision.add(next);
    }

    long delete(String from, String to) {
        TreeMap<String, KeyValue> next = new TreeMap<>(now());
        List<String> gone = List.copyOf(new TreeSet<>(next.subMap(from, to).keySet()));
        gone.forEach(next::remove);
        if (!gone.isEmpty()) {
            byRevision.add(next);
        }
        return gone.size();
    }

    List<KeyValue> range(String from, String to, long revision) {
        return List.copyOf(byRevision.get((int) revision).subMap(from, to).values());
    }
}
