package io.jukung.api.model.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one protobuf message. */
final class ProtobufWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    private void varint(long value) {
        var rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    void number(int field, long value) {
        varint((long) field << 3);
        varint(value);
    }

    void real(int field, double value) {
        varint((long) field << 3 | 1);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < 8; i++) {
            out.write((int) (bits >>> (8 * i)));
        }
    }

    void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
    }

    void message(int field, ProtobufWriter message) {
        bytes(field, message.toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
