package io.jukung.chaos.generator;

import io.jukung.chaos.edn.Edn;

/**
 * An operation to begin.
 *
 * @param process who; one of the free ones of the {@link Context} that it was asked with
 */
public record Invocation(int process, String f, Edn value) {}
