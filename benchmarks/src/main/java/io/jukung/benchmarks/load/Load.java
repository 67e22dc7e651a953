package io.jukung.benchmarks.load;

/**
 * How much is asked of a store at once.
 *
 * @param clients each has one request on its way at any time; of a fan-out, the watchers
 * @param watchersPerStream of a fan-out
 */
public record Load(int clients, Keyspace keyspace, int watchersPerStream) {}
