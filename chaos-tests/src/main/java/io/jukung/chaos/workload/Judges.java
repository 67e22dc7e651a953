package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import java.util.List;

/** Which checkers look at which workload, besides those that look at every run. */
final class Judges {

    private Judges() {}

    static List<Checker> register() {
        return List.of();
    }

    static List<Checker> append() {
        return List.of();
    }

    static List<Checker> registers() {
        return List.of();
    }

    static List<Checker> set() {
        return List.of();
    }

    static List<Checker> bank() {
        return List.of();
    }

    static List<Checker> watch() {
        return List.of();
    }

    static List<Checker> lease() {
        return List.of();
    }

    static List<Checker> lock() {
        return List.of();
    }

    static List<Checker> election() {
        return List.of();
    }
}
