package io.jukung.api.server.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Decoding;
import io.jukung.api.server.chain.FieldValidation;
import io.jukung.api.server.chain.Forbidden;
import io.jukung.api.server.chain.ListOptions;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.Target;
import io.jukung.api.server.chain.WatchOptions;
import io.jukung.api.server.chain.WriteOptions;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.Subresource;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.streams.PodStreams;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** From a path and a method to the chain, and from its result to an answer. */
final class RestService {

    private static final Duration SHORTEST_WATCH = Duration.ofMinutes(30);

    private final Resources resources;
    private final Authorizer authorizer;
    private final Discovery discovery;
    private final Reviews reviews;
    private final Writer writer;
    private final PodStreams pods;
    private final Clock clock;
    private final RandomGenerator random;
    private final Executor streams;

    RestService(
            Resources resources,
            Authorizer authorizer,
            Discovery discovery,
            Reviews reviews,
            PodStreams pods,
            Clock clock,
            RandomGenerator random,
            Executor streams) {
        this.resources = resources;
        this.authorizer = authorizer;
        this.discovery = discovery;
        this.reviews = reviews;
        this.pods = pods;
        this.writer = new Writer(clock);
        this.clock = clock;
        this.random = random;
        this.streams = streams;
    }

    /** Answers requests below {@code /api} and {@code /apis}; rejections are thrown. */
    HttpResponse answer(Call call) {
        var found = discovery.answer(call);
        if (found.isPresent()) {
            requireAllowed(new Authorizer.Attributes(
                    call.caller(), call.method().toLowerCase(Locale.ROOT), "", "", "", "", "", call.path()));
            if (!call.method().equals("GET")) {
                throw Rejection.methodNotAllowed();
            }
            return found.get().toHttp(call.warnings());
        }
        var path = ResourcePath.parse(call.path()).orElseThrow(Rejection::noSuchPath);
        var review = reviews.find(path);
        if (review.isPresent()) {
            if (!call.method().equals("POST")) {
                throw Rejection.methodNotAllowed();
            }
            return reviews.answer(review.get(), call, path).toHttp(call.warnings());
        }
        var definition = resources
                .registry()
                .find(new GroupVersionResource(path.group(), path.version(), path.resource()))
                .filter(one -> one.namespaced() || path.namespace().isEmpty())
                .filter(one -> !one.namespaced()
                        || !path.namespace().isEmpty()
                        || path.name().isEmpty())
                .orElseThrow(Rejection::noSuchPath);
        requireSegment("Namespace", path.namespace());
        requireSegment("Name", path.name());
        var target = new Target(definition, path.namespace(), path.name(), path.subresource(), call.caller());
        return path.name().isEmpty()
                ? collection(call, target)
                : path.subresource().isEmpty() ? object(call, target) : subresource(call, target);
    }

    /** A name in a path need not be one that an object can have, but must be a segment of the path. */
    private static void requireSegment(String parameter, String name) {
        var problems = Names.pathSegment(name);
        if (!problems.isEmpty()) {
            throw Rejection.badRequest(
                    parameter + " parameter invalid: \"" + name + "\": " + String.join(";", problems));
        }
    }

    private HttpResponse collection(Call call, Target target) {
        boolean someNamespace =
                !target.definition().namespaced() || !target.namespace().isEmpty();
        return switch (call.method()) {
            case "GET", "HEAD" -> {
                if (call.flag("watch")) {
                    yield watch(call, target);
                }
                begin(call, "list", target);
                yield list(call, target).toHttp(call.warnings());
            }
            case "POST" -> {
                if (!someNamespace) {
                    throw Rejection.methodNotAllowed();
                }
                begin(call, "create", target);
                yield create(call, target).toHttp(call.warnings());
            }
            case "DELETE" -> {
                if (!someNamespace || target.definition().names().plural().equals("namespaces")) {
                    throw Rejection.methodNotAllowed();
                }
                begin(call, "deletecollection", target);
                yield deleteCollection(call, target).toHttp(call.warnings());
            }
            default -> throw Rejection.methodNotAllowed();
        };
    }

    private HttpResponse object(Call call, Target target) {
        return switch (call.method()) {
            case "GET", "HEAD" -> {
                if (call.flag("watch")) {
                    yield watch(call, target);
                }
                begin(call, "get", target);
                var wanted = representation(call);
                var object = resources.reads().get(target, call.param("resourceVersion"));
                yield writer.object(200, target.definition(), object, wanted, call)
                        .toHttp(call.warnings());
            }
            case "PUT" -> {
                begin(call, "update", target);
                yield replace(call, target).toHttp(call.warnings());
            }
            case "PATCH" -> {
                begin(call, "patch", target);
                yield patch(call, target).toHttp(call.warnings());
            }
            case "DELETE" -> {
                begin(call, "delete", target);
                yield delete(call, target).toHttp(call.warnings());
            }
            default -> throw Rejection.methodNotAllowed();
        };
    }

