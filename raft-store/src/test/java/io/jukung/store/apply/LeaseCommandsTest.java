package io.jukung.store.apply;

import static io.jukung.store.apply.KeyCommandsTest.assertRejected;
import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static io.jukung.store.apply.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmRequest.AlarmAction;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.LeaseCheckpointRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.store.lease.Lease;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.lease.LeaseRules;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases and alarms as the log applies them. */
class LeaseCommandsTest {

    private Member member = new Member();

    @Test
    void grantingTakesNoRevision() throws RejectedException {
        LeaseGrantResponse response = (LeaseGrantResponse) member.grant(7, 60);
        assertThat(response.getID()).isEqualTo(7);
        assertThat(response.getTTL()).isEqualTo(60);
        assertThat(response.getHeader().getRevision()).isEqualTo(1);
        assertThat(member.state().revision()).isEqualTo(1);
        assertRejected(Rejection.LEASE_EXISTS, () -> member.grant(7, 60));
    }

    @Test
    void aGrantIsResolvedBeforeItIsProposed() throws RejectedException {
        LeaseGrantRequest request =
                LeaseRules.resolve(LeaseGrantRequest.newBuilder().setTTL(-4).build(), 99, 2);
        assertThat(request.getID()).isEqualTo(99);
        assertThat(request.getTTL()).isEqualTo(2);
        assertThat(LeaseRules.resolve(
                                LeaseGrantRequest.newBuilder()
                                        .setTTL(5)
                                        .setID(3)
                                        .build(),
                                99,
                                2)
                        .getID())
                .isEqualTo(3);
        assertRejected(
                Rejection.LEASE_TTL_TOO_LARGE,
                () -> LeaseRules.resolve(
                        LeaseGrantRequest.newBuilder().setTTL(9_000_000_001L).build(), 99, 2));
    }

    @Test
    void revokingDeletesTheKeysInOneRevisionInOrder() throws RejectedException {
        member.grant(7, 60);
        member.put(put("b", "1", 7));
        member.put(put("a", "1", 7));
        member.put("c", "1");
        ApplyResult result = member.entry(new Command.LeaseRevoke(
                0, io.jukung.proto.etcd.LeaseRevokeRequest.newBuilder().setID(7).build()));
        assertThat(result.changes())
                .singleElement()
                .satisfies(changes -> assertThat(changes.changes())
                        .extracting(change -> change.record().getKey().toStringUtf8())
                        .containsExactly("a", "b"));
        assertThat(result.leaseEvents()).containsExactly(new LeaseEvent.Ended(7));
        assertThat(member.range(range("a", "z")).getCount()).isEqualTo(1);
        assertThat(member.state().leases().find(7)).isEmpty();
        assertRejected(Rejection.LEASE_NOT_FOUND, () -> member.revoke(7));
    }

    @Test
    void revokingALeaseWithoutKeysTakesNoRevision() throws RejectedException {
        member.grant(7, 60);
        member.revoke(7);
        assertThat(member.state().revision()).isEqualTo(1);
    }

    @Test
    void putsMoveKeysBetweenLeases() throws RejectedException {
        assertRejected(Rejection.LEASE_NOT_FOUND, () -> member.put(put("a", "1", 7)));
        member.grant(7, 60);
        member.grant(8, 60);
        member.put(put("a", "1", 7));
        member.put(put("b", "1", 7));
        member.put(put("a", "1", 8));
        member.put("b", "1");
        assertThat(member.state().leases().keys(7)).isEmpty();
        assertThat(member.state().leases().keys(8)).containsExactly(bytes("a"));
        member.delete("a");
        assertThat(member.state().leases().keys(8)).isEmpty();
    }

    @Test
    void attachmentsOfTheSameEntryCount() throws RejectedException {
        member.grant(7, 60);
        member.put(put("old", "1", 7));
        member.entry(
                new Command.Put(0, put("new", "1", 7)),
                new Command.Put(0, put("old", "1")),
                new Command.LeaseRevoke(
                        0,
                        io.jukung.proto.etcd.LeaseRevokeRequest.newBuilder()
                                .setID(7)
                                .build()));
        assertThat(member.range(range("new")).getCount()).isZero();
        assertThat(member.range(range("old")).getCount()).isEqualTo(1);
    }

