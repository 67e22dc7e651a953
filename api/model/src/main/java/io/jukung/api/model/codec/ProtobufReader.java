package io.jukung.api.model.codec;

import java.util.Arrays;

/** Reads one protobuf message field by field, within its bounds. */
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;
    private static final int DEEPEST = 100;

    private final byte[] bytes;
    private final int end;
    private final int depth;
    private int position;
    private int number;
    private int wireType;

    ProtobufReader(byte[] bytes, int start, int end) {
        this(bytes, start, end, 0);
    }

    private ProtobufReader(byte[] bytes, int start, int end, int depth) {
        if (depth > DEEPEST) {
            throw new DecodingException("protobuf: more than " + DEEPEST + " messages inside each other");
        }
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.depth = depth;
    }

    /** Goes to the next field; false at the end. */
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        number = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (number <= 0) {
            throw new DecodingException("protobuf: field number " + number + " at byte " + position);
        }
        return true;
    }

    int number() {
        return number;
    }

    /** Whether the field holds bytes: a message, text, or packed numbers. */
    boolean isDelimited() {
        return wireType == LENGTH_DELIMITED;
    }

    /** Whether nothing is left. */
    boolean atEnd() {
        return position == end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw truncated();
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DecodingException("protobuf: a number of more than 64 bits at byte " + position);
    }

    /** The number of a varint field. */
    long number64() {
        expect(VARINT);
        return varint();
    }

    double real() {
        expect(FIXED_64);
        return Double.longBitsToDouble(fixed(8));
    }

    private long fixed(int length) {
        if (end - position < length) {
            throw truncated();
        }
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[position + i] & 0xff);
        }
        position += length;
        return value;
    }

    String text() {
        int start = delimited();
        return KubeProtobuf.utf8(bytes, start, position);
    }

    byte[] bytes() {
        int start = delimited();
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** The message in this field. */
    ProtobufReader message() {
        int start = delimited();
        return new ProtobufReader(bytes, start, position, depth + 1);
    }

    /** Goes behind a field of bytes; returns where they start. */
    private int delimited() {
        expect(LENGTH_DELIMITED);
        long length = varint();
        if (length < 0 || length > end - position) {
            throw truncated();
        }
        int start = position;
        position += (int) length;
        return start;
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> fixed(8);
            case LENGTH_DELIMITED -> delimited();
            case FIXED_32 -> fixed(4);
            default -> throw new DecodingException("protobuf: wire type " + wireType + " of field " + number);
        }
    }

    private void expect(int expected) {
        if (wireType != expected) {
            throw new DecodingException(
                    "protobuf: wire type " + wireType + " of field " + number + ", expected " + expected);
        }
    }

    private static DecodingException truncated() {
        return new DecodingException("protobuf: unexpected end of message");
    }
}
