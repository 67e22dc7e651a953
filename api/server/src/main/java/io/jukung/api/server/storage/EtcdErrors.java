package io.jukung.api.server.storage;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;

/** etcd's gRPC errors as {@link StoreException}, told apart by code and text as clients of etcd do. */
final class EtcdErrors {

    /** A write answered so surely had no effect. */
    private static final Set<String> NO_EFFECT =
            Set.of("etcdserver: leader changed", "etcdserver: no leader", "raft proposal dropped");

    private EtcdErrors() {}

    static StoreException translate(StatusRuntimeException error) {
        var status = error.getStatus();
        var text = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        if (text.endsWith("required revision has been compacted")) {
            return new StoreException.Compacted(text, error);
        }
        if (text.endsWith("required revision is a future revision")) {
            return new StoreException.FutureRevision(text, error);
        }
        if (text.endsWith("requested lease not found")) {
            return new StoreException.LeaseNotFound(text, error);
        }
        if (text.endsWith("database space exceeded")) {
            return new StoreException.NoSpace(text, error);
        }
        if (text.endsWith("request is too large") || status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            return new StoreException.TooLarge(text, error);
        }
        return new StoreException.Unavailable(text, error);
    }

    static boolean readMayBeRepeated(StatusRuntimeException error) {
        return error.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }

    static boolean writeMayBeRepeated(StatusRuntimeException error) {
        var text = error.getStatus().getDescription();
        return error.getStatus().getCode() == Status.Code.UNAVAILABLE
                && text != null
                && NO_EFFECT.stream().anyMatch(text::endsWith);
    }
}
