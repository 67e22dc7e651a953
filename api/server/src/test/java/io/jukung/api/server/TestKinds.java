package io.jukung.api.server;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.Column;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two kinds without rules, for tests of what is the same for all kinds. */
final class TestKinds {

    private TestKinds() {}

    static Registry registry() {
        return new Registry(List.of(
                kind("configmaps", "ConfigMap", Scope.NAMESPACED), kind("namespaces", "Namespace", Scope.CLUSTER)));
    }

    private static ResourceDefinition kind(String plural, String kind, Scope scope) {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames(plural, kind.toLowerCase(Locale.ROOT), kind, List.of(), List.of()),
                scope,
                new NoRules(),
                List.of(),
                List.of(new Column(
                        "Name", "string", "name", "", 0, (object, now) -> Value.of(object.text("metadata", "name")))),
                List.of(),
                Optional.empty());
    }

    private static final class NoRules implements Strategy {

        @Override
        public ObjectValue applyDefaults(ObjectValue object) {
            return object;
        }

        @Override
        public ObjectValue prepareForCreate(ObjectValue object) {
            return object;
        }

        @Override
        public List<FieldError> validateCreate(ObjectValue object) {
            return List.of();
        }

        @Override
        public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
            return object;
        }

        @Override
        public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
            return List.of();
        }
    }
}
