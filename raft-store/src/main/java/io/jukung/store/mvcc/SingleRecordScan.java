package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import org.jspecify.annotations.Nullable;

/** A scan over the one key that was looked up, or over nothing. */
final class SingleRecordScan implements KeyScan {

    private @Nullable KeyValue ahead;
    private @Nullable KeyValue current;

    SingleRecordScan(@Nullable KeyValue record) {
        ahead = record;
    }

    @Override
    public boolean advance() {
        current = ahead;
        ahead = null;
        return current != null;
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
        // Nothing is held.
    }
}
