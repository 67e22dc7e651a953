package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.watch.WatchSink;
import io.jukung.store.watch.WatchStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection with one watcher: responses arrive in order or, once one is lost, not at all. The member's end does what the
 * product's service does.
 */
final class WatchConnection {

    private final StoreWorld world;
    private final Kernel kernel;
    private final Machine client;
    private final SimMember member;
    private final BiConsumer<WatchConnection, WatchResponse> received;
    private final Consumer<WatchConnection> broken;
    private @Nullable Session session;
    private long lastArrival;
    private int underway;
    private boolean lost;

    WatchConnection(
            StoreWorld world,
            Machine client,
            SimMember member,
            WatchCreateRequest request,
            BiConsumer<WatchConnection, WatchResponse> received,
            Consumer<WatchConnection> broken) {
        this.world = world;
        this.kernel = world.kernel();
        this.client = client;
        this.member = member;
        this.received = received;
        this.broken = broken;
        world.network().send(client.id(), member.machine(), () -> open(request));
    }

    /** The client hangs up. */
    void leave() {
        lost = true;
        world.network().send(client.id(), member.machine(), () -> {
            var open = session;
            if (open != null) {
                open.release();
            }
        });
    }

    private void open(WatchCreateRequest request) {
        var process = member.process();
        if (process == null || lost) {
            return;
        }
        var opened = new Session(process, process.state().hold());
        session = opened;
        opened.begin(request);
    }

    private void deliver(Runnable arrival) {
        if (lost || !world.network().connected(member.id(), client.id())) {
            lost = true;
            return;
        }
        underway++;
        long delay = world.network().delay();
        if (world.watchersSlow()) {
            delay += kernel.around(TimeUnit.MILLISECONDS.toNanos(400));
        }
        long at = Math.max(kernel.now() + delay, lastArrival + 1);
        lastArrival = at;
        client.after(at - kernel.now(), () -> {
            underway--;
            if (!lost) {
                arrival.run();
            }
            var open = session;
            if (open != null) {
                member.machine().after(1, open::ready);
            }
        });
    }

    /** The member's end. */
    private final class Session implements WatchSink {
        private final StoreProcess process;
        private final StateGeneration generation;
        private final WatchStream stream;
        private final Runnable onRetired = this::stateReplaced;
        private boolean ended;

        Session(StoreProcess process, StateGeneration generation) {
            this.process = process;
            this.generation = generation;
            stream = generation.hub().open(this);
        }

        void begin(WatchCreateRequest request) {
            generation.onRetired(onRetired);
            stream.create(request);
        }

        void ready() {
            if (!ended && isReady()) {
                stream.onReady();
            }
        }

        @Override
        public boolean isReady() {
            boolean ready = !ended && underway < world.plan().watchWindow();
            if (!ready && !ended) {
                world.situations().met(Situation.WATCH_FELL_BEHIND);
            }
            return ready;
        }

        @Override
        public void send(WatchResponse response) {
            if (ended) {
                return;
            }
            for (var part : WatchFlaws.of(world, response)) {
                deliver(() -> received.accept(WatchConnection.this, part));
            }
        }

        private void stateReplaced() {
            process.watchLoop().execute(() -> {
                if (!ended) {
                    world.situations().met(Situation.WATCH_ENDED_BY_SNAPSHOT);
                    deliver(() -> broken.accept(WatchConnection.this));
                    release();
                }
            });
        }

        void release() {
            process.watchLoop().execute(() -> {
                if (!ended) {
                    ended = true;
                    stream.close();
                    generation.onLeft(onRetired);
                    generation.close();
                }
            });
        }
    }
}
