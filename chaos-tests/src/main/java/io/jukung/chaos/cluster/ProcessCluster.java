package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.ClusterPlan.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Members as processes of this machine, each in its place of a {@link Wiring} and on its {@link Volume}. */
final class ProcessCluster implements Cluster {

    private final ClusterPlan plan;
    private final RunName run;
    private final Guard guard;
    private final Wiring wiring;
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<String, Volume> volumes = new TreeMap<>();
    /** Of those that joined an existing cluster: all its members then. */
    private final Map<String, String> joined = new HashMap<>();

    private final Map<String, FaultSwitches> switches = new HashMap<>();
    private final Cgroups resources;
    private final String founders;

    private ProcessCluster(ClusterPlan plan, RunName run, Guard guard, Wiring wiring) {
        this.plan = plan;
        this.run = run;
        this.guard = guard;
        this.wiring = wiring;
        this.resources = new Cgroups(run, this);
        this.founders = IntStream.rangeClosed(1, plan.members())
                .mapToObj(number -> "n" + number)
                .map(name -> name + "=" + url(wiring.peer(name)))
                .collect(Collectors.joining(","));
    }

    static ProcessCluster create(ClusterPlan plan, RunName run, Guard guard, Wiring wiring) throws Exception {
        var cluster = new ProcessCluster(plan, run, guard, wiring);
        try {
            for (int number = 1; number <= plan.members(); number++) {
                cluster.place("n" + number);
            }
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private void place(String member) throws Exception {
        var process = new Member(member, plan.directory().resolve(member + ".log"));
        wiring.add(member, process::pids);
        var volume = volumes.computeIfAbsent(member, this::volume);
        volume.mount();
        // Etcd calls the kernel without libc.
        if (plan.product() == Product.JUKUNG && FaultLibrary.missing().isEmpty()) {
            switches.put(member, FaultSwitches.in(plan.directory().resolve(member + ".switches")));
        }
        members.put(member, process);
    }

    private Volume volume(String member) {
        var folder = plan.directory().resolve(member);
        return switch (plan.storage()) {
            case DIRECTORY -> new Volume.Directory(folder.resolve("data"));
            case TMPFS, IMAGE -> new FileSystem(plan.storage(), folder);
        };
    }

    private static String url(Address address) {
        return "http://" + address;
    }

    @Override
    public List<String> members() {
        return List.copyOf(members.keySet());
    }

    @Override
    public Address client(String member) {
        return wiring.client(known(member));
    }

    @Override
    public Address peer(String member) {
        return wiring.peer(known(member));
    }

    private String known(String member) {
        member(member);
        return member;
    }

    private Member member(String name) {
        var member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("member: " + name + ", expected one of " + members.keySet());
        }
        return member;
    }

    private Volume volumeOf(String member) {
        var volume = volumes.get(known(member));
        if (volume == null) {
            throw new IllegalStateException(member + " has no volume");
        }
        return volume;
    }

    @Override
    public void start(String member) throws Exception {
        var volume = volumeOf(member);
        volume.mount();
        var command = new ArrayList<>(wiring.enter(member));
        switch (plan.product()) {
            case JUKUNG -> {
                command.addAll(Programs.jukung(plan.jvm()));
                command.add("store");
            }
            case ETCD -> command.add(Programs.etcd().toString());
        }
        command.addAll(flags(member, volume.data()));
        var environment = new HashMap<>(plan.environment());
        environment.put(RunName.VARIABLE, run.text());
        var lies = switches.get(member);
        if (lies != null) {
            environment.putAll(lies.environment(volume.data()));
        }
        member(member).start(command, environment);
    }

    private List<String> flags(String member, Path data) {
        var peer = url(wiring.peer(member));
        var flags = new ArrayList<>(List.of(
                "--name=" + member,
                "--data-dir=" + data,
                "--listen-client-urls=" + url(wiring.clientListen(member)),
                "--advertise-client-urls=" + url(wiring.client(member)),
                "--listen-peer-urls=" + url(wiring.peerListen(member)),
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + joined.getOrDefault(member, founders),
                "--initial-cluster-state=" + (joined.containsKey(member) ? "existing" : "new"),
                "--initial-cluster-token=" + run));
        for (var flag : limits()) {
            var name = flag.substring(0, flag.indexOf('='));
            if (plan.flags().stream().noneMatch(given -> given.startsWith(name + "="))) {
                flags.add(flag);
            }
        }
        flags.addAll(plan.flags());
        return flags;
    }

    /** Small, so that a short run meets snapshots, and not so small that two cores elect for nothing. */
    private List<String> limits() {
        var limits = new ArrayList<>(List.of(
                "--heartbeat-interval=100", "--election-timeout=600", "--snapshot-count=100", "--max-learners=1"));
        if (plan.product() == Product.ETCD) {
            limits.remove("--max-learners=1");
            limits.add("--experimental-snapshot-catchup-entries=100");
            limits.add("--experimental-watch-progress-notify-interval=1s");
        } else {
            limits.add("--snapshot-catchup-entries=100");
            limits.add("--watch-progress-notify-interval=1s");
        }
        return limits;
    }

    @Override
    public void kill(String member) throws Exception {
        // A frozen one does not even die.
        resources.thaw(member);
        member(member).kill();
        resources.release(member);
    }

    @Override
    public void stop(String member) throws Exception {
        resources.thaw(member);
        member(member).stop();
        resources.release(member);
    }

    @Override
    public void pause(String member) throws Exception {
        member(member).pause();
    }

    @Override
    public void resume(String member) throws Exception {
        member(member).resume();
    }

    @Override
    public void wipe(String member) throws Exception {
        if (running(member)) {
            throw new IOException(member + " runs, expected a member that does not where its data is deleted");
        }
        volumeOf(member).mount();
        Volume.delete(data(member));
    }

    @Override
    public boolean running(String member) {
        return member(member).running();
    }

    @Override
    public boolean paused(String member) {
        return member(member).paused();
    }

    @Override
    public void awaitServing(String member, int seconds) throws Exception {
        Serving.await(member, client(member), seconds);
    }

    @Override
    public void dumpThreads(String member) throws IOException, InterruptedException {
        ThreadDump.append(pids(member), ThreadDump.beside(log(member)));
    }

    @Override
    public Path data(String member) {
        return volumeOf(member).data();
    }

    @Override
    public Path log(String member) {
        return member(member).log();
    }

    @Override
    public List<Long> pids(String member) {
        return member(member).pids();
    }

    @Override
    public ClusterPlan plan() {
        return plan;
    }

    @Override
    public Network network() {
        return wiring;
    }

    @Override
    public Disk disk() {
        return new Disk() {
            @Override
            public void fill(String member) throws Exception {
                volumeOf(member).fill();
            }

            @Override
            public void free(String member) throws Exception {
                volumeOf(member).free();
            }

            @Override
            public void losePower(String member) throws Exception {
                volumeOf(member).losePower(() -> kill(member));
            }
        };
    }

    @Override
    public void join(String member, String initialCluster) throws Exception {
        if (!member.matches("n[1-9]")) {
            throw new IllegalArgumentException("member: " + member + ", expected n1 to n9");
        }
        if (members.containsKey(member)) {
            kill(member);
            wipe(member);
        } else {
            place(member);
        }
        joined.put(member, initialCluster);
    }

    @Override
    public void leave(String member) throws Exception {
        kill(member);
        wipe(member);
        members.remove(member);
    }

    @Override
    public Optional<FaultSwitches> switches(String member) {
        known(member);
        return Optional.ofNullable(switches.get(member));
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public void close() {
        wiring.close();
        // It kills the members, too.
        guard.close();
        if (!plan.keepData()) {
            for (var member : volumes.keySet()) {
                try {
                    Volume.delete(plan.directory().resolve(member));
                } catch (IOException e) {
                    // What cannot be deleted stays in the run's directory, which is its owner's.
                }
            }
        }
    }

    /** Makes the folder of all. */
    static void prepare(ClusterPlan plan) throws IOException {
        Files.createDirectories(plan.directory());
    }
}
