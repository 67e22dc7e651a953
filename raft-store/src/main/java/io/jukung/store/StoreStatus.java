package io.jukung.store;

/**
 * A member at a glance.
 *
 * @param leaderId 0 if it knows none
 * @param leading whether it leads and may answer for it
 * @param voters how many members vote in the log, as far as this one knows
 */
public record StoreStatus(
        long clusterId,
        long memberId,
        String name,
        long leaderId,
        boolean leading,
        int voters,
        long term,
        long commitIndex,
        long appliedIndex,
        long revision,
        long dbSizeBytes) {

    /** The same, of one that takes no part any more. */
    StoreStatus left() {
        return new StoreStatus(
                clusterId, memberId, name, 0, false, voters, term, commitIndex, appliedIndex, revision, dbSizeBytes);
    }
}
