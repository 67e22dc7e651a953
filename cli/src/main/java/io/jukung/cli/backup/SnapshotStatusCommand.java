package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.store.backup.SnapshotStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung store snapshot status}: reads a whole snapshot file and prints what etcdutl prints. */
@Command(name = "status", description = "Check a snapshot file and print its hash, revision, keys and size.")
final class SnapshotStatusCommand implements Callable<Integer> {

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");

    /** How the answer is printed. */
    enum Format {
        simple,
        table,
        json,
        fields
    }

    @Parameters(
            paramLabel = "FILE",
            description = "What snapshot save wrote, or the database of an etcd that is stopped.")
    private Path file = Path.of("");

    @Option(
            names = {"-w", "--write-out"},
            paramLabel = "FORMAT",
            defaultValue = "simple",
            description = "simple, table, json or fields (default: ${DEFAULT-VALUE}).")
    private Format format = Format.simple;

    @Override
    public Integer call() {
        try {
            System.out.println(print(SnapshotStatus.of(file), format));
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("snapshot status " + file + ": " + CommandFailure.reason(e), e);
        }
    }

    static String print(SnapshotStatus status, Format format) {
        String hash = Integer.toUnsignedString(status.hash());
        String hex = Integer.toHexString(status.hash());
        return switch (format) {
            case simple ->
                "%s, %d, %d, %s".formatted(hex, status.revision(), status.totalKeys(), size(status.totalSize()));
            case json ->
                "{\"hash\":%s,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d}"
                        .formatted(hash, status.revision(), status.totalKeys(), status.totalSize());
            case fields ->
                "\"Hash\" : %s%n\"Revision\" : %d%n\"Keys\" : %d%n\"Size\" : %d"
                        .formatted(hash, status.revision(), status.totalKeys(), status.totalSize());
            case table ->
                table(
                        List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"),
                        List.of(
                                hex,
                                Long.toString(status.revision()),
                                Long.toString(status.totalKeys()),
                                size(status.totalSize())));
        };
    }

    private static String table(List<String> head, List<String> row) {
        var lines = new StringBuilder[] {
            new StringBuilder("┌"),
            new StringBuilder("│"),
            new StringBuilder("├"),
            new StringBuilder("│"),
            new StringBuilder("└")
        };
        for (int column = 0; column < head.size(); column++) {
            boolean last = column == head.size() - 1;
            int width = Math.max(head.get(column).length(), row.get(column).length());
            var rule = "─".repeat(width + 2);
            int left = (width - head.get(column).length()) / 2;
            lines[0].append(rule).append(last ? "┐" : "┬");
            lines[1].append(" ".repeat(1 + left))
                    .append(head.get(column))
                    .append(" ".repeat(width - head.get(column).length() - left + 1))
                    .append("│");
            lines[2].append(rule).append(last ? "┤" : "┼");
            lines[3].append(' ')
                    .append(" ".repeat(width - row.get(column).length()))
                    .append(row.get(column))
                    .append(" │");
            lines[4].append(rule).append(last ? "┘" : "┴");
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** In powers of 1000, one digit behind the point below ten. */
    static String size(long bytes) {
        double scaled = bytes;
        int unit = 0;
        while (scaled >= 1000 && unit < UNITS.size() - 1) {
            scaled /= 1000;
            unit++;
        }
        return unit > 0 && scaled < 9.95
                ? String.format(Locale.ROOT, "%.1f %s", scaled, UNITS.get(unit))
                : String.format(Locale.ROOT, "%.0f %s", scaled, UNITS.get(unit));
    }
}
