package io.jukung.chaos.nemesis;

import io.jukung.chaos.edn.Edn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Whom a fault is for; who that is, is found out when it begins. */
enum Whom {
    ONE,
    LEADER,
    MINORITY,
    MAJORITY,
    ALL;

    /** Less than half of so many, but one at least. */
    static int minority(int members) {
        return Math.max(1, (members - 1) / 2);
    }

    static int majority(int members) {
        return members / 2 + 1;
    }

    /**
     * Those members, in the order in which they are hit.
     *
     * @param leader if it is known; else some member stands for it
     * @param pick decides what is left to chance
     */
    List<String> among(List<String> members, Optional<String> leader, long pick) {
        var mixed = new ArrayList<>(members);
        Collections.shuffle(mixed, new Random(pick));
        return switch (this) {
            case ONE -> mixed.subList(0, 1);
            case LEADER -> leader.map(List::of).orElseGet(() -> mixed.subList(0, 1));
            case MINORITY -> mixed.subList(0, minority(mixed.size()));
            case MAJORITY -> mixed.subList(0, majority(mixed.size()));
            case ALL -> mixed;
        };
    }

    /** The choice of a generator, as it stands in a history. */
    record Target(Whom whom, long pick) {

        private static final int PICKS = 1_000_000;

        static Target draw(RandomGenerator random, Whom... whom) {
            return new Target(whom[random.nextInt(whom.length)], random.nextInt(PICKS));
        }

        static Target of(Edn value) {
            if (value instanceof Edn.Dict dict
                    && dict.get("whom") instanceof Edn.Keyword(var name)
                    && dict.get("pick") instanceof Edn.Int(long pick)) {
                return new Target(Whom.valueOf(name.toUpperCase(Locale.ROOT)), pick);
            }
            throw new IllegalArgumentException("value: " + value + ", expected {:whom …, :pick …}");
        }

        /** With further {@code pairs} of names and values. */
        Edn edn(Object... pairs) {
            var all = new ArrayList<Object>(
                    List.of("whom", Edn.keyword(whom.name().toLowerCase(Locale.ROOT)), "pick", Edn.of(pick)));
            all.addAll(List.of(pairs));
            return Edn.dict(all.toArray());
        }
    }

    /** Members as a value. */
    static Edn names(List<String> members) {
        return Edn.vector(members.stream().map(Edn::keyword).toList());
    }

    /** A keyword's name in a dictionary. */
    static String word(Edn value, String key) {
        if (value instanceof Edn.Dict dict && dict.get(key) instanceof Edn.Keyword(var name)) {
            return name;
        }
        throw new IllegalArgumentException("value: " + value + ", expected a keyword under :" + key);
    }

    /** A number in a dictionary. */
    static long number(Edn value, String key) {
        if (value instanceof Edn.Dict dict && dict.get(key) instanceof Edn.Int(long number)) {
            return number;
        }
        throw new IllegalArgumentException("value: " + value + ", expected a number under :" + key);
    }
}
