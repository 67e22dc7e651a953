package io.jukung.api.server.chain;

import io.jukung.api.model.select.FieldSelector;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.server.cache.CacheException;
import io.jukung.api.server.cache.CacheWatcher;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.cache.WatchCache;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreException;
import io.jukung.api.server.storage.StorePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.LongSupplier;

/** Gets, lists and watches objects of any kind. */
public final class Reads {

    /** How long a list waits for its cache to catch up; Kubernetes waits as long. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int PAGE_FROM_STORE = 500;

    private final Stores stores;
    private final ObjectStorage storage;

    Reads(Stores stores, ObjectStorage storage) {
        this.stores = stores;
        this.storage = storage;
    }

    /**
     * One object, or what the target's subresource shows of it: the newest, or with a resourceVersion one not older.
     *
     * @throws Rejection 404 where there is none
     */
    public CachedObject get(Target target, String resourceVersion) {
        var store = stores.of(target.definition());
        CachedObject object;
        if (resourceVersion.isEmpty()) {
            object = store.read(target.key());
        } else {
            try {
                awaitRevision(store.cache(), Revisions.parse(resourceVersion));
            } catch (Rejection e) {
                throw e.code() == 400 ? new Rejection(500, "", Revisions.parseError(resourceVersion), null) : e;
            }
            object = store.cache().get(StorageKeys.local(target.key()));
        }
        if (object == null) {
            throw Rejection.notFound(target.resource(), target.name());
        }
        return Scales.shown(target, object);
    }

    public Listed list(Target target, ListOptions options) {
        Revisions.checkList(options);
        var selection = selection(target, options.labelSelector(), options.fieldSelector());
        if (!options.continueToken().isEmpty()) {
            return nextPage(target, selection, options);
        }
        long asked = Revisions.parse(options.resourceVersion());
        // A page of a named revision without a match is of exactly that revision: so it was before there was a match.
        boolean legacyExact = options.resourceVersionMatch().isEmpty() && options.limit() > 0 && asked > 0;
        if (options.resourceVersionMatch().equals("Exact") || legacyExact) {
            return fromStore(target, selection, options.limit(), asked, "");
        }
        var cache = stores.of(target.definition()).cache();
        if (options.resourceVersion().isEmpty()) {
            awaitNewest(cache);
        } else {
            awaitRevision(cache, asked);
        }
        var snapshot = cache.snapshot(target.namespace(), selection);
        var objects = snapshot.objects();
        // As in Kubernetes a negative limit is none.
        int limit = Math.clamp(options.limit(), 0, Integer.MAX_VALUE);
        if (limit == 0 || objects.size() <= limit || options.resourceVersion().equals("0")) {
            return new Listed(objects, snapshot.revision(), "", 0);
        }
        var page = objects.subList(0, limit);
        var last = StorageKeys.local(page.getLast().object().key());
        return new Listed(
                page,
                snapshot.revision(),
                new ContinueToken(snapshot.revision(), last + '\0').encoded(),
                selection.selects() ? 0 : objects.size() - limit);
    }

    private Listed nextPage(Target target, Selection selection, ListOptions options) {
        var token = ContinueToken.decode(options.continueToken());
        try {
            return fromStore(target, selection, options.limit(), Math.max(0, token.revision()), token.start());
        } catch (Rejection e) {
            if (e.code() != 410) {
                throw e;
            }
            throw expiredPage(new ContinueToken(-1, token.start()));
        }
    }

