package io.jukung.store.storage;

/** The separate key spaces of an {@link OrderedStore}. The names are on disk: never rename one. */
public enum Family {
    /** {@code (key, ~revision) → record}: every version of every key that is not compacted. */
    VERSIONS("versions"),
    /** {@code key → its newest version}: living keys only. */
    LATEST("latest"),
    /** {@code (key, ~revision) → nothing}: every deletion that is not compacted. */
    DELETED("deleted"),
    /** {@code (revision, sub) → key}: what each revision changed, in order. */
    LOG("log"),
    /** Leases and the keys attached to them. */
    LEASES("leases"),
    /** Users and roles. */
    AUTH("auth"),
    /** Applied index, revisions, alarms, cluster. */
    META("meta");

    private final String diskName;

    Family(String diskName) {
        this.diskName = diskName;
    }

    /** Its name on disk. */
    public String diskName() {
        return diskName;
    }
}
