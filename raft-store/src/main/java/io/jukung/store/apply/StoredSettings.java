package io.jukung.store.apply;

import io.jukung.proto.store.v1.ClusterSettings;

/**
 * What is set for the whole cluster.
 *
 * @param version counts the changes
 */
public record StoredSettings(long version, ClusterSettings settings) {

    /** Nothing is set. */
    static final StoredSettings NONE = new StoredSettings(0, ClusterSettings.getDefaultInstance());
}
