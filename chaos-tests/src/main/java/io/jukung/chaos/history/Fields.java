package io.jukung.chaos.history;

import io.jukung.chaos.edn.Edn;

/** A map's values, with errors that name the field. */
record Fields(Edn.Dict map, String of) {

    static Fields of(Edn value, String of) {
        if (value instanceof Edn.Dict map) {
            return new Fields(map, of);
        }
        throw new IllegalArgumentException(of + ": expected a map");
    }

    boolean has(String key) {
        return map.entries().containsKey(Edn.keyword(key));
    }

    Edn value(String key) {
        if (!has(key)) {
            throw new IllegalArgumentException(of + ": has no :" + key);
        }
        return map.get(key);
    }

    String text(String key) {
        return text(value(key), of, key);
    }

    long integer(String key) {
        return integer(value(key), of, key);
    }

    static String text(Edn value, String of, String key) {
        if (value instanceof Edn.Text(var text)) {
            return text;
        }
        throw new IllegalArgumentException(of + ": expected a string as :" + key);
    }

    static long integer(Edn value, String of, String key) {
        if (value instanceof Edn.Int(var number)) {
            return number;
        }
        throw new IllegalArgumentException(of + ": expected an integer as :" + key);
    }

    static boolean bool(Edn value, String of, String key) {
        if (value instanceof Edn.Bool(var bool)) {
            return bool;
        }
        throw new IllegalArgumentException(of + ": expected true or false as :" + key);
    }
}
