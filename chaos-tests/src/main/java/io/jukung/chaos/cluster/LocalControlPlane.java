package io.jukung.chaos.cluster;

import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.local.ClusterPlan;
import io.jukung.cli.local.ProcessTable;
import io.jukung.cli.local.RunningProcess;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.PemTls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster on this machine, as {@code ./jukung up} makes it: three servers, a node, containerd, and a supervisor that
 * starts again what ends; and a second node in a network namespace. Data directory, ports and addresses are its own. Nothing
 * of it outlives the harness, even if that is killed ({@link Guard}). Needs root.
 */
public final class LocalControlPlane implements AutoCloseable {

    /** The image that its pods may use, of the folder of its name beside the example. */
    private static final String EXAMPLE_IMAGE = "jukung.local/hello:1";

    /** The first node's daemon's name among the processes. */
    public static final String NODE = "node";

    private static final int SERVERS = 3;
    private static final int PORTS_A_SERVER = 4;
    private static final int UP_SECONDS = 240;
    private static final int DOWN_SECONDS = 120;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int PAUSE_MILLIS = 100;
    /** How links are named that chaos runs and clusters make. */
    private static final String OURS = "jk";

    private final Path home;
    private final Path directory;
    private final ClusterLayout layout;
    private final List<String> jvm;
    private final RunName run = RunName.next();
    private final NodeApart another;
    private @Nullable Guard guard;

    /**
     * Makes nothing yet.
     *
     * @param directory for its data, and for what is kept of its logs; made if it is not there
     * @param jvm more options of its processes' JVMs
     */
    public LocalControlPlane(Path directory, List<String> jvm) throws IOException {
        this.home = Programs.root()
                .orElseThrow(() -> new IOException("the project is not to be found: run this inside it"
                        + ", or name its folder by -Djukung.home"));
        this.directory = Files.createDirectories(directory);
        this.layout = new ClusterLayout(directory.resolve("cluster"));
        this.jvm = List.copyOf(jvm);
        this.another = new NodeApart(run, directory.resolve(NodeApart.NAME));
    }

    /**
     * Starts it and waits until it serves, the example's pods run and both nodes are ready. What runs of harnesses that died
     * have left goes first.
     */
    public void up() throws IOException, InterruptedException {
        Guard.sweepDead();
        guard = Guard.over(run, directory);
        // By it the guard takes it down.
        Files.createSymbolicLink(directory.resolve("jukung"), home.resolve("jukung"));
        var random = new SecureRandom();
        int block = random.nextInt(100, 150);
        // All at once: what is asked for one after the other may overlap, as nobody listens yet.
        int port = freePorts(random, 2 + SERVERS * PORTS_A_SERVER);
        jukung(
                UP_SECONDS,
                "up",
                "--data-dir=" + layout.root(),
                "--timeout=" + (UP_SECONDS - 20),
                "--members=" + SERVERS,
                "--node-ip=" + address(),
                "--api-port=" + port,
                "--node-port=" + (port + 1),
                "--member-port=" + (port + 2),
                "--pod-cidr=10." + block + ".0.0/16",
                "--service-cidr=10." + (block + 50) + ".0.0/16",
                "--filename=" + home.resolve("examples/hello.yaml"));
        another.join(layout, home.resolve("examples/hello"), EXAMPLE_IMAGE, jvm);
    }

    private void jukung(int seconds, String... arguments) throws IOException, InterruptedException {
        // Not by the script ./jukung: it tries out JDKs, and each would have what is in the environment for the
        // processes.
        var command = new ArrayList<>(Programs.jukung(List.of("-Djukung.home=" + home)));
        command.addAll(List.of(arguments));
        var said = directory.resolve("jukung-" + arguments[0] + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put(RunName.VARIABLE, run.text());
        if (!jvm.isEmpty()) {
            builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", jvm));
        }
        var process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        if (!ended || process.exitValue() != 0) {
            throw new IOException("jukung " + arguments[0]
                    + (ended ? " ended with " + process.exitValue() : " did not end in " + seconds + " s") + ": "
                    + new String(Files.readAllBytes(said), StandardCharsets.UTF_8));
        }
    }

    /** This machine's address; another run's links come and go, and are no good. */
    private static String address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(LocalControlPlane::stays)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseThrow(() -> new IOException("this machine has no IPv4 address that pods could reach"));
    }

