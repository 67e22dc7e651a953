package io.jukung.api.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.api.model.codec.Decoded;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.Limits;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Decoding;
import io.jukung.api.server.chain.DeleteOptions;
import io.jukung.api.server.chain.DeleteOptions.Propagation;
import io.jukung.api.server.chain.FieldValidation;
import io.jukung.api.server.chain.Forbidden;
import io.jukung.api.server.chain.ListOptions;
import io.jukung.api.server.chain.Patch;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.Target;
import io.jukung.api.server.chain.WatchOptions;
import io.jukung.api.server.chain.WriteOptions;
import io.jukung.api.server.registry.Subresource;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.Fence;
import io.jukung.platform.Clock;
import io.jukung.proto.api.v1.ApplyRequest;
import io.jukung.proto.api.v1.CreateRequest;
import io.jukung.proto.api.v1.DeleteRequest;
import io.jukung.proto.api.v1.DeleteResponse;
import io.jukung.proto.api.v1.GetRequest;
import io.jukung.proto.api.v1.ListRequest;
import io.jukung.proto.api.v1.ListResponse;
import io.jukung.proto.api.v1.PatchRequest;
import io.jukung.proto.api.v1.Resource;
import io.jukung.proto.api.v1.ResourcesGrpc;
import io.jukung.proto.api.v1.UpdateRequest;
import io.jukung.proto.api.v1.WatchEvent;
import io.jukung.proto.api.v1.WatchRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code jukung.api.v1.Resources}: the same chain as REST, on the caller's virtual thread. */
final class ResourcesService extends ResourcesGrpc.ResourcesImplBase {

    private final Resources resources;
    private final Authorizer authorizer;
    private final Clock clock;

