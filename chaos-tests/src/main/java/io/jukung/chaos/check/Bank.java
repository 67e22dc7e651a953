package io.jukung.chaos.check;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Phase;
import java.util.Set;

/**
 * Transfers between accounts, as Jepsen's {@code bank}: {@code :transfer {:from :to :amount}} and {@code :read} of a map from
 * account to balance. Every read has all accounts, their sum is always the same, and none is overdrawn.
 */
public final class Bank implements Checker {

    private final Set<Edn> accounts;
    private final long total;

    /** With {@code total} the sum of all balances. */
    public Bank(Set<Edn> accounts, long total) {
        this.accounts = Set.copyOf(accounts);
        this.total = total;
    }

    @Override
    public String name() {
        return "bank";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        long reads = 0;
        for (var pair : evidence.history().pairs()) {
            if (!pair.begin().f().equals("read") || pair.phase() != Phase.OK) {
                continue;
            }
            reads++;
            var end = pair.end().orElseThrow();
            if (!(end.value() instanceof Edn.Dict(var balances))) {
                throw new IllegalArgumentException(
                        "operation " + end.index() + ": expected a map, not " + Prose.of(end.value()));
            }
            var said = "The read of op " + end.index() + ", " + Prose.of(end.value());
            if (!balances.keySet().equals(accounts)) {
                findings.violation("wrong accounts", said + ", has other accounts than " + accounts, end.index());
            }
            long sum = 0;
            for (var balance : balances.values()) {
                if (balance instanceof Edn.Int(var amount)) {
                    sum += amount;
                    if (amount < 0) {
                        findings.violation("overdrawn account", said + ", has a negative balance.", end.index());
                    }
                } else {
                    findings.violation(
                            "wrong balance", said + ", has the balance " + Prose.of(balance) + ".", end.index());
                }
            }
            if (sum != total) {
                findings.violation("wrong total", said + ", sums up to " + sum + ", expected " + total, end.index());
            }
        }
        findings.fact("reads", reads);
        if (reads == 0) {
            findings.unknown("there was no read");
        }
        return findings.verdict();
    }
}
