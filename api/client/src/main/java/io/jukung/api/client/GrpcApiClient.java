package io.jukung.api.client;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.proto.api.v1.ApplyRequest;
import io.jukung.proto.api.v1.CreateRequest;
import io.jukung.proto.api.v1.DeleteRequest;
import io.jukung.proto.api.v1.ElectionsGrpc;
import io.jukung.proto.api.v1.Fence;
import io.jukung.proto.api.v1.GetRequest;
import io.jukung.proto.api.v1.ListRequest;
import io.jukung.proto.api.v1.PatchRequest;
import io.jukung.proto.api.v1.Resource;
import io.jukung.proto.api.v1.ResourcesGrpc;
import io.jukung.proto.api.v1.UpdateRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The API over a gRPC channel: one to remote servers ({@link ApiChannels#mtls}) or in-process.
 *
 * <p>Each call has a deadline of ten seconds. Reads are tried again within it while no server can be reached; writes
 * are not, as the first may have taken effect: their callers look again and decide. The caller owns the channel.
 */
public final class GrpcApiClient implements ApiClient {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    private final ManagedChannel channel;
    private final String name;
    private final ResourcesGrpc.ResourcesBlockingStub stub;

    /**
     * A client over {@code channel}.
     *
     * @param name field manager of writes that name none
     */
    public GrpcApiClient(ManagedChannel channel, String name) {
        this.channel = channel;
        this.name = name;
        stub = ResourcesGrpc.newBlockingStub(channel);
    }

    @Override
    public KubeObject get(GroupVersionResource resource, ObjectKey key) {
        var request = GetRequest.newBuilder()
                .setResource(resource(resource, key.namespace()))
                .setName(key.name())
                .build();
        return read(stub -> decode(stub.get(request)));
    }

    @Override
    public ObjectPage list(GroupVersionResource resource, String namespace, ListOptions options) {
        var request = ListRequest.newBuilder()
                .setResource(resource(resource, namespace))
                .setLabelSelector(options.labelSelector())
                .setFieldSelector(options.fieldSelector())
                .setLimit(options.limit())
                .setContinueToken(options.continueToken())
                .build();
        var response = read(stub -> stub.list(request));
        return new ObjectPage(
                response.getItemsList().stream().map(GrpcApiClient::decode).toList(),
                response.getResourceVersion(),
                response.getContinueToken());
    }

    @Override
    public WatchHandle watch(
            GroupVersionResource resource, String namespace, WatchOptions options, WatchObserver observer) {
        return GrpcWatch.start(
                ResourcesGrpc.newStub(channel), resource(resource, namespace), options, observer, this::noteFailure);
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object, WriteOptions options) {
        var request = CreateRequest.newBuilder()
                .setResource(resource(resource, object.namespace()))
                .setObject(encode(object.tree()))
                .setOptions(write(options))
                .build();
        return call(stub -> decode(stub.create(request)));
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectKey key, String subresource, KubeObject object, WriteOptions options) {
        var request = CreateRequest.newBuilder()
                .setResource(resource(resource, key.namespace()))
                .setName(key.name())
                .setSubresource(subresource)
                .setObject(encode(object.tree()))
                .setOptions(write(options))
                .build();
        return call(stub -> decode(stub.create(request)));
    }

    @Override
    public KubeObject update(
            GroupVersionResource resource, KubeObject object, String subresource, WriteOptions options) {
        var request = UpdateRequest.newBuilder()
                .setResource(resource(resource, object.namespace()))
                .setName(object.name())
                .setSubresource(subresource)
                .setObject(encode(object.tree()))
                .setOptions(write(options))
                .build();
        return call(stub -> decode(stub.update(request)));
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            PatchType type,
            Value patch,
            WriteOptions options) {
        var wireType = switch (type) {
            case JSON -> PatchRequest.Type.JSON;
            case MERGE -> PatchRequest.Type.MERGE;
            case STRATEGIC_MERGE -> PatchRequest.Type.STRATEGIC_MERGE;
        };
        var request = PatchRequest.newBuilder()
                .setResource(resource(resource, key.namespace()))
                .setName(key.name())
                .setSubresource(subresource)
                .setType(wireType)
                .setPatch(ByteString.copyFrom(Json.write(patch)))
                .setOptions(write(options))
                .build();
        return call(stub -> decode(stub.patch(request)));
    }

    @Override
    public KubeObject apply(
            GroupVersionResource resource,
            ObjectKey key,
            String subresource,
            ObjectValue fields,
            boolean force,
            WriteOptions options) {
        var request = ApplyRequest.newBuilder()
                .setResource(resource(resource, key.namespace()))
                .setName(key.name())
                .setSubresource(subresource)
                .setObject(encode(fields))
                .setForce(force)
                .setOptions(write(options))
                .build();
        return call(stub -> decode(stub.apply(request)));
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectKey key, DeleteOptions options) {
        var request = DeleteRequest.newBuilder()
                .setResource(resource(resource, key.namespace()))
                .setName(key.name())
                .setPreconditionUid(options.uid())
                .setPreconditionResourceVersion(options.resourceVersion())
                .setOptions(write(options.write()));
        options.propagation().ifPresent(propagation -> request.setPropagationPolicy(propagation.wireName()));
        options.gracePeriodSeconds().ifPresent(request::setGracePeriodSeconds);
        var _ = call(stub -> stub.delete(request.build()));
    }

    @Override
    public Campaign campaign(String election, String identity, CampaignObserver observer) {
        return GrpcCampaign.start(ElectionsGrpc.newStub(channel), election, identity, observer, this::noteFailure);
    }

    private <T> T read(Function<ResourcesGrpc.ResourcesBlockingStub, T> call) {
        long giveUp = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            long left = giveUp - System.nanoTime();
            try {
                return call(call, left);
            } catch (ApiException e) {
                if (e.code() != 503 || giveUp - System.nanoTime() < 2 * RETRY_PAUSE.toNanos()) {
                    throw e;
                }
                pause();
            }
        }
    }

    private <T> T call(Function<ResourcesGrpc.ResourcesBlockingStub, T> call) {
        return call(call, DEADLINE.toNanos());
    }

    private <T> T call(Function<ResourcesGrpc.ResourcesBlockingStub, T> call, long nanos) {
        try {
            return call.apply(stub.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
        } catch (StatusRuntimeException e) {
            noteFailure(e.getStatus());
            throw StatusMapping.toApiException(e);
        }
    }

    /** gRPC would wait ever longer before it connects again, up to two minutes; our callers back off themselves. */
    private void noteFailure(Status status) {
        if (status.getCode() == Status.Code.UNAVAILABLE) {
            channel.resetConnectBackoff();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusMapping.of(503, "ServiceUnavailable", "interrupted while waiting for a server");
        }
    }

    private io.jukung.proto.api.v1.WriteOptions write(WriteOptions options) {
        var write = io.jukung.proto.api.v1.WriteOptions.newBuilder()
                .setDryRun(options.dryRun())
                .setFieldManager(options.fieldManager().isEmpty() ? name : options.fieldManager());
        options.fence()
                .ifPresent(fence -> write.setFence(
                        Fence.newBuilder().setElection(fence.election()).setRevision(fence.revision())));
        return write.build();
    }

    private static Resource resource(GroupVersionResource resource, String namespace) {
        return Resource.newBuilder()
                .setGroup(resource.group())
                .setVersion(resource.version())
                .setResource(resource.resource())
                .setNamespace(namespace)
                .build();
    }

    private static io.jukung.proto.api.v1.Object encode(ObjectValue tree) {
        return io.jukung.proto.api.v1.Object.newBuilder()
                .setJson(ByteString.copyFrom(Json.write(tree)))
                .build();
    }

    static KubeObject decode(io.jukung.proto.api.v1.Object object) {
        try {
            if (Json.read(object.getJson().toByteArray()) instanceof ObjectValue tree) {
                return new KubeObject(tree);
            }
            throw StatusMapping.of(500, "InternalError", "the server sent an object that is no JSON object");
        } catch (DecodingException e) {
            throw StatusMapping.of(
                    500, "InternalError", "the server sent an object that is no JSON: " + e.getMessage());
        }
    }
}