    /**
     * The answer to a page whose revision is compacted: with a token that goes on at the newest revision,
     * for clients that can live with a list that is not of one moment.
     */
    private static Rejection expiredPage(ContinueToken inconsistent) {
        return Rejection.expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new"
                        + " list without the continue parameter, or use the continue token in this response to retrieve"
                        + " the remainder of the results. Continuing with the provided token results in an inconsistent"
                        + " list - objects that were created, modified, or deleted between the time the first chunk was"
                        + " returned and now may show up in the list.",
                inconsistent.encoded());
    }

    /** Pages of the store at one revision, until enough objects are selected. */
    private Listed fromStore(Target target, Selection selection, long limit, long revision, String start) {
        var store = stores.of(target.definition());
        var all = StorageKeys.prefix(target.definition());
        var prefix = target.namespace().isEmpty() ? all : all + target.namespace() + "/";
        var from = start.isEmpty() ? prefix : all + start;
        var selected = new ArrayList<CachedObject>();
        long at = revision;
        while (true) {
            // With selectors a page of the store may hold little that is wanted: it is never smaller than the usual.
            long room = limit <= 0 ? PAGE_FROM_STORE : limit - selected.size();
            var page = range(
                    from,
                    ObjectStorage.endOf(prefix),
                    selection.selects() ? Math.max(room, PAGE_FROM_STORE) : room,
                    at);
            at = at == 0 ? page.revision() : at;
            int taken = 0;
            for (var value : page.values()) {
                if (limit > 0 && selected.size() == limit) {
                    break;
                }
                var object = store.decode(value);
                if (selection.test(object)) {
                    selected.add(object);
                }
                from = value.key() + '\0';
                taken++;
            }
            long left = page.total() - taken;
            boolean full = limit > 0 && selected.size() == limit;
            if (left == 0 || full) {
                var token = left > 0 ? new ContinueToken(at, from.substring(all.length())).encoded() : "";
                return new Listed(selected, at, token, selection.selects() ? 0 : left);
            }
        }
    }

    private StorePage range(String from, String end, long limit, long revision) {
        try {
            return storage.range(from, end, limit, revision);
        } catch (StoreException.Compacted e) {
            throw Rejection.expired("The resourceVersion for the provided list is too old.");
        } catch (StoreException.FutureRevision e) {
            throw Rejection.tooNew(revision, storage.currentRevision());
        }
    }

    /** An open watch; close the watcher at the end. */
    public CacheWatcher watch(Target target, WatchOptions options) {
        Revisions.checkWatch(options);
        var selection = selection(target, options.labelSelector(), options.fieldSelector());
        var cache = stores.of(target.definition()).cache();
        long asked = Revisions.parse(options.resourceVersion());
        boolean initialEvents = Boolean.TRUE.equals(options.sendInitialEvents());
        if (initialEvents || (asked == 0 && options.sendInitialEvents() == null)) {
            if (options.resourceVersion().isEmpty()) {
                awaitNewest(cache);
            } else {
                awaitRevision(cache, asked);
            }
            return cache.watchFromNow(target.namespace(), selection, initialEvents);
        }
        if (asked == 0) {
            awaitNewest(cache);
            return cache.watchAfter(cache.revision(), selection);
        }
        awaitLoaded(cache);
        try {
            return cache.watchAfter(asked, selection);
        } catch (CacheException.Expired e) {
            throw Rejection.expired(String.valueOf(e.getMessage()));
        }
    }

    private void awaitNewest(WatchCache cache) {
        await(cache, stores.revisions()::read);
    }

    private static void awaitRevision(WatchCache cache, long revision) {
        await(cache, () -> revision);
    }

    private static void awaitLoaded(WatchCache cache) {
        awaitRevision(cache, 0);
    }

    private static void await(WatchCache cache, LongSupplier revision) {
        try {
            cache.await(revision.getAsLong(), PATIENCE);
        } catch (CacheException.TooNew e) {
            throw Rejection.tooNew(e.asked(), e.current());
        }
    }

    private static Selection selection(Target target, String labelSelector, String fieldSelector) {
        LabelSelector labels;
        FieldSelector fields;
        try {
            labels = LabelSelector.parse(labelSelector);
            fields = FieldSelector.parse(fieldSelector);
        } catch (IllegalArgumentException e) {
            throw Rejection.badRequest(String.valueOf(e.getMessage()));
        }
        fields.terms().forEach(term -> requireSelectable(target.definition(), term.field()));
        return new Selection(target, labels, fields);
    }

    private static void requireSelectable(ResourceDefinition definition, String field) {
        if (field.equals("metadata.name") || (field.equals("metadata.namespace") && definition.namespaced())) {
            return;
        }
        if (definition.selectableFields().isEmpty() && !field.equals("metadata.namespace")) {
            throw Rejection.badRequest(
                    "\"" + field + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        }
        if (definition.selectableFields().stream()
                .noneMatch(selectable -> selectable.name().equals(field))) {
            throw Rejection.badRequest("field label not supported: " + field);
        }
    }
}
