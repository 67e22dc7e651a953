package io.jukung.chaos.sim;

import io.jukung.chaos.sim.kernel.InvariantViolation;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where an exception came from that nobody expected. */
final class SimStacks {

    private static final int FRAMES = 12;

    private SimStacks() {}

    static String of(InvariantViolation violation) {
        return Arrays.stream(violation.getSuppressed())
                .map(cause -> "\n" + cause
                        + Arrays.stream(cause.getStackTrace())
                                .limit(FRAMES)
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }
}
