package io.jukung.api.client;

import io.jukung.api.client.LoopClient.Written;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What the informers must have seen before a key's next turn: all that its last turn wrote. With it a loop never acts
 * on a view older than its own doing, and needs no expectations as Kubernetes' controllers keep them.
 */
final class RevisionBarriers<K> {

    private final List<Informer> informers;
    private final Map<K, List<Written>> pending = new ConcurrentHashMap<>();

    RevisionBarriers(List<Informer> informers) {
        this.informers = List.copyOf(informers);
    }

    void hold(K key, List<Written> written) {
        if (!written.isEmpty()) {
            pending.put(key, written);
        }
    }

    /**
     * Waits for the key's barrier, if it has one, and drops it; false when it took longer than {@code atMost}. An
     * informer with a selector may never see an object that it does not select.
     */
    boolean await(K key, Duration atMost) {
        var written = pending.remove(key);
        if (written == null) {
            return true;
        }
        long giveUp = System.nanoTime() + atMost.toNanos();
        for (var write : written) {
            for (var informer : informers) {
                if (informer.resource().equals(write.resource())) {
                    var left = Duration.ofNanos(Math.max(0, giveUp - System.nanoTime()));
                    if (!informer.await(seen(informer, write), left)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static BooleanSupplier seen(Informer informer, Written written) {
        return switch (written) {
            case Written.Put(var _, var _, var version) -> {
                long revision = Long.parseLong(version);
                yield () -> informer.revision() >= revision;
            }
            case Written.Delete(var _, var key, var uid) ->
                () -> informer.get(key)
                        .filter(present -> uid.isEmpty() || present.uid().equals(uid))
                        .filter(present -> !present.beingDeleted())
                        .isEmpty();
        };
    }
}
