package io.jukung.store.server;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;

/**
 * How large a write is for {@code max-request-bytes}: as large as in etcd's log, whose entry has a header with an id of up to ten
 * bytes, and the request as a field. (etcd's ids take nine bytes on half of its members; a user's name counts there too.)
 */
final class RequestSize {

    private static final int HEADER_BYTES = 14;

    private RequestSize() {}

    /** Bytes of a write. */
    static int of(MessageLite request) {
        int size = request.getSerializedSize();
        return HEADER_BYTES + 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }
}
