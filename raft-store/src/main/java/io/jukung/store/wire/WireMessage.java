package io.jukung.store.wire;

import java.io.IOException;
import java.io.OutputStream;

/** A message whose encoding is known; it is written once, to its connection. */
public interface WireMessage {

    /** Bytes, exactly. */
    int size();

    /** Writes them. */
    void writeTo(OutputStream out) throws IOException;
}
