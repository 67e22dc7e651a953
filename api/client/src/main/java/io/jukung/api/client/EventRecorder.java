package io.jukung.api.client;

import io.jukung.api.client.EventCorrelator.Occurrence;
import io.jukung.api.client.EventCorrelator.Subject;
import io.jukung.api.client.EventCorrelator.Verdict;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.platform.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what a component did and why, as Events ({@code kubectl describe} shows them). Recording never blocks
 * and never fails: one virtual thread writes, at most {@value #MAX_WAITING} wait for it, and what comes too fast is
 * counted together or dropped (see {@link EventCorrelator}).
 */
public final class EventRecorder implements AutoCloseable {

    /** Where Events are kept. */
    public static final GroupVersionResource EVENTS = GroupVersionResource.core("events");

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_MESSAGE_CHARS = 1_024;

    private final ApiClient client;
    private final String component;
    private final String host;
    private final Clock clock;
    private final EventCorrelator correlator = new EventCorrelator();
    private final BlockingQueue<Occurrence> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private long lastSuffix;

    /** What kind of news an event is. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }
    }

    private EventRecorder(ApiClient client, String component, String host, Clock clock) {
        this.client = client;
        this.component = component;
        this.host = host;
        this.clock = clock;
        thread = Thread.ofVirtual().name("events-" + component).unstarted(this::run);
    }

    /**
     * Starts a recorder.
     *
     * @param component who speaks, for example {@code deployment-controller}
     * @param host the node it speaks from; "" for none
     */
    public static EventRecorder start(ApiClient client, String component, String host, Clock clock) {
        var recorder = new EventRecorder(client, component, host, clock);
        recorder.thread.start();
        return recorder;
    }

    /**
     * Records what happened to an object.
     *
     * @param reason a short word in CamelCase
     * @param message a sentence for people; cut after 1,024 characters
     */
    public void recordEvent(KubeObject about, Type type, String reason, String message) {
        recordEvent(about, "", type, reason, message);
    }

    /**
     * Records what happened to a part of an object.
     *
     * @param fieldPath the part it is about, for example {@code spec.containers{web}}; "" for the whole
     */
    public void recordEvent(KubeObject about, String fieldPath, Type type, String reason, String message) {
        var subject = new Subject(about.apiVersion(), about.kind(), about.key(), about.uid(), fieldPath);
        var text = message.length() > MAX_MESSAGE_CHARS ? message.substring(0, MAX_MESSAGE_CHARS) : message;
        if (!waiting.offer(new Occurrence(subject, type.wireName, reason, text))) {
            LOG.debug("Event dropped, {} wait: {} {}", MAX_WAITING, about.key(), reason);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                write(waiting.take());
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void write(Occurrence occurrence) {
        try {
            switch (correlator.judge(occurrence, clock.now())) {
                case Verdict.Create(var event) -> create(event);
                case Verdict.Repeat(var name, var count, var event) -> repeat(name, count, event);
                case Verdict.Drop() -> {}
            }
        } catch (ApiException e) {
            // Events are news, not state: losing one harms nothing.
            LOG.debug("Event lost: {} {}: {}", occurrence.subject().key(), occurrence.reason(), e.getMessage());
        }
    }

    private void create(Occurrence event) {
        lastSuffix = Math.max(lastSuffix + 1, ChronoUnit.NANOS.between(java.time.Instant.EPOCH, clock.now()));
        var name = event.subject().key().name() + "." + Long.toHexString(lastSuffix);
        client.create(EVENTS, new KubeObject(tree(event, name)), WriteOptions.as(component));
        correlator.created(event, name);
    }

    private void repeat(String name, long count, Occurrence event) {
        var patch = ObjectValue.builder()
                .put("count", count)
                .put("lastTimestamp", now())
                .put("message", event.message())
                .build();
        try {
            client.patch(
                    EVENTS,
                    new ObjectKey(namespace(event.subject()), name),
                    "",
                    ApiClient.PatchType.MERGE,
                    patch,
                    WriteOptions.as(component));
        } catch (ApiException e) {
            if (!e.notFound()) {
                throw e;
            }
            correlator.vanished(event);
            create(event);
        }
    }

    private ObjectValue tree(Occurrence event, String name) {
        var subject = event.subject();
        var now = now();
        return ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Event")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", name)
                                .put("namespace", namespace(subject))
                                .build())
                .put(
                        "involvedObject",
                        ObjectValue.builder()
                                .put("kind", subject.kind())
                                .putIfPresent("namespace", subject.key().namespace())
                                .put("name", subject.key().name())
                                .putIfPresent("uid", subject.uid())
                                .put("apiVersion", subject.apiVersion())
                                .putIfPresent("fieldPath", subject.fieldPath())
                                .build())
                .put("reason", event.reason())
                .put("message", event.message())
                .put(
                        "source",
                        ObjectValue.builder()
                                .put("component", component)
                                .putIfPresent("host", host)
                                .build())
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1)
                .put("type", event.type())
                .put("reportingComponent", component)
                .put("reportingInstance", host)
                .build();
    }

    private String now() {
        return clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Events about cluster-scoped objects are kept in {@code default}, as in Kubernetes. */
    private static String namespace(Subject subject) {
        return subject.key().namespace().isEmpty() ? "default" : subject.key().namespace();
    }
}
