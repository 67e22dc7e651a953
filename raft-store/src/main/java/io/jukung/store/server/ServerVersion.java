package io.jukung.store.server;

/** What this store calls itself. Clients choose features by it, so it is a release of etcd whose API it has. */
public final class ServerVersion {

    /** At least 3.4.31 and not in 3.5.0 to 3.5.12: kube-apiserver then relies on progress requests. */
    public static final String SERVER = "3.6.14";

    /** What the members have in common. */
    public static final String CLUSTER = "3.6.0";

    /** Of the data. */
    public static final String STORAGE = "3.6.0";

    private ServerVersion() {}
}
