package io.jukung.api.client;

import io.jukung.api.client.InformerState.Change;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.platform.LoopThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local copy of one collection that follows the server by one watch, and tells its listeners of each change in
 * order. A broken watch is resumed where it ended; when that revision is compacted, everything is listed anew, and what
 * vanished meanwhile is told as deleted. The objects it holds have no {@code managedFields}. Between attempts it backs off, 50 ms to 5 s, with jitter.
 *
 * <p>One virtual thread does all of this; at most {@value #MAX_QUEUED} events wait for it before the stream is held back.
 */
public final class Informer implements ObjectCache, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Informer.class);
    private static final int MAX_QUEUED = 1_024;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

    private final ApiClient client;
    private final GroupVersionResource resource;
    private final String namespace;
    private final String labelSelector;
    private final String fieldSelector;

    private final InformerState state = new InformerState();
    private final List<ObjectListener> listeners = new ArrayList<>();
    private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Thread thread;
    private final AtomicInteger unwelcomed = new AtomicInteger();
    /** Whether the listeners have heard all of the first list. */
    private volatile boolean told;
    /** Whether this copy has changes that not all listeners have heard of: indices may be older than it. */
    private volatile boolean telling;

    private volatile boolean closed;
    private int failures;

    private sealed interface Message {
        record Event(int stream, ObjectEvent event) implements Message {}

        record End(int stream, ApiException cause) implements Message {}

        record NewListener(ObjectListener listener) implements Message {}
    }

    private Informer(
            ApiClient client,
            GroupVersionResource resource,
            String namespace,
            String labelSelector,
            String fieldSelector) {
        this.client = client;
        this.resource = resource;
        this.namespace = namespace;
        this.labelSelector = labelSelector;
        this.fieldSelector = fieldSelector;
        thread = Thread.ofVirtual()
                .name("informer-" + resource.qualifiedResource())
                .unstarted(this::run);
    }

    /**
     * Starts to follow a collection; returns at once.
     *
     * @param namespace "" for all, and for cluster-scoped kinds
     * @param labelSelector "" for all
     * @param fieldSelector "" for all
     */
    public static Informer start(
            ApiClient client,
            GroupVersionResource resource,
            String namespace,
            String labelSelector,
            String fieldSelector) {
        var informer = new Informer(client, resource, namespace, labelSelector, fieldSelector);
        informer.thread.start();
        return informer;
    }

    /** Follows a whole collection. */
    public static Informer start(ApiClient client, GroupVersionResource resource) {
        return start(client, resource, "", "", "");
    }

    public GroupVersionResource resource() {
        return resource;
    }

    /** Tells {@code listener} of all present objects, as new, and then of every change. Listeners hear in the order they came. */
    public void addListener(ObjectListener listener) {
        unwelcomed.incrementAndGet();
        enqueue(new Message.NewListener(listener));
    }

    @Override
    public Optional<KubeObject> get(ObjectKey key) {
        return Optional.ofNullable(state.objects().get(key));
    }

    @Override
    public List<KubeObject> all() {
        return List.copyOf(state.objects().values());
    }

    @Override
    public List<KubeObject> inNamespace(String wanted) {
        return List.copyOf(state.objects()
                .subMap(new ObjectKey(wanted, ""), new ObjectKey(wanted + "\0", ""))
                .values());
    }

    @Override
    public boolean synced() {
        // Who waits for this acts on what its listeners heard: they must have heard all of the first list.
        return told && unwelcomed.get() == 0;
    }

    /** The store revision up to which this copy is complete; -1 before the first list is. */
    public long revision() {
        var version = state.resourceVersion();
        return version.isEmpty() ? -1 : Long.parseLong(version);
    }

    /**
     * Waits until the first list is complete.
     *
     * @throws ApiException 504 when it takes longer
     */
    public void awaitSynced(Duration atMost) {
        if (!await(this::synced, atMost)) {
            throw new ApiException(
                    504,
                    "Timeout",
                    "listing " + resource.qualifiedResource() + " took longer than " + atMost,
                    ObjectValue.empty());
        }
    }

    /**
     * Waits until this copy satisfies {@code condition} and its listeners have heard of all that it holds; asked after
     * every change. False when it takes longer.
     */
    boolean await(BooleanSupplier condition, Duration atMost) {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            // In this order: what the condition saw is told once nothing is being told.
            while (!(condition.getAsBoolean() && !telling)) {
                if (nanos <= 0 || closed) {
                    return false;
                }
                nanos = advanced.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch; listeners hear nothing more once this returns, unless a listener itself called it. */
    @Override
    public void close() {
        closed = true;
        signal();
        LoopThread.end(thread);
    }

    private void run() {
        for (int stream = 0; !closed; stream++) {
            boolean relist = state.resourceVersion().isEmpty();
            if (relist) {
                state.beginRelist();
            }
            int current = stream;
            var options = new WatchOptions(labelSelector, fieldSelector, state.resourceVersion(), relist);
            try (var _ = client.watch(resource, namespace, options, observer(current))) {
                follow(current);
            } catch (InterruptedException e) {
                return;
            } finally {
                state.abandonRelist();
            }
            pause();
        }
    }

    private WatchObserver observer(int stream) {
        return new WatchObserver() {
            @Override
            public void onEvent(ObjectEvent event) {
                enqueue(new Message.Event(stream, lighter(event)));
            }

            @Override
            public void onEnd(ApiException cause) {
                enqueue(new Message.End(stream, cause));
            }
        };
    }

    /** Without the record of who wrote which field: it is often the larger half of an object, and no loop reads it. */
    private static ObjectEvent lighter(ObjectEvent event) {
        return switch (event) {
            case ObjectEvent.Added(var object, var version) -> new ObjectEvent.Added(lighter(object), version);
            case ObjectEvent.Modified(var object, var version) -> new ObjectEvent.Modified(lighter(object), version);
            case ObjectEvent.Deleted(var object, var version) -> new ObjectEvent.Deleted(lighter(object), version);
            case ObjectEvent.Bookmark _ -> event;
        };
    }

    private static KubeObject lighter(KubeObject object) {
        return object.metadata().has("managedFields")
                ? new KubeObject(object.tree().withoutAt("metadata", "managedFields"))
                : object;
    }

    /** Handles messages until the stream ends. */
    private void follow(int stream) throws InterruptedException {
        while (!closed) {
            switch (messages.take()) {
                case Message.NewListener(var listener) -> {
                    welcome(listener);
                    unwelcomed.decrementAndGet();
                    signal();
                }
                case Message.Event(var from, var event) -> {
                    if (from == stream) {
                        failures = 0;
                        telling = true;
                        publish(state.apply(event));
                    }
                }
                case Message.End(var from, var cause) -> {
                    if (from == stream) {
                        LOG.debug("Watch of {} ended: {}", resource.qualifiedResource(), cause.getMessage());
                        if (cause.expired()) {
                            state.expire();
                        }
                        return;
                    }
                }
            }
        }
    }

    private void welcome(ObjectListener listener) {
        listeners.add(listener);
        state.objects().forEach((key, object) -> tell(listener, new Change(key, null, object)));
    }

    private void publish(List<Change> changes) {
        for (var change : changes) {
            for (var listener : listeners) {
                tell(listener, change);
            }
        }
        told = state.synced();
        telling = false;
        signal();
    }

    private void tell(ObjectListener listener, Change change) {
        try {
            listener.onChange(change.key(), change.before(), change.now());
        } catch (RuntimeException e) {
            // A listener's bug must not cut the others off from the world.
            LOG.error("A listener of {} failed for {}", resource.qualifiedResource(), change.key(), e);
        }
    }

    private void pause() {
        if (closed) {
            return;
        }
        failures++;
        try {
            Thread.sleep(BACKOFF.jittered(failures, ThreadLocalRandom.current()));
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void signal() {
        lock.lock();
        try {
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Message message) {
        boolean interrupted = false;
        while (!closed) {
            try {
                if (messages.offer(message, 50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
