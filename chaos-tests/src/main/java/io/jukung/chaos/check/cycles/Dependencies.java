package io.jukung.chaos.check.cycles;

import io.jukung.chaos.check.Prose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Which transaction has to come before which, and why. */
final class Dependencies {

    enum Kind {
        /** The other overwrote what the one wrote. */
        WW(1),
        /** The other read what the one wrote. */
        WR(2),
        /** The other overwrote what the one read. */
        RW(4),
        /** The other began after the one had ended. */
        REALTIME(8);

        private final int bit;

        Kind(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }
    }

    record Edge(int from, int to, Kind kind, Supplier<String> why) {}

    private final List<Transaction> transactions;
    private final List<List<Edge>> edges = new ArrayList<>();

    /** Of transactions whose numbers are their places. */
    Dependencies(List<Transaction> transactions) {
        this.transactions = transactions;
        transactions.forEach(transaction -> edges.add(new ArrayList<>()));
    }

    int size() {
        return transactions.size();
    }

    List<Transaction> transactions() {
        return transactions;
    }

    List<Edge> from(int transaction) {
        return edges.get(transaction);
    }

    void add(Transaction from, Transaction to, Kind kind, Supplier<String> why) {
        if (from.number() != to.number()) {
            edges.get(from.number()).add(new Edge(from.number(), to.number(), kind, why));
        }
    }

    long count() {
        return edges.stream().mapToLong(List::size).sum();
    }

    private record Moment(long nanos, boolean end, Transaction transaction) {}

    /**
     * Adds the order of the clock, without what follows from the rest of it: from those that ended and that nobody who began
     * after them has ended yet. A process's own order is part of it.
     */
    void addRealtime() {
        var moments = new ArrayList<Moment>();
        for (var transaction : transactions) {
            moments.add(new Moment(transaction.begun(), false, transaction));
            if (transaction.ok()) {
                moments.add(new Moment(transaction.ended(), true, transaction));
            }
        }
        // At the same nanosecond begins come first: such transactions count as concurrent.
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(Moment::end));
        var frontier = new ArrayList<Transaction>();
        for (var moment : moments) {
            var transaction = moment.transaction();
            if (moment.end()) {
                frontier.removeIf(before -> before.ended() < transaction.begun());
                frontier.add(transaction);
            } else {
                for (var before : frontier) {
                    add(
                            before,
                            transaction,
                            Kind.REALTIME,
                            () -> "%s ended at %s, before %s began at %s"
                                    .formatted(
                                            before.name(),
                                            Prose.time(before.ended()),
                                            transaction.name(),
                                            Prose.time(transaction.begun())));
                }
            }
        }
    }
}
