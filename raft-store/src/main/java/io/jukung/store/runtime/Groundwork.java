package io.jukung.store.runtime;

import io.jukung.store.FaultHandler;
import io.jukung.store.StoreConfig;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.MemberAttributes;
import io.jukung.store.member.DataDirectory;
import io.jukung.store.member.Joining;
import io.jukung.store.member.KnownMembers;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.Membership;
import io.jukung.store.member.StateDisk;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.raft.LoneConfiguration;
import io.jukung.store.server.CompactionMetrics;
import io.jukung.store.server.DiskMetrics;
import io.jukung.store.server.Headers;
import io.jukung.store.space.DataDisks;
import io.jukung.store.watch.WatchHub;
import io.jukung.store.watch.WatchLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a member has before it takes part in the log: it knows who it is, the others know that it starts, and its state is
 * whole.
 *
 * @param registry of all that the member measures
 */
record Groundwork(
        StoreConfig config,
        PrometheusRegistry registry,
        DataDirectory directory,
        Path logDirectory,
        MemberThreads threads,
        MemberTls tls,
        MemberAttributes attributes,
        PeerTransport peers,
        SelfStop selfStop,
        MemberState state,
        LiveSettings settings) {

    /**
     * Opens the data directory, joins the cluster if it was empty, and recovers what is damaged.
     *
     * @param restart closes the member and starts it anew, its state replaced
     * @param stop closes the member
     * @throws IOException saying why the member cannot start
     */
    static Groundwork lay(StoreConfig config, FaultHandler faults, Runnable restart, Runnable stop, StartedParts parts)
            throws IOException {
        var directory = parts.add(DataDirectory.open(
                config.dataDir(),
                Membership.of(
                        config.bootstrap().initialCluster(), config.bootstrap().token())));
        var logDirectory = directory.log(config.consensus().walDir());
        var disks = DataDisks.of(List.of(config.dataDir(), logDirectory));
        var threads = parts.add(MemberThreads.start());

        var tls = new MemberTls(config.security(), threads.handshakes());
        var peerTls = tls.toPeers();
        var joining = new Joining(
                config,
                (address, patience) -> PeerTransport.askWhoTheMembersAre(threads.hub(), address, peerTls, patience));
        joining.settle(directory);
        var self = directory.self();
        var peers = parts.add(new PeerTransport(self, threads.network(), threads.hub(), tls.ofPeers(), peerTls));
        directory.others().forEach(peers::setAddress);
        var attributes = AttributesPublication.attributes(self.memberId(), config);
        Joining.announce(directory, attributes, peers);

        var registry = new PrometheusRegistry();
        var commits = DiskMetrics.commits(registry);
        var compactions = new CompactionMetrics(registry);
        var selfStop = new SelfStop(config, directory, disks, faults, restart, stop, parts);
        var recovery = new DiskRecovery(
                self,
                attributes,
                logDirectory,
                directory.state(),
                directory.hasRun(),
                peers,
                () -> findOthers(joining, directory, peers));
        var state = parts.add(recovery.open(() -> new MemberState(
                StateDisk.inDirectory(directory.state()),
                MemberState.recentBytes(),
                config.release(),
                fresh -> {
                    var headers = new Headers(
                            self.clusterId(),
                            self.memberId(),
                            () -> fresh.mark().term());
                    return new WatchHub(fresh, headers::at, threads.watchLoop(), WatchLimits.of(config.clientMemory()));
                },
                threads.worker(),
                threads.timer(),
                selfStop::onFault,
                commits,
                compactions)));
        selfStop.opened(state);
        state.connect(peers);
        var known = new KnownMembers(config.dataDir(), threads.worker());
        known.follow(state.peek().cluster());
        state.onApplied(applied -> known.follow(applied.state().cluster()));
        var settings = new LiveSettings(config, state.peek().settings());
        state.onApplied(applied -> settings.follow(applied.state().settings()));
        if (directory.isForcedAlone()) {
            LoneConfiguration.write(logDirectory, self, state.durable());
        }
        return new Groundwork(
                config, registry, directory, logDirectory, threads, tls, attributes, peers, selfStop, state, settings);
    }

    /** Who the others are now; their addresses are known afterwards. */
    private static List<Long> findOthers(Joining joining, DataDirectory directory, PeerTransport peers) {
        var others = joining.others(directory);
        others.forEach(other -> peers.setAddress(other.id(), Membership.address(other)));
        return others.stream().map(ClusterMember::id).toList();
    }

    PeerIdentity self() {
        return directory.self();
    }
}
