package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * A taint, or a family of taints, that a pod puts up with.
 *
 * @param key "" with {@code exists} for every key
 * @param effect empty for every effect
 */
public record Toleration(String key, boolean exists, String value, Optional<Taint.Effect> effect) {

    public boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.get() == taint.effect())
                && (key.isEmpty() ? exists : key.equals(taint.key()))
                && (exists || value.equals(taint.value()));
    }

    static List<Toleration> listOf(ObjectValue podSpec) {
        return podSpec.list("tolerations").objects().stream()
                .map(toleration -> new Toleration(
                        toleration.text("key"),
                        toleration.text("operator").equals("Exists"),
                        toleration.text("value"),
                        Optional.of(toleration.text("effect"))
                                .filter(effect -> !effect.isEmpty())
                                .map(Taint::effectOf)))
                .toList();
    }
}
