package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** For the simulation: what an informer knows, without its thread. */
@NullMarked
public final class InformerCore {

    private final InformerState state = new InformerState();

    /** Where to watch on; "" where all is to be listed, which then begins. */
    public String begin() {
        state.abandonRelist();
        if (state.resourceVersion().isEmpty()) {
            state.beginRelist();
        }
        return state.resourceVersion();
    }

    /** Takes an event in and tells what changed. */
    public void apply(ObjectEvent event, ObjectListener listener) {
        for (var change : state.apply(event)) {
            listener.onChange(change.key(), change.before(), change.now());
        }
    }

    /** The revision is compacted. */
    public void expire() {
        state.expire();
    }

    public boolean synced() {
        return state.synced();
    }

    /** -1 before the first list. */
    public long revision() {
        return state.resourceVersion().isEmpty() ? -1 : Long.parseLong(state.resourceVersion());
    }

    public Optional<KubeObject> get(ObjectKey key) {
        return Optional.ofNullable(state.objects().get(key));
    }

    public List<KubeObject> all() {
        return List.copyOf(state.objects().values());
    }
}
