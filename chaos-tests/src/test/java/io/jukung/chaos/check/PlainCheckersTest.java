package io.jukung.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Simulation.Effect;
import io.jukung.chaos.check.Simulation.Step;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlainCheckersTest {

    private enum Fault {
        NONE,
        LOST,
        STALE,
        DUPLICATED,
        REFUSED_BUT_APPLIED
    }

    private static final class SetWorld implements Simulation.World {
        private final Fault fault;
        private final Random chance;
        private final List<Edn> elements = new ArrayList<>();
        private int values;
        private int steps;

        SetWorld(Fault fault, long seed) {
            this.fault = fault;
            this.chance = new Random(~seed);
        }

        @Override
        public Step next(int process, Random random) {
            boolean read = ++steps > 140 || random.nextInt(4) == 0;
            return read ? Step.of("read", Edn.NIL) : Step.of("add", Edn.of(values++));
        }

        @Override
        public boolean appliesRefused() {
            return fault == Fault.REFUSED_BUT_APPLIED;
        }

        @Override
        public Effect apply(int process, Step step, long nanos) {
            boolean faulty = chance.nextInt(10) == 0;
            if (step.f().equals("add")) {
                if (!(faulty && fault == Fault.LOST)) {
                    elements.add(step.value());
                }
                return Effect.ok(step.value());
            }
            var read = new ArrayList<>(elements);
            if (faulty && fault == Fault.STALE && read.size() > 9) {
                read.subList(read.size() - 8, read.size()).clear();
            }
            if (faulty && fault == Fault.DUPLICATED && !read.isEmpty()) {
                read.add(read.getFirst());
            }
            return Effect.ok(Edn.vector(read));
        }
    }

    private static Verdict set(Fault fault, long seed) {
        return new SetFull()
                .check(Evidence.of(new Simulation(new SetWorld(fault, seed), seed, 5, 160, 0.05, 0.05).run()));
    }

    @Test
    void setFull() {
        for (long seed = 0; seed < 300; seed++) {
            var verdict = set(Fault.NONE, seed);
            assertThat(verdict.validity()).as("seed " + seed + ": " + verdict).isEqualTo(Validity.VALID);
        }
        var rules = Map.of(
                Fault.LOST, "lost element",
                Fault.STALE, "stale read",
                Fault.DUPLICATED, "duplicated element",
                Fault.REFUSED_BUT_APPLIED, "unexpected element");
        rules.forEach((fault, rule) -> {
            var found = new TreeSet<String>();
            for (long seed = 0; seed < 20; seed++) {
                found.addAll(KvWorld.rules(set(fault, seed)));
            }
            assertThat(found).as(fault.toString()).contains(rule);
        });
    }

    private static final class BankWorld implements Simulation.World {
        private final boolean fractured;
        private final Map<Edn, Edn> balances = new LinkedHashMap<>();
        private Map<Edn, Edn> before = Map.of();

        BankWorld(boolean fractured) {
            this.fractured = fractured;
            for (int i = 0; i < 5; i++) {
                balances.put(Edn.of(i), Edn.of(20));
            }
        }

        @Override
        public Step next(int process, Random random) {
            return random.nextInt(3) == 0
                    ? Step.of("read", Edn.NIL)
                    : Step.of(
                            "transfer",
                            Edn.dict(
                                    "from",
                                    Edn.of(random.nextInt(5)),
                                    "to",
                                    Edn.of(random.nextInt(5)),
                                    "amount",
                                    Edn.of(1 + random.nextInt(5))));
        }

        private long balance(Edn account) {
            return ((Edn.Int) balances.get(account)).value();
        }

        @Override
        public Effect apply(int process, Step step, long nanos) {
            if (step.f().equals("read")) {
                var read = new LinkedHashMap<>(balances);
                if (fractured) {
                    before.forEach((account, balance) -> {
                        if (account.equals(Edn.of(0))) {
                            read.put(account, balance);
                        }
                    });
                }
                return Effect.ok(new Edn.Dict(read));
            }
            var transfer = (Edn.Dict) step.value();
            long amount = ((Edn.Int) transfer.get("amount")).value();
            if (balance(transfer.get("from")) < amount) {
                return Effect.failed(step.value());
            }
            before = new LinkedHashMap<>(balances);
            balances.put(transfer.get("from"), Edn.of(balance(transfer.get("from")) - amount));
            balances.put(transfer.get("to"), Edn.of(balance(transfer.get("to")) + amount));
            return Effect.ok(step.value());
        }
    }

    @Test
    void bank() {
        var checker = new Bank(Set.of(Edn.of(0), Edn.of(1), Edn.of(2), Edn.of(3), Edn.of(4)), 100);
        var found = new TreeSet<String>();
        for (long seed = 0; seed < 200; seed++) {
            var right = new Simulation(new BankWorld(false), seed, 5, 100, 0.05, 0.05).run();
            assertThat(checker.check(Evidence.of(right)).validity()).isEqualTo(Validity.VALID);
            var wrong = new Simulation(new BankWorld(true), seed, 5, 100, 0.05, 0.05).run();
            found.addAll(KvWorld.rules(checker.check(Evidence.of(wrong))));
        }
        assertThat(found).containsExactly("wrong total");
        assertThat(KvWorld.rules(checker.check(reads(Edn.dict("x", Edn.of(100))))))
                .containsExactly("wrong accounts");
        var overdrawn = new LinkedHashMap<Edn, Edn>();
        for (int i = 0; i < 5; i++) {
            overdrawn.put(Edn.of(i), Edn.of(i == 0 ? -20 : 30));
        }
        assertThat(KvWorld.rules(checker.check(reads(new Edn.Dict(overdrawn))))).containsExactly("overdrawn account");
    }

    private static Evidence reads(Edn value) {
        return Evidence.of(new History(List.of(
                new Op(0, 0, Phase.INVOKE, "read", Edn.NIL, 1, null, List.of(), List.of()),
                new Op(1, 0, Phase.OK, "read", value, 2, null, List.of(), List.of()))));
    }

    @Test
    void enoughDone() {
        var evidence = KvWorld.run(KvWorld.Fault.NONE, 1, 300);
        assertThat(new EnoughDone(Map.of("KV/Put", 20L), 0.5).check(evidence).validity())
                .isEqualTo(Validity.VALID);
        assertThat(KvWorld.rules(new EnoughDone(Map.of("KV/Put", 2000L), 0).check(evidence)))
                .containsExactly("too few succeeded");
        assertThat(KvWorld.rules(new EnoughDone(Map.of("KV/Range", 1L), 0.99).check(evidence)))
                .containsExactly("too few succeeded");
        assertThat(KvWorld.rules(new EnoughDone(Map.of("never", 1L), 0).check(evidence)))
                .containsExactly("too few succeeded");
        assertThat(new EnoughDone(Map.of(), 0)
                        .check(Evidence.of(new History(List.of())))
                        .validity())
                .as("nothing was done")
                .isEqualTo(Validity.INVALID);
    }

    private static Verdict scan(List<Pattern> allowed, String... lines) {
        return new LogScan(allowed)
                .check(new Evidence(new History(List.of()), Optional.empty(), Map.of(), Map.of("n1", List.of(lines))));
    }

    @Test
    void logScan() {
        assertThat(scan(List.of(), "2026-11-29T00:00:00Z WARN  io.jukung.store slow fsync 300 ms")
                        .validity())
                .isEqualTo(Validity.VALID);
        assertThat(KvWorld.rules(scan(List.of(), "Exception in thread \"apply\" java.lang.RuntimeException")))
                .containsExactly("uncaught exception");
        assertThat(KvWorld.rules(scan(List.of(), "Terminating due to java.lang.OutOfMemoryError: Java heap space")))
                .containsExactly("out of memory");
        assertThat(KvWorld.rules(scan(List.of(), "panic: runtime error", "{\"level\":\"fatal\",\"msg\":\"x\"}")))
                .containsExactly("panic");
        var fault = "ERROR store fault: writing the Raft log: the member stops";
        assertThat(KvWorld.rules(scan(List.of(), fault))).containsExactly("member halted");
        var allowed = scan(List.of(Pattern.compile("writing the Raft log")), fault);
        assertThat(allowed.validity()).isEqualTo(Validity.VALID);
        assertThat(allowed.facts()).containsEntry("lines allowed", "1");
        var rebuilt =
                "ERROR StateRecovery this member's state is not used any more, a copy takes its place: it ends too early";
        assertThat(KvWorld.rules(scan(List.of(), rebuilt))).containsExactly("state lost");
        assertThat(scan(List.of(Pattern.compile("not used any more")), rebuilt).validity())
                .isEqualTo(Validity.VALID);
        // A damaged disk is an excuse for a state that is given up, not for one that was used until another member saw
        // it.
        var differs =
                "ERROR this member's state is not used any more: member 2 differs from the majority 1, 3 in what it applied";
        assertThat(KvWorld.rules(scan(List.of(Pattern.compile("not used any more")), differs)))
                .containsExactly("members differ");
        var nobodyWaits =
                "Exception while n1-StateMachineUpdater: applying txn index=121, nextLog=(t:3, i:121)\",\"error\":"
                        + "\"java.lang.IllegalStateException: available = -1 < 0\\n\\tat org.apache.ratis.server.impl."
                        + "PendingRequests$RequestLimits.release(PendingRequests.java:94)";
        assertThat(scan(List.of(), nobodyWaits).validity()).isEqualTo(Validity.VALID);
        assertThat(KvWorld.rules(scan(List.of(), nobodyWaits.replace("available = -1 < 0", "another"))))
                .containsExactly("broken invariant");
        assertThat(new LogScan(List.of())
                        .check(Evidence.of(new History(List.of())))
                        .validity())
                .isEqualTo(Validity.UNKNOWN);
    }

    @Test
    void lostAcknowledgements() {
        var found = new TreeSet<String>();
        for (long seed = 0; seed < 20; seed++) {
            found.addAll(KvWorld.rules(
                    new LostAcknowledgements().check(KvWorld.run(KvWorld.Fault.ACKNOWLEDGED_BUT_LOST, seed, 150))));
        }
        assertThat(found).containsExactly("lost write");
    }

    @Test
    void findingsKeepTheFirstOfEachRule() {
        var findings = new Findings("x");
        for (long i = 0; i < 1000; i++) {
            findings.violation("rule", "explanation", i);
        }
        findings.unknown("something");
        var verdict = findings.verdict();
        assertThat(verdict.validity()).isEqualTo(Validity.INVALID);
        assertThat(verdict.violations()).hasSizeLessThan(20);
        assertThat(verdict.facts()).containsEntry("violations of rule", "1000");
    }
}
