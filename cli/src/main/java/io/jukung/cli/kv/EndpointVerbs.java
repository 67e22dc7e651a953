package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.jukung.api.model.codec.GoDuration;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.HashKVResponse;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** {@code endpoint} and its verbs: each address is asked itself. */
final class EndpointVerbs {

    static final Flag CLUSTER = Flag.toggle("cluster", "all members, as the member list names them");

    static final List<Verb> ALL = List.of(
            new Verb(
                    "endpoint hashkv",
                    "",
                    "A hash of each member's history.",
                    List.of(CLUSTER, Flag.number("rev", "0", "up to this revision; 0 for all")),
                    EndpointVerbs::hash),
            new Verb("endpoint health", "", "Whether each member can serve.", List.of(CLUSTER), EndpointVerbs::health),
            new Verb("endpoint status", "", "How each member is.", List.of(CLUSTER), EndpointVerbs::status));

    private record Health(String endpoint, boolean healthy, Duration took, String error) {}

    private record Told<T>(String endpoint, T answer) {}

    private EndpointVerbs() {}

    /** The addresses a command is about. */
    static List<String> addresses(Invocation run) {
        if (!run.arguments().on("cluster")) {
            return run.store().endpoints().names();
        }
        try {
            return MemberVerbs.members(run.store()).getMembersList().stream()
                    .flatMap(member -> member.getClientURLsList().stream())
                    .distinct()
                    .toList();
        } catch (StatusRuntimeException e) {
            throw new KvFailure(
                    Exit.ERROR, "failed to fetch endpoints from etcd cluster member list: " + KvFailure.told(e));
        }
    }

