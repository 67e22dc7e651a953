package io.jukung.store.runtime;

import io.jukung.platform.Clock;
import io.jukung.store.disk.StallWatch;
import io.jukung.store.integrity.IntegrityWatch;
import io.jukung.store.server.RepairMetrics;
import io.jukung.store.space.DataDisks;
import io.jukung.store.space.SpaceRules;
import io.jukung.store.space.SpaceWatch;
import java.util.List;

/** What watches over a member: that it has space, that its state is that of the others, that its disk answers. */
record Safeguards(SpaceWatch space, IntegrityWatch integrity, StallWatch stall) {

    static Safeguards over(Groundwork ground, Replication replication, Clock clock, StartedParts parts) {
        var config = ground.config();
        var self = ground.self().memberId();
        var threads = ground.threads();
        var log = replication.log();
        var safeguards = new Safeguards(
                parts.add(new SpaceWatch(
                        () -> new SpaceRules(
                                config.space().diskReserveBytes(),
                                ground.settings().now().space().quotaBackendBytes(),
                                config.limits().maxRequestBytes()),
                        DataDisks.of(List.of(
                                ground.logDirectory(), ground.directory().state())),
                        ground.state(),
                        log,
                        replication.proposer(),
                        replication.barrier(),
                        self,
                        clock,
                        threads.disk())),
                parts.add(new IntegrityWatch(
                        config.integrity(),
                        log,
                        ground.state(),
                        ground.peers(),
                        replication.proposer(),
                        clock,
                        threads.timer(),
                        ground.selfStop()::quarantine)),
                parts.add(new StallWatch(
                        () -> ground.settings().now().diskPatience(), log, log::diskBusyNanos, self, threads.timer())));
        RepairMetrics.register(ground.registry(), safeguards.integrity, safeguards.stall);
        return safeguards;
    }

    void start() {
        space.start();
        integrity.start();
        stall.start();
    }
}
