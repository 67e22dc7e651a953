package io.jukung.store.member;

import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.StoreState;
import java.util.List;

/**
 * An entry of the log that was applied.
 *
 * @param nanos that took
 */
public record AppliedEntry(StoreState state, List<Command> commands, ApplyResult result, long nanos) {}
