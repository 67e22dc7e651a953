package io.jukung.cli.store;

/** Where the help lists a flag; the order is the help's. */
public enum Section {
    MEMBER("Member"),
    CLUSTERING("Clustering"),
    DISCOVERY("Discovery by token"),
    SECURITY("Security"),
    AUTH("Auth"),
    SPACE("Space and history"),
    LIMITS("Limits"),
    HTTP("HTTP and metrics"),
    LOGGING("Logging"),
    UNSAFE("Unsafe"),
    ACCEPTED("Accepted as etcd's, without effect here");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
