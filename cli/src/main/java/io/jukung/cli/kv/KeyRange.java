package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.cli.CommandFailure;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which keys a verb is about, in etcdctl's grammar: KEY, KEY END, {@code --prefix}, {@code --from-key}. */
final class KeyRange {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    @Option(names = "--prefix", description = "All keys that begin with KEY.")
    private boolean prefix;

    @Option(names = "--from-key", description = "All keys from KEY on.")
    private boolean fromKey;

    @Parameters(arity = "1..2", paramLabel = "KEY [END]", description = "A key, or a range up to END exclusively.")
    private List<String> keys = List.of();

    ByteString start() {
        check();
        return keys.getFirst().isEmpty() && (prefix || fromKey) ? ZERO : ByteString.copyFromUtf8(keys.getFirst());
    }

    ByteString end() {
        if (keys.size() == 2) {
            return ByteString.copyFromUtf8(keys.get(1));
        }
        if (fromKey || (prefix && keys.getFirst().isEmpty())) {
            return ZERO;
        }
        return prefix ? after(start()) : ByteString.EMPTY;
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

    /** In etcdctl's words. */
    private void check() {
        if (prefix && fromKey) {
            throw new CommandFailure("`--prefix` and `--from-key` cannot be set at the same time, choose one");
        }
        if (keys.size() == 2 && (prefix || fromKey)) {
            throw new CommandFailure(
                    "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
        }
    }
}
