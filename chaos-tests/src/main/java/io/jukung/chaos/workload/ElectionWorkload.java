package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.bytes;
import static io.jukung.chaos.workload.KeyValues.createdAt;
import static io.jukung.chaos.workload.KeyValues.op;
import static io.jukung.chaos.workload.KeyValues.put;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.run.Clock;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.election.CampaignRequest;
import io.jukung.proto.etcd.election.ElectionGrpc;
import io.jukung.proto.etcd.election.LeaderKey;
import io.jukung.proto.etcd.election.LeaderRequest;
import io.jukung.proto.etcd.election.ProclaimRequest;
import io.jukung.proto.etcd.election.ResignRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * etcd's election service: {@code :campaign}, {@code :proclaim}, {@code :resign}, {@code :leader}, and {@code :act}, a write
 * that the store takes from the leader alone (the election key's create revision is compared). Values are
 * {@code {:name :generation :holder :lease}} of the one who leads.
 */
final class ElectionWorkload implements Workload {

    private static final String NAME = "election/a";
    private static final String ACT = "acted/a";
    private static final long FIRST_ID = 0x3_0000_0000L;
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final WorkloadPlan plan;
    private final AtomicLong lease = new AtomicLong(FIRST_ID);
    private final AtomicLong values = new AtomicLong();
    private final Map<Integer, LeaderKey> leading = new ConcurrentHashMap<>();

    ElectionWorkload(WorkloadPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "election";
    }

    @Override
    public Generator during() {
        return Generators.eachWorker(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.cycle(Generators.sequence(
                        Generators.once("campaign", Edn.of(NAME)),
                        Generators.limit(
                                6,
                                Generators.stagger(
                                        Duration.ofMillis(150),
                                        Generators.mix(
                                                Generators.endless("act", Edn.NIL),
                                                Generators.endless("proclaim", Edn.NIL),
                                                Generators.endless("leader", Edn.NIL),
                                                Generators.endless("keep-alive", Edn.NIL)))),
                        Generators.once("resign", Edn.NIL))));
    }

    @Override
    public Generator afterwards() {
        return Generators.none();
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(
                plan.session(process, endpoints, clock),
                (session, f, value, streams) -> perform(session, plan.worker(process), f));
    }

    private Edn perform(Session session, int worker, String f)
            throws NotAnswered, SessionClient.Declined, InterruptedException {
        switch (f) {
            case "campaign" -> {
                leading.remove(worker);
                long id = lease.incrementAndGet();
                Leases.grant(session, id, plan.ttl());
                var won = session.call(
                        ElectionGrpc.getCampaignMethod(),
                        CampaignRequest.newBuilder()
                                .setName(bytes(NAME))
                                .setLease(id)
                                .setValue(bytes("campaign " + values.incrementAndGet()))
                                .build(),
                        WAIT);
                leading.put(worker, won.getLeader());
                return said(won.getLeader());
            }
            case "leader" -> {
                var leader = session.call(
                        ElectionGrpc.getLeaderMethod(),
                        LeaderRequest.newBuilder().setName(bytes(NAME)).build());
                return Edn.dict(
                        "name", Edn.of(NAME),
                        "generation", Edn.of(leader.getKv().getCreateRevision()),
                        "holder", Edn.of(leader.getKv().getKey().toStringUtf8()),
                        "value", Edn.of(leader.getKv().getValue().toStringUtf8()));
            }
            default -> {}
        }
        var mine = leading.get(worker);
        if (mine == null) {
            throw new SessionClient.Declined("it leads nothing");
        }
        switch (f) {
            case "proclaim" ->
                session.call(
                        ElectionGrpc.getProclaimMethod(),
                        ProclaimRequest.newBuilder()
                                .setLeader(mine)
                                .setValue(bytes("proclaim " + values.incrementAndGet()))
                                .build());
            case "act" -> {
                var done = session.call(
                        KVGrpc.getTxnMethod(),
                        TxnRequest.newBuilder()
                                .addCompare(createdAt(mine.getKey(), mine.getRev()))
                                .addSuccess(op(put(ACT, mine.getRev() + " " + values.incrementAndGet())))
                                .build());
                if (!done.getSucceeded()) {
                    leading.remove(worker);
                    throw new SessionClient.Declined("another leads");
                }
            }
            case "keep-alive" -> {
                if (Leases.keepAlive(session, mine.getLease(), plan.deadline()) == 0) {
                    throw new SessionClient.Declined("the lease is over");
                }
            }
            case "resign" -> {
                leading.remove(worker);
                session.call(
                        ElectionGrpc.getResignMethod(),
                        ResignRequest.newBuilder().setLeader(mine).build());
            }
            default -> throw new IllegalArgumentException("f: " + f);
        }
        return said(mine);
    }

    private static Edn said(LeaderKey leader) {
        return Edn.dict(
                "name", Edn.of(NAME),
                "generation", Edn.of(leader.getRev()),
                "holder", Edn.of(leader.getKey().toStringUtf8()),
                "lease", Edn.of(leader.getLease()));
    }

    @Override
    public List<Checker> checkers() {
        return Judges.election();
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }
}
