package io.jukung.cli.store;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One of {@code jukung store}'s flags.
 *
 * @param name without dashes: etcd's where etcd has it
 * @param aliases other spellings, such as etcd's experimental ones
 * @param section where the help lists it
 * @param type how its text is read
 * @param initial its text where it is not given
 * @param description one sentence for the help
 * @param treatment what giving it does
 */
record Flag<T>(
        String name,
        List<String> aliases,
        Section section,
        FlagType<T> type,
        String initial,
        String description,
        Treatment treatment) {

    Flag {
        aliases = List.copyOf(aliases);
    }

    Stream<String> spellings() {
        return Stream.concat(Stream.of(name), aliases.stream());
    }

    /** The environment variable of a spelling. */
    static String variable(String spelling) {
        return "ETCD_" + spelling.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
