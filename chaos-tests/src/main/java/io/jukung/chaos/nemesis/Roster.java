package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.proto.etcd.Member;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Members that are removed and added, by an operator who does all steps that etcd's documentation tells. */
final class Roster {

    private static final int CALL_SECONDS = 15;
    private static final int PROMOTE_SECONDS = 90;
    private static final int SERVE_SECONDS = 90;

    private final Cluster cluster;
    private final Admin admin;

    Roster(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    private static String url(Cluster cluster, String member) {
        return "http://" + cluster.peer(member);
    }

    private List<Member> listed(String member) throws IOException, InterruptedException {
        var url = url(cluster, member);
        return admin.members(CALL_SECONDS).stream()
                .filter(one -> one.getPeerURLsList().contains(url))
                .toList();
    }

    /** Removes it and deletes its data; it is no member any more. */
    void remove(String member) throws Exception {
        for (var one : listed(member)) {
            admin.remove(member, one.getID(), CALL_SECONDS);
        }
        cluster.leave(member);
    }

    /** A new member of that name, with nothing: a learner until it has what the others have, then a voter. */
    void add(String member) throws Exception {
        if (!cluster.members().contains(member)) {
            // Its place is needed before its address is known; what the members are comes after.
            cluster.join(member, "");
        }
        var url = url(cluster, member);
        var listed = listed(member);
        if (listed.isEmpty()) {
            admin.addLearner(url, CALL_SECONDS);
            listed = listed(member);
        }
        var all = admin.members(CALL_SECONDS).stream()
                .map(one -> (one.getName().isEmpty() ? nameOf(one) : one.getName()) + "="
                        + one.getPeerURLsList().getFirst())
                .collect(Collectors.joining(","));
        cluster.join(member, all);
        cluster.start(member);
        for (var one : listed) {
            admin.promote(one.getID(), PROMOTE_SECONDS);
        }
        try {
            cluster.awaitServing(member, SERVE_SECONDS);
        } catch (IOException e) {
            cluster.dumpThreads(member);
            throw e;
        }
    }

    /** Of one that has not started yet and so has not told its name. */
    private String nameOf(Member one) {
        return cluster.members().stream()
                .filter(name -> one.getPeerURLsList().contains(url(cluster, name)))
                .findFirst()
                .orElse("unknown");
    }

    /** As {@link #remove} and {@link #add}: what is done for a member whose disk was lost. */
    void replace(String member) throws Exception {
        cluster.kill(member);
        for (var one : listed(member)) {
            admin.remove(member, one.getID(), CALL_SECONDS);
        }
        cluster.wipe(member);
        add(member);
    }

    /** Brings the lists of the cluster and of the harness together, whatever step was not done, and then the number. */
    void settle(int size) throws Exception {
        for (var one : admin.members(SERVE_SECONDS)) {
            var name = nameOf(one);
            if (!cluster.members().contains(name)) {
                admin.remove("", one.getID(), CALL_SECONDS);
            } else if (one.getIsLearner()) {
                if (one.getName().isEmpty()) {
                    add(name);
                } else {
                    admin.promote(one.getID(), PROMOTE_SECONDS);
                }
            }
        }
        for (var member : cluster.members()) {
            if (listed(member).isEmpty()) {
                cluster.kill(member);
                cluster.wipe(member);
                add(member);
            }
        }
        while (cluster.members().size() > size) {
            remove(cluster.members().getLast());
        }
        while (cluster.members().size() < size) {
            add(next());
        }
    }

    /** The first name that nobody has. */
    String next() {
        for (int number = 1; ; number++) {
            if (!cluster.members().contains("n" + number)) {
                return "n" + number;
            }
        }
    }
}
