package io.jukung.api.server.storage;

import java.util.List;

/** An open watch. One thread takes events; any may ask for progress or close. */
public interface StoreWatch extends AutoCloseable {

    /**
     * Waits for the next events.
     *
     * @throws StoreException.Compacted where the start lies before the history
     * @throws StoreException.Unavailable where the watch broke; open a new one after the last revision seen
     */
    List<StoreEvent> take() throws InterruptedException;

    /** Asks the store to say how far this watch is; answered by a {@link StoreEvent.Progress}. */
    void requestProgress();

    @Override
    void close();
}
