package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Damaged files of one member: bits of the state or of the log's full segments are flipped, or the log's last sector is not
 * there; or no more than a single bit of the log, which, unlike several, mostly leaves something that can be read. The member is killed for it, when the others have all that it may have acknowledged, and started on what is left. It
 * has to mend itself, or refuse: then it is replaced.
 */
final class Corruption implements Fault {

    private static final int CAUGHT_UP_SECONDS = 5;
    private static final int SERVE_SECONDS = 90;
    private static final int STEP_SECONDS = 5;
    private static final int FLIPS = 8;

    private final String name;
    private final String ending;
    private final List<String> kinds;
    private final Cluster cluster;
    private final Admin admin;
    private final Roster roster;
    private final Set<String> damaged = new HashSet<>();

    private Corruption(String name, String ending, List<String> kinds, Cluster cluster, Admin admin) {
        this.name = name;
        this.ending = ending;
        this.kinds = kinds;
        this.cluster = cluster;
        this.admin = admin;
        this.roster = new Roster(cluster, admin);
    }

    static Corruption ofAllKinds(Cluster cluster, Admin admin) {
        return new Corruption("corrupt", "repair", List.of("state", "log", "tail"), cluster, admin);
    }

    /** Only of the log's full segments. */
    static Corruption ofSingleBits(Cluster cluster, Admin admin) {
        return new Corruption("bit-rot", "bits-right", List.of("bit"), cluster, admin);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Layer layer() {
        return Layer.DATA;
    }

    @Override
    public Optional<String> unavailable() {
        int members = cluster.plan().members();
        return members < 3 ? Optional.of(members + " members, expected 3 or more") : Optional.empty();
    }

    @Override
    public Set<String> operations() {
        return Set.of(name, ending);
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                name,
                Target.draw(random, Whom.ONE, Whom.LEADER)
                        .edn("kind", Edn.keyword(kinds.get(random.nextInt(kinds.size())))),
                ending));
    }

    @Override
    public boolean damages(String f) {
        return f.equals(name);
    }

    @Override
    public Set<String> damaged() {
        return Set.copyOf(damaged);
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals(ending)) {
            return repair();
        }
        var target = Target.of(invocation.value());
        var member = target.whom()
                .among(cluster.members(), admin.leader(), target.pick())
                .getFirst();
        cluster.kill(member);
        if (!admin.awaitOthersCaughtUp(member, CAUGHT_UP_SECONDS)) {
            cluster.start(member);
            return Edn.dict("skipped", Edn.of("the others have not what " + member + " may have acknowledged"));
        }
        var kind = Whom.word(invocation.value(), "kind");
        var files = new DataFiles(cluster.plan().product(), cluster.data(member));
        var file = switch (kind) {
            case "state" -> some(files.state(), target.pick());
            case "log", "bit" -> some(files.closedSegments(), target.pick());
            case "tail" -> files.openSegment();
            default ->
                throw new IllegalArgumentException(
                        "value: " + invocation.value() + ", expected :kind state, log, bit or tail");
        };
        if (file.isEmpty()) {
            cluster.start(member);
            return Edn.dict("skipped", Edn.of(member + " has no such file"));
        }
        damaged.add(member);
        long much = switch (kind) {
            case "tail" -> DataFiles.tear(file.get());
            case "bit" -> DataFiles.flip(file.get(), target.pick(), 1);
            default -> DataFiles.flip(file.get(), target.pick(), FLIPS);
        };
        cluster.start(member);
        return Edn.dict(
                "member",
                Edn.keyword(member),
                "file",
                Edn.of(cluster.data(member).relativize(file.get()).toString()),
                kind.equals("tail") ? "bytes" : "bits",
                Edn.of(much));
    }

    private static Optional<Path> some(List<Path> files, long pick) {
        return files.isEmpty() ? Optional.empty() : Optional.of(files.get((int) (pick % files.size())));
    }

    private Edn repair() throws Exception {
        var replaced = new HashSet<String>();
        for (var member : Set.copyOf(damaged)) {
            if (!cluster.members().contains(member)) {
                damaged.remove(member);
                continue;
            }
            switch (recovery(member)) {
                case WHOLE -> {}
                case REFUSED -> {
                    roster.replace(member);
                    replaced.add(member);
                }
                case NOBODY_SERVES -> {
                    // Not its fault. It stays damaged, and what is damaged is not added to.
                    return Edn.dict("tried", Edn.keyword(member));
                }
            }
            damaged.remove(member);
        }
        return Edn.dict("replaced", Whom.names(replaced.stream().sorted().toList()));
    }

    private enum Recovery {
        WHOLE,
        REFUSED,
        NOBODY_SERVES
    }

    /** Starts it once more if it has ended: it may have been killed by another fault. */
    private Recovery recovery(String member) throws Exception {
        if (!cluster.running(member)) {
            cluster.start(member);
        }
        for (int waited = 0; waited < SERVE_SECONDS; waited += STEP_SECONDS) {
            try {
                cluster.awaitServing(member, STEP_SECONDS);
                return Recovery.WHOLE;
            } catch (IOException e) {
                if (!cluster.running(member)) {
                    return Recovery.REFUSED;
                }
            }
        }
        return admin.leader().isEmpty() ? Recovery.NOBODY_SERVES : Recovery.REFUSED;
    }

    @Override
    public void heal() throws Exception {
        Revival.of(cluster);
        repair();
        if (!damaged.isEmpty()) {
            throw new IOException("the data of " + damaged + " is not whole, expected it mended by itself or replaced");
        }
    }
}
