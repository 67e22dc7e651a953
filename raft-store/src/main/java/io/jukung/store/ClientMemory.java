package io.jukung.store;

/**
 * What clients, all together, may have this member hold for them. Connections have a limit of their own, see {@link Connections}.
 *
 * @param calls at once, watches and the like among them
 * @param callBytes of requests that have not arrived whole and of responses that were not taken yet
 * @param leases that exist when one more is granted
 * @param watcherBytes what watchers are known by: their keys, and {@value #WATCHER_OVERHEAD_BYTES} bytes for each
 */
public record ClientMemory(int calls, long callBytes, int leases, long watcherBytes) implements StoreConfig.Part {

    /** About what a watcher takes beside its keys. */
    public static final int WATCHER_OVERHEAD_BYTES = 1024;

    /** About what a call takes of gRPC and HTTP/2. */
    private static final int CALL_BYTES = 8 << 10;

    /** About what a lease takes: it is known to the table, and at the leader by when it ends. */
    private static final int LEASE_BYTES = 512;

    public ClientMemory {
        StoreConfig.require(
                calls > 0 && callBytes > 0 && leases > 0 && watcherBytes > 0, "clients need some memory of a member");
    }

    /** Three quarters of a heap at the very most: clients fill it, and the member still has room to work. */
    public static ClientMemory ofHeap(long bytes) {
        return new ClientMemory(
                (int) Math.min(Integer.MAX_VALUE, bytes / 4 / CALL_BYTES),
                bytes / 4,
                (int) Math.min(Integer.MAX_VALUE, bytes / 8 / LEASE_BYTES),
                bytes / 8);
    }
}
