package io.jukung.chaos.report;

import io.jukung.chaos.history.History;

/** Histories of the length of real ones, for tests elsewhere. */
public final class SampleHistories {

    private SampleHistories() {}

    public static History ofSeconds(double seconds) {
        return SampleRun.history(seconds);
    }
}
