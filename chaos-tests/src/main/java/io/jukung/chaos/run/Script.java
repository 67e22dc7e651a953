package io.jukung.chaos.run;

/** A sequence of operations and faults, always the same. */
@FunctionalInterface
public interface Script {

    /**
     * Plays it.
     *
     * @throws Unmet what it is about did not come about
     */
    void play(Stage stage) throws Exception;
}
