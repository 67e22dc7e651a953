package io.jukung.api.client.fake;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.client.WatchHandle;
import io.jukung.api.client.WatchObserver;
import io.jukung.api.client.WatchOptions;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
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
import io.jukung.proto.api.v1.WriteOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The gRPC service over an {@link InMemoryApi}, with errors as the server sends them. */
public final class GrpcApi extends ResourcesGrpc.ResourcesImplBase {

    private static final Metadata.Key<byte[]> KUBE_STATUS =
            Metadata.Key.of("kube-status-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final ApiClient api;

    public GrpcApi(InMemoryApi api) {
        this.api = api;
    }

    @Override
    public void get(GetRequest request, StreamObserver<io.jukung.proto.api.v1.Object> observer) {
        answer(
                observer,
                () -> object(api.get(kind(request.getResource()), key(request.getResource(), request.getName()))));
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
        answer(observer, () -> {
            var page = api.list(
                    kind(request.getResource()),
                    request.getResource().getNamespace(),
                    new ListOptions(
                            request.getLabelSelector(),
                            request.getFieldSelector(),
                            request.getLimit(),
                            request.getContinueToken()));
            return ListResponse.newBuilder()
                    .addAllItems(page.items().stream().map(GrpcApi::object).toList())
                    .setResourceVersion(page.resourceVersion())
                    .setContinueToken(page.continueToken())
                    .build();
        });
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
        var handle = new AtomicReference<WatchHandle>();
        ((ServerCallStreamObserver<WatchEvent>) observer).setOnCancelHandler(() -> {
            var running = handle.get();
            if (running != null) {
                running.close();
            }
        });
        handle.set(api.watch(
                kind(request.getResource()),
                request.getResource().getNamespace(),
                new WatchOptions(
                        request.getLabelSelector(),
                        request.getFieldSelector(),
                        request.getResourceVersion(),
                        request.getSendInitialEvents()),
                new WatchObserver() {
                    @Override
                    public void onEvent(ObjectEvent event) {
                        observer.onNext(message(event));
                    }

                    @Override
                    public void onEnd(ApiException cause) {
                        fail(observer, cause);
                    }
                }));
    }

    @Override
    public void create(CreateRequest request, StreamObserver<io.jukung.proto.api.v1.Object> observer) {
        var kind = kind(request.getResource());
        answer(observer, () -> {
            var given = decode(request.getObject());
            return object(
                    request.getSubresource().isEmpty()
                            ? api.create(kind, given, options(request.getOptions()))
                            : api.createSubresource(
                                    kind,
                                    key(request.getResource(), request.getName()),
                                    request.getSubresource(),
                                    given,
                                    options(request.getOptions())));
        });
    }

    @Override
    public void update(UpdateRequest request, StreamObserver<io.jukung.proto.api.v1.Object> observer) {
        answer(
                observer,
                () -> object(api.update(
                        kind(request.getResource()),
                        decode(request.getObject()),
                        request.getSubresource(),
                        options(request.getOptions()))));
    }

    @Override
    public void patch(PatchRequest request, StreamObserver<io.jukung.proto.api.v1.Object> observer) {
        var type = switch (request.getType()) {
            case JSON -> ApiClient.PatchType.JSON;
            case MERGE -> ApiClient.PatchType.MERGE;
            case STRATEGIC_MERGE -> ApiClient.PatchType.STRATEGIC_MERGE;
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("patch type");
        };
        answer(
                observer,
                () -> object(api.patch(
                        kind(request.getResource()),
                        key(request.getResource(), request.getName()),
                        request.getSubresource(),
                        type,
                        Json.read(request.getPatch().toByteArray()),
                        options(request.getOptions()))));
    }

    @Override
    public void apply(ApplyRequest request, StreamObserver<io.jukung.proto.api.v1.Object> observer) {
        answer(
                observer,
                () -> object(api.apply(
                        kind(request.getResource()),
                        key(request.getResource(), request.getName()),
                        request.getSubresource(),
                        decode(request.getObject()).tree(),
                        request.getForce(),
                        options(request.getOptions()))));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> observer) {
        answer(observer, () -> {
            var propagation = Optional.of(request.getPropagationPolicy())
                    .filter(name -> !name.isEmpty())
                    .map(name -> DeleteOptions.Propagation.valueOf(name.toUpperCase(java.util.Locale.ROOT)));
            api.delete(
                    kind(request.getResource()),
                    key(request.getResource(), request.getName()),
                    new DeleteOptions(
                            propagation,
                            request.hasGracePeriodSeconds()
                                    ? OptionalLong.of(request.getGracePeriodSeconds())
                                    : OptionalLong.empty(),
                            request.getPreconditionUid(),
                            request.getPreconditionResourceVersion(),
                            options(request.getOptions())));
            return DeleteResponse.getDefaultInstance();
        });
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
        try {
            observer.onNext(call.get());
            observer.onCompleted();
        } catch (ApiException e) {
            fail(observer, e);
        }
    }

    private static void fail(StreamObserver<?> observer, ApiException cause) {
        var status = switch (cause.code()) {
            case 404 -> Status.NOT_FOUND;
            case 409 -> cause.alreadyExists() ? Status.ALREADY_EXISTS : Status.ABORTED;
            case 410 -> Status.OUT_OF_RANGE;
            case 503, 504 -> Status.UNAVAILABLE;
            default -> Status.INVALID_ARGUMENT;
        };
        var trailers = new Metadata();
        if (cause.code() != 503) {
            trailers.put(
                    KUBE_STATUS,
                    Json.write(ObjectValue.builder()
                            .put("apiVersion", "v1")
                            .put("kind", "Status")
                            .put("status", "Failure")
                            .put("code", cause.code())
                            .put("reason", cause.reason())
                            .put("message", String.valueOf(cause.getMessage()))
                            .build()));
        }
        observer.onError(status.withDescription(cause.getMessage()).asRuntimeException(trailers));
    }

    private static WatchEvent message(ObjectEvent event) {
        var message = WatchEvent.newBuilder().setResourceVersion(event.resourceVersion());
        switch (event) {
            case ObjectEvent.Added(var object, var _) ->
                message.setType(WatchEvent.Type.ADDED).setObject(object(object));
            case ObjectEvent.Modified(var object, var _) ->
                message.setType(WatchEvent.Type.MODIFIED).setObject(object(object));
            case ObjectEvent.Deleted(var object, var _) ->
                message.setType(WatchEvent.Type.DELETED).setObject(object(object));
            case ObjectEvent.Bookmark(var _, var end) ->
                message.setType(WatchEvent.Type.BOOKMARK).setInitialEventsEnd(end);
        }
        return message.build();
    }

    private static io.jukung.api.client.WriteOptions options(WriteOptions options) {
        var fence = options.hasFence()
                ? Optional.of(new io.jukung.api.client.WriteOptions.Fence(
                        options.getFence().getElection(), options.getFence().getRevision()))
                : Optional.<io.jukung.api.client.WriteOptions.Fence>empty();
        return new io.jukung.api.client.WriteOptions(options.getDryRun(), options.getFieldManager(), fence);
    }

    private static GroupVersionResource kind(Resource resource) {
        return new GroupVersionResource(resource.getGroup(), resource.getVersion(), resource.getResource());
    }

    private static ObjectKey key(Resource resource, String name) {
        return new ObjectKey(resource.getNamespace(), name);
    }

    private static KubeObject decode(io.jukung.proto.api.v1.Object object) {
        return new KubeObject((ObjectValue) Json.read(object.getJson().toByteArray()));
    }

    private static io.jukung.proto.api.v1.Object object(KubeObject object) {
        return io.jukung.proto.api.v1.Object.newBuilder()
                .setJson(ByteString.copyFrom(Json.write(object.tree())))
                .build();
    }
}
