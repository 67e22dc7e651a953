package io.jukung.api.client.fake;

import io.jukung.api.client.ApiException;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.client.WatchHandle;
import io.jukung.api.client.WatchObserver;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One watch of {@link InMemoryApi}: delivers on a thread of its own, so that writers never wait for a watcher. */
final class InMemoryWatch implements WatchHandle {

    private final GroupVersionResource resource;
    private final Selection selection;
    private final WatchObserver observer;
    private final Consumer<InMemoryWatch> onClose;
    private final LinkedBlockingQueue<Runnable> deliveries = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean over;

    InMemoryWatch(
            GroupVersionResource resource,
            Selection selection,
            WatchObserver observer,
            Consumer<InMemoryWatch> onClose) {
        this.resource = resource;
        this.selection = selection;
        this.observer = observer;
        this.onClose = onClose;
        thread = Thread.ofVirtual().start(this::deliver);
    }

    GroupVersionResource resource() {
        return resource;
    }

    /** Sends the event as the selection sees it: an object that stops to match is deleted, one that begins to is added. */
    void offer(ObjectEvent event, @Nullable KubeObject before) {
        boolean matched = before != null && selection.matches(before);
        switch (event) {
            case ObjectEvent.Added(var object, var version) -> change(matched, object, version);
            case ObjectEvent.Modified(var object, var version) -> change(matched, object, version);
            case ObjectEvent.Deleted(var object, var version) -> {
                if (matched) {
                    send(new ObjectEvent.Deleted(object, version));
                }
            }
            case ObjectEvent.Bookmark _ -> send(event);
        }
    }

    private void change(boolean matched, KubeObject object, String version) {
        boolean matches = selection.matches(object);
        if (matched && matches) {
            send(new ObjectEvent.Modified(object, version));
        } else if (matches) {
            send(new ObjectEvent.Added(object, version));
        } else if (matched) {
            send(new ObjectEvent.Deleted(object, version));
        }
    }

    void send(ObjectEvent event) {
        deliveries.add(() -> observer.onEvent(event));
    }

    void fail(ApiException cause) {
        deliveries.add(() -> {
            if (!over) {
                over = true;
                observer.onEnd(cause);
            }
        });
    }

    private void deliver() {
        try {
            while (!over) {
                var next = deliveries.take();
                if (!over) {
                    next.run();
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        onClose.accept(this);
    }
}
