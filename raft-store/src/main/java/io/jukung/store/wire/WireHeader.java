package io.jukung.store.wire;

/** Writes response headers: cluster, member and term are the server's to know. */
@FunctionalInterface
public interface WireHeader {

    /** More than any header's field takes: four numbers of ten bytes at most, their tags, and the field's own tag and length. */
    int MAX_BYTES = 2 + 4 * 11;

    /** Appends a field that holds the header of a response about this revision. */
    void write(WireWriter out, int field, long revision);
}
