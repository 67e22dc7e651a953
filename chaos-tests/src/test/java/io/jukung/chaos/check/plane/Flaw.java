package io.jukung.chaos.check.plane;

/** What a {@link PlaneWorld} does wrong once, and the rule that it breaks. */
enum Flaw {
    NONE(""),
    UID_AGAIN("uid used twice"),
    UID_OTHER("uid changed"),
    GENERATION_IDLE("generation without a change of the spec"),
    GENERATION_MISSED("spec changed within a generation"),
    BOUND_TWICE("pod bound twice"),
    BOUND_NOWHERE("pod bound to no node"),
    OVERCOMMITTED("node overcommitted"),
    BEGINS_AGAIN("pod begins again"),
    POD_TOO_MANY("more pods than wanted"),
    POD_TOO_FEW("fewer pods than wanted"),
    SURGE("more than maxSurge allows"),
    UNAVAILABLE("fewer than maxUnavailable allows"),
    JOB_TOO_PARALLEL("more pods than wanted"),
    TWO_DAEMONS("two daemon pods on a node"),
    WRITE_LOST("acknowledged write lost"),
    WRITE_TWICE("write made twice"),
    WRITE_REFUSED("refused write happened"),
    WRITE_OTHER("acknowledged as something else"),
    UPDATE_LOST("lost update"),
    DELETED_BY_NOBODY("deleted by nobody"),
    DELETION_LOST("acknowledged deletion lost"),
    CACHE_OLD("cache differs from the store"),
    LIST_SHORT("list differs from the store"),
    LIST_STALE("stale list"),
    WATCH_GAP("watch differs from the store"),
    WATCH_TWICE("watch differs from the store"),
    WATCH_CONTENT("watch differs from the store"),
    RUNS_TWICE("container runs twice"),
    TWO_OF_A_NAME("two live pods of one name"),
    RUNS_GONE("runs though its pod is gone"),
    RUNS_UNKNOWN("runs without a pod"),
    RUNS_OTHER("runs something else than the API says"),
    POD_MISSING("Deployment does not converge"),
    ORDINAL_MISSING("StatefulSet does not converge"),
    DAEMON_MISSING("DaemonSet does not converge"),
    JOB_UNFINISHED("Job does not complete"),
    STATUS_OLD("status is not told"),
    ENDPOINT_MISSING("endpoints are not the ready pods"),
    ORPHAN("orphan"),
    DELETION_ENDLESS("deletion does not end"),
    NODE_DOWN("node not ready"),
    NOISE("written while all was quiet");

    private final String rule;

    Flaw(String rule) {
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
