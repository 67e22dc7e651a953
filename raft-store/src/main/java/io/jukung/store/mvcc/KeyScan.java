package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;

/** Living keys of a range in ascending order, each once. Starts before the first. */
interface KeyScan extends AutoCloseable {

    /** Moves to the next key; false at the end. */
    boolean advance();

    /** The key here. */
    ByteString key();

    /** Its record, with value. */
    KeyValue record();

    /** How many keys follow; the scan is at its end afterwards. */
    default long countRest() {
        long count = 0;
        while (advance()) {
            count++;
        }
        return count;
    }

    @Override
    void close();
}
