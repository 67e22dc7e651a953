package io.jukung.benchmarks.load;

/** Something that goes on at a store until it is closed. */
public interface Turn extends AutoCloseable {

    /** What its clients see. */
    Meter meter();

    /** Sends nothing new and waits for what is on its way. */
    @Override
    void close();
}
