package io.jukung.store;

import io.jukung.platform.Clock;
import io.jukung.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Members in this process, on free ports of loopback. A fault of one fails the test that closes it. */
final class TestCluster implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(60);

    private final Path directory;
    private final Map<String, List<URI>> peers = new LinkedHashMap<>();
    private final Map<String, URI> clients = new LinkedHashMap<>();
    private final Map<String, StoreMember> running = new LinkedHashMap<>();
    private final UnaryOperator<StoreConfig> settings;
    private final @Nullable TlsFiles tls;
    private final Set<String> joining = new HashSet<>();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private TestCluster(Path directory, int size, UnaryOperator<StoreConfig> settings, @Nullable TlsFiles tls) {
        this.directory = directory;
        this.settings = settings;
        this.tls = tls;
        var scheme = tls == null ? "http" : "https";
        var ports = FreePorts.next(2 * size);
        for (int i = 0; i < size; i++) {
            var name = "m" + (i + 1);
            peers.put(name, List.of(URI.create(scheme + "://127.0.0.1:" + ports.get(2 * i))));
            clients.put(name, URI.create(scheme + "://127.0.0.1:" + ports.get(2 * i + 1)));
        }
    }

    static TestCluster start(Path directory, int size) throws Exception {
        return start(directory, size, config -> config);
    }

    static TestCluster start(Path directory, int size, UnaryOperator<StoreConfig> settings) throws Exception {
        return start(new TestCluster(directory, size, settings, null));
    }

    /** Clients and peers alike over TLS with these files. */
    static TestCluster start(Path directory, int size, TlsFiles tls) throws Exception {
        return start(new TestCluster(directory, size, config -> config, tls));
    }

    private static TestCluster start(TestCluster cluster) throws Exception {
        try {
            for (var name : cluster.peers.keySet()) {
                cluster.startMember(name);
            }
            cluster.awaitReady();
            return cluster;
        } catch (IOException | RuntimeException | TimeoutException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    /** Nothing runs yet: the members' directories may be filled before. */
    static TestCluster prepare(Path directory, int size) {
        return new TestCluster(directory, size, config -> config, null);
    }

    void startAll() throws IOException, TimeoutException, InterruptedException {
        for (var name : peers.keySet()) {
            startMember(name);
        }
        awaitReady();
    }

    StoreConfig config(String name) {
        var config = StoreConfig.of(name, directory.resolve(name), clients.get(name), peers, tls, tls);
        return settings.apply(
                joining.contains(name)
                        ? config.with(new Bootstrap(peers, config.bootstrap().token(), Bootstrap.State.EXISTING, false))
                        : config);
    }

    /** Makes room for a member that is to join; the URL its peers reach it by. */
    String newMember(String name) {
        var ports = FreePorts.next(2);
        var scheme = tls == null ? "http" : "https";
        var peer = scheme + "://127.0.0.1:" + ports.get(0);
        peers.put(name, List.of(URI.create(peer)));
        clients.put(name, URI.create(scheme + "://127.0.0.1:" + ports.get(1)));
        joining.add(name);
        return peer;
    }

    /** Other addresses for a member that is not running; the new peer URL. */
    String move(String name) {
        boolean joined = joining.contains(name);
        var peer = newMember(name);
        if (!joined) {
            joining.remove(name);
        }
        return peer;
    }

    /** Forgets a member that was removed from the cluster, and stops it if it still runs. */
    void forget(String name) {
        peers.remove(name);
        clients.remove(name);
        var member = running.remove(name);
        if (member != null) {
            member.closeAbruptly();
        }
    }

    /** Whether a member has stopped since it was removed from the cluster. */
    boolean hasLeft(String name) {
        return removed.contains(name);
    }

    /** Runs on with other settings than the others. */
    void startMember(String name, UnaryOperator<StoreConfig> with) throws IOException {
        running.put(name, StoreMember.start(with.apply(config(name)), Clock.system(), new Faults(name)));
    }

    private final class Faults implements FaultHandler {
        private final String name;

        Faults(String name) {
            this.name = name;
        }

        @Override
        public void onFault(String what, Throwable cause) {
            faults.add(name + ": " + what + ": " + cause);
        }

        @Override
        public void onRemoved(String message) {
            removed.add(name);
        }
    }

    void startMember(String name) throws IOException {
        startMember(name, config -> config);
    }

    void awaitReady() throws TimeoutException, InterruptedException {
        for (var member : running.values()) {
            member.awaitReady(READY);
        }
    }

    List<String> names() {
        return List.copyOf(peers.keySet());
    }

    StoreMember member(String name) {
        return running.get(name);
    }

    boolean isRunning(String name) {
        return running.containsKey(name) && !removed.contains(name);
    }

    /** Where a member serves clients, as host and port. */
    String endpoint(String name) {
        return clients.get(name).getAuthority();
    }

    String endpoints() {
        return String.join(",", clients.values().stream().map(URI::getAuthority).toList());
    }

    Optional<String> leader() {
        return running.entrySet().stream()
                .filter(member -> member.getValue().status().leading())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    String awaitLeader() throws InterruptedException, TimeoutException {
        awaitReady();
        long deadline = System.nanoTime() + READY.toNanos();
        while (System.nanoTime() < deadline) {
            var leader = leader();
            if (leader.isPresent()) {
                return leader.get();
            }
            Thread.onSpinWait();
        }
        throw new TimeoutException("no leader");
    }

    String aFollower() throws InterruptedException, TimeoutException {
        var leader = awaitLeader();
        return running.keySet().stream()
                .filter(name -> !name.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    void crash(String name) {
        running.remove(name).closeAbruptly();
    }

    void stop(String name) {
        running.remove(name).close();
    }

    @Override
    public void close() {
        // At once: each takes its time, and those that remain would only elect leaders.
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("close-member-", 0).factory())) {
            var closing = running.values().stream()
                    .map(member -> CompletableFuture.runAsync(member::closeAbruptly, threads))
                    .toArray(CompletableFuture[]::new);
            running.clear();
            CompletableFuture.allOf(closing).join();
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("faults: " + faults);
        }
    }
}
