package io.jukung.api.server.storage;

import java.util.List;
import java.util.Optional;

/**
 * What the API server asks of its store. Keys are texts in UTF-8, ranges half-open. Calls block until
 * answered or until the deadline of some seconds; all throw {@link StoreException}.
 */
public interface ObjectStorage {

    /** The key's value now, by a linearizable read. */
    Optional<StoredValue> get(String key);

    /**
     * Keys from {@code start} up to but without {@code end}, in order.
     *
     * @param limit most values of the page; 0 for all
     * @param revision at which to read; 0 for now
     * @throws StoreException.Compacted where the revision's history is gone
     */
    StorePage range(String start, String end, long limit, long revision);

    /** The store's revision by a linearizable read: not older than any write answered before the call. */
    long currentRevision();

    /** Makes all changes if all conditions hold, otherwise none. */
    TransactionResult transact(List<Condition> conditions, List<Mutation> changes);

    /** Events of the keys that start with {@code prefix}, from {@code startRevision} on. */
    StoreWatch watch(String prefix, long startRevision);

    /** A new lease of so many seconds; its number. */
    long grantLease(long seconds);

    /**
     * Renews the lease for its full time.
     *
     * @throws StoreException.LeaseNotFound where it has expired
     */
    void keepAlive(long lease);

    /** Ends the lease and deletes its keys; nothing happens where it has expired. */
    void revokeLease(long lease);

    /** The end of the range of all keys that start with {@code prefix}. */
    static String endOf(String prefix) {
        // Prefixes end with '/'; the next ASCII character cannot overflow.
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
