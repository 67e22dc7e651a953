package io.jukung.api.server.kinds.rules;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The rules of {@code metadata}, the same for all kinds but for the grammar of names. */
public final class ObjectMetaRules {

    private static final int ANNOTATIONS_BYTES = 256 * 1024;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");
    private static final List<String> IMMUTABLE =
            List.of("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");

    private ObjectMetaRules() {}

    /** What is wrong with the metadata of a new object. */
    public static List<FieldError> create(ObjectValue object, Scope scope, NameRule names) {
        var findings = new Findings();
        findings.addAll(createWithAnyFinalizer(object, scope, names));
        var finalizers = object.list("metadata", "finalizers").texts();
        for (int i = 0; i < finalizers.size(); i++) {
            finalizerKnown(finalizers.get(i), "metadata.finalizers[" + i + "]", findings);
        }
        return findings.errors();
    }

    /** The same for the newer kinds, whose finalizers need no domain. */
    public static List<FieldError> createWithAnyFinalizer(ObjectValue object, Scope scope, NameRule names) {
        var metadata = object.object("metadata");
        var findings = new Findings();
        var generateName = metadata.text("generateName");
        if (!generateName.isEmpty()) {
            findings.each("metadata.generateName", generateName, names.checkPrefix(generateName));
        }
        var name = metadata.text("name");
        if (name.isEmpty()) {
            findings.required("metadata.name", "name or generateName is required");
        } else {
            findings.each("metadata.name", name, names.check(name));
        }
        namespace(metadata.text("namespace"), scope, findings);
        itself(metadata, findings);
        return findings.errors();
    }

    private static void namespace(String namespace, Scope scope, Findings findings) {
        switch (scope) {
            case NAMESPACED -> {
                if (namespace.isEmpty()) {
                    findings.required("metadata.namespace");
                } else {
                    findings.each("metadata.namespace", namespace, Names.dns1123Label(namespace));
                }
            }
            case CLUSTER -> {
                if (!namespace.isEmpty()) {
                    findings.forbidden("metadata.namespace", "not allowed on this type");
                }
            }
        }
    }

    /**
     * What is wrong with the change of an object's metadata. Kubernetes looks at it for all kinds alike and once
     * more in the rules of the kind, and reports each fault as often; clients see the same list here.
     */
    public static List<FieldError> update(ObjectValue object, ObjectValue old) {
        var findings = new Findings();
        itself(object.object("metadata"), findings);
        change(object, old, findings);
        change(object, old, findings);
        return findings.errors();
    }

    /** The same for kinds whose own rules look at the whole object again, not only at what changed. */
    public static List<FieldError> updateOfWhole(ObjectValue object, ObjectValue old) {
        var findings = new Findings();
        findings.addAll(update(object, old));
        itself(object.object("metadata"), findings);
        return findings.errors();
    }

    private static void itself(ObjectValue metadata, Findings findings) {
        findings.notNegative(metadata, "metadata.generation", "generation");
        shared(metadata, "metadata", findings);
        finalizers(metadata.list("finalizers"), findings);
    }

    private static void change(ObjectValue object, ObjectValue old, Findings findings) {
        var metadata = object.object("metadata");
        var before = old.object("metadata");
        if (before.has("deletionTimestamp")) {
            noNewFinalizers(metadata, before, findings);
        }
        if (metadata.whole(0, "generation") < before.whole(0, "generation")) {
            findings.invalid(
                    "metadata.generation", Value.of(metadata.whole(0, "generation")), "must not be decremented");
        }
        for (var field : IMMUTABLE) {
            var now = metadata.get(field);
            if (!Objects.equals(now, before.get(field))) {
                findings.invalid("metadata." + field, now == null ? Value.of("") : now, "field is immutable");
            }
        }
        shared(metadata, "metadata", findings);
    }

    private static void noNewFinalizers(ObjectValue metadata, ObjectValue before, Findings findings) {
        var added = new ArrayList<>(metadata.list("finalizers").texts());
        added.removeAll(before.list("finalizers").texts());
        if (!added.isEmpty()) {
            findings.forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers []string{\""
                            + String.join("\", \"", added) + "\"}");
        }
    }

