package io.jukung.api.client;

/** Receives the answers of a {@link Campaign}, one call at a time. */
public interface CampaignObserver {

    /**
     * How the election stands.
     *
     * @param leading whether the caller leads
     * @param revision the fence for the leader's writes; 0 while not leading
     * @param leader identity of whoever leads; "" where unknown
     * @param validForMillis how long leadership holds from the sending of the renewal that this answers
     */
    void onStanding(boolean leading, long revision, String leader, long validForMillis);

    /** The campaign is over, and with it any leadership it gave. */
    void onEnd(ApiException cause);
}
