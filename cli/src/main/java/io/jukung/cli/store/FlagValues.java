package io.jukung.cli.store;

import java.util.LinkedHashMap;
import java.util.Map;

/** The flags' values: as given, or as they are by default. */
public final class FlagValues {

    /**
     * A text from somewhere.
     *
     * @param source as the user wrote it: {@code --name}, {@code ETCD_NAME}, an entry of a file
     */
    record Given(String text, String source) {}

    private final Map<String, Given> given;

    /**
     * What was given, by the flags' names.
     *
     * @throws FlagException if a text cannot be read, or its flag is refused
     */
    FlagValues(Map<String, Given> given) {
        this.given = new LinkedHashMap<>(given);
        given.keySet().forEach(name -> check(StoreFlags.named(name)));
    }

    private void check(Flag<?> flag) {
        var value = get(flag);
        if (flag.treatment() instanceof Treatment.Refused refused && !value.equals(read(flag, flag.initial()))) {
            throw new FlagException(source(flag) + ": " + refused.why());
        }
    }

    <T> T get(Flag<T> flag) {
        return read(flag, text(flag));
    }

    String text(Flag<?> flag) {
        var found = given.get(flag.name());
        return found == null ? flag.initial() : found.text();
    }

    private <T> T read(Flag<T> flag, String text) {
        try {
            return flag.type().reader().apply(text);
        } catch (IllegalArgumentException e) {
            throw new FlagException(
                    source(flag) + "=" + text + ": expected " + flag.type().expected());
        }
    }

    boolean has(Flag<?> flag) {
        return given.containsKey(flag.name());
    }

    /** How the flag is called where it was given. */
    String source(Flag<?> flag) {
        var found = given.get(flag.name());
        return found == null ? "--" + flag.name() : found.source();
    }

    /** The names of what was given. */
    Iterable<String> names() {
        return given.keySet();
    }
}
