package io.jukung.store;

/**
 * A member at a glance.
 *
 * @param leaderId 0 if it knows none
 * @param leading whether it leads and may answer for it
 */
public record StoreStatus(
        long clusterId,
        long memberId,
        String name,
        long leaderId,
        boolean leading,
        long term,
        long commitIndex,
        long appliedIndex,
        long revision,
        long dbSizeBytes) {}
