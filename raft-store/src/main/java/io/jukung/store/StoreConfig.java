package io.jukung.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a member runs; the fields are etcd's flags of the same names.
 *
 * @param name this member's, a key of {@code initialCluster}
 * @param dataDir all the member keeps
 * @param listenClientUrls where clients are served, gRPC and HTTP on the same port; {@code http} or {@code https}
 * @param advertiseClientUrls what clients are told
 * @param listenPeerUrls where the other members are answered
 * @param initialAdvertisePeerUrls how the other members reach this one; must be this member's in {@code initialCluster}
 * @param initialCluster peer URLs by member name
 * @param initialClusterToken keeps clusters apart that were made from the same names and URLs
 * @param clientTls for {@code https} client URLs
 * @param peerTls for {@code https} peer URLs
 * @param heartbeatInterval how often the leader is heard when nothing happens; informative, three tenths of the
 *     election timeout is what is kept
 * @param electionTimeout a follower that hears nothing stands for election after 0.6 to 2.4 of these
 * @param snapshotCount log entries applied between snapshots
 * @param snapshotCatchupEntries log entries kept behind a snapshot for members that lag
 * @param walSegmentBytes size of a log file
 * @param quotaBackendBytes size of the data above which writes are refused; 0 means no limit
 * @param autoCompactionMode what retention counts
 * @param autoCompactionRetention revisions, or seconds of history in periodic mode; 0 turns it off
 * @param maxTxnOps operations of one branch of a transaction
 * @param maxRequestBytes size of a write request
 * @param watchProgressNotifyInterval between progress notifications of watchers that asked for them
 */
