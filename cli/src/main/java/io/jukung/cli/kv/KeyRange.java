package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/**
 * Which keys a command is about, in etcdctl's grammar: KEY, KEY END, {@code --prefix}, {@code --from-key}.
 *
 * @param end exclusive; empty for the start alone, one zero byte for no end
 */
record KeyRange(ByteString start, ByteString end) {

    static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    /**
     * Reads one.
     *
     * @throws KvFailure in etcdctl's words where the flags do not go together
     */
    static KeyRange of(List<String> words, boolean prefix, boolean fromKey) {
        if (prefix && fromKey) {
            throw KvFailure.arguments("`--prefix` and `--from-key` cannot be set at the same time, choose one");
        }
        if (words.size() > 1 && (prefix || fromKey)) {
            throw KvFailure.arguments(
                    "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
        }
        var start = ByteString.copyFromUtf8(words.getFirst());
        if (words.size() > 1) {
            return new KeyRange(start, ByteString.copyFromUtf8(words.get(1)));
        }
        if (prefix) {
            return ofPrefix(start);
        }
        return fromKey ? new KeyRange(start.isEmpty() ? ZERO : start, ZERO) : new KeyRange(start, ByteString.EMPTY);
    }

    static KeyRange ofPrefix(ByteString prefix) {
        return prefix.isEmpty() ? new KeyRange(ZERO, ZERO) : new KeyRange(prefix, after(prefix));
    }

    /** The first key that does not begin with {@code prefix}; one zero byte where there is none. */
    static ByteString after(ByteString prefix) {
        var bytes = prefix.toByteArray();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] != (byte) 0xff) {
                bytes[i]++;
                return ByteString.copyFrom(Arrays.copyOf(bytes, i + 1));
            }
        }
        return ZERO;
    }
}
