package io.jukung.api.server.chain;

import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.TokenIssuer;
import io.jukung.api.server.registry.AllocationRule;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.platform.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The chain as a whole: what REST and gRPC call. */
public final class Resources implements AutoCloseable {

    private final Registry registry;
    private final Stores stores;
    private final Reads reads;
    private final Writes writes;
    private final Deletes deletes;
    private final Actions actions;
    private final ServiceAccountTokens tokens;

    /**
     * Starts to fill the caches at once.
     *
     * @param ranges from which addresses and ports are handed out
     * @param issuer signs service-account tokens
     */
    public Resources(
            Registry registry,
            ObjectStorage storage,
            Map<AllocationRule.Range, ValueRange> ranges,
            TokenIssuer issuer,
            Clock clock,
            RandomGenerator random) {
        this.registry = registry;
        this.stores = new Stores(registry, storage);
        this.reads = new Reads(stores, storage);
        var allocations = new Allocations(storage, ranges, random);
        var admission = new AdmissionChain(
                List.of(new NamespaceLifecycle(registry, stores), new PodDefaults(registry, stores, random)));
        this.writes = new Writes(stores, admission, allocations, clock, random);
        this.deletes = new Deletes(stores, admission, allocations, clock);
        this.actions = new Actions(registry, reads, writes, deletes, issuer, clock);
        this.tokens = new ServiceAccountTokens(issuer, registry, stores, clock);
    }

    public Registry registry() {
        return registry;
    }

    public Reads reads() {
        return reads;
    }

    public Writes writes() {
        return writes;
    }

    public Deletes deletes() {
        return deletes;
    }

    public Actions actions() {
        return actions;
    }

    /** One for each resource. */
    public Collection<ResourceStore> stores() {
        return stores.all();
    }

    /** Reads service-account tokens. */
    public Authenticator tokens() {
        return tokens;
    }

    /** Resources whose cache is not loaded yet. */
    public List<String> notReady() {
        return stores.notReady();
    }

    /** Ends all watches; new ones end at once. */
    public void endWatches() {
        stores.close();
    }

    @Override
    public void close() {
        stores.close();
    }
}