    @Test
    void expiryIsARevisionALeaseAndOnlyInTheLeadersTerm() throws RejectedException {
        member.grant(7, 60);
        member.grant(8, 60);
        member.grant(9, 60);
        member.put(put("a", "1", 7));
        member.put(put("b", "1", 8));
        assertThat(member.outcome(new Command.LeaseExpire(0, Member.TERM - 1, List.of(7L))))
                .isEqualTo(new Outcome.Rejected(Rejection.STALE_TERM));
        assertThat(member.state().leases().find(7)).isPresent();
        ApplyResult result = member.entry(new Command.LeaseExpire(0, Member.TERM, List.of(8L, 7L, 9L, 1234L)));
        assertThat(result.changes()).extracting(RevisionChanges::revision).containsExactly(4L, 5L);
        assertThat(result.leaseEvents())
                .containsExactly(new LeaseEvent.Ended(8), new LeaseEvent.Ended(7), new LeaseEvent.Ended(9));
    }

    @Test
    void leasesOutliveARestart() throws RejectedException {
        member.grant(7, 60);
        member.grant(-3, 600);
        member.put(put("a", "1", 7));
        member.outcome(new Command.LeaseCheckpoint(
                0,
                LeaseCheckpointRequest.newBuilder()
                        .addCheckpoints(io.jukung.proto.etcd.LeaseCheckpoint.newBuilder()
                                .setID(-3)
                                .setRemainingTTL(100))
                        .build()));
        Member again = member.restarted();
        assertThat(again.state().leases().all())
                .containsExactlyInAnyOrder(new Lease(7, 60, 0), new Lease(-3, 600, 100));
        assertThat(again.state().leases().keys(7)).containsExactly(bytes("a"));
        assertThat(again.state().mark()).isEqualTo(member.state().mark());
    }

    private AlarmResponse alarm(AlarmAction action, AlarmType type) {
        Outcome outcome = member.outcome(new Command.Alarm(
                0,
                AlarmRequest.newBuilder()
                        .setAction(action)
                        .setAlarm(type)
                        .setMemberID(action == AlarmAction.ACTIVATE ? 5 : 0)
                        .build()));
        return (AlarmResponse) ((Outcome.Applied) outcome).response();
    }

    @Test
    void noSpaceForbidsWhatGrows() throws RejectedException {
        member.grant(7, 60);
        member.put("a", "1");
        alarm(AlarmAction.ACTIVATE, AlarmType.NOSPACE);
        assertRejected(Rejection.NO_SPACE, () -> member.put("a", "2"));
        assertRejected(Rejection.NO_SPACE, () -> member.grant(8, 60));
        assertRejected(Rejection.NO_SPACE, () -> member.txn(txn(op(txn(op(put("a", "2")))))));
        member.txn(txn(op(range("a"))));
        member.revoke(7);
        member.delete("a");
        member.compact(2);
        assertThat(member.restarted().state().alarms().isRaised(AlarmType.NOSPACE))
                .isTrue();
        assertThat(alarm(AlarmAction.GET, AlarmType.NONE).getAlarmsCount()).isEqualTo(1);
        assertThat(alarm(AlarmAction.DEACTIVATE, AlarmType.NOSPACE).getAlarmsCount())
                .isEqualTo(1);
        assertThat(alarm(AlarmAction.DEACTIVATE, AlarmType.NOSPACE).getAlarmsCount())
                .isZero();
        member.put("a", "2");
    }

    @Test
    void corruptForbidsEverything() throws RejectedException {
        member.put("a", "1");
        alarm(AlarmAction.ACTIVATE, AlarmType.CORRUPT);
        assertRejected(Rejection.CORRUPT, () -> member.delete("a"));
        assertRejected(Rejection.CORRUPT, () -> member.compact(2));
        alarm(AlarmAction.DEACTIVATE, AlarmType.CORRUPT);
        member.delete("a");
    }

