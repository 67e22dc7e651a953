package io.jukung.netproxy.dns;

import java.util.Arrays;
import java.util.Locale;

/**
 * A question that a client asked.
 *
 * @param id chosen by the client, 16 bits
 * @param opcode 0 for a standard query
 * @param question name, type and class as they came: answers repeat them byte for byte, also the name's case
 * @param name in lower case, without the final dot
 * @param extended whether the client speaks EDNS
 * @param version of EDNS; there is only 0 yet
 * @param udpSize the largest UDP answer that the client takes, in bytes, at least 512
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Query(
        int id,
        int opcode,
        boolean recursionDesired,
        byte[] question,
        String name,
        int type,
        int dnsClass,
        boolean extended,
        int version,
        int udpSize) {

    static final int IN = 1;

    private static final int MIN_UDP_SIZE = 512;
    private static final int RESPONSE = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;

    /** Reads a query; throws where it is none, or where its one question cannot be read. */
    static Query read(byte[] message) throws MalformedMessageException {
        var reader = new MessageReader(message, 0);
        int id = reader.u16();
        int flags = reader.u16();
        if ((flags & RESPONSE) != 0) {
            throw new MalformedMessageException("a response, not a query");
        }
        if (reader.u16() != 1) {
            throw new MalformedMessageException("not exactly one question");
        }
        int others = reader.u16() + reader.u16();
        int additional = reader.u16();
        var name = reader.name();
        int type = reader.u16();
        int dnsClass = reader.u16();
        var question = Arrays.copyOfRange(message, MessageReader.HEADER_BYTES, reader.position());
        int udpSize = 0;
        int version = 0;
        for (int i = 0; i < others + additional; i++) {
            reader.name();
            int recordType = reader.u16();
            int recordClass = reader.u16();
            reader.skip(1);
            int extension = reader.u8();
            reader.skip(2);
            reader.skip(reader.u16());
            if (recordType == ResourceRecord.OPT) {
                udpSize = Math.max(MIN_UDP_SIZE, recordClass);
                version = extension;
            }
        }
        return new Query(
                id,
                (flags >>> 11) & 15,
                (flags & RECURSION_DESIRED) != 0,
                question,
                name.toLowerCase(Locale.ROOT),
                type,
                dnsClass,
                udpSize > 0,
                version,
                Math.max(MIN_UDP_SIZE, udpSize));
    }
}
