package io.jukung.benchmarks.cluster;

import java.util.List;

/**
 * A program that takes etcd's flags.
 *
 * @param name as it appears in the results
 * @param command the program and the flags it gets besides those of a member
 */
public record Store(String name, List<String> command) {

    /** Checks that there is something to run. */
    public Store {
        command = List.copyOf(command);
        if (name.isBlank() || command.isEmpty()) {
            throw new IllegalArgumentException("store '" + name + "': expected NAME=COMMAND");
        }
    }
}
