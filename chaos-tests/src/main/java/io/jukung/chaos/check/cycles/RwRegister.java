package io.jukung.chaos.check.cycles;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.cycles.Dependencies.Kind;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strict serializability of transactions of {@code [:w k v]} and {@code [:r k v]}. No value is written twice to a key. The
 * order of a key's versions is that of their mod_revisions, as far as the operations' calls tell them; where they do not, a
 * transaction that read a version and wrote another tells that one came after the other.
 */
public final class RwRegister implements Checker {

    record Version(Edn key, Edn value) {}

    @Override
    public String name() {
        return "rw-register";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        new Judgement(Transaction.of(evidence.history(), "txn"), findings).judge();
        return findings.verdict();
    }

    /** What a transaction knew of a key before it wrote it. */
    private record Read(Transaction by, Edn key, Edn value) {
        boolean nothing() {
            return value.equals(Edn.NIL);
        }

        Version version() {
            return new Version(key, value);
        }

        String said() {
            return by.name() + " read " + Prose.of(key) + " as " + Prose.of(value);
        }
    }

    private static final class Judgement {

        private final List<Transaction> transactions;
        private final Findings findings;
        private final Map<Version, Transaction> writers = new HashMap<>();
        private final Set<Version> finals = new HashSet<>();
        private final List<Read> reads = new ArrayList<>();
        private final Map<Version, List<Read>> readers = new LinkedHashMap<>();

        Judgement(List<Transaction> transactions, Findings findings) {
            this.transactions = transactions;
            this.findings = findings;
        }

        void judge() {
            findings.fact("transactions", transactions.size());
            findings.fact(
                    "transactions that happened",
                    transactions.stream().filter(Transaction::ok).count());
            transactions.forEach(this::writes);
            transactions.stream().filter(Transaction::ok).forEach(this::reads);
            reads.forEach(this::read);
            var graph = new Dependencies(transactions);
            reads.forEach(read -> writeRead(graph, read));
            var revisions = Revisions.of(transactions, writers);
            findings.fact("versions", writers.size());
            findings.fact("versions of known revision", revisions.size());
            byRevision(graph, revisions);
            byReading(graph, revisions);
            graph.addRealtime();
            new Cycles(graph, findings).judge();
        }

        private void writes(Transaction transaction) {
            var last = new HashMap<Edn, Edn>();
            for (var micro : transaction.micros()) {
                if (!micro.reads()) {
                    var before = writers.put(new Version(micro.key(), micro.value()), transaction);
                    if (before != null && before.number() != transaction.number()) {
                        throw new IllegalArgumentException("operations " + before.index() + " and "
                                + transaction.index() + " write the same: expected each value once");
                    }
                    last.put(micro.key(), micro.value());
                }
            }
            last.forEach((key, value) -> finals.add(new Version(key, value)));
        }

        private void reads(Transaction transaction) {
            var known = new HashMap<Edn, Edn>();
            for (var micro : transaction.micros()) {
                var before = known.put(micro.key(), micro.value());
                if (!micro.reads()) {
                    continue;
                }
                if (before == null) {
                    reads.add(new Read(transaction, micro.key(), micro.value()));
                } else if (!before.equals(micro.value())) {
                    findings.violation(
                            "internal",
                            "%s read %s as %s, which it knew as %s%n%s"
                                    .formatted(
                                            transaction.name(),
                                            Prose.of(micro.key()),
                                            Prose.of(micro.value()),
                                            Prose.of(before),
                                            transaction.said()),
                            transaction.index());
                }
            }
        }

        private void read(Read read) {
            if (read.nothing()) {
                return;
            }
            readers.computeIfAbsent(read.version(), version -> new ArrayList<>())
                    .add(read);
            var writer = writers.get(read.version());
            if (writer == null) {
                violation("unexpected value", read.said() + "\nNobody wrote it.", read);
            } else if (writer.phase() == Phase.FAIL) {
                violation("G1a", read.said() + "\nIt was written by one that failed:\n" + writer.said(), read);
            } else if (!finals.contains(read.version())
                    && writer.number() != read.by().number()) {
                violation("G1b", read.said() + "\nwhich is not the last that was written by\n" + writer.said(), read);
            }
        }

