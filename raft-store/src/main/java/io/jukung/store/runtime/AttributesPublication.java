package io.jukung.store.runtime;

import io.jukung.store.StoreConfig;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.MemberAttributes;
import io.jukung.store.member.MembershipKeeper;
import io.jukung.store.replication.Proposer;
import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * As etcd, tells the cluster a member's name and URLs once the member is there, and again if they changed.
 *
 * @param parts of the member: once they are stopped it is not tried again
 */
record AttributesPublication(
        MemberAttributes attributes,
        MembershipKeeper membership,
        Proposer proposer,
        ScheduledExecutorService timer,
        StartedParts parts) {

    private static final long RETRY_SECONDS = 1;

    /** Those of a member, as its settings have them. */
    static MemberAttributes attributes(long memberId, StoreConfig config) {
        return new MemberAttributes(
                memberId,
                config.name(),
                config.endpoints().advertiseClient().stream().map(URI::toString).toList(),
                config.endpoints().advertisePeer().stream().map(URI::toString).toList());
    }

    /** Begins, and goes on until the cluster knows. */
    void start() {
        var known = membership.members().members().get(attributes.memberId());
        if (parts.areStopped()
                || (known != null
                        && known.name().equals(attributes.name())
                        && known.clientUrls().equals(attributes.clientUrls()))) {
            return;
        }
        proposer.propose(new Command.MemberAttributesSet(0, attributes)).whenComplete((done, failure) -> {
            if (failure != null && !parts.areStopped()) {
                timer.schedule(this::start, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }
}
