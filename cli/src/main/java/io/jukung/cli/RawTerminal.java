package io.jukung.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user's terminal while another one answers through it: each key is passed on at once and unseen, Ctrl-C
 * too. It is as it was before after {@link #leave}, and when this process ends.
 */
final class RawTerminal {

    private static final File TERMINAL = new File("/dev/tty");

    private final @Nullable String before;

    private RawTerminal(@Nullable String before) {
        this.before = before;
    }

    /**
     * Takes the terminal.
     *
     * @param wanted false leaves it alone, as does having none
     */
    static RawTerminal enter(boolean wanted) {
        var before = wanted && isTerminal() ? stty("-g") : null;
        var terminal = new RawTerminal(before);
        if (before != null) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(terminal::leave));
            stty("raw", "-echo");
        }
        return terminal;
    }

    /** Idempotent. */
    void leave() {
        if (before != null) {
            stty(before);
        }
    }

    /** Whether a person sits before this process; it has a console without one too. */
    static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /** What stty prints; null where it fails. */
    private static @Nullable String stty(String... arguments) {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? printed : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