public record StoreConfig(
        String name,
        Path dataDir,
        List<URI> listenClientUrls,
        List<URI> advertiseClientUrls,
        List<URI> listenPeerUrls,
        List<URI> initialAdvertisePeerUrls,
        Map<String, List<URI>> initialCluster,
        String initialClusterToken,
        @Nullable TlsFiles clientTls,
        @Nullable TlsFiles peerTls,
        Duration heartbeatInterval,
        Duration electionTimeout,
        long snapshotCount,
        long snapshotCatchupEntries,
        long walSegmentBytes,
        long quotaBackendBytes,
        AutoCompactionMode autoCompactionMode,
        long autoCompactionRetention,
        int maxTxnOps,
        int maxRequestBytes,
        Duration watchProgressNotifyInterval) {

    /** What {@code auto-compaction-retention} counts. */
    public enum AutoCompactionMode {
        PERIODIC,
        REVISION
    }

    private static final long MIB = 1 << 20;

    public StoreConfig {
        listenClientUrls = List.copyOf(listenClientUrls);
        advertiseClientUrls = List.copyOf(advertiseClientUrls);
        listenPeerUrls = List.copyOf(listenPeerUrls);
        initialAdvertisePeerUrls = List.copyOf(initialAdvertisePeerUrls);
        initialCluster = Map.copyOf(initialCluster);
        require(!name.isEmpty(), "name: must not be empty");
        require(!listenClientUrls.isEmpty(), "listen-client-urls: at least one URL is needed");
        require(!advertiseClientUrls.isEmpty(), "advertise-client-urls: at least one URL is needed");
        require(!listenPeerUrls.isEmpty(), "listen-peer-urls: at least one URL is needed");
        Stream.of(
                        Map.entry("listen-client-urls", listenClientUrls),
                        Map.entry("advertise-client-urls", advertiseClientUrls),
                        Map.entry("listen-peer-urls", listenPeerUrls),
                        Map.entry("initial-advertise-peer-urls", initialAdvertisePeerUrls))
                .forEach(urls -> urls.getValue().forEach(url -> checkUrl(urls.getKey(), url)));
        var own = initialCluster.getOrDefault(name, List.of());
        require(
                !own.isEmpty(),
                "initial-cluster: has no member named " + name + ", only "
                        + initialCluster.keySet().stream().sorted().toList());
        require(
                Set.copyOf(own).equals(Set.copyOf(initialAdvertisePeerUrls)),
                "initial-advertise-peer-urls: " + initialAdvertisePeerUrls + " are not those of " + name
                        + " in initial-cluster: " + own);
        initialCluster.forEach((member, urls) -> {
            require(!urls.isEmpty(), "initial-cluster: " + member + " has no URL");
            urls.forEach(url -> checkUrl("initial-cluster", url));
        });
        var allUrls = initialCluster.values().stream().flatMap(List::stream).toList();
        require(
                allUrls.stream().distinct().count() == allUrls.size(),
                "initial-cluster: the same peer URL twice in " + initialCluster);
        require(
                usesTls(listenClientUrls) == (clientTls != null) || !usesTls(listenClientUrls),
                "listen-client-urls: https needs cert-file and key-file");
        require(
                usesTls(listenPeerUrls) == (peerTls != null) || !usesTls(listenPeerUrls),
                "listen-peer-urls: https needs peer-cert-file and peer-key-file");
        require(
                electionTimeout.toMillis() >= 50 && electionTimeout.toMillis() <= 50_000,
                "election-timeout: must be 50 to 50000 ms, is " + electionTimeout.toMillis());
        require(
                electionTimeout.compareTo(heartbeatInterval.multipliedBy(5)) >= 0,
                "election-timeout: must be at least five times heartbeat-interval (" + heartbeatInterval.toMillis()
                        + " ms), is " + electionTimeout.toMillis() + " ms");
        require(snapshotCount > 0, "snapshot-count: must be positive, is " + snapshotCount);
        require(snapshotCatchupEntries >= 0, "snapshot-catchup-entries: must not be negative");
        require(walSegmentBytes >= MIB, "wal-segment-bytes: must be at least 1 MiB, is " + walSegmentBytes);
        require(quotaBackendBytes >= 0, "quota-backend-bytes: must not be negative");
        require(autoCompactionRetention >= 0, "auto-compaction-retention: must not be negative");
        require(maxTxnOps > 0, "max-txn-ops: must be positive, is " + maxTxnOps);
        require(
                maxRequestBytes > 0 && maxRequestBytes <= 32 * MIB,
                "max-request-bytes: must be 1 to " + 32 * MIB + ", is " + maxRequestBytes);
        require(
                watchProgressNotifyInterval.toMillis() >= 100,
                "watch-progress-notify-interval: must be at least 100 ms");
    }

    /**
     * A member with etcd's defaults.
     *
     * @param clientUrl where to listen for clients, and what they are told
     * @param initialCluster peer URLs by member name; the member's own are where it listens for peers
     */
    public static StoreConfig of(String name, Path dataDir, URI clientUrl, Map<String, List<URI>> initialCluster) {
        return of(name, dataDir, clientUrl, initialCluster, null, null);
    }

    /** The same with the files that {@code https} URLs need. */
    public static StoreConfig of(
            String name,
            Path dataDir,
            URI clientUrl,
            Map<String, List<URI>> initialCluster,
            @Nullable TlsFiles clientTls,
            @Nullable TlsFiles peerTls) {
        var own = initialCluster.getOrDefault(name, List.of());
        return new StoreConfig(
                name,
                dataDir,
                List.of(clientUrl),
                List.of(clientUrl),
                own,
                own,
                initialCluster,
                "etcd-cluster",
                clientTls,
                peerTls,
                Duration.ofMillis(100),
                Duration.ofMillis(1000),
                10_000,
                5_000,
                16 * MIB,
                0,
                AutoCompactionMode.PERIODIC,
                0,
                128,
                1_572_864,
                Duration.ofMinutes(10));
    }

    public StoreConfig withTls(@Nullable TlsFiles client, @Nullable TlsFiles peer) {
        return new StoreConfig(
                name,
                dataDir,
                client == null ? listenClientUrls : https(listenClientUrls),
                client == null ? advertiseClientUrls : https(advertiseClientUrls),
                peer == null ? listenPeerUrls : https(listenPeerUrls),
                peer == null ? initialAdvertisePeerUrls : https(initialAdvertisePeerUrls),
                peer == null
                        ? initialCluster
                        : initialCluster.entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, member -> https(member.getValue()))),
                initialClusterToken,
                client,
                peer,
                heartbeatInterval,
                electionTimeout,
                snapshotCount,
                snapshotCatchupEntries,
                walSegmentBytes,
                quotaBackendBytes,
                autoCompactionMode,
                autoCompactionRetention,
                maxTxnOps,
                maxRequestBytes,
                watchProgressNotifyInterval);
    }

    /** Snapshots every {@code count} log entries, keeping {@code catchup} behind them in files of {@code segment} bytes. */
    public StoreConfig withSnapshots(long count, long catchup, long segment) {
        return new StoreConfig(
                name,
                dataDir,
                listenClientUrls,
                advertiseClientUrls,
                listenPeerUrls,
                initialAdvertisePeerUrls,
                initialCluster,
                initialClusterToken,
                clientTls,
                peerTls,
                heartbeatInterval,
                electionTimeout,
                count,
                catchup,
                segment,
                quotaBackendBytes,
                autoCompactionMode,
                autoCompactionRetention,
                maxTxnOps,
                maxRequestBytes,
                watchProgressNotifyInterval);
    }

    private static List<URI> https(List<URI> urls) {
        return urls.stream()
                .map(url -> URI.create("https://" + url.getRawAuthority()))
                .toList();
    }

    private static boolean usesTls(List<URI> urls) {
        return urls.stream().anyMatch(url -> "https".equals(url.getScheme()));
    }

    private static void checkUrl(String field, URI url) {
        require(
                ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getPort() > 0
                        && (url.getPath() == null || url.getPath().isEmpty()),
                field + ": " + url + " is not of the form http://HOST:PORT or https://HOST:PORT");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
