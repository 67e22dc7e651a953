package io.jukung.api.server.rest;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.server.chain.DeleteOptions;
import io.jukung.api.server.chain.DeleteOptions.Propagation;
import io.jukung.api.server.chain.WriteOptions;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.status.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads DeleteOptions: from the body where there is one, else from the query. */
final class DeleteBodies {

    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "DeleteOptions");
    private static final GroupVersionKind SHOWN_KIND = new GroupVersionKind("meta.k8s.io", "v1", "DeleteOptions");
    private static final List<String> POLICIES = List.of("Background", "Foreground", "Orphan");

    private DeleteBodies() {}

    static DeleteOptions read(Call call, WriteOptions write) {
        var errors = new ArrayList<FieldError>();
        String policy;
        Scalar.@Nullable Flag orphan;
        OptionalLong grace;
        var preconditions = ObjectValue.empty();
        boolean dryRun = write.dryRun();
        if (call.body().length > 0) {
            var body = Bodies.decode(call, KIND).value() instanceof ObjectValue object ? object : ObjectValue.empty();
            var kind = body.text("kind");
            if (!kind.isEmpty() && !kind.equals(KIND.kind())) {
                throw Rejection.badRequest(kind + " in version \"" + body.text("apiVersion")
                        + "\" cannot be handled as a DeleteOptions: no kind \"" + kind
                        + "\" is registered for version \"" + body.text("apiVersion")
                        + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
            }
            policy = body.text("propagationPolicy");
            orphan = body.get("orphanDependents") instanceof Scalar.Flag flag ? flag : null;
            grace = body.get("gracePeriodSeconds") instanceof Scalar.Whole(var seconds)
                    ? OptionalLong.of(seconds)
                    : OptionalLong.empty();
            preconditions = body.object("preconditions");
            var asked = body.list("dryRun").texts();
            WriteQueries.dryRun(asked).ifPresent(errors::add);
            dryRun |= asked.contains("All");
        } else {
            policy = call.param("propagationPolicy");
            orphan = !call.query().contains("orphanDependents")
                    ? null
                    : call.flag("orphanDependents") ? Scalar.Flag.TRUE : Scalar.Flag.FALSE;
            grace = call.number("gracePeriodSeconds");
        }
        if (orphan != null && !policy.isEmpty()) {
            errors.add(FieldError.invalid(
                    "propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        } else if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            errors.add(FieldError.notSupported(
                    "propagationPolicy", policy, List.of("Foreground", "Background", "Orphan", "nil")));
        }
        if (grace.isPresent() && grace.getAsLong() < 0) {
            // Kubernetes takes a negative period for the shortest.
            grace = OptionalLong.of(1);
        }
        if (!errors.isEmpty()) {
            throw Rejection.invalid(SHOWN_KIND, "", errors);
        }
        return new DeleteOptions(
                propagation(policy, orphan),
                grace,
                preconditions.text("uid"),
                preconditions.text("resourceVersion"),
                new WriteOptions(dryRun, write.fieldManager(), write.fieldValidation(), write.fence(), write.warn()));
    }

    private static Optional<Propagation> propagation(String policy, Scalar.@Nullable Flag orphan) {
        if (orphan != null) {
            return Optional.of(orphan.value() ? Propagation.ORPHAN : Propagation.BACKGROUND);
        }
        return switch (policy) {
            case "Background" -> Optional.of(Propagation.BACKGROUND);
            case "Foreground" -> Optional.of(Propagation.FOREGROUND);
            case "Orphan" -> Optional.of(Propagation.ORPHAN);
            case String ignored -> Optional.empty();
        };
    }
}
