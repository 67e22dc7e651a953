package io.jukung.store.lease;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.LeaseBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    /** From which lease a key is moved. */
    static long fromNone(long from, LeaseTable leases, ByteString key, long same, long to) {
        return to == 0 ? from : 0;
    }
}
