package io.jukung.store.contract;

import java.util.List;
import java.util.stream.Stream;

/** All checks. */
public final class Contract {

    private Contract() {}

    public static List<Check> checks() {
        return Stream.of(
                        RevisionChecks.all(),
                        RangeChecks.all(),
                        WriteChecks.all(),
                        TxnChecks.all(),
                        CompareChecks.all(),
                        CompactChecks.all(),
                        WatchChecks.all(),
                        WatchHistoryChecks.all(),
                        LeaseChecks.all(),
                        WireChecks.all())
                .flatMap(List::stream)
                .toList();
    }
}
