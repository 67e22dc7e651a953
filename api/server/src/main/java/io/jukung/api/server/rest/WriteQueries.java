package io.jukung.api.server.rest;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.status.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the query of a writing request may say. */
final class WriteQueries {

    private static final int LONGEST_MANAGER = 128;

    private WriteQueries() {}

    /** Refuses a query whose options have values that mean nothing, as Kubernetes does. */
    static void check(Call call) {
        var findings = new Findings();
        dryRun(call.query().getAll("dryRun").stream()
                        .filter(value -> !value.isEmpty())
                        .toList())
                .ifPresent(findings::add);
        if (call.param("fieldManager").getBytes(StandardCharsets.UTF_8).length > LONGEST_MANAGER) {
            findings.add(FieldError.tooLong("fieldManager", LONGEST_MANAGER));
        }
        findings.oneOf("fieldValidation", call.param("fieldValidation"), List.of("", "Ignore", "Strict", "Warn"));
        if (!findings.isEmpty()) {
            throw Rejection.invalid(new GroupVersionKind("meta.k8s.io", "v1", options(call)), "", findings.errors());
        }
    }

    /** What is wrong with the stages of a dry run: there is one, {@code All}. */
    static Optional<FieldError> dryRun(List<String> asked) {
        return asked.stream().allMatch("All"::equals)
                ? Optional.empty()
                : Optional.of(new FieldError(
                        "dryRun",
                        FieldError.Type.NOT_SUPPORTED,
                        ListValue.ofTexts(asked),
                        "supported values: \"All\""));
    }

    private static String options(Call call) {
        return switch (call.method()) {
            case "PUT" -> "UpdateOptions";
            case "PATCH" -> "PatchOptions";
            case "DELETE" -> "DeleteOptions";
            default -> "CreateOptions";
        };
    }
}
