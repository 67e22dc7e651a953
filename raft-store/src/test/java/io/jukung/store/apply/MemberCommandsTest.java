package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.mvcc.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberCommandsTest {

    private final Member member = new Member();

    private static ClusterMember founder(long id) {
        return ClusterMember.added(id, List.of("http://p" + id), false);
    }

    private static ClusterMember learner(long id) {
        return ClusterMember.added(id, List.of("http://p" + id), true);
    }

    private void found(long... ids) {
        member.entry(new Command.ClusterIdentitySet(
                0,
                42,
                java.util.Arrays.stream(ids)
                        .mapToObj(MemberCommandsTest::founder)
                        .toList()));
    }

    private ClusterInfo cluster() {
        return member.state().cluster();
    }

    private void refused(Command command, Rejection reason) {
        var before = cluster();
        var digest = member.state().mark().digest();
        assertThat(member.outcome(command)).isEqualTo(new Outcome.Rejected(reason));
        assertThat(cluster()).isEqualTo(before);
        assertThat(member.state().mark().digest()).isEqualTo(digest);
    }

    @Test
    void theFirstFoundingCountsAndKeepsWhatMembersHaveTold() {
        member.entry(new Command.MemberAttributesSet(
                0, new MemberAttributes(1, "m1", List.of("http://c1"), List.of("http://told"))));
        found(1, 2);
        found(7);
        assertThat(cluster().list())
                .containsExactly(
                        new ClusterMember(1, "m1", List.of("http://p1"), List.of("http://c1"), false), founder(2));
        assertThat(member.restarted().state().cluster()).isEqualTo(cluster());
    }

    @Test
    void aMemberIsAddedTellsIsPromotedAndRemoved() {
        found(1);
        member.entry(new Command.MemberAdd(0, learner(2), 1));
        assertThat(cluster().isLearner(2)).isTrue();
        member.entry(new Command.MemberAttributesSet(
                0, new MemberAttributes(2, "m2", List.of("http://c2"), List.of("http://other"))));
        member.entry(new Command.MemberPromote(0, 2));
        assertThat(cluster().members().get(2L))
                .isEqualTo(new ClusterMember(2, "m2", List.of("http://p2"), List.of("http://c2"), false));
        member.entry(new Command.MemberUpdate(0, 2, List.of("http://new")));
        assertThat(cluster().members().get(2L).peerUrls()).containsExactly("http://new");
        member.entry(new Command.MemberRemove(0, 2));
        assertThat(cluster().list()).containsExactly(founder(1));
        assertThat(cluster().removed()).containsExactly(2L);

        // It did not hear of it yet, and tells about itself again.
        member.entry(
                new Command.MemberAttributesSet(0, new MemberAttributes(2, "m2", List.of("http://c2"), List.of())));
        assertThat(cluster().list()).containsExactly(founder(1));
        assertThat(member.restarted().state().cluster()).isEqualTo(cluster());
    }

    @Test
    void anUpdateLeavesALearnerOne() {
        found(1);
        member.entry(new Command.MemberAdd(0, learner(2), 1));
        member.entry(new Command.MemberUpdate(0, 2, List.of("http://new")));
        assertThat(cluster().isLearner(2)).isTrue();
    }

    @Test
    void whatExcludesAnEarlierChangeIsRefusedWithoutTrace() {
        found(1, 2);
        member.entry(new Command.MemberAdd(0, learner(3), 1));
        member.entry(new Command.MemberAdd(0, founder(4), 1));
        member.entry(new Command.MemberRemove(0, 4));

        refused(new Command.MemberAdd(0, founder(1), 1), Rejection.MEMBER_EXISTS);
        refused(new Command.MemberAdd(0, founder(4), 1), Rejection.MEMBER_EXISTS);
        refused(
                new Command.MemberAdd(0, ClusterMember.added(9, List.of("http://x", "http://p2"), false), 1),
                Rejection.PEER_URL_EXISTS);
        refused(new Command.MemberAdd(0, learner(9), 1), Rejection.TOO_MANY_LEARNERS);
        refused(new Command.MemberRemove(0, 9), Rejection.MEMBER_NOT_FOUND);
        refused(new Command.MemberRemove(0, 4), Rejection.MEMBER_NOT_FOUND);
        refused(new Command.MemberUpdate(0, 9, List.of("http://x")), Rejection.MEMBER_NOT_FOUND);
        refused(new Command.MemberUpdate(0, 1, List.of("http://p2")), Rejection.PEER_URL_EXISTS);
        refused(new Command.MemberPromote(0, 1), Rejection.MEMBER_NOT_LEARNER);
        refused(new Command.MemberPromote(0, 9), Rejection.MEMBER_NOT_FOUND);
        assertThat(member.outcome(new Command.MemberAdd(0, learner(9), 2))).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void commandsSurviveTheLog() {
        List<Command> commands = List.of(
                new Command.ClusterIdentitySet(1, 42, List.of(founder(1))),
                new Command.MemberAdd(2, learner(2), 3),
                new Command.MemberUpdate(3, 2, List.of("http://a", "http://b")),
                new Command.MemberPromote(4, 2),
                new Command.MemberRemove(5, 2));
        assertThat(CommandCodec.decode(com.google.protobuf.ByteString.copyFrom(CommandCodec.encode(commands))))
                .isEqualTo(commands);
    }
}
