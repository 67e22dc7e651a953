package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is towards what should be: informers tell which keys may need work, and a reconcile looks at a key's state
 * and acts. Level-triggered: a key says that something changed, never what.
 *
 * <p>Reconciles run on virtual threads, at most {@link Settings#parallelism} at once and never two for one key; a
 * failing one comes again with exponential back-off. A key's turn begins only when the informers have seen all that its
 * last turn wrote, or after five seconds. Nothing runs before all informers are synced.
 */
public final class ControlLoop<K> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration BARRIER_LIMIT = Duration.ofSeconds(5);

    private final Settings settings;
    private final List<Informer> informers;
    private final ApiClient client;
    private final Reconciler<K> reconciler;
    private final WorkQueue<K> queue;
    private final RevisionBarriers<K> barriers;
    private final Semaphore permits;
    /** Counts running reconciles, so that close can wait for them. */
    private final Phaser running = new Phaser(1);

    private final Thread dispatcher;
    private volatile boolean closed;

    /**
     * How a loop runs.
     *
     * @param name for logs and thread names
     * @param parallelism reconciles at once, at least 1
     * @param fence asked before each reconcile; its value goes on every write. Empty for a loop without election
     */
    public record Settings(
            String name, int parallelism, Backoff backoff, Clock clock, Supplier<Optional<WriteOptions.Fence>> fence) {

        private static final Backoff USUAL = new Backoff(Duration.ofMillis(5), Duration.ofMinutes(1));

        /** A loop that writes without a fence. */
        public static Settings unfenced(String name, int parallelism) {
            return new Settings(name, parallelism, USUAL, Clock.system(), Optional::empty);
        }

        /** A loop whose writes carry {@code fence}. */
        public static Settings fencedBy(String name, int parallelism, WriteOptions.Fence fence) {
            return new Settings(name, parallelism, USUAL, Clock.system(), () -> Optional.of(fence));
        }
    }

    /** Which keys a change of an informer's object concerns. */
    public record Source<K>(Informer informer, KeyMapper<K> keys) {

        /** The object's own key. */
        public static Source<ObjectKey> of(Informer informer) {
            return new Source<>(informer, (key, before, now) -> List.of(key));
        }
    }

    /** From a change to keys; called on the informer's thread. */
    @FunctionalInterface
    public interface KeyMapper<K> {
        Collection<K> keys(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now);
    }

    /** One turn for one key. */
    @FunctionalInterface
    public interface Reconciler<K> {

        /**
         * Looks at the key's state and acts.
         *
         * @param client puts the fence on every write, and holds the key until the informers have seen them
         * @return when to come again without a change; empty for not at all
         * @throws ApiException to come again after a back-off
         */
        Optional<Duration> reconcile(K key, ApiClient client);
    }

    private ControlLoop(Settings settings, List<Source<K>> sources, ApiClient client, Reconciler<K> reconciler) {
        this.settings = settings;
        this.client = client;
        this.reconciler = reconciler;
        informers = sources.stream().map(Source::informer).distinct().toList();
        queue = new WorkQueue<>(settings.clock(), settings.backoff());
        barriers = new RevisionBarriers<>(informers);
        permits = new Semaphore(settings.parallelism());
        dispatcher = Thread.ofVirtual().name("loop-" + settings.name()).unstarted(this::dispatch);
    }

    /** Starts a loop; returns at once. The caller owns the informers. */
    public static <K> ControlLoop<K> start(
            Settings settings, List<Source<K>> sources, ApiClient client, Reconciler<K> reconciler) {
        var loop = new ControlLoop<>(settings, sources, client, reconciler);
        for (var source : sources) {
            source.informer().addListener((key, before, now) -> {
                if (!loop.closed) {
                    source.keys().keys(key, before, now).forEach(loop.queue::add);
                }
            });
        }
        loop.dispatcher.start();
        return loop;
    }

    /** Asks for a turn for {@code key}. */
    public void enqueue(K key) {
        queue.add(key);
    }

    /** Asks for a turn for {@code key} after {@code delay}. */
    public void enqueueAfter(K key, Duration delay) {
        queue.addAfter(key, delay);
    }

    public WorkQueue.Figures figures() {
        return queue.figures();
    }

    /** Starts no more reconciles and waits for the running ones, which are interrupted by nothing but their deadlines. */
    @Override
    public void close() {
        closed = true;
        queue.close();
        dispatcher.interrupt();
        running.awaitAdvance(running.arriveAndDeregister());
    }

    private void dispatch() {
        try {
            for (var informer : informers) {
                while (!closed && !informer.await(informer::synced, Duration.ofMinutes(1))) {
                    LOG.warn(
                            "{} still waits for {}",
                            settings.name(),
                            informer.resource().qualifiedResource());
                }
            }
            while (!closed) {
                permits.acquire();
                var key = queue.take();
                if (key.isEmpty() || running.register() < 0) {
                    return;
                }
                Thread.ofVirtual().name(settings.name() + " " + key.get()).start(() -> turn(key.get()));
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void turn(K key) {
        var loopClient = new LoopClient(client, settings.fence().get());
        try {
            if (!barriers.await(key, BARRIER_LIMIT)) {
                LOG.warn("{}: informers have not seen the last writes for {}; going on", settings.name(), key);
            }
            if (closed) {
                return;
            }
            var again = reconciler.reconcile(key, loopClient);
            queue.forget(key);
            again.ifPresent(delay -> queue.addAfter(key, delay));
        } catch (ApiException e) {
            // Conflicts and outages are daily bread; the next turn sees the new state.
            LOG.debug("{}: {} comes again: {}", settings.name(), key, e.getMessage());
            queue.retry(key);
        } catch (RuntimeException e) {
            LOG.error("{}: reconcile of {} failed", settings.name(), key, e);
            queue.retry(key);
        } finally {
            barriers.hold(key, loopClient.written());
            queue.done(key);
            permits.release();
            running.arriveAndDeregister();
        }
    }
}
