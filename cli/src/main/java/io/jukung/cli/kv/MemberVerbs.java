package io.jukung.cli.kv;

import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.Member;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.MemberListResponse;
import io.jukung.proto.etcd.MemberPromoteRequest;
import io.jukung.proto.etcd.MemberRemoveRequest;
import io.jukung.proto.etcd.MemberUpdateRequest;
import io.jukung.proto.etcd.ResponseHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code member} and its verbs. */
final class MemberVerbs {

    private static final Flag PEER_URLS =
            Flag.list("peer-urls", "", "where the other members reach it, such as http://10.0.0.4:2380");

    static final List<Verb> ALL = List.of(
            new Verb(
                    "member add",
                    "NAME",
                    "Add a member and print what it is started with.",
                    List.of(Flag.toggle("learner", "without a vote until it is promoted"), PEER_URLS),
                    MemberVerbs::add),
            new Verb("member list", "", "The members of the store.", List.of(), MemberVerbs::list),
            new Verb("member promote", "ID", "Give a learner a vote.", List.of(), MemberVerbs::promote),
            new Verb("member remove", "ID", "Remove a member.", List.of(), MemberVerbs::remove),
            new Verb(
                    "member update",
                    "ID",
                    "Change where a member is reached.",
                    List.of(PEER_URLS),
                    MemberVerbs::update));

    private MemberVerbs() {}

    private static void add(Invocation run) {
        run.require(!run.words().isEmpty(), "member name not provided");
        run.require(run.words().size() == 1, "too many arguments");
        var urls = urls(run);
        for (var url : urls) {
            if (!url.matches("(https?|unixs?)://.+")) {
                throw new KvFailure(Exit.ERROR, "URL scheme must be http, https, unix, or unixs: " + url);
            }
        }
        var answer = run.store()
                .call(channel -> ClusterGrpc.newBlockingStub(channel)
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addAllPeerURLs(urls)
                                .setIsLearner(run.arguments().on("learner"))
                                .build()));
        var added = answer.getMember();
        run.print(Answer.of(answer, lines -> {
            lines.add(changed(added.getID(), "added to", answer.getHeader()));
            lines.add("");
            lines.add("ETCD_NAME=" + GoText.quote(run.word(0)));
            lines.add("ETCD_INITIAL_CLUSTER=\""
                    + String.join(",", initialCluster(answer.getMembersList(), added.getID(), run.word(0))) + "\"");
            lines.add("ETCD_INITIAL_ADVERTISE_PEER_URLS=\"" + String.join(",", added.getPeerURLsList()) + "\"");
            lines.add("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
        }));
    }

    /** The new member's own list says no name of it yet. */
    private static List<String> initialCluster(List<Member> members, long added, String name) {
        var urls = new ArrayList<String>();
        for (var member : members) {
            var shown = member.getID() == added ? name : member.getName();
            member.getPeerURLsList().forEach(url -> urls.add(shown + "=" + url));
        }
        return urls;
    }

    private static void remove(Invocation run) {
        long id = id(run);
        var answer = run.store()
                .call(channel -> ClusterGrpc.newBlockingStub(channel)
                        .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build()));
        run.print(Answer.of(answer, changed(id, "removed from", answer.getHeader())));
    }

    private static void update(Invocation run) {
        long id = id(run);
        var urls = urls(run);
        var answer = run.store()
                .call(channel -> ClusterGrpc.newBlockingStub(channel)
                        .memberUpdate(MemberUpdateRequest.newBuilder()
                                .setID(id)
                                .addAllPeerURLs(urls)
                                .build()));
        run.print(Answer.of(answer, changed(id, "updated in", answer.getHeader())));
    }

    private static void promote(Invocation run) {
        long id = id(run);
        var answer = run.store()
                .call(channel -> ClusterGrpc.newBlockingStub(channel)
                        .memberPromote(
                                MemberPromoteRequest.newBuilder().setID(id).build()));
        run.print(Answer.of(answer, changed(id, "promoted in", answer.getHeader())));
    }

    private static void list(Invocation run) {
        var answer = members(run.store());
        run.print(Answer.of(answer, lines -> rows(answer).forEach(row -> lines.add(String.join(", ", row))))
                .withJson(() -> run.printer().hex() ? inHex(answer) : GoJson.tree(answer))
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    for (var member : answer.getMembersList()) {
                        fields.unsigned("ID", member.getID()).quoted("Name", member.getName());
                        member.getPeerURLsList().forEach(url -> fields.quoted("PeerURL", url));
                        member.getClientURLsList().forEach(url -> fields.quoted("ClientURL", url));
                        fields.plain("IsLearner", Boolean.toString(member.getIsLearner()))
                                .line("");
                    }
                })
                .withTable(() -> new Answer.Table(
                        List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"), rows(answer))));
    }

    /** All members, as a majority knows them. */
    static MemberListResponse members(StoreConnection store) {
        return store.call(channel -> ClusterGrpc.newBlockingStub(channel)
                .memberList(MemberListRequest.newBuilder().setLinearizable(true).build()));
    }

    private static List<List<String>> rows(MemberListResponse answer) {
        return answer.getMembersList().stream()
                .map(member -> List.of(
                        GoText.hexId(member.getID()),
                        member.getName().isEmpty() ? "unstarted" : "started",
                        member.getName(),
                        String.join(",", member.getPeerURLsList()),
                        String.join(",", member.getClientURLsList()),
                        Boolean.toString(member.getIsLearner())))
                .toList();
    }

    /** etcdctl writes this form by hand, with a name of its own for the last field. */
    private static Map<String, Object> inHex(MemberListResponse answer) {
        var header = GoJson.tree(answer.getHeader());
        header.replace("cluster_id", GoText.hexId(answer.getHeader().getClusterId()));
        header.replace("member_id", GoText.hexId(answer.getHeader().getMemberId()));
        var members = new ArrayList<Map<String, Object>>();
        for (var member : answer.getMembersList()) {
            var json = GoJson.tree(member);
            json.replace("ID", GoText.hexId(member.getID()));
            var clients = json.remove("clientURLs");
            if (clients != null) {
                json.put("clientURLS", clients);
            }
            members.add(json);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("header", header);
        json.put("members", members);
        return json;
    }

    private static String changed(long id, String how, ResponseHeader header) {
        return "Member " + padded(id) + " " + how + " cluster " + padded(header.getClusterId());
    }

    /** Sixteen places, blanks in front. */
    private static String padded(long id) {
        var hex = GoText.hexId(id);
        return " ".repeat(16 - hex.length()) + hex;
    }

    private static long id(Invocation run) {
        run.require(run.words().size() == 1, "member ID is not provided");
        return Numbers.member(run.word(0), problem -> "bad member ID arg (" + problem + "), expecting ID in Hex");
    }

    private static List<String> urls(Invocation run) {
        var urls = run.arguments().list("peer-urls");
        run.require(!urls.isEmpty(), "member peer urls not provided");
        return urls;
    }
}
