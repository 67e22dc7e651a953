package io.jukung.cli.kv;

import java.util.Locale;

/**
 * One flag of {@code jukung kv}.
 *
 * @param name without dashes, as in etcdctl
 * @param letter its short form; a blank for none
 * @param initial its text where it is not given
 * @param description for the help
 */
record Flag(String name, char letter, Kind kind, String initial, String description) {

    /** How a flag's text is checked. */
    enum Kind {
        /** Given alone it means true; a value follows only after {@code =}. */
        SWITCH,
        TEXT,
        NUMBER,
        DURATION,
        /** Separated by commas; given several times, all count. */
        LIST
    }

    static Flag toggle(String name, String description) {
        return new Flag(name, ' ', Kind.SWITCH, "false", description);
    }

    static Flag text(String name, String initial, String description) {
        return new Flag(name, ' ', Kind.TEXT, initial, description);
    }

    static Flag number(String name, String initial, String description) {
        return new Flag(name, ' ', Kind.NUMBER, initial, description);
    }

    static Flag duration(String name, String initial, String description) {
        return new Flag(name, ' ', Kind.DURATION, initial, description);
    }

    static Flag list(String name, String initial, String description) {
        return new Flag(name, ' ', Kind.LIST, initial, description);
    }

    /** With a short form. */
    Flag or(char shortForm) {
        return new Flag(name, shortForm, kind, initial, description);
    }

    /** Its environment variable, where it is a global one. */
    String variable() {
        return "ETCDCTL_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
