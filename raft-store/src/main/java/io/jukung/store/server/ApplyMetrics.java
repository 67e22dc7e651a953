package io.jukung.store.server;

import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.member.AppliedEntry;
import io.jukung.store.member.MemberState;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Counts what the applied entries did. Called by the one thread that applies, once an entry. */
final class ApplyMetrics {

    private final LongAdder puts = new LongAdder();
    private final LongAdder deletes = new LongAdder();
    private final LongAdder putBytes = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final BooleanSupplier leads;
    private final Counter promotions;
    private final SlowApplies slow;
    private final Counter granted;
    private final Counter revoked;
    private final Counter expired;
    private final Histogram ttls;
    private final Histogram durations;
    private final DistributionDataPoint group;

    private ApplyMetrics(PrometheusRegistry registry, BooleanSupplier leads, SlowApplies slow) {
        this.leads = leads;
        this.slow = slow;
        var metrics = new CallbackMetrics(registry);
        for (var prefix : new String[] {"etcd_mvcc_", "etcd_debugging_mvcc_"}) {
            metrics.counter(prefix + "put", "Total number of puts seen by this member.", puts::sum);
            metrics.counter(prefix + "delete", "Total number of deletes seen by this member.", deletes::sum);
            metrics.counter(prefix + "txn", "Total number of txns seen by this member.", transactions::sum);
        }
        metrics.gauge(
                "etcd_debugging_mvcc_total_put_size_in_bytes",
                "The total size of put kv pairs seen by this member.",
                putBytes::sum);
        promotions = counter(
                registry,
                "etcd_server_learner_promote_successes",
                "The total number of successful learner promotions while this member is leader.");
        granted = counter(registry, "etcd_debugging_lease_granted", "The total number of granted leases.");
        revoked = counter(registry, "etcd_debugging_lease_revoked", "The total number of revoked leases.");
        expired = counter(registry, "etcd_debugging_server_lease_expired", "The total number of expired leases.");
        ttls = new DoublingBuckets(1, 24)
                .histogram(registry, "etcd_debugging_lease_ttl_total", "Bucketed histogram of lease TTLs.");
        durations = new DoublingBuckets(0.0001, 20)
                .histogram(
                        registry,
                        "etcd_server_apply_duration_seconds",
                        "The latency distributions of v2 apply called by backend.",
                        "version",
                        "op",
                        "success");
        group = durations.labelValues("v3", "Group", "true");
    }

    static void register(PrometheusRegistry registry, MemberState state, BooleanSupplier leads, SlowApplies slow) {
        state.onApplied(new ApplyMetrics(registry, leads, slow)::count);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder().name(name).help(help).withoutExemplars().register(registry);
    }

    private void count(AppliedEntry entry) {
        for (var revision : entry.result().changes()) {
            for (var change : revision.changes()) {
                if (change.deletion()) {
                    deletes.increment();
                } else {
                    puts.increment();
                    putBytes.add(change.record().getKey().size()
                            + (long) change.record().getValue().size());
                }
            }
        }
        long ended = 0;
        for (var event : entry.result().leaseEvents()) {
            switch (event) {
                case LeaseEvent.Granted(var lease) -> {
                    granted.inc();
                    ttls.observe((double) lease.ttlSeconds());
                }
                case LeaseEvent.Ended gone -> ended++;
            }
        }
        if (ended > 0) {
            (entry.commands().getFirst().bare() instanceof Command.LeaseExpire ? expired : revoked).inc((double) ended);
        }
        for (int i = 0; i < entry.commands().size(); i++) {
            var command = entry.commands().get(i).bare();
            if (command instanceof Command.Txn) {
                transactions.increment();
            } else if (command instanceof Command.MemberPromote
                    && i < entry.result().outcomes().size()
                    && entry.result().outcomes().get(i) instanceof Outcome.Applied
                    && leads.getAsBoolean()) {
                promotions.inc();
            }
        }
        time(entry);
    }

    /** An entry takes its time as a whole: only of one that holds a single command it is known whose that was. */
    private void time(AppliedEntry entry) {
        int commands = entry.commands().size();
        if (commands == 0) {
            return;
        }
        slow.applied(entry);
        if (commands > 1) {
            group.observe(entry.nanos() / 1e9);
            return;
        }
        boolean applied = !entry.result().outcomes().isEmpty()
                && entry.result().outcomes().getFirst() instanceof Outcome.Applied;
        durations
                .labelValues(
                        "v3", entry.commands().getFirst().bare().getClass().getSimpleName(), Boolean.toString(applied))
                .observe(entry.nanos() / 1e9);
    }
}