    private static void health(Invocation run) {
        var results = new ArrayList<Health>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<Health>(threads);
            var addresses = addresses(run);
            addresses.forEach(address -> done.submit(() -> health(run.store(), address)));
            for (int i = 0; i < addresses.size(); i++) {
                results.add(done.take().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KvFailure(Exit.INTERRUPTED, "interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
        run.print(Answer.listing(
                        lines -> {
                            for (var result : results) {
                                if (result.healthy()) {
                                    lines.add(result.endpoint()
                                            + " is healthy: successfully committed proposal: took = "
                                            + GoDuration.text(result.took()));
                                } else {
                                    run.remark(result.endpoint() + " is unhealthy: failed to commit proposal: "
                                            + result.error());
                                }
                            }
                        },
                        () -> results.stream().map(EndpointVerbs::json).toList())
                .withFields(fields -> results.forEach(result -> fields.quoted("Endpoint", result.endpoint())
                        .plain("Health", Boolean.toString(result.healthy()))
                        .plain("Took", GoDuration.text(result.took()))
                        .plain("Error", result.error())
                        .line("")))
                .withTable(() -> new Answer.Table(
                        List.of("ENDPOINT", "HEALTH", "TOOK", "ERROR"),
                        results.stream()
                                .map(result -> List.of(
                                        result.endpoint(),
                                        Boolean.toString(result.healthy()),
                                        GoDuration.text(result.took()),
                                        result.error()))
                                .toList())));
        if (!results.stream().allMatch(Health::healthy)) {
            throw new KvFailure(Exit.ERROR, "unhealthy cluster");
        }
    }

    private static Map<String, Object> json(Health result) {
        var json = new LinkedHashMap<String, Object>();
        json.put("endpoint", result.endpoint());
        json.put("health", result.healthy());
        json.put("took", GoDuration.text(result.took()));
        if (!result.error().isEmpty()) {
            json.put("error", result.error());
        }
        return json;
    }

    /** A member is healthy if it can read with a majority's consent, and no alarm is on. */
    private static Health health(StoreConnection store, String address) {
        long start = System.nanoTime();
        var error = "";
        try (var member = store.at(address)) {
            try {
                member.call(channel -> KVGrpc.newBlockingStub(channel)
                        .range(RangeRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("health"))
                                .build()));
                error = alarms(member);
            } catch (StatusRuntimeException e) {
                // The majority was asked before the user's permissions were.
                error = KvFailure.told(e).equals("etcdserver: permission denied") ? "" : KvFailure.told(e);
            }
        } catch (KvFailure e) {
            error = e.text();
        }
        return new Health(address, error.isEmpty(), Duration.ofNanos(System.nanoTime() - start), error);
    }

    private static String alarms(StoreConnection member) {
        try {
            var alarms = member.call(channel ->
                            MaintenanceGrpc.newBlockingStub(channel).alarm(AlarmRequest.getDefaultInstance()))
                    .getAlarmsList();
            return alarms.isEmpty()
                    ? ""
                    : "Active Alarm(s): "
                            + String.join(
                                    " ",
                                    alarms.stream()
                                            .map(alarm -> alarm.getAlarm().name())
                                            .toList());
        } catch (StatusRuntimeException e) {
            return "Unable to fetch the alarm list";
        }
    }

    private static void status(Invocation run) {
        var failures = new ArrayList<String>();
        var told = ask(
                run,
                "status",
                failures,
                member -> member.call(channel ->
                        MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance())));
        run.print(Answer.listing(
                        lines -> told.forEach(one -> lines.add(String.join(", ", row(one)))),
                        () -> json(told, "Status"))
                .withFields(fields -> told.forEach(one -> {
                    var status = one.answer();
                    fields.header(status.getHeader())
                            .quoted("Version", status.getVersion())
                            .number("DBSize", status.getDbSize())
                            .unsigned("Leader", status.getLeader())
                            .plain("IsLearner", Boolean.toString(status.getIsLearner()))
                            .unsigned("RaftIndex", status.getRaftIndex())
                            .unsigned("RaftTerm", status.getRaftTerm())
                            .unsigned("RaftAppliedIndex", status.getRaftAppliedIndex())
                            .plain("Errors", "[" + String.join(" ", status.getErrorsList()) + "]")
                            .quoted("Endpoint", one.endpoint())
                            .line("");
                }))
                .withTable(() -> new Answer.Table(
                        List.of(
                                "ENDPOINT",
                                "ID",
                                "VERSION",
                                "DB SIZE",
                                "IS LEADER",
                                "IS LEARNER",
                                "RAFT TERM",
                                "RAFT INDEX",
                                "RAFT APPLIED INDEX",
                                "ERRORS"),
                        told.stream().map(EndpointVerbs::row).toList())));
        if (!failures.isEmpty()) {
            throw new KvFailure(Exit.ERROR.code(), "");
        }
    }

    private static List<String> row(Told<StatusResponse> one) {
        var status = one.answer();
        return List.of(
                one.endpoint(),
                GoText.hexId(status.getHeader().getMemberId()),
                status.getVersion(),
                GoText.size(status.getDbSize()),
                Boolean.toString(status.getLeader() == status.getHeader().getMemberId()),
                Boolean.toString(status.getIsLearner()),
                Long.toUnsignedString(status.getRaftTerm()),
                Long.toUnsignedString(status.getRaftIndex()),
                Long.toUnsignedString(status.getRaftAppliedIndex()),
                String.join(", ", status.getErrorsList()));
    }

    private static void hash(Invocation run) {
        var failures = new ArrayList<String>();
        var request = HashKVRequest.newBuilder()
                .setRevision(run.arguments().number("rev"))
                .build();
        var told = ask(
                run,
                "hash",
                failures,
                member -> member.call(
                        channel -> MaintenanceGrpc.newBlockingStub(channel).hashKV(request)));
        run.print(Answer.listing(
                        lines -> told.forEach(one -> lines.add(one.endpoint() + ", " + hash(one.answer()))),
                        () -> json(told, "HashKV"))
                .withFields(fields ->
                        told.forEach(one -> fields.header(one.answer().getHeader())
                                .quoted("Endpoint", one.endpoint())
                                .plain("Hash", hash(one.answer()))
                                .line("")))
                .withTable(() -> new Answer.Table(
                        List.of("ENDPOINT", "HASH"),
                        told.stream()
                                .map(one -> List.of(one.endpoint(), hash(one.answer())))
                                .toList())));
        if (!failures.isEmpty()) {
            throw new KvFailure(Exit.ERROR, failures.getLast());
        }
    }

    private static String hash(HashKVResponse answer) {
        return Integer.toUnsignedString(answer.getHash());
    }

    /** One after the other, in the order given; who does not answer is told on standard error. */
    private static <T> List<Told<T>> ask(
            Invocation run, String what, List<String> failures, Function<StoreConnection, T> question) {
        var told = new ArrayList<Told<T>>();
        for (var address : addresses(run)) {
            try (var member = run.store().at(address)) {
                told.add(new Told<>(address, question.apply(member)));
            } catch (StatusRuntimeException e) {
                failures.add(KvFailure.told(e));
                run.remark("Failed to get the " + what + " of endpoint " + address + " (" + KvFailure.told(e) + ")");
            }
        }
        return told;
    }

    private static List<Map<String, Object>> json(List<? extends Told<? extends Message>> told, String name) {
        var all = new ArrayList<Map<String, Object>>();
        for (var one : told) {
            var json = new LinkedHashMap<String, Object>();
            json.put("Endpoint", one.endpoint());
            json.put(name, GoJson.tree(one.answer()));
            all.add(json);
        }
        return all;
    }
}
