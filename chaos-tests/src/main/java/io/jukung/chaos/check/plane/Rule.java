package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Findings;

/** One kind of promise: pure. */
@FunctionalInterface
interface Rule {
    void judge(PlaneRun run, Findings findings);
}
