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
    ROOT_USER_MISSING,
    ROOT_ROLE_MISSING,
    USER_EMPTY,
    USER_EXISTS,
    USER_NOT_FOUND,
    ROLE_EMPTY,
    ROLE_EXISTS,
    ROLE_NOT_FOUND,
    ROLE_NOT_GRANTED,
    PERMISSION_NOT_GIVEN,
    PERMISSION_NOT_GRANTED,
    /** Would leave nobody who could administer users, or a permission on no key. */
    INVALID_AUTH_MANAGEMENT,
    AUTH_NOT_ENABLED,
    /** Unknown user or wrong password. */
    AUTH_FAILED,
    /** A password for a user that has none. */
    NO_PASSWORD_USER,
    /** Users or roles have changed since it was established who asks. */
    AUTH_OLD_REVISION,
    PERMISSION_DENIED,
    /** A leader's command was committed in another term than it was proposed in. */
    STALE_TERM,
    /** The settings are not those any more that a change was made from. */
    SETTINGS_CHANGED,
    MEMBER_EXISTS,
    PEER_URL_EXISTS,
    MEMBER_NOT_FOUND,
    MEMBER_NOT_LEARNER,
    TOO_MANY_LEARNERS,
    /** The learner has less than nine tenths of the leader's log. */
    LEARNER_NOT_READY,
    /** Too few members have ever started to be a majority after the change. */
    NOT_ENOUGH_STARTED,
    /** Too few members answer to be a majority after the change. */
    UNHEALTHY,
    /** Not all members run a release yet that knows such a command. */
    FORMAT_TOO_OLD
}