    private HttpResponse subresource(Call call, Target target) {
        var sub = target.definition().subresource(target.subresource()).orElseThrow(Rejection::noSuchPath);
        return switch (sub) {
            case Subresource.Part ignored -> shown(call, target);
            case Subresource.Scale ignored -> shown(call, target);
            case Subresource.Action action -> {
                if (!call.method().equals("POST")) {
                    throw Rejection.methodNotAllowed();
                }
                begin(call, "create", target);
                yield action(call, target, action).toHttp(call.warnings());
            }
            case Subresource.Connection connection -> {
                if (connection.name().equals("log") && call.method().equals("GET")) {
                    begin(call, "get", target);
                    yield log(call, target);
                }
                throw unconnected(call, target, connection);
            }
        };
    }

    /** Of the connections only those of pods are built; those that are not say so, where there is the object. */
    private Rejection unconnected(Call call, Target target, Subresource.Connection connection) {
        if (!connection.verbs().contains("get") || !call.method().equals("GET")) {
            return Rejection.methodNotAllowed();
        }
        begin(call, "get", target);
        var object = resources.reads().get(target.named(target.name()), "").object();
        return new Rejection(
                501,
                "",
                target.resource().resource() + "/" + connection.name() + " of \"" + object.name() + "\" is not served",
                null);
    }

    /** A subresource that is read and written as an object. */
    private HttpResponse shown(Call call, Target target) {
        return switch (call.method()) {
            case "GET", "HEAD", "PUT", "PATCH" -> object(call, target);
            default -> throw Rejection.methodNotAllowed();
        };
    }

