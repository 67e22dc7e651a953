package io.jukung.chaos.report;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a run's files are: {@code store/<test>/<time>/}, as Jepsen's; {@code latest} leads to the last. */
final class RunDirectory {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSSX", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}");
    private static final int MOST_AT_ONCE = 1000;

    private RunDirectory() {}

    /** Whether it may name a folder. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Makes it; two runs of one test that begin in the same millisecond get different ones. */
    static Path create(Path store, String test, Instant begun) throws IOException {
        if (!isName(test) || test.equals("latest")) {
            throw new IllegalArgumentException("test: '" + test + "', expected a name of letters, digits, - _ . and +");
        }
        var parent = Files.createDirectories(store.resolve(test));
        var time = TIME.format(begun);
        for (int i = 1; i <= MOST_AT_ONCE; i++) {
            try {
                return Files.createDirectory(parent.resolve(i == 1 ? time : time + "-" + i));
            } catch (FileAlreadyExistsException taken) {
                // The next name.
            }
        }
        throw new IOException(parent + ": already has " + MOST_AT_ONCE + " runs of " + time);
    }

    /** Points {@code store/latest} and {@code store/<test>/latest} to it. */
    static void markLatest(Path store, Path run) throws IOException {
        var test = run.getParent();
        if (test != null) {
            link(test.resolve("latest"), test.relativize(run));
            link(store.resolve("latest"), store.relativize(run));
        }
    }

    /** At no moment is there none. */
    private static void link(Path link, Path target) throws IOException {
        var next = link.resolveSibling("latest." + ProcessHandle.current().pid());
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
