package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.Strategy;
import io.jukung.api.server.registry.Subresource;
import io.jukung.api.server.status.Rejection;
import io.jukung.platform.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Creates and updates objects of any kind. */
public final class Writes {

    private static final int MAX_ATTEMPTS = 20;
    private static final int MAX_GENERATED_NAMES = 8;

    /** Who sees to the rules and to the owners of fields. */
    private enum Kind {
        /** Rules hold, owners are found by comparison. */
        PLAIN,
        /** Rules hold, the apply knew the owners. */
        APPLIED,
        /** What the server itself writes. */
        UNCHECKED
    }

    private final Stores stores;
    private final Admission admission;
    private final Allocations allocations;
    private final Clock clock;
    private final RandomGenerator random;

    Writes(Stores stores, Admission admission, Allocations allocations, Clock clock, RandomGenerator random) {
        this.stores = stores;
        this.admission = admission;
        this.allocations = allocations;
        this.clock = clock;
        this.random = random;
    }

    /** Creates the object in the target's namespace. */
    public Written create(Target target, ObjectValue body, WriteOptions options) {
        return create(target, body, options, Kind.PLAIN);
    }

    private Written create(Target target, ObjectValue body, WriteOptions options, Kind kind) {
        boolean generated = body.text("metadata", "name").isEmpty();
        for (int attempt = 1; ; attempt++) {
            try {
                return createOnce(target, body, options, kind);
            } catch (Rejection e) {
                boolean nameTaken = generated && e.reason().equals("AlreadyExists");
                if (!nameTaken || attempt == MAX_GENERATED_NAMES) {
                    throw e;
                }
            }
        }
    }

    private Written createOnce(Target target, ObjectValue body, WriteOptions options, Kind kind) {
        var definition = target.definition();
        var strategy = definition.strategy();
        var store = stores.of(definition);
        if (!options.dryRun() && !body.text("metadata", "resourceVersion").isEmpty()) {
            throw new Rejection(500, "", "resourceVersion should not be set on objects to be created", null);
        }
        requireSameNamespace(target, body);
        var object = namespaced(target, strategy.applyDefaults(body));
        object = kind == Kind.PLAIN ? FieldOwners.afterWrite(target, null, object, options, clock.now()) : object;
        var admitted = admission.admit(target, Admission.Operation.CREATE, object, null);
        var uid = SystemFields.uid(random);
        var complete = strategy.prepareForCreate(
                SystemFields.forCreate(admitted, target.namespace(), uid, clock.now(), random));
        reject(definition, complete, strategy.validateCreate(complete));
        strategy.warnings(complete, null).forEach(options.warn());
        var key = new ObjectKey(target.namespace(), complete.text("metadata", "name"));
        if (options.dryRun()) {
            if (store.readCached(key) != null) {
                throw Rejection.alreadyExists(target.resource(), key.name());
            }
            // Kubernetes shows what was sent as the resourceVersion where nothing is stored.
            var sent = body.text("metadata", "resourceVersion");
            var shown = sent.isEmpty() ? complete : complete.withAt(Value.of(sent), "metadata", "resourceVersion");
            return new Written(CachedObject.unstored(allocations.dryRun(definition, shown)), true);
        }
        var wanted = complete;
        return allocations.committing(definition, wanted, null, (assigned, conditions, changes) -> switch (store.commit(
                key, 0, assigned, options.fence(), conditions, changes)) {
            case ResourceStore.Outcome.Done(var revision) ->
                new Written(new CachedObject(assigned == null ? wanted : assigned, revision), true);
            case ResourceStore.Outcome.Lost(var present) -> {
                if (present == null) {
                    yield null;
                }
                throw present.object().beingDeleted()
                        ? beingDeleted(target, key)
                        : Rejection.alreadyExists(target.resource(), key.name());
            }
        });
    }

    /**
     * Replaces the object, or what the target's subresource shows of it; where it does not exist and its kind allows
     * that, creates it.
     *
     * @param body whole object, its name that of the target
     */
    public Written replace(Target target, ObjectValue body, WriteOptions options) {
        requireSameNamespace(target, body);
        requireSameName(target, body, target.scale().isPresent() ? undeterminable(target) : "name must be provided");
        var asked = body.text("metadata", "resourceVersion");
        var strategy = strategy(target);
        var whenMissing = strategy.createsOnUpdate() && target.scale().isEmpty() ? body : null;
        boolean conditionMissing = asked.isEmpty() && !strategy.allowsUnconditionalUpdate();
        return update(target, options, whenMissing, present -> {
            requireSameUid(target, body, present.object());
            if (conditionMissing) {
                // Told only when the object is there: a missing one is created or not found.
                throw unconditional(target);
            }
            return Scales.into(target, present, body);
        });
    }

