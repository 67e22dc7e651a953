package io.jukung.netproxy.dns;

import java.util.ArrayList;
import java.util.List;

/**
 * What is answered to a query.
 *
 * @param code how it went
 * @param authoritative whether it comes from our own zone
 * @param authority where a name is absent, the zone's SOA: clients keep the absence for its minimum
 */
record Answer(
        Code code,
        boolean authoritative,
        List<ResourceRecord> records,
        List<ResourceRecord> authority,
        List<ResourceRecord> additional) {

    Answer {
        records = List.copyOf(records);
        authority = List.copyOf(authority);
        additional = List.copyOf(additional);
    }

    /** Response codes of RFC 1035, and of RFC 6891 the one for an EDNS version that we do not speak. */
    enum Code {
        NO_ERROR(0),
        FORMAT_ERROR(1),
        SERVER_FAILURE(2),
        NO_SUCH_NAME(3),
        NOT_IMPLEMENTED(4),
        REFUSED(5),
        BAD_VERSION(16);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    static Answer of(List<ResourceRecord> records, List<ResourceRecord> additional) {
        return new Answer(Code.NO_ERROR, true, records, List.of(), additional);
    }

    /** The name exists, but not with this type. */
    static Answer noData(ResourceRecord authority) {
        return new Answer(Code.NO_ERROR, true, List.of(), List.of(authority), List.of());
    }

    static Answer noSuchName(ResourceRecord authority) {
        return new Answer(Code.NO_SUCH_NAME, true, List.of(), List.of(authority), List.of());
    }

    static Answer failed(Code code) {
        return new Answer(code, false, List.of(), List.of(), List.of());
    }

    /** This answer, an alias, with what was found for the name it leads to: whether that exists decides. */
    Answer leadingTo(Answer found) {
        var all = new ArrayList<>(records);
        all.addAll(found.records);
        return new Answer(found.code, authoritative, all, found.authority, found.additional);
    }
}