    private Answer list(Call call, Target target) {
        var wanted = representation(call);
        var _ = call.number("timeoutSeconds"); // only checked: a list is answered at once
        if (call.query().contains("sendInitialEvents")) {
            throw Rejection.invalid(
                    new GroupVersionKind("meta.k8s.io", "v1", "ListOptions"),
                    "",
                    List.of(FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")));
        }
        var listed = resources
                .reads()
                .list(
                        target,
                        new ListOptions(
                                call.param("labelSelector"),
                                call.param("fieldSelector"),
                                call.number("limit").orElse(0),
                                call.param("continue"),
                                call.param("resourceVersion"),
                                call.param("resourceVersionMatch")));
        return writer.list(target.definition(), listed, wanted, call);
    }

    private HttpResponse watch(Call call, Target target) {
        begin(call, "watch", target);
        var wanted = representation(call);
        var include = Writer.include(call);
        boolean bookmarks = call.flag("allowWatchBookmarks");
        var watcher = resources
                .reads()
                .watch(
                        target,
                        new WatchOptions(
                                call.param("labelSelector"),
                                call.param("fieldSelector"),
                                call.param("resourceVersion"),
                                call.param("resourceVersionMatch"),
                                bookmarks,
                                call.query().contains("sendInitialEvents") ? call.flag("sendInitialEvents") : null));
        long seconds = call.number("timeoutSeconds").orElse(0);
        var length = seconds > 0
                ? Duration.ofSeconds(seconds)
                // Spread, so that the watches of one moment do not all come back in another.
                : SHORTEST_WATCH.plusSeconds(random.nextLong(SHORTEST_WATCH.toSeconds()));
        HttpResponseWriter out = HttpResponse.streaming();
        var type = wanted.format() == Representation.Format.PROTOBUF
                ? wanted.format().mediaType() + ";stream=watch"
                : "application/json";
        out.write(Answer.head(200, type, Map.of(), call.warnings()));
        var stream = new WatchStream(target.definition(), watcher, out, wanted, include, bookmarks, clock);
        streams.execute(() -> stream.run(length));
        return out;
    }

    private Answer create(Call call, Target target) {
        var wanted = representation(call);
        var options = writeOptions(call);
        var body = typed(call, target, options);
        var written = resources.writes().create(target, body, options);
        return writer.object(201, target.definition(), written.object(), wanted, call);
    }

    private Answer replace(Call call, Target target) {
        var wanted = representation(call);
        var options = writeOptions(call);
        var body = typed(call, target, options);
        var written = resources.writes().replace(target, body, options);
        return writer.object(written.created() ? 201 : 200, target.definition(), written.object(), wanted, call);
    }

    private Answer patch(Call call, Target target) {
        var wanted = representation(call);
        var options = writeOptions(call);
        if (Bodies.mediaType(call).equals("application/apply-patch+yaml")) {
            if (call.param("fieldManager").isEmpty()) {
                throw Rejection.invalid(
                        new GroupVersionKind("meta.k8s.io", "v1", "PatchOptions"),
                        "",
                        List.of(FieldError.required("fieldManager", "is required for apply patch")));
            }
            var applied = resources.writes().apply(target, Bodies.applied(call), call.flag("force"), options);
            return writer.object(applied.created() ? 201 : 200, target.definition(), applied.object(), wanted, call);
        }
        if (call.query().contains("force")) {
            throw Rejection.invalid(
                    new GroupVersionKind("meta.k8s.io", "v1", "PatchOptions"),
                    "",
                    List.of(FieldError.forbidden("force", "may not be specified for non-apply patch")));
        }
        var written = resources.writes().patch(target, Bodies.patch(call), options);
        return writer.object(written.created() ? 201 : 200, target.definition(), written.object(), wanted, call);
    }

    private Answer action(Call call, Target target, Subresource.Action action) {
        var wanted = representation(call);
        var options = writeOptions(call);
        var typed = Bodies.typed(call, action.kind());
        var body = Decoding.decode(action.kind(), typed.object(), typed.duplicates(), options);
        return Writer.tree(201, resources.actions().run(target, action, body, options), wanted);
    }

    private HttpResponse log(Call call, Target target) {
        var chunks = pods.logs(target.whole(), call.query(), clock.now());
        if (chunks.isEmpty()) {
            return Answer.of(204, "", new byte[0]).toHttp(call.warnings());
        }
        HttpResponseWriter out = HttpResponse.streaming();
        out.write(Answer.head(200, "text/plain", Map.of(), call.warnings()));
        streams.execute(() -> LogStream.run(chunks.get(), out));
        return out;
    }

    private Answer delete(Call call, Target target) {
        var wanted = representation(call);
        var options = DeleteBodies.read(call, writeOptions(call));
        var deleted = resources.deletes().delete(target, options);
        var definition = target.definition();
        if (deleted.gone() && !definition.strategy().returnsDeletedObject()) {
            return Writer.tree(
                    200,
                    deletedStatus(definition, deleted.object()),
                    new Representation(wanted.format(), "", "", "", false));
        }
        return writer.object(200, definition, deleted.object(), wanted, call);
    }

    private static ObjectValue deletedStatus(ResourceDefinition definition, CachedObject object) {
        return ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", ObjectValue.empty())
                .put("status", "Success")
                .put(
                        "details",
                        ObjectValue.builder()
                                .put("name", object.object().name())
                                .putIfPresent("group", definition.group())
                                .put("kind", definition.names().plural())
                                .put("uid", object.object().uid())
                                .build())
                .build();
    }

    private Answer deleteCollection(Call call, Target target) {
        var wanted = representation(call);
        var options = DeleteBodies.read(call, writeOptions(call));
        var listed = resources
                .reads()
                .list(target, new ListOptions(call.param("labelSelector"), call.param("fieldSelector"), 0, "", "", ""));
        for (var object : listed.objects()) {
            var one =
                    target.in(object.object().namespace()).named(object.object().name());
            try {
                resources.deletes().delete(one, options);
            } catch (Rejection e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        return writer.list(target.definition(), listed, wanted, call);
    }

    private static ObjectValue typed(Call call, Target target, WriteOptions options) {
        var kind = target.kind();
        var typed = Bodies.typed(call, kind);
        return Decoding.decode(kind, typed.object(), typed.duplicates(), options);
    }

    private static Representation representation(Call call) {
        return Representation.negotiate(call.header("accept"), call.pretty(), Representation::resource);
    }

    private static WriteOptions writeOptions(Call call) {
        WriteQueries.check(call);
        return new WriteOptions(
                call.query().getAll("dryRun").contains("All"),
                call.fieldManager(),
                fieldValidation(call),
                Optional.empty(),
                text -> call.warnings().add(text));
    }

    private static FieldValidation fieldValidation(Call call) {
        return switch (call.param("fieldValidation")) {
            case "Ignore" -> FieldValidation.IGNORE;
            case "Strict" -> FieldValidation.STRICT;
            case String ignored -> FieldValidation.WARN;
        };
    }

    /** What comes before every verb that is served: whether the caller may, and what it is told of the kind. */
    private void begin(Call call, String verb, Target target) {
        requireAllowed(new Authorizer.Attributes(
                call.caller(),
                verb,
                target.definition().group(),
                target.definition().names().plural(),
                target.subresource(),
                target.namespace(),
                target.name(),
                ""));
        target.definition().strategy().deprecation().ifPresent(call.warnings()::add);
    }

    private void requireAllowed(Authorizer.Attributes attributes) {
        if (!authorizer.allows(attributes)) {
            throw Forbidden.of(attributes);
        }
    }
}
