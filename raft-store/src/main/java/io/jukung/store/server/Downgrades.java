package io.jukung.store.server;

import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.DowngradeRequest;
import io.jukung.proto.etcd.DowngradeResponse;
import io.jukung.store.apply.ClusterVersion;
import io.jukung.store.apply.Command;
import io.jukung.store.auth.Authorizer;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Takes a cluster one minor version back, as etcd does: enabled, the cluster's version goes down at once, and members may be
 * replaced by those of that release one by one; it ends when all are, or when it is cancelled.
 */
final class Downgrades {

    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(\\.\\d{1,9}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?)?");

    private final Requests requests;

    Downgrades(Requests requests) {
        this.requests = requests;
    }

    CompletableFuture<DowngradeResponse> answer(Caller caller, DowngradeRequest request) {
        return switch (request.getAction()) {
            case VALIDATE ->
                requests.linearizable(caller, Authorizer::admin, held -> {
                    var version = held.state().cluster().version();
                    target(version, request.getVersion());
                    return DowngradeResponse.newBuilder()
                            .setHeader(requests.headers().at(held.state().revision()))
                            .setVersion(version.version())
                            .build();
                });
            case ENABLE ->
                requests.linearizable(
                                caller,
                                Authorizer::admin,
                                held -> target(held.state().cluster().version(), request.getVersion()))
                        .thenCompose(target -> set(caller, target));
            case CANCEL ->
                requests.linearizable(caller, Authorizer::admin, held -> {
                            if (!held.state().cluster().version().downgrading()) {
                                throw EtcdError.NO_INFLIGHT_DOWNGRADE.asException();
                            }
                            return "";
                        })
                        .thenCompose(none -> set(caller, none));
            case UNRECOGNIZED ->
                requests.permit(caller, Authorizer::admin).thenApply(may -> {
                    throw EtcdError.UNKNOWN_METHOD.asException();
                });
        };
    }

    private CompletableFuture<DowngradeResponse> set(Caller caller, String target) {
        return requests.commit(caller, new Command.DowngradeInfoSet(0, target), CompactionResponse.class)
                .thenApply(done -> DowngradeResponse.newBuilder()
                        .setHeader(done.getHeader())
                        .setVersion(requests.state().peek().cluster().version().version())
                        .build());
    }

    /** The version that is asked for, if the cluster can be taken back to it now. */
    private static String target(ClusterVersion now, String asked) {
        var form = VERSION.matcher(asked);
        if (!form.matches()) {
            throw EtcdError.WRONG_DOWNGRADE_FORMAT.asException();
        }
        if (!now.known()) {
            throw EtcdError.CLUSTER_VERSION_UNAVAILABLE.asException();
        }
        var parts = now.version().split("\\.");
        var target = Integer.parseInt(form.group(1)) + "." + Integer.parseInt(form.group(2)) + ".0";
        if (!target.equals(parts[0] + "." + (Integer.parseInt(parts[1]) - 1) + ".0")) {
            throw EtcdError.INVALID_DOWNGRADE_TARGET.asException();
        }
        if (now.downgrading()) {
            throw EtcdError.DOWNGRADE_IN_PROCESS.asException();
        }
        return target;
    }
}
