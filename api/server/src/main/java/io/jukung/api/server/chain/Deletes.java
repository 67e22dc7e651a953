package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.status.Rejection;
import io.jukung.platform.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes objects of any kind. */
public final class Deletes {

    private static final int MAX_ATTEMPTS = 20;

    private final Stores stores;
    private final Admission admission;
    private final Allocations allocations;
    private final Clock clock;

    Deletes(Stores stores, Admission admission, Allocations allocations, Clock clock) {
        this.stores = stores;
        this.admission = admission;
        this.allocations = allocations;
        this.clock = clock;
    }

    /**
     * How a deletion ended.
     *
     * @param object as it was deleted, or as it is now, marked
     * @param gone whether it is deleted
     */
    public record Deleted(CachedObject object, boolean gone) {}

    /** Deletes one object, or marks it where a finalizer or grace period holds it. */
    public Deleted delete(Target target, DeleteOptions options) {
        var store = stores.of(target.definition());
        var present = store.readCached(target.key());
        boolean fresh = false;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            if (present == null) {
                throw Rejection.notFound(target.resource(), target.name());
            }
            Deleted done;
            try {
                done = deleteOnce(target, store, present, options);
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
                return done;
            }
            present = store.read(target.key());
            fresh = true;
        }
        throw Rejection.conflict(target.resource(), target.name(), "too many other writes; please try again");
    }

    private @Nullable Deleted deleteOnce(
            Target target, ResourceStore store, CachedObject present, DeleteOptions options) {
        var definition = target.definition();
        requirePreconditions(target, present.object(), options);
        admission.admit(target, Admission.Operation.DELETE, present.tree(), present.tree());
        var verdict = Deletion.decide(definition.strategy(), present.tree(), options, clock.now());
        var write = options.write();
        return switch (verdict) {
            case Deletion.Verdict.Keep ignored -> {
                var newest = store.read(target.key());
                yield newest != null && newest.revision() == present.revision() ? new Deleted(present, false) : null;
            }
            case Deletion.Verdict.Mark(var marked) -> {
                if (write.dryRun()) {
                    yield new Deleted(new CachedObject(marked, present.revision()), false);
                }
                yield switch (store.commit(
                        target.key(), present.revision(), marked, write.fence(), List.of(), List.of())) {
                    case ResourceStore.Outcome.Done(var revision) ->
                        new Deleted(new CachedObject(marked, revision), false);
                    case ResourceStore.Outcome.Lost ignored -> null;
                };
            }
            case Deletion.Verdict.Remove(var last) -> {
                if (write.dryRun()) {
                    yield new Deleted(new CachedObject(last, present.revision()), true);
                }
                var done = allocations.committing(
                        definition, null, present.tree(), (nothing, conditions, changes) -> switch (store.commit(
                                target.key(), present.revision(), null, write.fence(), conditions, changes)) {
                            case ResourceStore.Outcome.Done(var revision) ->
                                new Written(new CachedObject(last, revision), false);
                            case ResourceStore.Outcome.Lost lost -> null;
                        });
                yield done == null ? null : new Deleted(done.object(), true);
            }
        };
    }

    private static void requirePreconditions(Target target, KubeObject present, DeleteOptions options) {
        if (!options.uid().isEmpty() && !options.uid().equals(present.uid())) {
            throw differs(target, "UID", options.uid(), present.uid());
        }
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(present.resourceVersion())) {
            throw differs(target, "ResourceVersion", options.resourceVersion(), present.resourceVersion());
        }
    }

    private static Rejection differs(Target target, String what, String asked, String present) {
        var kind = target.definition().groupVersionKind();
        return Rejection.conflict(
                new GroupVersionResource(kind.group(), kind.version(), kind.kind()),
                target.name(),
                "the " + what + " in the precondition (" + asked + ") does not match the " + what + " in record ("
                        + present + "). The object might have been deleted and then recreated");
    }
}
