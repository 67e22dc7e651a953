package io.jukung.netproxy.apply;

import io.jukung.api.model.object.ObjectKey;
import io.jukung.netproxy.rules.NodeRules;
import io.jukung.netproxy.rules.RuleSet;
import io.jukung.netproxy.rules.ServiceRules;
import io.jukung.netproxy.rules.Transaction;
import io.jukung.netproxy.tracker.ServiceTracker;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our table in the kernel. {@link #sync} brings it to what the services ask for, by the smallest means that works: the
 * difference to what we last made; where that is unknown or refused, all of it, keeping sessions; where that too is
 * refused, a new table. Used by one thread.
 */
public final class Table {

    private static final Logger LOG = LoggerFactory.getLogger(Table.class);

    private final Nft nft;
    private final String name;
    private final NodeRules node;
    private final Map<ObjectKey, RuleSet> services = new TreeMap<>();
    /** What the kernel has; null where that is not known. */
    private @Nullable RuleSet applied;

    public Table(Nft nft, String name, NodeRules node) {
        this.nft = nft;
        this.name = name;
        this.node = node;
    }

    /** Takes changes in; {@link #sync} carries them out. */
    public void update(ServiceTracker.Changes changes) {
        changes.now().forEach((key, state) -> services.put(key, ServiceRules.of(state, node)));
        changes.gone().forEach(services::remove);
    }

    /** From now on nothing is taken for granted of what the kernel has. */
    public void distrust() {
        applied = null;
    }

    /** Throws where the kernel took none of it; the next sync then starts from nothing known. */
    public void sync() throws NftException {
        var wanted = node.ruleSet().with(services.values());
        var known = applied;
        applied = null;
        if (known == null || !change(known, wanted)) {
            writeAll(wanted);
        }
        applied = wanted;
    }

    private boolean change(RuleSet known, RuleSet wanted) {
        var program = Transaction.change(name, known, wanted);
        if (program.isEmpty()) {
            return true;
        }
        try {
            nft.run(program);
            return true;
        } catch (NftException e) {
            LOG.warn("Table {} is not as it was left, all of it is written: {}", name, e.getMessage());
            return false;
        }
    }

    private void writeAll(RuleSet wanted) throws NftException {
        try {
            nft.run(Transaction.sync(name, nft.inventory(name), wanted));
        } catch (NftException e) {
            LOG.warn("Table {} is made anew, client affinity is lost: {}", name, e.getMessage());
            nft.run(Transaction.replace(name, wanted));
        }
    }

    /** Removes the table. */
    public void remove() throws NftException {
        applied = null;
        nft.run(Transaction.remove(name));
    }
}
