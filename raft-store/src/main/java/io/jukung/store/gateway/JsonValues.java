package io.jukung.store.gateway;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into JSON values, one after the other, with or without white space between them. Looks at brackets and
 * quotes only: whether a value is well formed, its reader says.
 */
final class JsonValues {

    private final int maxBytes;
    private byte[] bytes = new byte[512];
    private int length;
    private int scanned;
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** For values of at most so many bytes, white space before them included. */
    JsonValues(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds what was received; false if a value is larger than allowed. */
    boolean add(ByteBuf part) {
        int more = part.readableBytes();
        if ((long) length + more > maxBytes) {
            return false;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(maxBytes, 2 * bytes.length)));
        }
        part.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    /** The next complete value; null until there is one. */
    byte @Nullable [] next() {
        while (scanned < length) {
            byte at = bytes[scanned++];
            if (inString) {
                if (escaped) {
                    escaped = false;
                } else if (at == '\\') {
                    escaped = true;
                } else if (at == '"') {
                    inString = false;
                }
            } else if (at == '"') {
                inString = true;
            } else if (at == '{' || at == '[') {
                depth++;
            } else if (at == '}' || at == ']') {
                depth--;
                if (depth <= 0) {
                    return take(scanned);
                }
            } else if (depth == 0 && !isSpace(at) && scanned < length && isSpace(bytes[scanned])) {
                // Neither an object nor an array: to be complained about.
                return take(scanned);
            } else if (depth == 0 && isSpace(at) && scanned == length) {
                // White space alone is not kept.
                if (isBlank()) {
                    length = 0;
                    scanned = 0;
                }
            }
        }
        return null;
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (!isSpace(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte at) {
        return at == ' ' || at == '\n' || at == '\r' || at == '\t';
    }

    private byte[] take(int end) {
        var value = Arrays.copyOf(bytes, end);
        System.arraycopy(bytes, end, bytes, 0, length - end);
        length -= end;
        scanned = 0;
        depth = 0;
        return value;
    }

    /** What is left at the end of the stream: nothing, or the beginning of a value. */
    byte[] rest() {
        return Arrays.copyOf(bytes, length);
    }

    int size() {
        return length;
    }
}