    @Test
    void anAlarmRaisedInAnEntryBindsItsLaterCommands() {
        ApplyResult result = member.entry(
                new Command.Put(0, put("a", "1")),
                new Command.Alarm(
                        0,
                        AlarmRequest.newBuilder()
                                .setAction(AlarmAction.ACTIVATE)
                                .setAlarm(AlarmType.NOSPACE)
                                .build()),
                new Command.Put(0, put("a", "2")));
        assertThat(result.outcomes().getFirst()).isInstanceOf(Outcome.Applied.class);
        assertThat(result.outcomes().getLast()).isEqualTo(new Outcome.Rejected(Rejection.NO_SPACE));
    }

    private static Command operator(AlarmAction action, long memberId) {
        return new Command.Alarm(
                0,
                AlarmRequest.newBuilder()
                        .setAction(action)
                        .setMemberID(memberId)
                        .setAlarm(AlarmType.NOSPACE)
                        .build());
    }

    private boolean isRaised(long memberId) {
        return member.state().alarms().isRaised(AlarmType.NOSPACE, memberId);
    }

    @Test
    void aMemberTakesBackTheAlarmItRaisedItself() {
        member.entry(new Command.SpaceAlarmSet(0, 5, true));
        member = member.restarted();
        assertThat(isRaised(5)).isTrue();
        assertThat(member.state().alarms().isOwn(5)).isTrue();
        member.entry(new Command.SpaceAlarmSet(0, 6, false));
        assertThat(isRaised(5)).as("another's word").isTrue();
        member.entry(new Command.SpaceAlarmSet(0, 5, false));
        assertThat(member.state().alarms()).isEqualTo(Alarms.NONE);
        assertThat(member.restarted().state().alarms()).isEqualTo(Alarms.NONE);
    }

    @Test
    void whatAnOperatorRaisedOnlyHeDisarms() {
        member.entry(operator(AlarmAction.ACTIVATE, 5));
        member.entry(new Command.SpaceAlarmSet(0, 5, true), new Command.SpaceAlarmSet(0, 5, false));
        assertThat(isRaised(5)).isTrue();
        member.entry(operator(AlarmAction.DEACTIVATE, 5));
        assertThat(isRaised(5)).isFalse();

        member.entry(new Command.SpaceAlarmSet(0, 5, true), operator(AlarmAction.ACTIVATE, 5));
        member.entry(new Command.SpaceAlarmSet(0, 5, false));
        assertThat(isRaised(5)).as("taken over by the operator").isTrue();
        member.entry(operator(AlarmAction.DEACTIVATE, 0), new Command.SpaceAlarmSet(0, 5, true));
        assertThat(member.state().alarms().isOwn(5)).as("raised anew").isTrue();
    }

    @Test
    void whatACommandMayCost() {
        assertThat(Quota.cost(new Command.Put(0, put("key", "value")))).isEqualTo(256 + 8);
        assertThat(Quota.cost(new Command.Txn(
                        0, txn(List.of(), List.of(op(put("a", "1"))), List.of(op(put("b", "22")), op(range("c")))))))
                .isEqualTo(256 + 3);
    }

    @Test
    void clusterInformationIsKept() {
        MemberAttributes attributes = new MemberAttributes(5, "m1", List.of("http://c"), List.of("http://p"));
        member.entry(
                new Command.ClusterIdentitySet(0, 42, List.of()),
                new Command.ClusterVersionSet(0, "3.6.0", 1),
                new Command.MemberAttributesSet(0, attributes));
        ClusterInfo cluster = member.restarted().state().cluster();
        assertThat(cluster.clusterId()).isEqualTo(42);
        assertThat(cluster.version()).isEqualTo(new ClusterVersion("3.6.0", 1, ""));
        assertThat(cluster.members())
                .containsEntry(5L, new ClusterMember(5, "m1", List.of("http://p"), List.of("http://c"), false));
    }
}
