package io.jukung.chaos.check.cycles;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.cycles.Dependencies.Kind;
import io.jukung.chaos.check.cycles.Transaction.Micro;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strict serializability of transactions of {@code [:append k v]} and {@code [:r k list]}, after Elle: a list that was read
 * tells the order of the appends before. No element is appended twice to a key.
 */
public final class ListAppend implements Checker {

    private record Element(Edn key, Edn value) {}

    @Override
    public String name() {
        return "list-append";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        new Judgement(Transaction.of(evidence.history(), "txn"), findings).judge();
        return findings.verdict();
    }

    private static final class Judgement {

        private final List<Transaction> transactions;
        private final Findings findings;
        private final Map<Element, Transaction> writers = new HashMap<>();
        /** Of each transaction and key the last element that it appends. */
        private final Set<Element> finals = new HashSet<>();

        private final Map<Edn, List<Edn>> orders = new LinkedHashMap<>();
        private final Map<Edn, Transaction> orderOf = new HashMap<>();

        Judgement(List<Transaction> transactions, Findings findings) {
            this.transactions = transactions;
            this.findings = findings;
        }

        void judge() {
            findings.fact("transactions", transactions.size());
            findings.fact(
                    "transactions that happened",
                    transactions.stream().filter(Transaction::ok).count());
            for (var transaction : transactions) {
                var last = new HashMap<Edn, Edn>();
                for (var micro : transaction.micros()) {
                    if (!micro.reads()) {
                        var before = writers.put(new Element(micro.key(), micro.value()), transaction);
                        if (before != null) {
                            throw new IllegalArgumentException("operations " + before.index() + " and "
                                    + transaction.index() + " append the same: expected each element once");
                        }
                        last.put(micro.key(), micro.value());
                    }
                }
                last.forEach((key, value) -> finals.add(new Element(key, value)));
            }
            reads().forEach(this::read);
            findings.fact("keys read", orders.size());
            var graph = new Dependencies(transactions);
            orders.forEach((key, order) -> writes(graph, key, order));
            reads().forEach(read -> depend(graph, read));
            unobserved(graph);
            graph.addRealtime();
            new Cycles(graph, findings).judge();
        }

        /**
         * A read of a whole list.
         *
         * @param own how many elements at its end the transaction itself appended before
         */
        private record Read(Transaction by, Edn key, List<Edn> list, int own) {
            private Read {
                list = List.copyOf(list);
            }

            String said() {
                return by.name() + " read " + Prose.of(key) + " as " + Prose.of(Edn.vector(list));
            }
        }

        private List<Read> reads() {
            var reads = new ArrayList<Read>();
            for (var transaction : transactions) {
                if (!transaction.ok()) {
                    continue;
                }
                var appended = new HashMap<Edn, Integer>();
                for (var micro : transaction.micros()) {
                    if (micro.reads()) {
                        reads.add(
                                new Read(transaction, micro.key(), list(micro), appended.getOrDefault(micro.key(), 0)));
                    } else {
                        appended.merge(micro.key(), 1, Integer::sum);
                    }
                }
            }
            return reads;
        }

        private static List<Edn> list(Micro micro) {
            return switch (micro.value()) {
                case Edn.Vector(var elements) -> elements;
                case Edn.Nil nil -> List.of();
                default ->
                    throw new IllegalArgumentException("read of " + Prose.of(micro.key())
                            + ": expected a vector or nil, not " + Prose.of(micro.value()));
            };
        }

        private void read(Read read) {
            if (new HashSet<>(read.list()).size() < read.list().size()) {
                violation("duplicate elements", read.said(), read);
            }
            for (var value : read.list()) {
                var writer = writers.get(new Element(read.key(), value));
                if (writer == null) {
                    violation("unexpected element", read.said() + "\nNobody appended " + Prose.of(value) + ".", read);
                } else if (writer.phase() == Phase.FAIL) {
                    violation(
                            "G1a",
                            read.said() + "\n" + Prose.of(value) + " was appended by one that failed:\n"
                                    + writer.said(),
                            read);
                }
            }
            var last = lastOfOthers(read);
            var by = last == null ? null : writers.get(last);
            if (by != null && !finals.contains(last) && by.number() != read.by().number()) {
                violation(
                        "G1b",
                        read.said() + "\nwhose last element is not the last that was appended by\n" + by.said(),
                        read);
            }
            internal(read);
            order(read);
        }

        /** The last element from before the transaction's own; null if none, or nobody appended it. */
        private @Nullable Element lastOfOthers(Read read) {
            int length = read.list().size() - read.own();
            if (length <= 0) {
                return null;
            }
            var element = new Element(read.key(), read.list().get(length - 1));
            return writers.containsKey(element) ? element : null;
        }

