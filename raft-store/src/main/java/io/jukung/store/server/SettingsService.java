package io.jukung.store.server;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.proto.store.v1.GetSettingsRequest;
import io.jukung.proto.store.v1.SetSettingsRequest;
import io.jukung.proto.store.v1.SettingsGrpc;
import io.jukung.proto.store.v1.SettingsResponse;
import io.jukung.store.RuntimeSettings;
import io.jukung.store.StoreConfig;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.StoredSettings;
import io.jukung.store.auth.Authorizer;

/**
 * Our own service next to etcd's: what etcd has flags for alone can be changed while the cluster runs. With authentication
 * enabled, by root.
 */
final class SettingsService extends SettingsGrpc.SettingsImplBase {

    private final Requests requests;
    private final StoreConfig flags;

    SettingsService(Requests requests, StoreConfig flags) {
        this.requests = requests;
        this.flags = flags;
    }

    @Override
    public void get(GetSettingsRequest request, StreamObserver<SettingsResponse> observer) {
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        Authorizer::admin,
                        held -> response(held.state().settings().settings())),
                observer);
    }

    @Override
    public void set(SetSettingsRequest request, StreamObserver<SettingsResponse> observer) {
        var caller = Caller.current();
        Requests.answer(
                requests.linearizable(
                                caller, Authorizer::admin, held -> held.state().settings())
                        .thenCompose(stored -> {
                            var changed = changed(stored, request);
                            return requests.commit(
                                            caller,
                                            new Command.SettingsSet(0, stored.version(), changed),
                                            CompactionResponse.class)
                                    .thenApply(done -> response(changed));
                        }),
                observer);
    }

    private SettingsResponse response(ClusterSettings cluster) {
        return SettingsResponse.newBuilder()
                .setHeader(requests.headers().at(requests.revision()))
                .setCluster(cluster)
                .setEffective(RuntimeSettings.of(flags, cluster).message())
                .build();
    }

    private ClusterSettings changed(StoredSettings stored, SetSettingsRequest request) {
        var changed = stored.settings().toBuilder().mergeFrom(request.getSet());
        for (var name : request.getUnsetList()) {
            FieldDescriptor field = ClusterSettings.getDescriptor().findFieldByName(name.replace('-', '_'));
            if (field == null) {
                throw invalid(name + ": there is no such setting");
            }
            changed.clearField(field);
        }
        if (!request.getSet().getUnknownFields().asMap().isEmpty()) {
            throw invalid("this member's release does not know all of these settings");
        }
        try {
            RuntimeSettings.of(flags, changed.build());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        return changed.build();
    }

    private static RuntimeException invalid(String message) {
        return Status.INVALID_ARGUMENT.withDescription("jukung: " + message).asRuntimeException();
    }
}
