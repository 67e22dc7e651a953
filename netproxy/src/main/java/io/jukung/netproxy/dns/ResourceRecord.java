package io.jukung.netproxy.dns;

/**
 * One record of an answer.
 *
 * @param owner the name it is about, without the final dot
 * @param ttl seconds for which it may be kept
 */
record ResourceRecord(String owner, long ttl, Data data) {

    static final int A = 1;
    static final int NS = 2;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int OPT = 41;
    static final int ANY = 255;

    int type() {
        return switch (data) {
            case Data.Address(var bits) -> A;
            case Data.Address6(var high, var low) -> AAAA;
            case Data.Alias(var target) -> CNAME;
            case Data.NameServer(var target) -> NS;
            case Data.Pointer(var target) -> PTR;
            case Data.Service(var port, var target) -> SRV;
            case Data.Text(var text) -> TXT;
            case Data.Authority(var server, var mailbox, var serial, var minimum) -> SOA;
        };
    }

    /** What a record says. */
    sealed interface Data {

        /** An IPv4 address, big-endian. */
        record Address(int bits) implements Data {}

        /** An IPv6 address in two halves, big-endian. */
        record Address6(long high, long low) implements Data {}

        record Alias(String target) implements Data {}

        record NameServer(String target) implements Data {}

        record Pointer(String target) implements Data {}

        /** Priority 0 and weight 100, as CoreDNS answers. */
        record Service(int port, String target) implements Data {}

        /** At most 255 bytes of ASCII. */
        record Text(String text) implements Data {}

        /** Who answers for a zone; absence of a name may be kept for {@code minimum} seconds. */
        record Authority(String server, String mailbox, long serial, long minimum) implements Data {}
    }
}
