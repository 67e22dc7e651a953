package io.jukung.netproxy.dns;

import java.nio.charset.StandardCharsets;

/** Reads a DNS message from its start; every read is checked against its end. Used by one thread. */
final class MessageReader {

    static final int HEADER_BYTES = 12;
    private static final int MAX_NAME_BYTES = 255;
    private static final int POINTER = 0xC0;

    private final byte[] message;
    private int position;

    MessageReader(byte[] message, int position) {
        this.message = message;
        this.position = position;
    }

    int position() {
        return position;
    }

    int u8() throws MalformedMessageException {
        need(1);
        return message[position++] & 0xFF;
    }

    int u16() throws MalformedMessageException {
        return (u8() << 8) | u8();
    }

    long u32() throws MalformedMessageException {
        return ((long) u16() << 16) | u16();
    }

    long u64() throws MalformedMessageException {
        return (u32() << 32) | u32();
    }

    void skip(int bytes) throws MalformedMessageException {
        need(bytes);
        position += bytes;
    }

    private void need(int bytes) throws MalformedMessageException {
        if (bytes > message.length - position) {
            throw new MalformedMessageException("the message ends at byte " + message.length);
        }
    }

    /** A name without its final dot. A dot or backslash inside a label, which no name of ours has, is escaped. */
    String name() throws MalformedMessageException {
        var name = new StringBuilder();
        int back = -1;
        int at = position;
        int bytes = 0;
        while (true) {
            if (at >= message.length) {
                throw new MalformedMessageException("a name runs over the end of the message");
            }
            int length = message[at] & 0xFF;
            if (length == 0) {
                at++;
                break;
            }
            if ((length & POINTER) == POINTER) {
                if (at + 1 >= message.length) {
                    throw new MalformedMessageException("a pointer runs over the end of the message");
                }
                int target = ((length & ~POINTER) << 8) | (message[at + 1] & 0xFF);
                // Only backwards, so that no chain of pointers can go round.
                if (target >= at) {
                    throw new MalformedMessageException("a pointer points forward");
                }
                back = back < 0 ? at + 2 : back;
                at = target;
                bytes++;
            } else if ((length & POINTER) != 0) {
                throw new MalformedMessageException("a label of unknown kind");
            } else {
                if (at + length >= message.length) {
                    throw new MalformedMessageException("a label runs over the end of the message");
                }
                label(at + 1, length, name);
                at += length + 1;
                bytes += length + 1;
            }
            if (bytes > MAX_NAME_BYTES) {
                throw new MalformedMessageException("a name is longer than " + MAX_NAME_BYTES + " bytes");
            }
        }
        position = back < 0 ? at : back;
        return name.toString();
    }

    private void label(int start, int length, StringBuilder name) {
        if (!name.isEmpty()) {
            name.append('.');
        }
        var label = new String(message, start, length, StandardCharsets.ISO_8859_1);
        name.append(label.replace("\\", "\\\\").replace(".", "\\."));
    }
}
