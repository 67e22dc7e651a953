package io.jukung.cli.local;

import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks each store member how it is, by etcd's {@code Maintenance.Status}. */
final class MemberStatus {

    private static final long PATIENCE_SECONDS = 3;

    private MemberStatus() {}

    /**
     * What one member says.
     *
     * @param pid 0 where its process does not run
     * @param error why it does not serve; "" where it does
     * @param api address of its API server
     */
    record Row(
            String name,
            long pid,
            boolean serving,
            boolean leader,
            long term,
            long revision,
            long appliedIndex,
            String api,
            String error) {

        ObjectValue toTree() {
            return ObjectValue.builder()
                    .put("name", name)
                    .put("pid", pid)
                    .put("serving", serving)
                    .put("leader", leader)
                    .put("term", term)
                    .put("revision", revision)
                    .put("appliedIndex", appliedIndex)
                    .put("api", api)
                    .putIfPresent("error", error)
                    .build();
        }
    }

    static List<Row> of(ClusterLayout layout, ClusterPlan plan) {
        var processes = ProcessTable.alive(layout);
        var rows = new ArrayList<Row>();
        for (var member : plan.memberList()) {
            long pid = processes.stream()
                    .filter(process -> process.name().equals(member.name()))
                    .mapToLong(RunningProcess::pid)
                    .findFirst()
                    .orElse(0);
            rows.add(ask(layout, plan, member, pid));
        }
        return rows;
    }

    private static Row ask(ClusterLayout layout, ClusterPlan plan, ClusterPlan.Member member, long pid) {
        var api = plan.nodeIp() + ":" + member.securePort();
        try {
            var credentials = TlsChannelCredentials.newBuilder()
                    .trustManager(layout.pki().resolve("ca.crt").toFile())
                    .keyManager(
                            layout.pki().resolve("admin.crt").toFile(),
                            layout.pki().resolve("admin.key").toFile())
                    .build();
            var channel = NettyChannelBuilder.forAddress(plan.nodeIp(), member.storeClientPort(), credentials)
                    .build();
            try {
                var status = MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadline(Deadline.after(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .status(StatusRequest.getDefaultInstance());
                var header = status.getHeader();
                return new Row(
                        member.name(),
                        pid,
                        true,
                        status.getLeader() == header.getMemberId(),
                        status.getRaftTerm(),
                        header.getRevision(),
                        status.getRaftAppliedIndex(),
                        api,
                        "");
            } finally {
                channel.shutdownNow();
            }
        } catch (StatusRuntimeException e) {
            var status = e.getStatus();
            return down(
                    member,
                    pid,
                    api,
                    status.getDescription() == null ? status.getCode().name() : status.getDescription());
        } catch (IOException e) {
            return down(member, pid, api, String.valueOf(e.getMessage()));
        }
    }

    private static Row down(ClusterPlan.Member member, long pid, String api, String error) {
        return new Row(member.name(), pid, false, false, 0, 0, 0, api, error);
    }
}
