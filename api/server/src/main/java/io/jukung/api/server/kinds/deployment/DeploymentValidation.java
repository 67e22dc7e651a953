package io.jukung.api.server.kinds.deployment;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Immutables;
import io.jukung.api.server.kinds.workload.PodTemplateRules;
import io.jukung.api.server.kinds.workload.StatusCounts;
import io.jukung.api.server.registry.FieldError;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a Deployment may say. */
final class DeploymentValidation {

    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
    private static final List<String> TYPES = List.of("Recreate", "RollingUpdate");

    private DeploymentValidation() {}

    static Findings spec(ObjectValue deployment) {
        var findings = new Findings();
        var spec = deployment.object("spec");
        findings.notNegative(spec, "spec.replicas", "replicas");
        PodTemplateRules.selector(spec, "deployment", findings);
        PodTemplateRules.template(spec, findings);
        strategy(spec.object("strategy"), findings);
        findings.notNegative(spec, "spec.minReadySeconds", "minReadySeconds");
        findings.notNegative(spec, "spec.revisionHistoryLimit", "revisionHistoryLimit");
        findings.notNegative(spec, "spec.progressDeadlineSeconds", "progressDeadlineSeconds");
        long deadline = spec.whole(Integer.MAX_VALUE, "progressDeadlineSeconds");
        if (deadline <= spec.whole(0, "minReadySeconds")) {
            findings.invalid(
                    "spec.progressDeadlineSeconds", Value.of(deadline), "must be greater than minReadySeconds");
        }
        return findings;
    }

    private static void strategy(ObjectValue strategy, Findings findings) {
        switch (strategy.text("type")) {
            case "Recreate" -> {
                if (strategy.has("rollingUpdate")) {
                    findings.forbidden(
                            "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                if (strategy.get("rollingUpdate") instanceof ObjectValue rolling) {
                    rolling(rolling, findings);
                } else {
                    findings.required("spec.strategy.rollingUpdate", "this should be defaulted and never be nil");
                }
            }
            default -> {
                var shown = ObjectValue.builder()
                        .put("Type", strategy.text("type"))
                        .put("RollingUpdate", Scalar.Null.NULL)
                        .build();
                findings.add(new FieldError(
                        "spec.strategy",
                        FieldError.Type.NOT_SUPPORTED,
                        shown,
                        "supported values: \"" + String.join("\", \"", TYPES) + "\""));
            }
        }
    }

    private static void rolling(ObjectValue rolling, Findings findings) {
        var path = "spec.strategy.rollingUpdate";
        var unavailable = rolling.get("maxUnavailable");
        var surge = rolling.get("maxSurge");
        countOrPercent(unavailable, path + ".maxUnavailable", findings);
        countOrPercent(surge, path + ".maxSurge", findings);
        if (unavailable != null && isZero(unavailable) && isZero(surge)) {
            findings.invalid(path + ".maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0");
        }
        if (unavailable instanceof Scalar.Text(var percent)
                && PERCENT.matcher(percent).matches()
                && percent.length() <= 10
                && Long.parseLong(percent.substring(0, percent.length() - 1)) > 100) {
            findings.invalid(path + ".maxUnavailable", unavailable, "must not be greater than 100%");
        }
    }

    private static void countOrPercent(@Nullable Value value, String path, Findings findings) {
        switch (value) {
            case Scalar.Text(var percent) -> {
                if (!PERCENT.matcher(percent).matches()) {
                    findings.invalid(
                            path,
                            percent,
                            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
                                    + " '93%', regex used for validation is '[0-9]+%')");
                }
            }
            case Scalar.Whole(var count) -> {
                if (count < 0) {
                    findings.invalid(path, Value.of(count), "must be greater than or equal to 0");
                }
            }
            case null, default -> {
                // Absent, or not of the field's type, which decoding refuses.
            }
        }
    }

    private static boolean isZero(@Nullable Value value) {
        return Value.of(0).equals(value) || Value.of("0%").equals(value);
    }

    static Findings update(ObjectValue deployment, ObjectValue old) {
        var findings = spec(deployment);
        Immutables.field(deployment.object("spec"), old.object("spec"), "spec", "selector", findings);
        return findings;
    }

    static Findings status(ObjectValue deployment, ObjectValue old) {
        var status = deployment.object("status");
        var findings = StatusCounts.check(
                status,
                List.of(
                        "observedGeneration",
                        "replicas",
                        "updatedReplicas",
                        "readyReplicas",
                        "availableReplicas",
                        "unavailableReplicas"),
                List.of("updatedReplicas", "readyReplicas", "availableReplicas"));
        if (old.at("status", "collisionCount") != null
                && status.whole(0, "collisionCount") < old.whole(0, "status", "collisionCount")) {
            findings.invalid(
                    "status.collisionCount", Value.of(status.whole(0, "collisionCount")), "cannot be decremented");
        }
        return findings;
    }
}
