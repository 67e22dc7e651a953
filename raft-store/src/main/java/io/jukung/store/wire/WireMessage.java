package io.jukung.store.wire;

import java.io.IOException;
import java.io.OutputStream;

/** A message whose encoding is known; it is written once, to its connection. */
public interface WireMessage {

    /** Bytes, exactly. */
    int size();

    /** How many keys there are in the range it answers for; -1: it is no such response, or nobody counted. */
    default long keys() {
        return -1;
    }

    /** Writes them. */
    void writeTo(OutputStream out) throws IOException;
}
