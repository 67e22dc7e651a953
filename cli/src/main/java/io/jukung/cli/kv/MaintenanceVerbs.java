package io.jukung.cli.kv;

import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MoveLeaderRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.StatusResponse;
import java.util.List;
import java.util.Optional;

/** {@code alarm}, {@code defrag} and {@code move-leader}. */
final class MaintenanceVerbs {

    static final List<Verb> ALL = List.of(
            new Verb("alarm disarm", "", "Switch all alarms off.", List.of(), MaintenanceVerbs::disarm),
            new Verb("alarm list", "", "The alarms that are on.", List.of(), MaintenanceVerbs::alarms),
            new Verb(
                    "defrag",
                    "",
                    "Have members give unused space back.",
                    List.of(
                            EndpointVerbs.CLUSTER,
                            Flag.text("data-dir", "", "not supported: etcdutl defragments what no member uses")),
                    MaintenanceVerbs::defragment),
            new Verb("move-leader", "ID", "Have another member lead.", List.of(), MaintenanceVerbs::moveLeader));

    private MaintenanceVerbs() {}

    private static void alarms(Invocation run) {
        run.require(run.words().isEmpty(), "alarm list command accepts no arguments");
        run.print(answer(alarms(run.store())));
    }

    private static AlarmResponse alarms(StoreConnection store) {
        return store.call(channel -> MaintenanceGrpc.newBlockingStub(channel).alarm(AlarmRequest.getDefaultInstance()));
    }

    private static void disarm(Invocation run) {
        run.require(run.words().isEmpty(), "alarm disarm command accepts no arguments");
        var disarmed = AlarmResponse.newBuilder();
        for (var alarm : alarms(run.store()).getAlarmsList()) {
            var request = AlarmRequest.newBuilder()
                    .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                    .setMemberID(alarm.getMemberID())
                    .setAlarm(alarm.getAlarm())
                    .build();
            disarmed.addAllAlarms(run.store()
                    .call(channel -> MaintenanceGrpc.newBlockingStub(channel).alarm(request))
                    .getAlarmsList());
        }
        run.print(answer(disarmed.build()));
    }

    private static Answer answer(AlarmResponse answer) {
        return Answer.of(
                        answer,
                        lines -> answer.getAlarmsList()
                                .forEach(alarm -> lines.add("memberID:" + Long.toUnsignedString(alarm.getMemberID())
                                        + " alarm:" + alarm.getAlarm().name() + " ")))
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    for (var alarm : answer.getAlarmsList()) {
                        fields.unsigned("MemberID", alarm.getMemberID())
                                .plain("AlarmType", alarm.getAlarm().name())
                                .line("");
                    }
                });
    }

    private static void defragment(Invocation run) {
        if (!run.arguments().text("data-dir").isEmpty()) {
            throw new KvFailure(
                    Exit.ERROR, "defrag --data-dir is not supported: use etcdutl for a database that no member uses");
        }
        int failed = 0;
        for (var address : EndpointVerbs.addresses(run)) {
            try (var member = run.store().at(address)) {
                member.call(channel ->
                        MaintenanceGrpc.newBlockingStub(channel).defragment(DefragmentRequest.getDefaultInstance()));
                run.printer().say("Finished defragmenting etcd member[" + address + "]");
            } catch (StatusRuntimeException e) {
                failed++;
                run.remark("Failed to defragment etcd member[" + address + "] (" + KvFailure.told(e) + ")");
            }
        }
        if (failed > 0) {
            throw new KvFailure(Exit.ERROR.code(), "");
        }
    }

    private static void moveLeader(Invocation run) {
        run.require(run.words().size() == 1, "move-leader command needs 1 argument");
        long target = Numbers.member(run.word(0), problem -> problem);
        for (var address : run.store().endpoints().names()) {
            try (var member = run.store().at(address)) {
                var status = statusOf(member)
                        .filter(answer ->
                                answer.getLeader() == answer.getHeader().getMemberId());
                if (status.isEmpty()) {
                    continue;
                }
                var answer = member.call(channel -> MaintenanceGrpc.newBlockingStub(channel)
                        .moveLeader(MoveLeaderRequest.newBuilder()
                                .setTargetID(target)
                                .build()));
                run.print(Answer.of(
                        answer,
                        "Leadership transferred from "
                                + GoText.hexId(status.get().getLeader()) + " to " + GoText.hexId(target)));
                return;
            }
        }
        throw KvFailure.arguments("no leader endpoint given at ["
                + String.join(" ", run.store().endpoints().names()) + "]");
    }

    /** Empty where it does not answer: another may be the leader. */
    private static Optional<StatusResponse> statusOf(StoreConnection member) {
        try {
            return Optional.of(member.call(
                    channel -> MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance())));
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case UNAVAILABLE, DEADLINE_EXCEEDED -> Optional.empty();
                default -> throw e;
            };
        }
    }
}
