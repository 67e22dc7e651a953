package io.jukung.api.server.chain;

import io.jukung.api.server.storage.Fence;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a write is made.
 *
 * @param dryRun everything but the store's transaction
 * @param fieldManager who owns the fields written
 * @param fence present for a leader's write
 * @param warn takes texts for the client's Warning headers
 */
public record WriteOptions(
        boolean dryRun,
        String fieldManager,
        FieldValidation fieldValidation,
        Optional<Fence> fence,
        Consumer<String> warn) {}
