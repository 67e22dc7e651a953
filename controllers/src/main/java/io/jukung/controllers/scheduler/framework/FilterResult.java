package io.jukung.controllers.scheduler.framework;

import java.util.List;

/** Whether a pod can run on a node. */
public sealed interface FilterResult {

    /** It can, as far as this plugin is concerned. */
    FilterResult FITS = new Fits();

    record Fits() implements FilterResult {}

    /**
     * It cannot.
     *
     * @param reasons in Kubernetes' words, at least one
     * @param resolvable whether the node would do if other pods left it
     */
    record Refused(List<String> reasons, boolean resolvable) implements FilterResult {

        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** Refused, whatever else leaves the node. */
    static FilterResult never(String reason) {
        return new Refused(List.of(reason), false);
    }

    /** Refused because of other pods. */
    static FilterResult notNow(String reason) {
        return new Refused(List.of(reason), true);
    }
}
