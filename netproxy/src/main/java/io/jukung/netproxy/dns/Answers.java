package io.jukung.netproxy.dns;

import io.jukung.netproxy.dns.ResourceRecord.Data;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads and ages the answers of other resolvers. */
final class Answers {

    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 15;

    private Answers() {}

    /** Whether the bytes answer the query: the id, and the question but for its letters' case. */
    static boolean isAnswerTo(byte[] answer, byte[] query) {
        if (answer.length < MessageReader.HEADER_BYTES || answer[0] != query[0] || answer[1] != query[1]) {
            return false;
        }
        try {
            var asked = new MessageReader(query, MessageReader.HEADER_BYTES);
            var answered = new MessageReader(answer, MessageReader.HEADER_BYTES);
            return (flags(answer) & RESPONSE) != 0
                    && (count(answer, 0) == 0
                            || (asked.name().equalsIgnoreCase(answered.name())
                                    && asked.u16() == answered.u16()
                                    && asked.u16() == answered.u16()));
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    static boolean truncated(byte[] answer) {
        return (flags(answer) & TRUNCATED) != 0;
    }

    /** Whole answers and proven absences may be kept. */
    static boolean cacheable(byte[] answer) {
        int code = flags(answer) & CODE;
        return !truncated(answer)
                && (code == Answer.Code.NO_ERROR.number() || code == Answer.Code.NO_SUCH_NAME.number());
    }

    /** Seconds; 0 where there is no record to tell. */
    static long shortestTtl(byte[] answer) throws MalformedMessageException {
        long shortest = Long.MAX_VALUE;
        for (int offset : ttlOffsets(answer)) {
            shortest = Math.min(shortest, new MessageReader(answer, offset).u32());
        }
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    /** Takes seconds from each record's time to live, in place. */
    static void age(byte[] answer, long seconds) throws MalformedMessageException {
        for (int offset : ttlOffsets(answer)) {
            long left = Math.max(0, new MessageReader(answer, offset).u32() - seconds);
            for (int i = 0; i < 4; i++) {
                answer[offset + i] = (byte) (left >>> (8 * (3 - i)));
            }
        }
    }

    /** Whether the resolver could not or would not answer, so that another one may do better. */
    static boolean failed(byte[] answer) {
        int code = flags(answer) & CODE;
        return code == Answer.Code.SERVER_FAILURE.number()
                || code == Answer.Code.NOT_IMPLEMENTED.number()
                || code == Answer.Code.REFUSED.number();
    }

    /**
     * The addresses and aliases among an answer's records; records of other types are left out. A name that does not
     * exist stays so; any other failure is a failure of ours.
     */
    static Answer addresses(byte[] answer) throws MalformedMessageException {
        var records = new ArrayList<ResourceRecord>();
        var reader = new MessageReader(answer, MessageReader.HEADER_BYTES);
        skipQuestions(answer, reader);
        for (int i = 0; i < count(answer, 1); i++) {
            var owner = reader.name();
            int type = reader.u16();
            reader.u16();
            long ttl = reader.u32();
            int length = reader.u16();
            int start = reader.position();
            reader.skip(length);
            var data = new MessageReader(Arrays.copyOf(answer, start + length), start);
            switch (type) {
                case ResourceRecord.A ->
                    records.add(new ResourceRecord(owner, ttl, new Data.Address((int) data.u32())));
                case ResourceRecord.AAAA ->
                    records.add(new ResourceRecord(owner, ttl, new Data.Address6(data.u64(), data.u64())));
                case ResourceRecord.CNAME -> records.add(new ResourceRecord(owner, ttl, new Data.Alias(data.name())));
                default -> {}
            }
        }
        int code = flags(answer) & CODE;
        var ours = code == Answer.Code.NO_ERROR.number()
                ? Answer.Code.NO_ERROR
                : code == Answer.Code.NO_SUCH_NAME.number() ? Answer.Code.NO_SUCH_NAME : Answer.Code.SERVER_FAILURE;
        return new Answer(ours, false, records, List.of(), List.of());
    }

    private static List<Integer> ttlOffsets(byte[] answer) throws MalformedMessageException {
        var offsets = new ArrayList<Integer>();
        var reader = new MessageReader(answer, MessageReader.HEADER_BYTES);
        skipQuestions(answer, reader);
        int records = count(answer, 1) + count(answer, 2) + count(answer, 3);
        for (int i = 0; i < records; i++) {
            reader.name();
            int type = reader.u16();
            reader.u16();
            if (type != ResourceRecord.OPT) {
                offsets.add(reader.position());
            }
            reader.skip(4);
            reader.skip(reader.u16());
        }
        return offsets;
    }

    private static void skipQuestions(byte[] answer, MessageReader reader) throws MalformedMessageException {
        for (int i = 0; i < count(answer, 0); i++) {
            reader.name();
            reader.skip(4);
        }
    }

    private static int flags(byte[] message) {
        return ((message[2] & 0xFF) << 8) | (message[3] & 0xFF);
    }

    /** How many records a section has: 0 questions, 1 answers, 2 authority, 3 additional. */
    private static int count(byte[] message, int section) {
        int at = 4 + 2 * section;
        return ((message[at] & 0xFF) << 8) | (message[at + 1] & 0xFF);
    }
}