    private static Rejection unconditional(Target target) {
        return Rejection.invalid(
                new GroupVersionKind(
                        target.definition().group(),
                        target.definition().version(),
                        target.definition().names().plural()),
                target.name(),
                List.of(FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
    }

    /** Applies a patch to the object or to what the target's subresource shows of it. */
    public Written patch(Target target, Patch patch, WriteOptions options) {
        return update(target, options, null, present -> {
            var patched = patch.apply(target.kind(), Scales.shown(target, present.tree()), options);
            requireSameName(target, patched, undeterminable(target));
            requireSameNamespace(target, patched);
            if (target.scale().isPresent()) {
                requireSameUid(target, patched, present.object());
            }
            return Scales.into(target, present, patched);
        });
    }

    /**
     * Server-side apply: creates the object, or merges the fields that its manager states.
     *
     * @param applied what the manager wants of the object, or of its scale
     * @param force whether fields of other managers are taken
     */
    public Written apply(Target target, ObjectValue applied, boolean force, WriteOptions options) {
        var stated = GroupVersionKind.of(applied.text("apiVersion"), applied.text("kind"));
        if (!stated.equals(target.kind())) {
            throw Rejection.badRequest(
                    "invalid object type: " + stated.group() + "/" + stated.version() + ", Kind=" + stated.kind());
        }
        if (!applied.text("metadata", "name").isEmpty()) {
            requireSameName(target, applied, "");
        }
        requireSameNamespace(target, applied);
        var wanted = Scales.configuration(target, applied);
        var store = stores.of(target.definition());
        for (int attempt = 1; ; attempt++) {
            try {
                // After a lost race the cache may lag behind: the store itself is asked.
                var present = attempt == 1 ? store.readCached(target.key()) : store.read(target.key());
                if (target.subresource().isEmpty() && present == null) {
                    return create(target, firstApplied(target, wanted, force, options), options, Kind.APPLIED);
                }
                return update(
                        target,
                        options,
                        null,
                        newest -> FieldOwners.apply(target, newest.tree(), wanted, force, options, clock.now()),
                        Kind.APPLIED);
            } catch (Rejection e) {
                // Made or deleted by another in between: look again.
                boolean raced = e.reason().equals("AlreadyExists")
                        || (e.code() == 404 && target.subresource().isEmpty() && store.read(target.key()) == null);
                if (!raced || attempt == MAX_GENERATED_NAMES) {
                    throw e;
                }
            }
        }
    }

    private ObjectValue firstApplied(Target target, ObjectValue applied, boolean force, WriteOptions options) {
        var uid = applied.text("metadata", "uid");
        if (!uid.isEmpty()) {
            throw Rejection.conflict(
                    target.resource(),
                    target.name(),
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
        // A resourceVersion says nothing of an object that is not there yet: Kubernetes passes over it.
        return FieldOwners.apply(target, null, applied, force, options, clock.now())
                .withoutAt("metadata", "resourceVersion")
                .withAt(Value.of(target.name()), "metadata", "name");
    }

    /**
     * Changes the present object by a function, again and again while other writes come first.
     *
     * @param whenMissing what to create where there is no object; null: not found
     */
    public Written update(Target target, WriteOptions options, @Nullable ObjectValue whenMissing, Change change) {
        return update(target, options, whenMissing, change, Kind.PLAIN);
    }

    /** Changes the object past its kind's rules: for what the server itself writes, such as a pod's binding. */
    Written updateUnchecked(Target target, WriteOptions options, Change change) {
        return update(target, options, null, change, Kind.UNCHECKED);
    }

    private Written update(
            Target target, WriteOptions options, @Nullable ObjectValue whenMissing, Change change, Kind kind) {
        var store = stores.of(target.definition());
        var present = store.readCached(target.key());
        boolean fresh = false;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            if (present == null) {
                if (whenMissing == null) {
                    throw Rejection.notFound(target.resource(), target.name());
                }
                return create(target, whenMissing.withoutAt("metadata", "resourceVersion"), options, Kind.PLAIN);
            }
            Written done;
            try {
                done = updateOnce(target, store, present, options, change, kind);
            } catch (Rejection e) {
                var newest = fresh ? present : store.read(target.key());
                if (newest != null && newest.revision() == present.revision()) {
                    throw e;
                }
                present = newest;
                fresh = true;
                continue;
            }
            if (done != null) {
                return new Written(Scales.shown(target, done.object()), done.created());
            }
            present = store.read(target.key());
            fresh = true;
        }
        throw Rejection.conflict(target.resource(), target.name(), "too many other writes; please try again");
    }

    /** Null where another write came first. */
    private @Nullable Written updateOnce(
            Target target, ResourceStore store, CachedObject present, WriteOptions options, Change change, Kind kind) {
        var definition = target.definition();
        var old = present.tree();
        var changed = change.of(present);
        requireSameRevision(target, changed, present.object());
        var complete = kind != Kind.UNCHECKED
                ? checked(target, changed, old, options, kind)
                : SystemFields.forUpdate(namespaced(target, changed), old);
        if (FieldOwners.sameButTimes(complete, SystemFields.forStore(old))) {
            return isNewest(store, target.key(), present) ? new Written(present, false) : null;
        }
        if (options.dryRun()) {
            return isNewest(store, target.key(), present)
                    ? new Written(new CachedObject(complete, present.revision()), false)
                    : null;
        }
        var next = Deletion.endsWithUpdate(definition.strategy(), complete, old) ? null : complete;
        return allocations.committing(definition, next, old, (assigned, conditions, changes) -> switch (store.commit(
                target.key(), present.revision(), assigned, options.fence(), conditions, changes)) {
            case ResourceStore.Outcome.Done(var revision) ->
                new Written(
                        assigned == null
                                // Deleted without a write: the last state keeps its revision.
                                ? new CachedObject(complete, present.revision())
                                : new CachedObject(assigned, revision),
                        false);
            case ResourceStore.Outcome.Lost ignored -> null;
        });
    }

    /** Defaults, admission, what the server alone sets, and the kind's rules. */
    private ObjectValue checked(Target target, ObjectValue changed, ObjectValue old, WriteOptions options, Kind kind) {
        var strategy = strategy(target);
        var object = namespaced(target, strategy.applyDefaults(changed));
        object = kind == Kind.PLAIN ? FieldOwners.afterWrite(target, old, object, options, clock.now()) : object;
        var admitted = target.subresource().isEmpty()
                ? admission.admit(target, Admission.Operation.UPDATE, object, old)
                : object;
        var complete = strategy.prepareForUpdate(SystemFields.forUpdate(admitted, old), old);
        reject(target.definition(), complete, strategy.validateUpdate(complete, old));
        strategy.warnings(complete, old).forEach(options.warn());
        return complete;
    }

    private static boolean isNewest(ResourceStore store, ObjectKey key, CachedObject present) {
        var newest = store.read(key);
        return newest != null && newest.revision() == present.revision();
    }

    private static void requireSameUid(Target target, ObjectValue body, KubeObject present) {
        var uid = body.text("metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(present.uid())) {
            var failed = "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + present.uid();
            var storeKey = StorageKeys.prefix(target.definition()) + StorageKeys.local(target.key());
            throw Rejection.conflict(
                    target.resource(),
                    target.name(),
                    target.scale().isPresent()
                            ? failed
                            : "StorageError: invalid object, Code: 4, Key: " + storeKey
                                    + ", ResourceVersion: 0, AdditionalErrorMsg: " + failed);
        }
    }

    private static void requireSameRevision(Target target, ObjectValue changed, KubeObject present) {
        var asked = changed.text("metadata", "resourceVersion");
        if (!asked.isEmpty() && !asked.equals(present.resourceVersion())) {
            throw Rejection.modified(target.resource(), target.name());
        }
    }

    private static void requireSameName(Target target, ObjectValue body, String whenEmpty) {
        var name = body.text("metadata", "name");
        if (!name.equals(target.name())) {
            throw Rejection.badRequest(
                    name.isEmpty()
                            ? whenEmpty
                            : "the name of the object (" + name + ") does not match the name on the URL ("
                                    + target.name() + ")");
        }
    }

    private static String undeterminable(Target target) {
        return "the name of the object (" + target.name() + " based on URL) was undeterminable: name must be provided";
    }

    /** The rules of the object, or of that part of it which the subresource is. */
    static Strategy strategy(Target target) {
        if (!target.subresource().isEmpty()
                && target.definition().subresource(target.subresource()).orElse(null)
                        instanceof Subresource.Part(var ignored, var strategy)) {
            return strategy;
        }
        return target.definition().strategy();
    }

    private static void requireSameNamespace(Target target, ObjectValue body) {
        var namespace = body.text("metadata", "namespace");
        if (!namespace.isEmpty() && !target.definition().namespaced()) {
            return;
        }
        if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw Rejection.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static ObjectValue namespaced(Target target, ObjectValue object) {
        return target.definition().namespaced()
                ? object.withAt(Value.of(target.namespace()), "metadata", "namespace")
                : object;
    }

    private static void reject(ResourceDefinition definition, ObjectValue object, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Rejection.invalid(definition.groupVersionKind(), object.text("metadata", "name"), errors);
        }
    }

    private static Rejection beingDeleted(Target target, ObjectKey key) {
        var resource = target.resource();
        var plain = Rejection.alreadyExists(resource, key.name());
        return new Rejection(
                409,
                "AlreadyExists",
                "object is being deleted: " + plain.text(),
                plain.status().object("details"));
    }
}
