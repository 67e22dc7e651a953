package io.jukung.chaos.cluster;

import java.nio.file.Path;
import java.util.Optional;

/** The native library that members are run with, which lies to them about clock and disk: {@code native/libchaos.c}. */
public final class FaultLibrary {

    private FaultLibrary() {}

    /** Why it cannot be had; empty: it can. */
    public static Optional<String> missing() {
        return Optional.of("not built yet");
    }

    static Optional<Path> library() {
        return Optional.empty();
    }
}