        /** A transaction sees its own appends, after what it read before. */
        private void internal(Read read) {
            @Nullable List<Edn> expected = null;
            var appended = new ArrayList<Edn>();
            for (var micro : read.by().micros()) {
                if (!micro.key().equals(read.key())) {
                    continue;
                }
                if (!micro.reads()) {
                    appended.add(micro.value());
                    continue;
                }
                var list = list(micro);
                if (!list.equals(read.list())) {
                    if (expected == null) {
                        expected = new ArrayList<>(list.subList(0, Math.max(0, list.size() - appended.size())));
                    }
                    continue;
                }
                boolean fits = endsWith(list, appended)
                        && (expected == null
                                || list.subList(0, list.size() - appended.size())
                                        .equals(expected));
                if (!fits) {
                    violation(
                            "internal",
                            read.said() + "\nwhich is not what it did before:\n"
                                    + read.by().said(),
                            read);
                }
                return;
            }
        }

        private static boolean endsWith(List<Edn> list, List<Edn> end) {
            return list.size() >= end.size()
                    && list.subList(list.size() - end.size(), list.size()).equals(end);
        }

        private void order(Read read) {
            var known = orders.getOrDefault(read.key(), List.of());
            var shorter = known.size() < read.list().size() ? known : read.list();
            var longer = known.size() < read.list().size() ? read.list() : known;
            if (!longer.subList(0, shorter.size()).equals(shorter)) {
                var other = orderOf.get(read.key());
                violation(
                        "incompatible order",
                        read.said() + "\n"
                                + (other == null ? "" : other.name() + " read it as ")
                                + Prose.of(Edn.vector(known)),
                        read);
            } else if (read.list().size() > known.size()) {
                orders.put(read.key(), read.list());
                orderOf.put(read.key(), read.by());
            }
        }

        private void violation(String rule, String explanation, Read read) {
            findings.violation(
                    rule, explanation + "\n" + read.by().said(), read.by().index());
        }

        private @Nullable Transaction writer(Edn key, Edn value) {
            return writers.get(new Element(key, value));
        }

        private void writes(Dependencies graph, Edn key, List<Edn> order) {
            for (int i = 1; i < order.size(); i++) {
                var before = order.get(i - 1);
                var after = order.get(i);
                var one = writer(key, before);
                var other = writer(key, after);
                if (one != null && other != null) {
                    graph.add(
                            one,
                            other,
                            Kind.WW,
                            () -> "%s appended %s to %s, right after the %s of %s"
                                    .formatted(
                                            other.name(),
                                            Prose.of(after),
                                            Prose.of(key),
                                            Prose.of(before),
                                            one.name()));
                }
            }
        }

        private void depend(Dependencies graph, Read read) {
            var last = lastOfOthers(read);
            var writer = last == null ? null : writers.get(last);
            if (last != null && writer != null) {
                graph.add(
                        writer,
                        read.by(),
                        Kind.WR,
                        () -> "%s, which ends with the %s of %s"
                                .formatted(read.said(), Prose.of(last.value()), writer.name()));
            }
            var order = orders.getOrDefault(read.key(), List.of());
            if (read.list().size() < order.size()) {
                var next = order.get(read.list().size());
                var overwriter = writer(read.key(), next);
                if (overwriter != null) {
                    graph.add(
                            read.by(),
                            overwriter,
                            Kind.RW,
                            () -> "%s, without the %s that %s appended"
                                    .formatted(read.said(), Prose.of(next), overwriter.name()));
                }
            }
        }

        /** What happened and was never read comes after the longest list that was read. */
        private void unobserved(Dependencies graph) {
            var observed = new HashSet<Element>();
            orders.forEach((key, order) -> order.forEach(value -> observed.add(new Element(key, value))));
            var unread = new HashMap<Edn, List<Edn>>();
            for (var transaction : transactions) {
                for (var micro : transaction.micros()) {
                    if (transaction.ok()
                            && !micro.reads()
                            && !observed.contains(new Element(micro.key(), micro.value()))) {
                        unread.computeIfAbsent(micro.key(), key -> new ArrayList<>())
                                .add(micro.value());
                    }
                }
            }
            findings.fact(
                    "appends never read",
                    unread.values().stream().mapToLong(List::size).sum());
            for (var read : reads()) {
                if (read.list().size()
                        < orders.getOrDefault(read.key(), List.of()).size()) {
                    continue;
                }
                for (var value : unread.getOrDefault(read.key(), List.of())) {
                    var writer = writer(read.key(), value);
                    if (writer != null) {
                        graph.add(
                                read.by(),
                                writer,
                                Kind.RW,
                                () -> "%s, without the %s that %s appended"
                                        .formatted(read.said(), Prose.of(value), writer.name()));
                    }
                }
            }
        }
    }
}
