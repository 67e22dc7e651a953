package io.jukung.store.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Appends protobuf fields to a buffer that grows. As protobuf's proto3 encoders do, it leaves numbers that are 0 and bytes
 * that are empty out. Field numbers are below 16, so a tag is one byte.
 */
public final class WireWriter implements WireMessage {

    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int MAX_FIELD = 15;

    private byte[] buffer;
    private int size;
    private long keys = -1;

    /** @param capacity bytes to begin with */
    public WireWriter(int capacity) {
        buffer = new byte[capacity];
    }

    /** What this holds is a range's response. */
    public void setKeys(long count) {
        keys = count;
    }

    @Override
    public long keys() {
        return keys;
    }

    /** Bytes of a number without tag; of a negative one, ten. */
    public static int varintSize(long value) {
        return (Long.SIZE + 6 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** Bytes {@link #number} appends. */
    public static int numberSize(long value) {
        return value == 0 ? 0 : 1 + varintSize(value);
    }

    /** Bytes {@link #bytes} appends. */
    public static int bytesSize(int length) {
        return length == 0 ? 0 : messageSize(length);
    }

    /** Bytes of a field that holds a message of this size. */
    public static int messageSize(int length) {
        return 1 + varintSize(length) + length;
    }

    /** Appends an integer or, as 1, a true flag. */
    public void number(int field, long value) {
        if (value != 0) {
            reserve(numberSize(value));
            tag(field, VARINT);
            varint(value);
        }
    }

    /** Appends bytes or a string. */
    public void bytes(int field, byte[] from, int offset, int length) {
        if (length != 0) {
            message(field, length);
            append(from, offset, length);
        }
    }

    /** Appends the beginning of a message's field; its {@code length} bytes must follow. */
    public void message(int field, int length) {
        reserve(messageSize(length));
        tag(field, LENGTH_DELIMITED);
        varint(length);
    }

    /** Appends a message's field. */
    public void message(int field, MessageLite message) {
        int length = message.getSerializedSize();
        message(field, length);
        try {
            var out = CodedOutputStream.newInstance(buffer, size, length);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        size += length;
    }

    /** Appends fields that are encoded already. */
    public void append(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, buffer, size, length);
        size += length;
    }

    /** Appends the fields of another. */
    public void append(WireWriter fields) {
        append(fields.buffer, 0, fields.size);
    }

    private void tag(int field, int type) {
        if (field < 1 || field > MAX_FIELD) {
            throw new IllegalArgumentException("field " + field + " needs a longer tag");
        }
        buffer[size++] = (byte) (field << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, 2 * buffer.length));
        }
    }

    /** Forgets all that was appended; the buffer stays. */
    public void clear() {
        size = 0;
    }

    @Override
    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(buffer, 0, size);
    }
}
