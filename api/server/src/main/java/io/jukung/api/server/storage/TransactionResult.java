package io.jukung.api.server.storage;

import java.util.Map;

/**
 * How a transaction ended.
 *
 * @param succeeded whether all conditions held and the changes were made
 * @param revision of the store after it; the modification revision of what was put
 * @param present where it failed: the conditions' keys as they are now; those that do not exist are absent
 */
public record TransactionResult(boolean succeeded, long revision, Map<String, StoredValue> present) {

    public TransactionResult {
        present = Map.copyOf(present);
    }
}
