package io.jukung.netproxy.apply;

import io.jukung.netproxy.rules.Composition;
import io.jukung.netproxy.rules.NodeRules;
import io.jukung.netproxy.rules.RuleSet;
import io.jukung.netproxy.rules.ServiceRules;
import io.jukung.netproxy.rules.Transaction;
import io.jukung.netproxy.tracker.ServiceTracker;
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
    private final Composition wanted;
    /** Whether the kernel has what was wanted when it was last settled. */
    private boolean known;

    public Table(Nft nft, String name, NodeRules node) {
        this.nft = nft;
        this.name = name;
        this.node = node;
        wanted = new Composition(node.ruleSet());
    }

    /** Takes changes in; {@link #sync} carries them out. */
    public void update(ServiceTracker.Changes changes) {
        changes.now().forEach((key, state) -> wanted.put(key, ServiceRules.of(state, node)));
        changes.gone().forEach(wanted::remove);
    }

    /** From now on nothing is taken for granted of what the kernel has. */
    public void distrust() {
        known = false;
    }

    /** Throws where the kernel took none of it; the next sync then starts from nothing known. */
    public void sync() throws NftException {
        boolean changed = known && change();
        known = false;
        if (!changed) {
            writeAll(wanted.whole());
        }
        wanted.settle();
        known = true;
    }

    private boolean change() {
        var program = Transaction.change(name, wanted.changedBefore(), wanted.changedNow());
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

    private void writeAll(RuleSet rules) throws NftException {
        try {
            nft.run(Transaction.sync(name, nft.inventory(name), rules));
        } catch (NftException e) {
            LOG.warn("Table {} is made anew, client affinity is lost: {}", name, e.getMessage());
            nft.run(Transaction.replace(name, rules));
        }
    }

    /** Removes the table. */
    public void remove() throws NftException {
        known = false;
        nft.run(Transaction.remove(name));
    }
}
