package io.jukung.chaos.check;

/** A judge of a run: pure. */
public interface Checker {

    /** As {@code revision-order}. */
    String name();

    Verdict check(Evidence evidence);
}
