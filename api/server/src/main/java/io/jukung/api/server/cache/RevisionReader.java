package io.jukung.api.server.cache;

import io.jukung.api.server.storage.ObjectStorage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the store's revision for many at once. Whoever asks while a read is on its way shares the next
 * one: a read that began before the question might miss a write answered in between.
 */
public final class RevisionReader {

    private final ObjectStorage storage;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock joining = new ReentrantLock();
    private @Nullable CompletableFuture<Long> open;

    public RevisionReader(ObjectStorage storage) {
        this.storage = storage;
    }

    /** A revision not older than any write answered before the call. */
    public long read() {
        CompletableFuture<Long> batch;
        boolean mine;
        joining.lock();
        try {
            mine = open == null;
            batch = open == null ? new CompletableFuture<>() : open;
            open = batch;
        } finally {
            joining.unlock();
        }
        if (mine) {
            run(batch);
        }
        try {
            return batch.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void run(CompletableFuture<Long> batch) {
        reading.lock();
        try {
            joining.lock();
            try {
                open = null;
            } finally {
                joining.unlock();
            }
            batch.complete(storage.currentRevision());
        } catch (RuntimeException e) {
            batch.completeExceptionally(e);
        } finally {
            reading.unlock();
        }
    }
}
