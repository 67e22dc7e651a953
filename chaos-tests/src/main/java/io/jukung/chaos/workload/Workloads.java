package io.jukung.chaos.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The workloads there are. */
public final class Workloads {

    private static final Map<String, Function<WorkloadPlan, Workload>> BY_NAME = new LinkedHashMap<>();

    /** What a mixed run consists of, with how many workers of each hundred. */
    private static final Map<String, Integer> MIXTURE = new LinkedHashMap<>();

    static {
        BY_NAME.put("register", Register::ofAll);
        BY_NAME.put("append", Transactions::append);
        BY_NAME.put("wr", Transactions::registers);
        BY_NAME.put("set", SetOfKeys::new);
        BY_NAME.put("bank", Bank::new);
        BY_NAME.put("watch", WatchWorkload::new);
        BY_NAME.put("lease", LeaseWorkload::new);
        BY_NAME.put("lock", LockWorkload::new);
        BY_NAME.put("election", ElectionWorkload::new);
        BY_NAME.put("kubernetes", Kubernetes::new);
        BY_NAME.put("one-writer", Register::ofOneWriter);
        BY_NAME.put("mixed", Workloads::mixed);
        MIXTURE.put("register", 24);
        MIXTURE.put("append", 16);
        MIXTURE.put("set", 8);
        MIXTURE.put("bank", 8);
        MIXTURE.put("watch", 16);
        MIXTURE.put("lease", 8);
        MIXTURE.put("lock", 8);
        MIXTURE.put("kubernetes", 12);
    }

    private Workloads() {}

    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException there is none of that name; tells which there are
     */
    public static Workload named(String name, WorkloadPlan plan) {
        var maker = BY_NAME.get(name);
        if (maker == null) {
            throw new IllegalArgumentException(
                    "workload: \"" + name + "\", expected one of " + String.join(", ", names()));
        }
        return maker.apply(plan);
    }

    private static Workload mixed(WorkloadPlan plan) {
        if (plan.workers() < 2 * MIXTURE.size()) {
            throw new IllegalArgumentException("concurrency: " + plan.workers() + ", expected at least "
                    + 2 * MIXTURE.size() + " for the workload mixed");
        }
        var parts = new ArrayList<Mixed.Part>();
        int first = 0;
        int spare = plan.workers() - 2 * MIXTURE.size();
        for (var share : MIXTURE.entrySet()) {
            int workers = 2 + spare * share.getValue() / 100;
            parts.add(new Mixed.Part(first, workers, named(share.getKey(), plan.of(plan.first() + first, workers))));
            first += workers;
        }
        return new Mixed(parts, plan.total());
    }
}
