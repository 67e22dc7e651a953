package io.jukung.chaos.check;

import com.google.protobuf.Message;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Clients of a store that does one thing at a time: operations begin, take effect somewhere between begin and end, and end.
 * Some outcomes stay unknown, whether they took effect or not, or take effect only later. All from one seed.
 */
public final class Simulation {

    /** What a client does: an operation with the request behind it, if there is one. */
    public record Step(String f, Edn value, Message request) {
        public static Step of(String f, Edn value) {
            return new Step(f, value, null);
        }
    }

    /** What came of it: {@code refused} is the text of an error. */
    public record Effect(boolean ok, Edn value, Message response, String refused) {
        public static Effect ok(Edn value) {
            return new Effect(true, value, null, null);
        }

        public static Effect failed(Edn value) {
            return new Effect(false, value, null, null);
        }

        public static Effect answered(Edn value, Message response) {
            return new Effect(true, value, response, null);
        }

        public static Effect refused(String text) {
            return new Effect(false, Edn.NIL, null, text);
        }
    }

    public interface World {
        Step next(int process, Random random);

        Effect apply(int process, Step step, long nanos);

        /** Whether one that is told to have failed takes effect all the same: a fault of the store. */
        default boolean appliesRefused() {
            return false;
        }
    }

    private enum Kind {
        BEGIN,
        EFFECT,
        END
    }

    private static final class Running {
        final int process;
        final Step step;
        final long begun;
        final Phase fate;
        Effect effect;

        Running(int process, Step step, long begun, Phase fate) {
            this.process = process;
            this.step = step;
            this.begun = begun;
            this.fate = fate;
        }
    }

    private record Happening(long nanos, long order, Kind kind, int worker, Running running) {}

    private final World world;
    private final Random random;
    private final double unknown;
    private final double refused;
    private final PriorityQueue<Happening> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Happening::nanos).thenComparingLong(Happening::order));
    private final List<Op> ops = new ArrayList<>();
    private final int workers;
    /** Nanoseconds: half of how long things take at most. */
    private final long unit;

    private final int[] process;
    private long order;
    private int left;

    public Simulation(World world, long seed, int workers, int operations, double unknown, double refused) {
        this(world, seed, workers, operations, unknown, refused, 1_000_000);
    }

    public Simulation(World world, long seed, int workers, int operations, double unknown, double refused, long unit) {
        this.unit = unit;
        this.world = world;
        this.random = new Random(seed);
        this.workers = workers;
        this.left = operations;
        this.unknown = unknown;
        this.refused = refused;
        this.process = new int[workers];
    }

    public History run() {
        for (int worker = 0; worker < workers; worker++) {
            process[worker] = worker;
            at(1 + random.nextLong(unit), Kind.BEGIN, worker, null);
        }
        while (!agenda.isEmpty()) {
            var now = agenda.remove();
            switch (now.kind()) {
                case BEGIN -> begin(now);
                case EFFECT ->
                    now.running().effect = world.apply(now.running().process, now.running().step, now.nanos());
                case END -> end(now);
            }
        }
        return new History(ops);
    }

    private void at(long nanos, Kind kind, int worker, Running running) {
        agenda.add(new Happening(nanos, order++, kind, worker, running));
    }

    private void begin(Happening now) {
        if (left-- <= 0) {
            return;
        }
        var step = world.next(process[now.worker()], random);
        double draw = random.nextDouble();
        var fate = draw < unknown ? Phase.INFO : draw < unknown + refused ? Phase.FAIL : Phase.OK;
        var running = new Running(process[now.worker()], step, now.nanos(), fate);
        op(now.nanos(), running, Phase.INVOKE, step.value(), List.of());
        long effect = now.nanos() + 2 + random.nextLong(2 * unit);
        long end = effect + 2 + random.nextLong(2 * unit);
        switch (fate) {
            case OK -> at(effect, Kind.EFFECT, now.worker(), running);
            case FAIL -> {
                if (world.appliesRefused()) {
                    at(effect, Kind.EFFECT, now.worker(), running);
                }
            }
            case INFO, INVOKE -> {
                int way = random.nextInt(3);
                if (way > 0) {
                    at(way == 1 ? effect : end + random.nextLong(20 * unit), Kind.EFFECT, now.worker(), running);
                }
            }
        }
        at(end, Kind.END, now.worker(), running);
    }

    private void end(Happening now) {
        var running = now.running();
        var phase = running.fate == Phase.OK && !running.effect.ok() ? Phase.FAIL : running.fate;
        var value = phase == Phase.OK ? running.effect.value() : running.step.value();
        op(now.nanos(), running, phase, value, calls(running, now.nanos()));
        if (phase == Phase.INFO) {
            process[now.worker()] += workers;
        }
        at(now.nanos() + 1 + random.nextLong(unit), Kind.BEGIN, now.worker(), null);
    }

    private List<Call> calls(Running running, long ended) {
        if (running.step.request() == null) {
            return List.of();
        }
        Call.Result result = switch (running.fate) {
            case INFO, INVOKE -> new Call.Result.Unknown("UNAVAILABLE", "connection lost");
            case FAIL -> new Call.Result.Refused("UNAVAILABLE", "etcdserver: no leader");
            case OK ->
                running.effect.refused() != null
                        ? new Call.Result.Refused("OUT_OF_RANGE", running.effect.refused())
                        : new Call.Result.Answered(running.effect.response());
        };
        return List.of(new Call(
                "n" + (1 + running.process % 3),
                running.step.f(),
                running.step.request(),
                result,
                running.begun + 1,
                ended - 1));
    }

    private void op(long nanos, Running running, Phase phase, Edn value, List<Call> calls) {
        ops.add(new Op(
                ops.size(),
                running.process,
                phase,
                running.step.f(),
                value,
                nanos,
                phase == Phase.INFO ? "unknown" : null,
                calls,
                List.of()));
    }
}
