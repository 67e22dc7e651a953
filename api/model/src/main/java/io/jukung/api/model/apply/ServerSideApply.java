package io.jukung.api.model.apply;

import io.jukung.api.model.apply.ConflictException.Conflict;
import io.jukung.api.model.apply.ManagedFields.Ownership;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Server-side apply of one configuration: the applier comes to own all it states, what it stated before and does not
 * any more goes unless somebody else owns it, and other owners' fields are taken only where the values agree or by
 * force.
 */
public final class ServerSideApply {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private ServerSideApply() {}

    /**
     * The object after an apply.
     *
     * @param object with its managed fields; to be decoded and defaulted by the schema, for removed parts may stand as
     *     null
     * @param changed whether anything but ownership changed
     */
    public record Applied(ObjectValue object, boolean changed) {}

    /**
     * Applies the configuration.
     *
     * @param live the object before; of a new one, an object in which nothing is set
     * @param applied as the client sent it
     * @throws ConflictException where others own fields with other values, without {@code force}
     * @throws ApplyException for a configuration that does not fit the schema
     */
    public static Applied apply(ObjectValue live, ObjectValue applied, Write write, boolean force) {
        if (applied.at("metadata", "managedFields") != null
                && applied.at("metadata", "managedFields") != Scalar.Null.NULL) {
            throw new ApplyException(400, "metadata.managedFields must be nil");
        }
        ConfigurationCheck.check(applied, write.shape());
        var before = live.withoutAt("metadata", "managedFields");
        var managed = ManagedFields.beforeApply(live, write);
        if (!force && write.manager().equals("kubectl")) {
            return applyAsKubectl(before, applied, managed, write);
        }
        return apply(before, applied, managed, write, force ? Force.ALL : Force.NOTHING);
    }

    /** Which conflicts the applier may take. */
    private sealed interface Force {

        Force ALL = new All();
        Force NOTHING = new Only(FieldSet.EMPTY);

        record All() implements Force {}

        record Only(FieldSet fields) implements Force {}
    }

    /**
     * kubectl's client-side apply left its last configuration in an annotation: what kubectl stated there and what
     * still has that value is its own to apply, whoever is on record.
     */
    private static Applied applyAsKubectl(ObjectValue before, ObjectValue applied, ManagedFields managed, Write write) {
        try {
            return apply(before, applied, managed, write, Force.NOTHING);
        } catch (ConflictException conflict) {
            var stated = lastStated(before, write);
            if (stated.isEmpty()) {
                throw conflict;
            }
            return apply(before, applied, managed, write, new Force.Only(stated));
        }
    }

    private static FieldSet lastStated(ObjectValue before, Write write) {
        var annotation = before.object("metadata", "annotations").text(LAST_APPLIED);
        if (annotation.isEmpty()) {
            return FieldSet.EMPTY;
        }
        try {
            var stated = Json.readObject(annotation.getBytes(StandardCharsets.UTF_8));
            var changes = Comparison.of(before, ConfigurationMerge.merge(before, stated, write.shape()), write.shape());
            return OwnedFields.of(stated, write.shape()).difference(changes.written());
        } catch (DecodingException | ApplyException e) {
            // An annotation that anyone may have written: it then allows nothing.
            return FieldSet.EMPTY;
        }
    }

    private static Applied apply(
            ObjectValue before, ObjectValue applied, ManagedFields managed, Write write, Force force) {
        var shape = write.shape();
        var applier = Owner.applier(write);
        var last = managed.get(applier);
        var stated = OwnedFields.of(applied, shape).recursiveDifference(write.ignoredFields());
        var owned = managed.with(applier, new Ownership(write.apiVersion(), last == null ? null : last.time(), stated));
        var merged = ConfigurationMerge.merge(before, applied, shape);
        var object = last == null ? merged : pruned(merged, last.fields(), owned, shape);
        var changes = Comparison.of(before, object, shape).ignoring(write.ignoredFields());
        checkConflicts(owned, applier, changes, force);
        var result = owned.withoutOthers(changes, applier).stripped(applier);
        boolean changed = !object.equals(before);
        var ownership = result.get(applier);
        if (changed && ownership != null) {
            result = result.with(
                    applier,
                    new Ownership(ownership.apiVersion(), ManagedFields.timestamp(write.now()), ownership.fields()));
        }
        return new Applied(result.into(withLastApplied(object, applied, write)), changed);
    }

    /** kubectl keeps its client-side annotation current where there is one, so that one may go back. */
    private static ObjectValue withLastApplied(ObjectValue object, ObjectValue applied, Write write) {
        boolean kept = write.manager().equals("kubectl")
                && write.subresource().isEmpty()
                && object.object("metadata", "annotations").has(LAST_APPLIED);
        if (!kept) {
            return object;
        }
        var stated = Sorted.of(applied.withoutAt("metadata", "annotations", LAST_APPLIED));
        return object.withAt(Value.of(Json.text(stated) + "\n"), "metadata", "annotations", LAST_APPLIED);
    }

    /** Without what the applier stated before and nobody states now. */
    private static ObjectValue pruned(ObjectValue merged, FieldSet last, ManagedFields owned, Shape shape) {
        var lastStated = OwnedFields.withStructs(last, shape);
        var cut = ConfigurationMerge.remove(merged, lastStated, shape);
        var all = OwnedFields.withStructs(OwnedFields.of(merged, shape), shape);
        var others = FieldSet.EMPTY;
        for (var ownership : owned.owners().values()) {
            others = others.union(ownership.fields());
        }
        // What was cut but is owned comes back, then what was cut though the applier did not state it.
        var kept = OwnedFields.withStructs(OwnedFields.of(cut, shape), shape)
                .union(OwnedFields.withStructs(others, shape));
        var withOwned = ConfigurationMerge.remove(merged, all.difference(kept), shape);
        var remaining = OwnedFields.withStructs(OwnedFields.of(withOwned, shape), shape);
        return ConfigurationMerge.remove(merged, all.difference(remaining).intersection(lastStated), shape);
    }

    private static void checkConflicts(ManagedFields owned, Owner applier, Comparison changes, Force force) {
        var allowed = switch (force) {
            case Force.All ignored -> changes.written();
            case Force.Only(var fields) -> fields;
        };
        var conflicts = new LinkedHashMap<Owner, FieldSet>();
        owned.owners().forEach((owner, ownership) -> {
            var taken = ownership.fields().intersection(changes.written()).difference(allowed);
            if (!owner.equals(applier) && !taken.isEmpty()) {
                conflicts.put(owner, taken);
            }
        });
        if (!conflicts.isEmpty()) {
            throw conflict(conflicts);
        }
    }

    private static ConflictException conflict(Map<Owner, FieldSet> conflicts) {
        var list = new ArrayList<Conflict>();
        conflicts.keySet().stream()
                .sorted(Comparator.comparing(Owner::toString))
                .forEach(owner -> conflicts
                        .getOrDefault(owner, FieldSet.EMPTY)
                        .paths()
                        .forEach(path -> list.add(new Conflict(owner.toString(), path))));
        return new ConflictException(List.copyOf(list));
    }
}
