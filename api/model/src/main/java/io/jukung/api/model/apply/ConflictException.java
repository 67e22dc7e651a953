package io.jukung.api.model.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An apply that would take fields from other managers, without force: a 409 with these causes. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Conflict> conflicts;

    ConflictException(List<Conflict> conflicts) {
        super(message(conflicts));
        this.conflicts = List.copyOf(conflicts);
    }

    /** One cause of the Status each: reason {@code FieldManagerConflict}, the message and the field. */
    public List<Conflict> conflicts() {
        return conflicts;
    }

    /**
     * A field that another manager owns with another value.
     *
     * @param manager as Kubernetes prints it, for example {@code "kubectl" using apps/v1}
     * @param field its path, for example {@code .spec.replicas}
     */
    public record Conflict(String manager, String field) {

        public String message() {
            return "conflict with " + manager;
        }
    }

    private static String message(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            var only = conflicts.getFirst();
            return "Apply failed with 1 conflict: " + only.message() + ": " + only.field();
        }
        Map<String, List<String>> byManager = new LinkedHashMap<>();
        conflicts.forEach(conflict -> byManager
                .computeIfAbsent(conflict.manager(), manager -> new ArrayList<>())
                .add(conflict.field()));
        return "Apply failed with " + conflicts.size() + " conflicts: "
                + byManager.entrySet().stream()
                        .map(entry ->
                                "conflicts with " + entry.getKey() + ":\n- " + String.join("\n- ", entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }
}
