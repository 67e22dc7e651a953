package io.jukung.store.runtime;

import io.jukung.store.FaultHandler;
import io.jukung.store.StoreConfig;
import io.jukung.store.member.DataDirectory;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.Quarantine;
import io.jukung.store.space.DataDisks;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes a member stop by itself: a fault, a state that must not be used any more, its removal from the cluster. */
final class SelfStop {

    private static final Logger LOG = LoggerFactory.getLogger(SelfStop.class);

    private final StoreConfig config;
    private final DataDirectory directory;
    private final DataDisks disks;
    private final FaultHandler faults;
    private final Runnable restart;
    private final Runnable stop;
    private final StartedParts parts;
    private final AtomicBoolean quarantined = new AtomicBoolean();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile @Nullable MemberState state;

    /**
     * Stops nothing yet.
     *
     * @param disks what a fault may have failed for want of space on
     * @param restart closes the member and starts it anew, its state replaced
     * @param stop closes the member
     * @param parts of the member: nothing that happens once they are stopped counts
     */
    SelfStop(
            StoreConfig config,
            DataDirectory directory,
            DataDisks disks,
            FaultHandler faults,
            Runnable restart,
            Runnable stop,
            StartedParts parts) {
        this.config = config;
        this.directory = directory;
        this.disks = disks;
        this.faults = faults;
        this.restart = restart;
        this.stop = stop;
        this.parts = parts;
    }

    /** There is a state from here on. */
    void opened(MemberState opened) {
        state = opened;
    }

    /** Something is broken. Damage is mended by a copy of another member's state, if there is another. */
    void onFault(String what, Throwable cause) {
        if (parts.areStopped() || quarantined.get()) {
            return;
        }
        var opened = state;
        if (isDamage(cause)) {
            if (opened == null) {
                return; // whoever opens the state hears of it too
            }
            if (opened.peek().cluster().list().size() > 1) {
                quarantine(new Quarantine(what + ": " + cause.getMessage(), Set.of()));
                return;
            }
        }
        // Raft closes itself when it finds that it is not in the configuration any more: then the other members tell.
        if (opened == null
                || !opened.peek().cluster().removed().contains(directory.self().memberId())) {
            faults.onFault(what + disks.explain(cause).map(why -> ": " + why).orElse(""), cause);
        }
    }

    private static boolean isDamage(@Nullable Throwable cause) {
        return cause != null
                && ((cause instanceof StorageFault fault && fault.isDamage()) || isDamage(cause.getCause()));
    }

    /** The state must not be used any more: notes that, and has it replaced. */
    void quarantine(Quarantine why) {
        if (parts.areStopped() || !quarantined.compareAndSet(false, true)) {
            return;
        }
        Thread.ofPlatform().name("store-quarantine").start(() -> {
            try {
                why.write(directory.state());
                LOG.error("this member stops serving, its state is to be replaced: {}", why.reason());
                restart.run();
            } catch (IOException e) {
                faults.onFault("noting that the state must not be used: " + why.reason(), e);
            }
        });
    }

    /** This member is none any more: it stops, as etcd does. */
    void leave() {
        if (parts.areStopped() || !leaving.compareAndSet(false, true)) {
            return;
        }
        var self = directory.self();
        var message =
                "member %x (%s) has been permanently removed from cluster %x: it stops. Its data directory %s is of no use any more"
                        .formatted(self.memberId(), config.name(), self.clusterId(), config.dataDir());
        Thread.ofPlatform().name("store-leave").start(() -> {
            stop.run();
            faults.onRemoved(message);
        });
    }
}
