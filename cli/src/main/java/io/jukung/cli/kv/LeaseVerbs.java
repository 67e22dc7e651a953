package io.jukung.cli.kv;

import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.ResponseHeader;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code lease} and its verbs. */
final class LeaseVerbs {

    static final List<Verb> ALL = List.of(
            new Verb("lease grant", "TTL", "Create a lease that lives so many seconds.", List.of(), LeaseVerbs::grant),
            new Verb(
                    "lease keep-alive",
                    "ID",
                    "Keep a lease alive until interrupted.",
                    List.of(Flag.toggle("once", "renew it once and end")),
                    LeaseVerbs::keepAlive),
            new Verb("lease list", "", "The leases that are alive.", List.of(), LeaseVerbs::list),
            new Verb("lease revoke", "ID", "End a lease and delete its keys.", List.of(), LeaseVerbs::revoke),
            new Verb(
                    "lease timetolive",
                    "ID",
                    "How long a lease still lives.",
                    List.of(Flag.toggle("keys", "with the keys attached to it")),
                    LeaseVerbs::timeToLive));

    private LeaseVerbs() {}

    private static void grant(Invocation run) {
        run.require(run.words().size() == 1, "lease grant command needs TTL argument");
        Numbers.problem(run.word(0), 10).ifPresent(problem -> {
            throw KvFailure.arguments("bad TTL (" + problem + ")");
        });
        var request = LeaseGrantRequest.newBuilder()
                .setTTL(Long.parseLong(run.word(0)))
                .build();
        var answer = orFail(
                "grant",
                () -> run.store()
                        .call(channel -> LeaseGrpc.newBlockingStub(channel).leaseGrant(request)));
        run.print(Answer.of(
                        answer,
                        "lease " + GoText.leaseId(answer.getID()) + " granted with TTL(" + answer.getTTL() + "s)")
                .withJson(() -> flat(
                        answer.getHeader(), "ID", answer.getID(), "TTL", answer.getTTL(), "Error", answer.getError()))
                .withFields(fields -> fields.header(answer.getHeader())
                        .number("ID", answer.getID())
                        .number("TTL", answer.getTTL())));
    }

    private static void revoke(Invocation run) {
        run.require(run.words().size() == 1, "lease revoke command needs 1 argument");
        long id = id(run);
        var answer = orFail(
                "revoke",
                () -> run.store()
                        .call(channel -> LeaseGrpc.newBlockingStub(channel)
                                .leaseRevoke(LeaseRevokeRequest.newBuilder()
                                        .setID(id)
                                        .build())));
        run.print(Answer.of(answer, "lease " + GoText.leaseId(id) + " revoked")
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void timeToLive(Invocation run) {
        run.require(run.words().size() == 1, "lease timetolive command needs lease ID as argument");
        long id = id(run);
        boolean keys = run.arguments().on("keys");
        var request =
                LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build();
        var answer =
                run.store().call(channel -> LeaseGrpc.newBlockingStub(channel).leaseTimeToLive(request));
        run.print(Answer.of(answer, lines -> {
                    var lease = "lease " + GoText.leaseId(answer.getID());
                    if (answer.getGrantedTTL() == 0 && answer.getTTL() == -1) {
                        lines.add(lease + " already expired");
                        return;
                    }
                    var attached = answer.getKeysList().stream()
                            .map(key -> key.toStringUtf8())
                            .toList();
                    lines.add(lease + " granted with TTL(" + answer.getGrantedTTL() + "s), remaining("
                            + answer.getTTL() + "s)"
                            + (keys ? ", attached keys([" + String.join(" ", attached) + "])" : ""));
                })
                .withJson(() -> {
                    var json = flat(
                            answer.getHeader(),
                            "id",
                            answer.getID(),
                            "ttl",
                            answer.getTTL(),
                            "granted-ttl",
                            answer.getGrantedTTL());
                    json.put(
                            "keys",
                            answer.getKeysCount() == 0
                                    ? GoJson.NULL
                                    : answer.getKeysList().stream()
                                            .map(GoJson::base64)
                                            .toList());
                    return json;
                })
                .withFields(fields -> {
                    fields.header(answer.getHeader())
                            .number("ID", answer.getID())
                            .number("TTL", answer.getTTL())
                            .number("GrantedTTL", answer.getGrantedTTL());
                    answer.getKeysList().forEach(key -> fields.quoted("Key", key));
                }));
    }

    private static void list(Invocation run) {
        var answer = run.store()
                .call(channel ->
                        LeaseGrpc.newBlockingStub(channel).leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
        run.print(Answer.of(answer, lines -> {
                    lines.add("found " + answer.getLeasesCount() + " leases");
                    answer.getLeasesList().forEach(lease -> lines.add(GoText.leaseId(lease.getID())));
                })
                .withJson(() -> flat(
                        answer.getHeader(),
                        "leases",
                        answer.getLeasesList().stream()
                                .map(lease -> Map.of("id", lease.getID()))
                                .toList()))
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    answer.getLeasesList().forEach(lease -> fields.number("ID", lease.getID()));
                }));
    }

    private static void keepAlive(Invocation run) {
        run.require(run.words().size() == 1, "lease keep-alive command needs lease ID as argument");
        long id = id(run);
        try (var renewal = LeaseRenewal.start(run.store(), id)) {
            if (run.arguments().on("once")) {
                var answer = renewal.next();
                if (answer.getTTL() <= 0) {
                    throw new KvFailure(Exit.BAD_CONNECTION, "etcdserver: requested lease not found");
                }
                run.print(renewed(answer));
                return;
            }
            for (var answer = renewal.next(); answer.getTTL() > 0; answer = renewal.nextInTime(answer)) {
                run.print(renewed(answer));
            }
            if (run.printer().format() == Printer.Format.SIMPLE) {
                run.printer().say("lease " + GoText.leaseId(id) + " expired or revoked.");
            }
        }
    }

    private static Answer renewed(LeaseKeepAliveResponse answer) {
        return Answer.of(
                        answer,
                        "lease " + GoText.leaseId(answer.getID()) + " keepalived with TTL(" + answer.getTTL() + ")")
                .withJson(() -> flat(answer.getHeader(), "ID", answer.getID(), "TTL", answer.getTTL()))
                .withFields(fields -> fields.header(answer.getHeader())
                        .number("ID", answer.getID())
                        .number("TTL", answer.getTTL()));
    }

    private static long id(Invocation run) {
        return Numbers.lease(run.word(0), problem -> "bad lease ID arg (" + problem + "), expecting ID in Hex");
    }

    private static <T> T orFail(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw new KvFailure(Exit.ERROR, "failed to " + what + " lease (" + KvFailure.told(e) + ")");
        }
    }

    /** Go embeds the header in these structs: its fields stand beside theirs. */
    private static Map<String, Object> flat(ResponseHeader header, Object... namesAndValues) {
        var json = GoJson.tree(header);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            json.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return json;
    }
}
