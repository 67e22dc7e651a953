package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.select.LabelSelector;
import java.util.List;
import java.util.Optional;

/**
 * How evenly pods must or should lie over the values of a node label.
 *
 * @param maxSkew at least 1: how many pods more one value may have than the one with fewest
 * @param required whether a node that breaks it is refused, or only scores less
 * @param selector of the pods counted; empty selects none
 * @param minDomains fewer values than this count as a minimum of 0
 * @param honorAffinity whether only nodes that the pod's node affinity allows count
 * @param honorTaints whether nodes whose taints the pod does not tolerate do not count
 */
public record SpreadConstraint(
        int maxSkew,
        String topologyKey,
        boolean required,
        Optional<LabelSelector> selector,
        int minDomains,
        boolean honorAffinity,
        boolean honorTaints) {

    public boolean selects(PodInfo pod, String namespace) {
        return selector.isPresent()
                && pod.key().namespace().equals(namespace)
                && !pod.terminating()
                && selector.get().matches(pod.labels());
    }

    static List<SpreadConstraint> listOf(KubeObject pod) {
        return pod.spec().list("topologySpreadConstraints").objects().stream()
                .map(constraint -> new SpreadConstraint(
                        (int) constraint.whole(1, "maxSkew"),
                        constraint.text("topologyKey"),
                        !constraint.text("whenUnsatisfiable").equals("ScheduleAnyway"),
                        PodTerm.selector(pod, constraint),
                        (int) constraint.whole(1, "minDomains"),
                        !constraint.text("nodeAffinityPolicy").equals("Ignore"),
                        constraint.text("nodeTaintsPolicy").equals("Honor")))
                .toList();
    }
}
