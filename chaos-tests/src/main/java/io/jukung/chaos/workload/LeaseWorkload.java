package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.bytes;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.run.Clock;
import io.jukung.chaos.run.Situation;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.PutRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Every worker has a lease with keys on it: {@code :grant id}, {@code :attach [id v]}, {@code :keep-alive id}, {@code :revoke
 * id}, {@code :ttl id}. Some leases are kept alive, some are let expire, some are revoked. Their numbers are ours.
 */
final class LeaseWorkload implements Workload {

    private static final String PREFIX = "lease/";
    /** Far from what a server would choose. */
    private static final long FIRST_ID = 0x1_0000_0000L;

    private static final int KEYS_OF_A_LEASE = 3;
    /** Behind the number in a value: as what services tell of themselves, and enough for the log's files to fill up in seconds. */
    private static final String FILLING = " " + ".".repeat(2000);

    private final WorkloadPlan plan;

    LeaseWorkload(WorkloadPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "lease";
    }

    @Override
    public Generator during() {
        return Generators.eachWorker(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.stagger(Duration.ofMillis(400), new Operations(0)));
    }

    /**
     * What a worker does with its leases, one after the other. A lease's fate is by its number: half of them are kept alive
     * for a while, some are revoked, the others forgotten, until at last somebody wants to keep them alive: that is mostly too
     * late.
     */
    private record Operations(long step) implements Generator {

        private static final int STEPS = 12;

        @Override
        public Next next(Context context) {
            int process = context.anyFree();
            int worker = process % context.workers();
            long number = step / STEPS;
            long id = FIRST_ID + number * context.workers() + worker;
            int at = (int) (step % STEPS);
            boolean kept = (number + worker) % 2 == 0;
            var of = Edn.of(id);
            Invocation invocation;
            if (at == 0) {
                invocation = new Invocation(process, "grant", of);
            } else if (at <= KEYS_OF_A_LEASE) {
                invocation = new Invocation(process, "attach", Edn.vector(of, Edn.of(step)));
            } else if (at == STEPS - 1 && (number + worker) % 3 == 0) {
                invocation = new Invocation(process, "revoke", of);
            } else if (kept || at == STEPS - 1) {
                invocation = new Invocation(process, "keep-alive", of);
            } else {
                invocation = new Invocation(process, "ttl", of);
            }
            return new Next.Emit(invocation, new Operations(step + 1));
        }
    }

    /** Leases that nobody keeps are over by then. */
    @Override
    public Generator afterwards() {
        return Generators.clients(Generators.sleep(Duration.ofSeconds(plan.ttl() + 4L)));
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(
                plan.session(process, endpoints, clock),
                (session, f, value, streams) -> perform(session, process, f, value));
    }

    private Edn perform(Session session, int process, String f, Edn value)
            throws NotAnswered, SessionClient.Declined, InterruptedException {
        int worker = plan.worker(process);
        switch (f) {
            case "grant" -> {
                long id = ((Edn.Int) value).value();
                Leases.grant(session, id, plan.ttl());
            }
            case "attach" -> {
                var pair = (Edn.Vector) value;
                long id = ((Edn.Int) pair.at(0)).value();
                long v = ((Edn.Int) pair.at(1)).value();
                session.call(
                        KVGrpc.getPutMethod(),
                        PutRequest.newBuilder()
                                .setKey(bytes(PREFIX + worker + "/" + v % KEYS_OF_A_LEASE))
                                .setValue(bytes(v + FILLING))
                                .setLease(id)
                                .build());
            }
            case "keep-alive" -> {
                if (Leases.keepAlive(session, ((Edn.Int) value).value(), plan.deadline()) == 0) {
                    throw new SessionClient.Declined("no such lease");
                }
            }
            case "revoke" -> Leases.revoke(session, ((Edn.Int) value).value());
            case "ttl" -> {
                var left = session.call(
                        LeaseGrpc.getLeaseTimeToLiveMethod(),
                        LeaseTimeToLiveRequest.newBuilder()
                                .setID(((Edn.Int) value).value())
                                .setKeys(true)
                                .build());
                return Edn.vector(value, Edn.of(left.getTTL()));
            }
            default -> throw new IllegalArgumentException("f: " + f);
        }
        return value;
    }

    @Override
    public List<Checker> checkers() {
        return List.of();
    }

    @Override
    public Set<String> required() {
        return Set.of(Situation.LEASE_EXPIRED.title());
    }
}
