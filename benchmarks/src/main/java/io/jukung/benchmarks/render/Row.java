package io.jukung.benchmarks.render;

import java.util.OptionalDouble;

/**
 * A row of the table: what each store came to, and what must be.
 *
 * @param etcd empty if no turn of it was valid
 * @param jukung the same of ours
 * @param invalid turns that do not count
 */
record Row(String title, String unit, OptionalDouble etcd, OptionalDouble jukung, Bound bound, long invalid) {

    /** Ours to etcd's; empty if there is none. */
    OptionalDouble ratio() {
        return etcd.isPresent() && jukung.isPresent() && etcd.getAsDouble() != 0
                ? OptionalDouble.of(jukung.getAsDouble() / etcd.getAsDouble())
                : OptionalDouble.empty();
    }
}
