package io.jukung.api.model.apply;

import io.jukung.api.model.apply.Owner.Operation;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who owns which fields of one object. Immutable. */
public final class ManagedFields {

    /** More updaters than this are summed up as {@value #ANCIENT}. */
    static final int MAX_UPDATERS = 10;

    static final String ANCIENT = "ancient-changes";

    /** Who owns what was there when an object without owners is first applied. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** Fields that belong to the server and have no owner. */
    private static final FieldSet UNOWNED = unowned();

    private static final ManagedFields NONE = new ManagedFields(Map.of());

    private final Map<Owner, Ownership> owners;

    private ManagedFields(Map<Owner, Ownership> owners) {
        this.owners = owners;
    }

    /**
     * What one owner has.
     *
     * @param apiVersion of the owner's last write
     * @param time of the owner's last change, RFC 3339; null where it never changed the object
     */
    record Ownership(String apiVersion, @Nullable String time, FieldSet fields) {

        Ownership with(FieldSet changed) {
            return new Ownership(apiVersion, time, changed);
        }
    }

    private static FieldSet unowned() {
        var set = FieldSet.ofPath("apiVersion").union(FieldSet.ofPath("kind")).union(FieldSet.ofPath("metadata"));
        for (var name : List.of(
                "name",
                "namespace",
                "creationTimestamp",
                "selfLink",
                "uid",
                "clusterName",
                "generation",
                "managedFields",
                "resourceVersion")) {
            set = set.union(FieldSet.ofPath("metadata", name));
        }
        return set;
    }

    /**
     * The object as it is to be stored after a create, an update or a patch other than apply: the writer owns what it
     * changed, nobody else does any more, and nobody owns what is gone. An object without any owner stays so until it
     * is applied: it was made empty, or a client took its owners away.
     *
     * @param live the object before, or an object in which nothing is set, not even a uid
     * @param updated the object after, with the managed fields the client sent, if any
     */
    public static ObjectValue afterUpdate(ObjectValue live, ObjectValue updated, Write write) {
        var before = beforeUpdate(live, updated, write);
        var plainLive = live.withoutAt("metadata", "managedFields");
        var plainUpdated = updated.withoutAt("metadata", "managedFields");
        if (before.owners.isEmpty() && exists(live)) {
            return plainUpdated;
        }
        var changes = Comparison.of(plainLive, plainUpdated, write.shape()).ignoring(write.ignoredFields());
        return before.without(changes)
                .plus(Owner.updater(write), changes.written().difference(UNOWNED), write)
                .capped()
                .into(plainUpdated);
    }

    /** A client may send managed fields, or an empty list or one empty entry to reset them; what it cannot is to lose them by silence. */
    private static ManagedFields beforeUpdate(ObjectValue live, ObjectValue updated, Write write) {
        var sent = updated.list("metadata", "managedFields");
        if (!write.subresource().isEmpty()) {
            return ofLive(live);
        }
        boolean reset = updated.at("metadata", "managedFields") instanceof ListValue
                && sent.objects().stream().allMatch(ObjectValue::isEmpty)
                && sent.size() <= 1;
        if (reset) {
            return NONE;
        }
        try {
            return sent.isEmpty() ? ofLive(live) : of(sent);
        } catch (DecodingException e) {
            return ofLive(live);
        }
    }

    private static boolean exists(ObjectValue live) {
        return !live.text("metadata", "uid").isEmpty();
    }

    /** The owners an apply begins with: where nobody is on record, all that is there gets one. */
    static ManagedFields beforeApply(ObjectValue live, Write write) {
        var managed = ofLive(live);
        if (!managed.owners.isEmpty() || !exists(live)) {
            return managed;
        }
        var unset = ObjectDecoder.unsetObject(write.schema());
        var all = Comparison.of(unset, live, write.shape()).ignoring(write.ignoredFields());
        var owner = new Owner(BEFORE_FIRST_APPLY, Operation.UPDATE, write.apiVersion(), write.subresource());
        return managed.plus(owner, all.written().difference(UNOWNED), write);
    }

    /** The owners of a stored object; damaged entries are no owners. */
    static ManagedFields ofLive(ObjectValue live) {
        try {
            return of(live.list("metadata", "managedFields"));
        } catch (DecodingException e) {
            return NONE;
        }
    }

