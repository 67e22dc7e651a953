package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.SetFull;
import io.jukung.chaos.check.cycles.ListAppend;
import io.jukung.chaos.check.cycles.RwRegister;
import io.jukung.chaos.check.linearizable.Linearizable;
import io.jukung.chaos.check.lock.Elections;
import io.jukung.chaos.check.lock.Fencing;
import io.jukung.chaos.check.lock.HeldKeys;
import io.jukung.chaos.check.lock.MutualExclusion;
import io.jukung.chaos.edn.Edn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Which checkers look at which workload, besides those that look at every run. */
final class Judges {

    private Judges() {}

    static List<Checker> register() {
        return List.of(Linearizable.registers());
    }

    static List<Checker> append() {
        return List.of(new ListAppend());
    }

    static List<Checker> registers() {
        return List.of(new RwRegister());
    }

    static List<Checker> set() {
        return List.of(new SetFull());
    }

    static List<Checker> bank() {
        var accounts = LongStream.range(0, Bank.ACCOUNTS).mapToObj(Edn::of).collect(Collectors.toSet());
        return List.of(new io.jukung.chaos.check.Bank(accounts, (long) Bank.ACCOUNTS * Bank.BALANCE));
    }

    /** A lock alone excludes nobody for sure: that is counted. What the store refuses by the fence must hold. */
    static List<Checker> lock() {
        return List.of(new MutualExclusion(false), new Fencing("add"), new HeldKeys(), new LockedLists());
    }

    static List<Checker> election() {
        return List.of(new Elections(Optional.empty()));
    }
}
