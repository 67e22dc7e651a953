package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.Cluster.Trouble;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Links that lose, delay, narrow or reset: those to and from some members, or only those from them. */
record LinkTroubles(Cluster cluster, Admin admin, NetworkClaims network) implements Fault {

    private static final int MAX_LOSS_PERCENT = 40;
    private static final int MAX_DELAY_MILLIS = 300;
    private static final int MAX_KILOBYTES = 400;

    @Override
    public String name() {
        return "links";
    }

    @Override
    public Layer layer() {
        return Layer.NETWORK;
    }

    @Override
    public Set<String> operations() {
        return Set.of("start-links", "stop-links");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> {
            var kinds = List.of("loss", "delay", "bandwidth", "reset").stream()
                    .filter(kind -> cluster.network().can(trouble(kind, 1, 1)))
                    .toList();
            var kind = kinds.get(random.nextInt(kinds.size()));
            int amount = amount(kind, random);
            return Episode.lasting(
                    "start-links",
                    Target.draw(random, Whom.ONE, Whom.LEADER, Whom.MAJORITY, Whom.ALL)
                            .edn(
                                    "kind",
                                    Edn.keyword(kind),
                                    "amount",
                                    Edn.of(amount),
                                    "jitter",
                                    Edn.of(random.nextInt(amount + 1)),
                                    "ways",
                                    Edn.keyword(random.nextBoolean() ? "both" : "from")),
                    "stop-links");
        });
    }

    private static int amount(String kind, RandomGenerator random) {
        return switch (kind) {
            case "loss" -> random.nextInt(1, MAX_LOSS_PERCENT + 1);
            case "delay" -> random.nextInt(5, MAX_DELAY_MILLIS + 1);
            case "bandwidth" -> random.nextInt(20, MAX_KILOBYTES + 1);
            default -> 1;
        };
    }

    private static Trouble trouble(String kind, int amount, int jitter) {
        return switch (kind) {
            case "loss" -> new Trouble.Loss(amount);
            case "delay" -> new Trouble.Delay(amount, jitter);
            case "bandwidth" -> new Trouble.Bandwidth(amount);
            case "reset" -> new Trouble.Reset();
            default ->
                throw new IllegalArgumentException("kind: " + kind + ", expected loss, delay, bandwidth or reset");
        };
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var value = invocation.value();
        if (invocation.f().equals("stop-links")) {
            heal();
            return Edn.keyword("whole");
        }
        var target = Target.of(value);
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        var trouble = trouble(
                Whom.word(value, "kind"), (int) Whom.number(value, "amount"), (int) Whom.number(value, "jitter"));
        boolean both = Whom.word(value, "ways").equals("both");
        var members = cluster.members();
        network.claim(name(), whole -> {
            for (var one : whom) {
                for (var other : members) {
                    if (!other.equals(one)) {
                        whole.trouble(one, other, trouble);
                        if (both) {
                            whole.trouble(other, one, trouble);
                        }
                    }
                }
            }
        });
        return Edn.dict("members", Whom.names(whom), "trouble", Edn.of(trouble.toString()));
    }

    @Override
    public void heal() throws Exception {
        network.release(name());
    }
}
