package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.ListenableFuture;

/** Sends requests, the next when the one before was answered. */
interface Client {
    ListenableFuture<?> next();
}