    private static void shared(ObjectValue metadata, String path, Findings findings) {
        labels(metadata.texts("labels"), path + ".labels", findings);
        annotations(metadata.texts("annotations"), path + ".annotations", findings);
        owners(metadata.list("ownerReferences"), path + ".ownerReferences", findings);
    }

    public static void labels(Map<String, String> labels, String path, Findings findings) {
        new TreeMap<>(labels).forEach((key, value) -> {
            findings.each(path, key, Names.qualifiedName(key));
            findings.each(path, value, Names.labelValue(value));
        });
    }

    public static void annotations(Map<String, String> annotations, String path, Findings findings) {
        long bytes = 0;
        for (var annotation : new TreeMap<>(annotations).entrySet()) {
            var key = annotation.getKey();
            findings.each(path, key, Names.qualifiedName(key.toLowerCase(Locale.ROOT)));
            bytes += key.getBytes(StandardCharsets.UTF_8).length
                    + annotation.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > ANNOTATIONS_BYTES) {
            findings.add(FieldError.tooLong(path, ANNOTATIONS_BYTES));
        }
    }

    private static void owners(ListValue owners, String path, Findings findings) {
        ObjectValue controller = null;
        for (var owner : owners.objects()) {
            var apiVersion = owner.text("apiVersion");
            var version = apiVersion.substring(apiVersion.lastIndexOf('/') + 1);
            if (version.isEmpty()) {
                findings.invalid(path + ".apiVersion", apiVersion, "version must not be empty");
            }
            for (var field : List.of("kind", "name", "uid")) {
                if (owner.text(field).isEmpty()) {
                    findings.invalid(path + "." + field, owner.text(field), "must not be empty");
                }
            }
            if (owner.text("kind").equals("Event") && apiVersion.equals("v1")) {
                findings.invalid(path, shown(owner), "/v1, Kind=Event is disallowed from being an owner");
            }
            if (owner.flag("controller")) {
                if (controller != null) {
                    findings.invalid(
                            path,
                            ListValue.of(owners.objects().stream()
                                    .map(ObjectMetaRules::shown)
                                    .toList()),
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + named(controller) + " and " + named(owner));
                }
                controller = owner;
            }
        }
    }

    /** An owner with its fields in the order Kubernetes shows them. */
    private static ObjectValue shown(ObjectValue owner) {
        var fields = ObjectValue.builder().putIfPresent("apiVersion", owner.get("apiVersion"));
        owner.fields().forEach(fields::put);
        return fields.build();
    }

    private static String named(ObjectValue owner) {
        return owner.text("kind") + "/" + owner.text("name");
    }

    private static void finalizers(ListValue finalizers, Findings findings) {
        var names = finalizers.texts();
        for (var name : names) {
            findings.each("metadata.finalizers", name, Names.qualifiedName(name));
        }
        if (names.contains("orphan") && names.contains("foregroundDeletion")) {
            findings.invalid(
                    "metadata.finalizers", finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    /** A finalizer is a standard one or names its domain. */
    public static void finalizerKnown(String name, String path, Findings findings) {
        if (name.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(name)) {
            findings.invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    /** The object with {@code metadata.generation} as {@code generation}. */
    public static ObjectValue withGeneration(ObjectValue object, long generation) {
        return object.withAt(Value.of(generation), "metadata", "generation");
    }

    /**
     * The generation of a change: that of {@code old}, one more if {@code spec} differs.
     */
    public static ObjectValue countGeneration(ObjectValue object, ObjectValue old) {
        long before = new KubeObject(old).generation();
        boolean changed = !object.object("spec").equals(old.object("spec"));
        return withGeneration(object, changed ? before + 1 : before);
    }

    /** {@code object} with {@code field} as it stands in {@code old}. */
    public static ObjectValue keep(ObjectValue object, ObjectValue old, String field) {
        var before = old.get(field);
        return before == null ? object.without(field) : object.with(field, before);
    }

    /** {@code object} with a metadata field as it stands in {@code old}. */
    public static ObjectValue keepMeta(ObjectValue object, ObjectValue old, String field) {
        var before = old.at("metadata", field);
        return before == null ? object.withoutAt("metadata", field) : object.withAt(before, "metadata", field);
    }
}
