package io.jukung.chaos.generator;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;

/** The generators there are; names and meaning are Jepsen's where it has them. */
public final class Generators {

    private Generators() {}

    /** Nothing. */
    public static Generator none() {
        return new Concatenated(List.of());
    }

    /** One operation. */
    public static Generator once(String f, Edn value) {
        return limit(1, endless(f, value));
    }

    /** The same operation again and again. */
    public static Generator endless(String f, Edn value) {
        return new Endless(_ -> new Endless.Made(f, value));
    }

    /** Again and again an operation with a value made by chance. */
    public static Generator endless(String f, Function<Context, Edn> value) {
        return new Endless(context -> new Endless.Made(f, value.apply(context)));
    }

    /** Nothing for so long; then it is done. */
    public static Generator sleep(Duration duration) {
        return new Sleep(duration.toNanos(), -1);
    }

    /** Each when the one before has nothing more to begin. One process's operations are one after another thereby. */
    public static Generator sequence(Generator... parts) {
        return new Concatenated(List.of(parts));
    }

    public static Generator sequence(List<Generator> parts) {
        return new Concatenated(parts);
    }

    /** Each when all operations of the one before have ended. */
    public static Generator phases(Generator... parts) {
        return new Phases(List.of(parts), Set.of());
    }

    public static Generator phases(List<Generator> parts) {
        return new Phases(parts, Set.of());
    }

    /** The same from its begin again and again. */
    public static Generator cycle(Generator each) {
        return new Repeated(each, each);
    }

    /** One by chance each time. */
    public static Generator mix(Generator... parts) {
        return new Mix(List.of(parts));
    }

    public static Generator mix(List<Generator> parts) {
        return new Mix(parts);
    }

    /** All side by side. */
    public static Generator any(Generator... parts) {
        return new Any(List.of(parts));
    }

    public static Generator any(List<Generator> parts) {
        return new Any(parts);
    }

    /** So many a second on average. */
    public static Generator rate(double perSecond, Generator inner) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate: " + perSecond + ", expected more than 0 a second");
        }
        return new Stagger(Math.max(1, Math.round(1e9 / perSecond)), 0, inner);
    }

    /** Distances uniform between zero and twice the mean. */
    public static Generator stagger(Duration mean, Generator inner) {
        return new Stagger(Math.max(1, mean.toNanos()), 0, inner);
    }

    /** At most so many operations. */
    public static Generator limit(long operations, Generator inner) {
        return new Limit(operations, inner);
    }

    /** Done so long after it was first asked. */
    public static Generator timeLimit(Duration duration, Generator inner) {
        return new TimeLimit(duration.toNanos(), -1, inner);
    }

    /** One operation at a time until one is ok. */
    public static Generator untilOk(Generator inner) {
        return new UntilOk(inner, Set.of(), false);
    }

    /** The same for every worker by itself. */
    public static Generator eachWorker(Generator each) {
        return eachWorker(0, Integer.MAX_VALUE, each);
    }

    /** The same for every worker from {@code first} to before {@code end} by itself. */
    public static Generator eachWorker(int first, int end, Generator each) {
        return new EachWorker(first, end, each, Map.of());
    }

    /** For clients only. */
    public static Generator clients(Generator inner) {
        return new Narrowed((process, _) -> process != Op.NEMESIS, inner);
    }

    /** For the nemesis only. */
    public static Generator nemesis(Generator inner) {
        return new Narrowed((process, _) -> process == Op.NEMESIS, inner);
    }

    /** For the workers from {@code first} to before {@code end} only. */
    public static Generator workers(int first, int end, Generator inner) {
        return new Narrowed(
                (process, workers) -> process >= 0 && process % workers >= first && process % workers < end, inner);
    }

    /** With {@code workers} of them for {@code inner}. */
    public record Share(int workers, Generator inner) {}

    /** The first workers for the first share, the next for the next, and so on; the others for {@code rest}. */
    public static Generator reserve(List<Share> shares, Generator rest) {
        var parts = new ArrayList<Generator>();
        int first = 0;
        for (var share : shares) {
            parts.add(workers(first, first + share.workers(), share.inner()));
            first += share.workers();
        }
        parts.add(workers(first, Integer.MAX_VALUE, rest));
        return any(parts);
    }

    /** Nothing until so many client operations were ok. Not within {@link #nemesis}, which sees none of them. */
    public static Generator afterOks(long operations, Generator inner) {
        return new AfterOks(operations, inner);
    }

    /**
     * Groups of workers at keys 0, 1, 2, … of their own; values become {@code [k v]}.
     *
     * @param size workers of a group
     * @param groups how many
     * @param keys how many keys in all
     */
    public static Generator independent(int size, int groups, long keys, LongFunction<Generator> perKey) {
        return Independent.of(size, 0, groups, keys, perKey);
    }

    /** The same with groups of the workers from {@code first} on. */
    public static Generator independent(int first, int size, int groups, long keys, LongFunction<Generator> perKey) {
        return Independent.of(size, first, groups, keys, perKey);
    }
}
