package io.jukung.store.mvcc;

/** Why a request was refused, without any effect. The server gives each etcd's code and text. */
public enum Rejection {
    EMPTY_KEY,
    /** The key must exist for {@code ignore_value} and {@code ignore_lease}; also an empty operation in a transaction. */
    KEY_NOT_FOUND,
    VALUE_PROVIDED,
    LEASE_PROVIDED,
    TOO_MANY_OPS,
    DUPLICATE_KEY,
    INVALID_SORT_OPTION,
    COMPACTED,
    FUTURE_REVISION,
    LEASE_NOT_FOUND,
    LEASE_EXISTS,
    LEASE_TTL_TOO_LARGE,
    /** The NOSPACE alarm is on. */
    NO_SPACE,
    /** The CORRUPT alarm is on. */
    CORRUPT,
    /** A leader's command was committed in another term than it was proposed in. */
    STALE_TERM
}
