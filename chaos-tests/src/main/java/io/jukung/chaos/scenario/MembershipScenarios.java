package io.jukung.chaos.scenario;

import static io.jukung.chaos.scenario.Steps.acknowledged;
import static io.jukung.chaos.scenario.Steps.sleep;

import io.jukung.chaos.cluster.Cluster.Trouble;
import io.jukung.chaos.run.Actor;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.run.Unmet;
import io.jukung.chaos.scenario.Scenario.Setting;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.Member;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberAddResponse;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.MemberPromoteRequest;
import io.jukung.proto.etcd.MemberRemoveRequest;
import java.util.List;
import java.util.stream.Collectors;

/** Of members that come and go. */
final class MembershipScenarios {

    static final List<Scenario> ALL = List.of(new Scenario(
            "ratis-learner-vote",
            "Ratis 3.3, VoteContext: a listener refuses its vote",
            "A cluster had no leader until the one that had died came back.",
            "A member is replaced. It hears the leader 400 ms late as it is made a voter, and as soon as that is answered hears it no more,"
                    + " and the leader is killed (-9): the third member knows of the new voter, which does not.",
            "The two that are left are a majority: one of them leads, and writes are acknowledged.",
            Setting.THREE,
            List.of("learner-does-not-vote"),
            MembershipScenarios::unheardPromotion));

    private static final int TRIES = 60;
    private static final int PAUSE_MILLIS = 50;
    /** Less than the election timeout. */
    private static final int LATE_MILLIS = 400;

    private MembershipScenarios() {}

    private static List<Member> members(Actor operator) throws Exception {
        return operator.ask(ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance())
                .must()
                .getMembersList();
    }

    /** A new member in the place of one that is gone; its id. */
    private static long replaced(Stage stage, Actor operator, String member) throws Exception {
        stage.kill(List.of(member));
        for (var one : members(operator)) {
            if (one.getName().equals(member)) {
                operator.ask(
                                ClusterGrpc.getMemberRemoveMethod(),
                                MemberRemoveRequest.newBuilder()
                                        .setID(one.getID())
                                        .build())
                        .must();
            }
        }
        var url = "http://" + stage.cluster().peer(member);
        var added = added(operator, url);
        var all = added.getMembersList().stream()
                .map(one -> (one.getName().isEmpty() ? member : one.getName()) + "=" + one.getPeerURLs(0))
                .collect(Collectors.joining(","));
        stage.cluster().join(member, all);
        stage.start(List.of(member));
        return added.getMember().getID();
    }

    /** etcd waits until it has heard from all others for a while. */
    private static MemberAddResponse added(Actor operator, String url) throws Exception {
        var request = MemberAddRequest.newBuilder()
                .addPeerURLs(url)
                .setIsLearner(true)
                .build();
        for (int n = 1; ; n++) {
            var answer = operator.ask(ClusterGrpc.getMemberAddMethod(), request);
            if (answer.ok() || n == TRIES) {
                return answer.must();
            }
            sleep(10L * PAUSE_MILLIS);
        }
    }

    private static void unheardPromotion(Stage stage) throws Exception {
        var leader = stage.leader();
        var third = stage.others(leader).getFirst();
        var fresh = stage.others(leader).getLast();
        var operator = stage.actor(leader);
        long id = replaced(stage, operator, fresh);
        long revision = operator.put("k", "known-to-all").must().getHeader().getRevision();
        stage.applied(fresh, revision);
        // Slow enough for the answer to be first, and not so slow that it is given up.
        stage.fault(
                "start-links",
                leader + " to " + fresh + ", late",
                () -> stage.cluster().network().trouble(leader, fresh, new Trouble.Delay(LATE_MILLIS, 0)));
        boolean promoted = false;
        for (int n = 0; n < TRIES && !promoted; n++) {
            var answer = operator.ask(
                    ClusterGrpc.getMemberPromoteMethod(),
                    MemberPromoteRequest.newBuilder().setID(id).build());
            promoted = answer.ok();
            if (!promoted) {
                // The leader promotes nobody who lags, and hears late what it has.
                stage.fact("promotion refused", answer.said());
                sleep(PAUSE_MILLIS);
            }
        }
        Stage.need(promoted, fresh + " is made a voter while it hears the leader late");
        stage.cluster().network().cut(leader, fresh);
        stage.kill(List.of(leader));
        stage.join();
        try {
            stage.fact("leads afterwards", stage.leaderBesides(leader));
        } catch (Unmet e) {
            stage.must(
                    false,
                    "no leader",
                    "Two voters of three, " + third + " and " + fresh + ", live and reach each other; "
                            + e.getMessage());
            stage.revive(List.of(leader));
            return;
        }
        acknowledged(stage.actor(third), "k", "by-" + third);
        stage.serve(List.of(fresh));
        acknowledged(stage.actor(fresh), "k", "by-" + fresh);
        stage.revive(List.of(leader));
    }
}
