package io.jukung.chaos.sim.kernel;

/** An invariant does not hold. */
public final class InvariantViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String invariant;

    /**
     * What is broken.
     *
     * @param invariant short, as {@code stale read}
     */
    public InvariantViolation(String invariant, String explanation) {
        super(explanation);
        this.invariant = invariant;
    }

    public String invariant() {
        return invariant;
    }

    public String explanation() {
        return String.valueOf(getMessage());
    }
}
