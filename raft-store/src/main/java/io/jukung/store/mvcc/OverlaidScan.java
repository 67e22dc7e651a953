package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scan with some of its keys replaced, added or removed. */
final class OverlaidScan implements KeyScan {

    private final KeyScan below;
    private final List<ByteString> keys;
    private final List<@Nullable KeyValue> records;
    private int next;
    private boolean started;
    private boolean belowValid;
    private @Nullable KeyValue current;

    /** @param records what {@code keys}, in ascending order, have instead of what is below; null: nothing */
    OverlaidScan(KeyScan below, List<ByteString> keys, List<@Nullable KeyValue> records) {
        this.below = below;
        this.keys = keys;
        this.records = records;
    }

    @Override
    public boolean advance() {
        if (!started) {
            started = true;
            belowValid = below.advance();
        }
        while (belowValid || next < keys.size()) {
            int order = !belowValid ? 1 : next == keys.size() ? -1 : KeyRange.compare(below.key(), keys.get(next));
            if (order < 0) {
                current = below.record();
                belowValid = below.advance();
                return true;
            }
            if (order == 0) {
                belowValid = below.advance();
            }
            KeyValue record = records.get(next++);
            if (record != null) {
                current = record;
                return true;
            }
        }
        current = null;
        return false;
    }

    @Override
    public ByteString key() {
        return record().getKey();
    }

    @Override
    public KeyValue record() {
        KeyValue here = current;
        if (here == null) {
            throw new IllegalStateException("the scan is not on a key");
        }
        return here;
    }

    @Override
    public void close() {
        below.close();
    }
}
