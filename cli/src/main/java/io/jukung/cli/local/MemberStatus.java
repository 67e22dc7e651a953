package io.jukung.cli.local;

import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks each store member how it is, by etcd's {@code Maintenance.Status}. */
final class MemberStatus {

    private static final long PATIENCE_SECONDS = 3;

    private MemberStatus() {}

    /**
     * What one member says.
     *
     * @param pid 0 where its process does not run
     * @param restarts how often its process was started again
     * @param error why it does not serve; "" where it does
     * @param api address of its API server
     * @param warnings what a member that serves says is wrong with it, in sentences
     */
    record Row(
            String name,
            long pid,
            int restarts,
            boolean serving,
            boolean leader,
            long term,
            long revision,
            long appliedIndex,
            String api,
            String error,
            List<String> warnings) {

        ObjectValue toTree() {
            return ObjectValue.builder()
                    .put("name", name)
                    .put("pid", pid)
                    .put("restarts", restarts)
                    .put("serving", serving)
                    .put("leader", leader)
                    .put("term", term)
                    .put("revision", revision)
                    .put("appliedIndex", appliedIndex)
                    .put("api", api)
                    .putIfPresent("error", error)
                    .put("warnings", ListValue.ofTexts(warnings))
                    .build();
        }
    }

    /** Asks all at once: one that hangs costs its own time alone. */
    static List<Row> of(ClusterLayout layout, ClusterPlan plan) {
        var processes = ProcessTable.entries(layout);
        List<Future<Row>> answers;
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = plan.memberList().stream()
                    .map(member -> askers.submit(() -> ask(layout, plan, member, process(processes, member))))
                    .toList();
        }
        return answers.stream().map(Future::resultNow).toList();
    }

    private static RunningProcess process(List<RunningProcess> processes, ClusterPlan.Member member) {
        return processes.stream()
                .filter(process -> process.name().equals(member.name()))
                .findFirst()
                .orElseGet(() -> new RunningProcess(member.name(), 0, 0, 0, RunningProcess.RUNS));
    }

    private static Row ask(ClusterLayout layout, ClusterPlan plan, ClusterPlan.Member member, RunningProcess process) {
        long pid = process.handle().isPresent() ? process.pid() : 0;
        int restarts = process.restarts();
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
                        restarts,
                        true,
                        status.getLeader() == header.getMemberId(),
                        status.getRaftTerm(),
                        header.getRevision(),
                        status.getRaftAppliedIndex(),
                        api,
                        "",
                        List.copyOf(status.getErrorsList()));
            } finally {
                channel.shutdownNow();
            }
        } catch (StatusRuntimeException e) {
            return down(member, pid, restarts, api, pid == 0 ? "its process does not run" : reason(e));
        } catch (IOException e) {
            return down(member, pid, restarts, api, CommandFailure.reason(e));
        }
    }

    /** What the connection failed with says more than gRPC's "io exception". */
    private static String reason(StatusRuntimeException failure) {
        var status = failure.getStatus();
        if (status.getCause() instanceof IOException cause) {
            return CommandFailure.reason(cause);
        }
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    private static Row down(ClusterPlan.Member member, long pid, int restarts, String api, String error) {
        return new Row(member.name(), pid, restarts, false, false, 0, 0, 0, api, error, List.of());
    }
}