    private static ManagedFields of(ListValue entries) {
        var owners = new LinkedHashMap<Owner, Ownership>();
        for (var entry : entries.objects()) {
            var operation = entry.text("operation");
            if (!operation.equals(Operation.APPLY.word()) && !operation.equals(Operation.UPDATE.word())) {
                throw new DecodingException(
                        "managedFields: operation \"" + operation + "\" is neither Apply nor Update");
            }
            var time = entry.text("time");
            owners.put(
                    Owner.of(entry),
                    new Ownership(
                            entry.text("apiVersion"),
                            time.isEmpty() ? null : time,
                            FieldSet.of(entry.object("fieldsV1"))));
        }
        return new ManagedFields(owners);
    }

    @Nullable
    Ownership get(Owner owner) {
        return owners.get(owner);
    }

    Map<Owner, Ownership> owners() {
        return owners;
    }

    /** Nobody owns what was written or removed. */
    private ManagedFields without(Comparison changes) {
        return withoutOthers(changes, null);
    }

    /** Nobody but {@code writer} owns what was written or removed. */
    ManagedFields withoutOthers(Comparison changes, @Nullable Owner writer) {
        var gone = changes.written().union(changes.removed());
        var rest = new LinkedHashMap<Owner, Ownership>();
        owners.forEach((owner, ownership) -> {
            var fields = owner.equals(writer)
                    ? ownership.fields()
                    : ownership.fields().difference(gone);
            if (!fields.isEmpty()) {
                rest.put(owner, ownership.with(fields));
            }
        });
        return new ManagedFields(rest);
    }

    /** The owner owns these fields too; with none, nothing happened. */
    private ManagedFields plus(Owner owner, FieldSet fields, Write write) {
        if (fields.isEmpty()) {
            return this;
        }
        var present = owners.get(owner);
        return with(
                owner,
                new Ownership(
                        write.apiVersion(),
                        timestamp(write.now()),
                        present == null ? fields : fields.union(present.fields())));
    }

    ManagedFields with(Owner owner, Ownership ownership) {
        var changed = new LinkedHashMap<>(owners);
        if (ownership.fields().isEmpty()) {
            changed.remove(owner);
        } else {
            changed.put(owner, ownership);
        }
        return new ManagedFields(changed);
    }

    /** The owner without the fields that have no owner. */
    ManagedFields stripped(Owner owner) {
        var ownership = owners.get(owner);
        return ownership == null
                ? this
                : with(owner, ownership.with(ownership.fields().difference(UNOWNED)));
    }

    static String timestamp(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Too many updaters: the oldest become one, so that an object with ever new writers does not grow. */
    private ManagedFields capped() {
        var updaters = owners.entrySet().stream()
                .filter(entry -> entry.getKey().operation() == Operation.UPDATE)
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparing(ownership -> Objects.requireNonNullElse(ownership.time(), ""))))
                .toList();
        if (updaters.size() <= MAX_UPDATERS) {
            return this;
        }
        var rest = new LinkedHashMap<>(owners);
        // One more than the excess, for the sum takes a place itself; one sum for each API version.
        int excess = updaters.size() - MAX_UPDATERS + 1;
        for (var entry : updaters.subList(0, excess)) {
            rest.remove(entry.getKey());
            var sum = new Owner(ANCIENT, Operation.UPDATE, entry.getKey().apiVersion(), "");
            rest.merge(
                    sum,
                    entry.getValue(),
                    (first, second) -> second.with(first.fields().union(second.fields())));
        }
        return new ManagedFields(rest);
    }

    /** The object with these as its managed fields. */
    ObjectValue into(ObjectValue object) {
        if (owners.isEmpty()) {
            return object.withoutAt("metadata", "managedFields");
        }
        var entries = new ArrayList<>(owners.entrySet());
        entries.sort(Comparator.comparing(
                        (Map.Entry<Owner, Ownership> entry) -> entry.getKey().operation())
                .thenComparing(
                        entry -> Objects.requireNonNullElse(entry.getValue().time(), ""))
                .thenComparing(entry -> entry.getKey().manager())
                .thenComparing(entry -> entry.getValue().apiVersion())
                .thenComparing(entry -> entry.getKey().subresource()));
        List<Value> trees = new ArrayList<>();
        entries.forEach(entry -> trees.add(tree(entry.getKey(), entry.getValue())));
        return object.withAt(ListValue.of(trees), "metadata", "managedFields");
    }

    private static ObjectValue tree(Owner owner, Ownership ownership) {
        return ObjectValue.builder()
                .put("manager", owner.manager())
                .put("operation", owner.operation().word())
                .put("apiVersion", ownership.apiVersion())
                .putIfPresent("time", ownership.time())
                .put("fieldsType", "FieldsV1")
                .put("fieldsV1", ownership.fields().toTree())
                .putIfPresent("subresource", owner.subresource())
                .build();
    }
}