    ResourcesService(Resources resources, Authorizer authorizer, Clock clock) {
        this.resources = resources;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    @Override
    public void get(GetRequest request, StreamObserver<io.jukung.proto.api.v1.Object> answer) {
        answer(answer, () -> {
            var target = target(request.getResource(), request.getName(), request.getSubresource(), "get");
            requireShown(target);
            return object(resources.reads().get(target, ""));
        });
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> answer) {
        answer(answer, () -> {
            var listed = resources
                    .reads()
                    .list(
                            target(request.getResource(), "", "", "list"),
                            new ListOptions(
                                    request.getLabelSelector(),
                                    request.getFieldSelector(),
                                    request.getLimit(),
                                    request.getContinueToken(),
                                    request.getResourceVersion(),
                                    request.getResourceVersionMatch()));
            var response = ListResponse.newBuilder()
                    .setResourceVersion(Long.toString(listed.revision()))
                    .setContinueToken(listed.continueToken())
                    .setRemainingItemCount(listed.remaining());
            listed.objects().forEach(item -> response.addItems(object(item)));
            return response.build();
        });
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchEvent> answer) {
        try {
            var target = target(request.getResource(), "", "", "watch");
            boolean initial = request.getSendInitialEvents();
            var watcher = resources
                    .reads()
                    .watch(
                            target,
                            new WatchOptions(
                                    request.getLabelSelector(),
                                    request.getFieldSelector(),
                                    request.getResourceVersion(),
                                    initial ? "NotOlderThan" : "",
                                    true,
                                    initial ? true : null));
            new WatchCall(watcher, (ServerCallStreamObserver<WatchEvent>) answer, request.getBookmarks(), clock).run();
        } catch (RuntimeException e) {
            answer.onError(GrpcErrors.translate(e));
        }
    }

    @Override
    public void create(CreateRequest request, StreamObserver<io.jukung.proto.api.v1.Object> answer) {
        answer(answer, () -> {
            var target = target(request.getResource(), request.getName(), request.getSubresource(), "create");
            var options = options(request.getOptions());
            if (subresource(target) instanceof Subresource.Action action) {
                var body = decode(action.kind(), request.getObject(), options);
                return object(resources.actions().run(target, action, body, options));
            }
            var body = decode(target.definition().groupVersionKind(), request.getObject(), options);
            return object(resources
                    .writes()
                    .create(target.whole().named(""), body, options)
                    .object());
        });
    }

    @Override
    public void update(UpdateRequest request, StreamObserver<io.jukung.proto.api.v1.Object> answer) {
        answer(answer, () -> {
            var target = target(request.getResource(), request.getName(), request.getSubresource(), "update");
            var options = options(request.getOptions());
            requireShown(target);
            var body = decode(target.kind(), request.getObject(), options);
            return object(resources.writes().replace(target, body, options).object());
        });
    }

    @Override
    public void patch(PatchRequest request, StreamObserver<io.jukung.proto.api.v1.Object> answer) {
        answer(answer, () -> {
            var target = target(request.getResource(), request.getName(), request.getSubresource(), "patch");
            var options = options(request.getOptions());
            requireShown(target);
            var document = document(request.getPatch());
            var patch = switch (request.getType()) {
                case JSON -> new Patch.Json(document);
                case MERGE -> new Patch.Merge(document);
                case STRATEGIC_MERGE -> new Patch.Strategic(document);
                case TYPE_UNSPECIFIED, UNRECOGNIZED ->
                    throw Rejection.badRequest("type: must be JSON, MERGE or STRATEGIC_MERGE");
            };
            return object(resources.writes().patch(target, patch, options).object());
        });
    }

    @Override
    public void apply(ApplyRequest request, StreamObserver<io.jukung.proto.api.v1.Object> answer) {
        answer(answer, () -> {
            var target = target(request.getResource(), request.getName(), request.getSubresource(), "patch");
            requireShown(target);
            if (!(read(request.getObject().getJson()) instanceof ObjectValue applied)) {
                throw Rejection.badRequest("object: expected a JSON object");
            }
            if (request.getOptions().getFieldManager().isEmpty()) {
                throw Rejection.badRequest("options.field_manager: is required for apply");
            }
            return object(resources
                    .writes()
                    .apply(target, applied, request.getForce(), options(request.getOptions()))
                    .object());
        });
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> answer) {
        answer(answer, () -> {
            var target = target(request.getResource(), request.getName(), "", "delete");
            var deleted = resources
                    .deletes()
                    .delete(
                            target,
                            new DeleteOptions(
                                    propagation(request.getPropagationPolicy()),
                                    request.hasGracePeriodSeconds()
                                            ? OptionalLong.of(Math.max(0, request.getGracePeriodSeconds()))
                                            : OptionalLong.empty(),
                                    request.getPreconditionUid(),
                                    request.getPreconditionResourceVersion(),
                                    options(request.getOptions())));
            return DeleteResponse.newBuilder()
                    .setObject(object(deleted.object()))
                    .setGone(deleted.gone())
                    .build();
        });
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
        T result;
        try {
            result = call.get();
        } catch (RuntimeException e) {
            observer.onError(GrpcErrors.translate(e));
            return;
        }
        observer.onNext(result);
        observer.onCompleted();
    }

    private Target target(Resource resource, String name, String subresource, String verb) {
        var definition = resources
                .registry()
                .find(new GroupVersionResource(resource.getGroup(), resource.getVersion(), resource.getResource()))
                .orElseThrow(Rejection::noSuchPath);
        var target = new Target(definition, resource.getNamespace(), name, subresource, Callers.current());
        var attributes = new Authorizer.Attributes(
                target.caller(),
                verb,
                resource.getGroup(),
                resource.getResource(),
                subresource,
                resource.getNamespace(),
                name,
                "");
        if (!authorizer.allows(attributes)) {
            throw Forbidden.of(attributes);
        }
        if (definition.namespaced() && target.namespace().isEmpty() && !verb.equals("list") && !verb.equals("watch")) {
            throw Rejection.badRequest(resource.getResource() + " are in namespaces: the request names none");
        }
        return target;
    }

    /** Some subresources are not objects that one reads and writes. */
    private static void requireShown(Target target) {
        switch (subresource(target)) {
            case null -> {}
            case Subresource.Scale ignored -> {}
            case Subresource.Part ignored -> {}
            case Subresource.Action ignored -> throw Rejection.methodNotAllowed();
            case Subresource.Connection ignored -> throw Rejection.methodNotAllowed();
        }
    }

    private static @Nullable Subresource subresource(Target target) {
        return target.subresource().isEmpty()
                ? null
                : target.definition().subresource(target.subresource()).orElseThrow(Rejection::noSuchPath);
    }

    private static WriteOptions options(io.jukung.proto.api.v1.WriteOptions options) {
        return new WriteOptions(
                options.getDryRun(),
                options.getFieldManager(),
                switch (options.getFieldValidation()) {
                    case "Strict" -> FieldValidation.STRICT;
                    case "Ignore" -> FieldValidation.IGNORE;
                    case String ignored -> FieldValidation.WARN;
                },
                options.hasFence()
                        ? Optional.of(new Fence(
                                options.getFence().getElection(),
                                options.getFence().getRevision()))
                        : Optional.empty(),
                warning -> {});
    }

    private static Optional<Propagation> propagation(String policy) {
        return switch (policy) {
            case "" -> Optional.empty();
            case "Background" -> Optional.of(Propagation.BACKGROUND);
            case "Foreground" -> Optional.of(Propagation.FOREGROUND);
            case "Orphan" -> Optional.of(Propagation.ORPHAN);
            case String other ->
                throw Rejection.badRequest(
                        "propagation_policy: must be Background, Foreground or Orphan, not \"" + other + "\"");
        };
    }

    private static ObjectValue decode(
            GroupVersionKind kind, io.jukung.proto.api.v1.Object object, WriteOptions options) {
        if (!(read(object.getJson()) instanceof ObjectValue tree)) {
            throw Rejection.badRequest("object: expected a JSON object");
        }
        if (!tree.text("kind").equals(kind.kind()) || !tree.text("apiVersion").equals(kind.apiVersion())) {
            throw Rejection.badRequest("object: expected " + kind.apiVersion() + " " + kind.kind() + ", not "
                    + tree.text("apiVersion") + " " + tree.text("kind"));
        }
        return Decoding.decode(kind, tree, List.of(), options);
    }

    private static Value read(ByteString json) {
        return document(json).value();
    }

    private static Decoded document(ByteString json) {
        try {
            return Json.decode(json.toByteArray(), Limits.REQUEST);
        } catch (DecodingException e) {
            throw Rejection.badRequest("JSON expected: " + e.getMessage());
        }
    }

    static io.jukung.proto.api.v1.Object object(CachedObject object) {
        // The cached bytes are never changed: no copy for each reader.
        return io.jukung.proto.api.v1.Object.newBuilder()
                .setJson(UnsafeByteOperations.unsafeWrap(object.json()))
                .build();
    }

    private static io.jukung.proto.api.v1.Object object(ObjectValue tree) {
        return io.jukung.proto.api.v1.Object.newBuilder()
                .setJson(UnsafeByteOperations.unsafeWrap(Json.write(tree)))
                .build();
    }
}
