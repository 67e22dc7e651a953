package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Hears what an {@link Informer} sees: for each object its states in order, though states in between may be left out
 * after a broken watch. Called on the informer's thread, one call at a time; must not block for long.
 */
@FunctionalInterface
public interface ObjectListener {

    /**
     * One object changed.
     *
     * @param before null when the object is new to the informer
     * @param now null when it is gone; it may have been replaced by one of the same name since, which then follows
     */
    void onChange(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now);
}
