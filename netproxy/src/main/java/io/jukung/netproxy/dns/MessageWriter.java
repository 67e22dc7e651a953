package io.jukung.netproxy.dns;

import io.jukung.netproxy.dns.ResourceRecord.Data;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes answers, with names shortened by pointers. Used by one thread, for one message. */
final class MessageWriter {

    /** The largest UDP answer we send: more is fragmented on the way (DNS flag day 2020). */
    static final int MAX_UDP_SIZE = 1232;

    static final int MAX_TCP_SIZE = 65_535;

    private static final int MAX_POINTER_TARGET = 0x3FFF;
    private static final int CODE_BITS = 4;
    private static final int CODE = (1 << CODE_BITS) - 1;
    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(MAX_UDP_SIZE);
    /** Where each name, in lower case, was written. */
    private final Map<String, Integer> names = new HashMap<>();

    private MessageWriter() {}

    /** The largest answer that may go to the client by UDP, in bytes. */
    static int udpLimit(Query query) {
        return Math.min(query.udpSize(), MAX_UDP_SIZE);
    }

    /**
     * The answer's bytes. What does not fit is left out: first additional records, which nobody misses, then all
     * others, and the answer is marked truncated so that the client comes again by TCP.
     */
    static byte[] write(Query query, Answer answer, int maxSize) {
        var whole = write(query, answer, answer.additional(), false);
        if (whole.length <= maxSize) {
            return whole;
        }
        var without = write(query, answer, List.of(), false);
        if (without.length <= maxSize) {
            return without;
        }
        var empty = new Answer(answer.code(), answer.authoritative(), List.of(), List.of(), List.of());
        return write(query, empty, List.of(), true);
    }

    /** An answer to what could not be read beyond its id. */
    static byte[] formatError(int id) {
        var writer = new MessageWriter();
        writer.u16(id);
        writer.u16(RESPONSE | Answer.Code.FORMAT_ERROR.number());
        for (int i = 0; i < 4; i++) {
            writer.u16(0);
        }
        return writer.out.toByteArray();
    }

    private static byte[] write(Query query, Answer answer, List<ResourceRecord> additional, boolean truncated) {
        var writer = new MessageWriter();
        writer.u16(query.id());
        writer.u16(RESPONSE
                | (query.opcode() << 11)
                | (answer.authoritative() ? AUTHORITATIVE : 0)
                | (truncated ? TRUNCATED : 0)
                | (query.recursionDesired() ? RECURSION_DESIRED : 0)
                | RECURSION_AVAILABLE
                | (answer.code().number() & CODE));
        writer.u16(1);
        writer.u16(answer.records().size());
        writer.u16(answer.authority().size());
        writer.u16(additional.size() + (query.extended() ? 1 : 0));
        writer.note(query.name());
        writer.out.writeBytes(query.question());
        answer.records().forEach(writer::record);
        answer.authority().forEach(writer::record);
        additional.forEach(writer::record);
        if (query.extended()) {
            writer.extension(answer.code());
        }
        return writer.out.toByteArray();
    }

    private void record(ResourceRecord record) {
        name(record.owner());
        u16(record.type());
        u16(Query.IN);
        u32(record.ttl());
        var data = new MessageWriter();
        // Names in data are written in full: their pointers would need the final place of the data.
        data.data(record.data());
        u16(data.out.size());
        out.writeBytes(data.out.toByteArray());
    }

    private void data(Data data) {
        switch (data) {
            case Data.Address(var bits) -> u32(bits & 0xFFFFFFFFL);
            case Data.Address6(var high, var low) -> {
                u32(high >>> 32);
                u32(high & 0xFFFFFFFFL);
                u32(low >>> 32);
                u32(low & 0xFFFFFFFFL);
            }
            case Data.Alias(var target) -> fullName(target);
            case Data.NameServer(var target) -> fullName(target);
            case Data.Pointer(var target) -> fullName(target);
            case Data.Service(var port, var target) -> {
                u16(0);
                u16(100);
                u16(port);
                fullName(target);
            }
            case Data.Text(var text) -> {
                out.write(text.length());
                out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
            case Data.Authority(var server, var mailbox, var serial, var minimum) -> {
                fullName(server);
                fullName(mailbox);
                u32(serial);
                u32(7200);
                u32(1800);
                u32(86_400);
                u32(minimum);
            }
        }
    }

    /** Says that we speak EDNS 0, and how much we take. */
    private void extension(Answer.Code code) {
        out.write(0);
        u16(ResourceRecord.OPT);
        u16(MAX_UDP_SIZE);
        // What of the code has no place in the header, then version 0 and no flags.
        u32((long) code.number() >>> CODE_BITS << 24);
        u16(0);
    }

    /** A name, as a pointer from where its end was written before. */
    private void name(String name) {
        var rest = name;
        while (!rest.isEmpty()) {
            var at = names.get(rest.toLowerCase(Locale.ROOT));
            if (at != null) {
                u16(0xC000 | at);
                return;
            }
            noteHere(rest);
            rest = label(rest);
        }
        out.write(0);
    }

    private void fullName(String name) {
        var rest = name;
        while (!rest.isEmpty()) {
            rest = label(rest);
        }
        out.write(0);
    }

    /** Writes the first label and gives the others. */
    private String label(String name) {
        int dot = name.indexOf('.');
        var label = (dot < 0 ? name : name.substring(0, dot)).getBytes(StandardCharsets.ISO_8859_1);
        out.write(label.length);
        out.writeBytes(label);
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private void noteHere(String name) {
        if (out.size() <= MAX_POINTER_TARGET) {
            names.putIfAbsent(name.toLowerCase(Locale.ROOT), out.size());
        }
    }

    /** Remembers the question's name and its ends, which begin right after the header. */
    private void note(String name) {
        int at = MessageReader.HEADER_BYTES;
        var rest = name;
        while (!rest.isEmpty() && rest.indexOf('\\') < 0) {
            names.put(rest, at);
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return;
            }
            at += dot + 1;
            rest = rest.substring(dot + 1);
        }
    }

    private void u16(int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    private void u32(long value) {
        u16((int) (value >>> 16) & 0xFFFF);
        u16((int) value & 0xFFFF);
    }
}