    private static boolean stays(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback() && !network.getName().startsWith(OURS);
        } catch (SocketException e) {
            return false;
        }
    }

    /** The first of so many free ports in a row. */
    public static int freePorts(RandomGenerator random, int count) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = random.nextInt(20_000, 29_000);
            int free = 0;
            while (free < count && isFree(first + free)) {
                free++;
            }
            if (free == count) {
                return first;
            }
        }
        throw new IOException("no " + count + " free ports in a row from 20000 to 29000");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    public ClusterLayout layout() {
        return layout;
    }

    /** The sockets of its nodes' container runtimes. */
    public List<Path> runtimes() {
        return List.of(layout.containerdSocket(), another.containerdSocket());
    }

    public ClusterPlan plan() {
        return layout.plannedCluster();
    }

    /** What an administrator's client trusts and shows. */
    public SSLContext tls() {
        var config = Kubeconfig.read(layout.kubeconfig());
        return PemTls.context(config.authorities(), config.identity());
    }

    public List<String> servers() {
        return plan().memberList().stream().map(ClusterPlan.Member::name).toList();
    }

    /** The process of that name as the supervisor last started it; empty while it does not run. */
    private Optional<RunningProcess> process(String name) {
        return ProcessTable.alive(layout).stream()
                .filter(process -> process.name().equals(name))
                .findFirst();
    }

    /** Kills it with -9; whether it ran. The supervisor starts it again. */
    public boolean kill(String name) {
        return process(name)
                .flatMap(RunningProcess::handle)
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }

    /** Stops it as it is; whether it ran. */
    public boolean pause(String name) throws IOException, InterruptedException {
        return signal(name, "STOP");
    }

    /** Lets it go on; nothing to one that was not stopped. */
    public void resume(String name) throws IOException, InterruptedException {
        signal(name, "CONT");
    }

    private boolean signal(String name, String signal) throws IOException, InterruptedException {
        var process = process(name);
        if (process.isEmpty()) {
            return false;
        }
        Shell.run(List.of("kill", "-" + signal, Long.toString(process.get().pid())));
        return true;
    }

    /** Kills the second node's daemon with -9; whether it ran. Nobody but {@link #mendSecondNode} starts it again. */
    public boolean killSecondNode() throws InterruptedException {
        return another.kill();
    }

    /** Takes the second node's link away. */
    public void cutSecondNode() throws IOException, InterruptedException {
        another.cut();
    }

    /** The second node is reached, and its daemon runs. */
    public void mendSecondNode() throws IOException, InterruptedException {
        another.mend();
        another.start();
    }

    /**
     * Waits until a server answers that it is ready, or the node daemon that it lives.
     *
     * @throws IOException it does not in time
     */
    public void awaitServing(String name, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!serves(name)) {
            if (System.nanoTime() > end) {
                throw new IOException(name + " does not serve after " + seconds + " s");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private boolean serves(String name) throws InterruptedException {
        if (process(name).isEmpty()) {
            return false;
        }
        var server = plan().memberList().stream()
                .filter(member -> member.name().equals(name))
                .findFirst();
        if (server.isEmpty()) {
            // Whether the node is ready is seen from its object.
            return true;
        }
        // Another each time: one that a kill has cut off may wait for its old connection.
        try (var client = HttpClient.newBuilder()
                .sslContext(tls())
                .connectTimeout(PATIENCE)
                .build()) {
            var uri =
                    URI.create("https://" + plan().nodeIp() + ":" + server.get().securePort() + "/readyz");
            var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes what the threads of servers and the first node's daemon do beside the logs kept ({@code NAME.log.threads}). */
    public void dumpThreads() throws IOException, InterruptedException {
        var ours = new ArrayList<>(servers());
        ours.add(NODE);
        for (var process : ProcessTable.alive(layout)) {
            // Not containerd: what asks a JVM for its threads would end it.
            if (ours.contains(process.name())) {
                ThreadDump.append(List.of(process.pid()), ThreadDump.beside(kept().resolve(process.name() + ".log")));
            }
        }
    }

    private Path kept() throws IOException {
        return Files.createDirectories(directory.resolve("logs"));
    }

    /** Copies of the processes' logs, by process, outside of what {@link #close} removes. */
    public SortedMap<String, Path> keepLogs() throws IOException {
        var kept = kept();
        var logs = new TreeMap<String, Path>();
        try (var files = Files.newDirectoryStream(layout.logs(), "*.log")) {
            for (var file : files) {
                var copy = kept.resolve(file.getFileName());
                Files.write(copy, Files.readAllBytes(file));
                var name = file.getFileName().toString();
                logs.put(name.substring(0, name.length() - ".log".length()), copy);
            }
        }
        var copy = kept.resolve(NodeApart.NAME + ".log");
        Files.write(copy, Files.readAllBytes(another.log()));
        logs.put(NodeApart.NAME, copy);
        return logs;
    }

    /** Stops it and removes all it made on the machine. */
    @Override
    public void close() throws IOException {
        var ours = guard;
        if (ours == null) {
            return;
        }
        try (ours) {
            for (var process : ProcessTable.alive(layout)) {
                resume(process.name());
            }
            another.close();
            jukung(DOWN_SECONDS, "down", "--data-dir=" + layout.root(), "--purge");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + layout.root() + " was being taken down");
        }
    }
}
