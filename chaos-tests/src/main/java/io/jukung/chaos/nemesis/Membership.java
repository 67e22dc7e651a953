package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Members come and go: one is removed and added anew with nothing on disk, one more is added and one removed again, or the
 * other way round. New ones are learners first. Between 2 and 5 of them.
 */
final class Membership implements Fault {

    private static final int MOST = 5;

    private final Cluster cluster;
    private final Admin admin;
    private final Roster roster;
    private boolean settled = true;

    Membership(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
        this.roster = new Roster(cluster, admin);
    }

    @Override
    public String name() {
        return "membership";
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
        return Set.of("shrink", "grow", "replace");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> {
            var target = Target.draw(random, Whom.ONE, Whom.LEADER).edn();
            return switch (random.nextInt(3)) {
                case 0 -> Episode.moment("replace", target);
                case 1 -> Episode.lasting("shrink", target, "grow");
                default -> Episode.lasting("grow", target, "shrink");
            };
        });
    }

    @Override
    public boolean damages(String f) {
        return true;
    }

    @Override
    public Set<String> damaged() {
        return settled ? Set.of() : Set.copyOf(List.of("one being added or removed"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.value().equals(Edn.NIL)) {
            // The end of one that may have been refused, or done by half.
            heal();
            return Whom.names(cluster.members());
        }
        heal();
        settled = false;
        var target = Target.of(invocation.value());
        var one = target.whom()
                .among(cluster.members(), admin.leader(), target.pick())
                .getFirst();
        var result = switch (invocation.f()) {
            case "shrink" -> {
                roster.remove(one);
                yield Edn.keyword(one);
            }
            case "grow" -> {
                if (cluster.members().size() >= MOST) {
                    yield Edn.dict("skipped", Edn.of("there are " + MOST + " members"));
                }
                var fresh = roster.next();
                roster.add(fresh);
                yield Edn.keyword(fresh);
            }
            case "replace" -> {
                if (!admin.awaitOthersCaughtUp(one, 5)) {
                    yield Edn.dict("skipped", Edn.of("the others have not caught up"));
                }
                roster.replace(one);
                yield Edn.keyword(one);
            }
            default -> throw new IllegalArgumentException("f: " + invocation.f() + ", expected one of " + operations());
        };
        settled = cluster.members().size() == cluster.plan().members();
        return result;
    }

    @Override
    public void heal() throws Exception {
        if (!settled) {
            roster.settle(cluster.plan().members());
            settled = true;
        }
    }
}