        private void violation(String rule, String explanation, Read read) {
            findings.violation(
                    rule, explanation + "\n" + read.by().said(), read.by().index());
        }

        private void writeRead(Dependencies graph, Read read) {
            var writer = writers.get(read.version());
            if (writer != null) {
                graph.add(writer, read.by(), Kind.WR, () -> read.said() + ", which " + writer.name() + " wrote");
            }
        }

        private record Dated(Version version, long revision, Transaction by) {}

        private void byRevision(Dependencies graph, Map<Version, Long> revisions) {
            var chains = new LinkedHashMap<Edn, List<Dated>>();
            revisions.forEach((version, revision) -> {
                var writer = writers.get(version);
                if (writer != null && finals.contains(version)) {
                    chains.computeIfAbsent(version.key(), key -> new ArrayList<>())
                            .add(new Dated(version, revision, writer));
                }
            });
            for (var chain : chains.values()) {
                chain.sort(Comparator.comparingLong(Dated::revision));
                for (int i = 0; i < chain.size(); i++) {
                    var after = chain.get(i);
                    var before = i == 0 ? null : chain.get(i - 1);
                    if (before != null) {
                        graph.add(
                                before.by(),
                                after.by(),
                                Kind.WW,
                                () -> "%s of %s, at revision %d, was overwritten by %s of %s, at revision %d"
                                        .formatted(
                                                Prose.of(before.version().value()),
                                                before.by().name(),
                                                before.revision(),
                                                Prose.of(after.version().value()),
                                                after.by().name(),
                                                after.revision()));
                        readers.getOrDefault(before.version(), List.of())
                                .forEach(read -> readWrite(graph, read, after.by(), after.version()));
                    }
                }
            }
        }

        private static void readWrite(Dependencies graph, Read read, @Nullable Transaction writer, Version version) {
            if (writer != null) {
                graph.add(
                        read.by(),
                        writer,
                        Kind.RW,
                        () -> "%s, which %s overwrote with %s"
                                .formatted(read.said(), writer.name(), Prose.of(version.value())));
            }
        }

        /** Nothing comes before everything; and what a transaction read comes before what it wrote to the same key. */
        private void byReading(Dependencies graph, Map<Version, Long> revisions) {
            var seen = new HashMap<Edn, List<Version>>();
            writers.forEach((version, writer) -> {
                if (finals.contains(version)
                        && (writer.ok() || readers.containsKey(version) || revisions.containsKey(version))) {
                    seen.computeIfAbsent(version.key(), key -> new ArrayList<>())
                            .add(version);
                }
            });
            for (var read : reads) {
                if (read.nothing()) {
                    first(seen.getOrDefault(read.key(), List.of()), revisions)
                            .forEach(version -> readWrite(graph, read, writers.get(version), version));
                }
            }
            for (var read : reads) {
                for (var micro : read.by().micros()) {
                    var written = new Version(read.key(), micro.value());
                    if (micro.reads()
                            || !micro.key().equals(read.key())
                            || !finals.contains(written)
                            || (revisions.containsKey(written) && revisions.containsKey(read.version()))) {
                        continue;
                    }
                    var before = writers.get(read.version());
                    if (before != null) {
                        graph.add(
                                before,
                                read.by(),
                                Kind.WW,
                                () -> read.said() + ", of " + before.name() + ", and wrote "
                                        + Prose.of(written.value()));
                        readers.getOrDefault(read.version(), List.of())
                                .forEach(other -> readWrite(graph, other, read.by(), written));
                    }
                }
            }
        }

        /** The oldest of those of known revision, and all of unknown. */
        private static List<Version> first(List<Version> versions, Map<Version, Long> revisions) {
            var first = new ArrayList<Version>();
            versions.stream().filter(version -> !revisions.containsKey(version)).forEach(first::add);
            versions.stream()
                    .filter(revisions::containsKey)
                    .min(Comparator.comparing(revisions::get))
                    .ifPresent(first::add);
            return first;
        }
    }
}
