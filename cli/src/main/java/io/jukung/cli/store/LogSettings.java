package io.jukung.cli.store;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the log goes, and how.
 *
 * @param outputs {@code stderr}, {@code stdout} or paths of files
 * @param rotation of the one file; null: it grows
 */
record LogSettings(
        boolean json, List<String> outputs, @Nullable Rotation rotation) {

    private static final Set<String> STREAMS = Set.of("stderr", "stdout");
    private static final Set<String> ROTATION_FIELDS =
            Set.of("maxsize", "maxage", "maxbackups", "localtime", "compress");

    /**
     * As etcd's, which takes it from lumberjack.
     *
     * @param maxMegabytes of one file
     * @param maxDays a file is kept; 0: for any time
     * @param maxBackups old files that are kept; 0: 1000, so that a log never fills the disk by itself
     */
    record Rotation(int maxMegabytes, int maxDays, int maxBackups, boolean localTime, boolean compress) {

        private static final int DEFAULT_MEGABYTES = 100;
        private static final int MOST_BACKUPS = 1000;

        Rotation {
            maxMegabytes = maxMegabytes == 0 ? DEFAULT_MEGABYTES : maxMegabytes;
            maxBackups = maxBackups == 0 ? MOST_BACKUPS : maxBackups;
        }
    }

    LogSettings {
        outputs = List.copyOf(outputs);
    }

    /** @throws FlagException naming the flag that is wrong */
    static LogSettings of(FlagValues flags) {
        var outputs = flags.get(StoreFlags.LOG_OUTPUTS).stream()
                .map(output -> switch (output) {
                    // Under systemd, standard error is the journal's.
                    case "default", "systemd/journal" -> "stderr";
                    default -> output;
                })
                .distinct()
                .toList();
        if (outputs.isEmpty()) {
            throw new FlagException(flags.source(StoreFlags.LOG_OUTPUTS) + ": expected at least one output");
        }
        Rotation rotation = null;
        if (flags.get(StoreFlags.ENABLE_LOG_ROTATION)) {
            if (outputs.size() > 1 || STREAMS.contains(outputs.getFirst())) {
                throw new CommandFailure(flags.source(StoreFlags.ENABLE_LOG_ROTATION) + " needs one file as "
                        + flags.source(StoreFlags.LOG_OUTPUTS));
            }
            rotation = rotation(flags.source(StoreFlags.LOG_ROTATION), flags.get(StoreFlags.LOG_ROTATION));
        }
        return new LogSettings(flags.get(StoreFlags.LOG_FORMAT).equals("json"), outputs, rotation);
    }

    private static Rotation rotation(String source, String text) {
        try {
            if (Json.read(text) instanceof ObjectValue object) {
                object.names().stream()
                        .filter(name -> !ROTATION_FIELDS.contains(name))
                        .findFirst()
                        .ifPresent(name -> {
                            throw new FlagException(source + ": unknown field " + name);
                        });
                return new Rotation(
                        whole(source, object, "maxsize"),
                        whole(source, object, "maxage"),
                        whole(source, object, "maxbackups"),
                        object.flag("localtime"),
                        object.flag("compress"));
            }
        } catch (DecodingException e) {
            // As for what is no object.
        }
        throw new FlagException(source + ": expected a JSON object such as {\"maxsize\": 100}");
    }

    private static int whole(String source, ObjectValue object, String field) {
        long value = object.whole(0, field);
        if (value < 0 || value > 1_000_000) {
            throw new FlagException(source + ": " + field + " must be 0 to 1000000, is " + value);
        }
        return (int) value;
    }
}
