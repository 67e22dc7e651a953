package io.jukung.chaos.run;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What cluster a script is played on.
 *
 * @param scenario its id, as {@code etcd-13766}
 * @param snapshots whether members keep so little of the log that one that is away for a moment needs a snapshot
 * @param flags of either product's members
 * @param excused faults by name after which members may complain about their disks
 */
public record ScriptPlan(
        String scenario,
        Product product,
        Placement placement,
        int members,
        Storage storage,
        boolean snapshots,
        List<String> flags,
        List<String> excused,
        Optional<String> bug) {

    private static final Pattern LATER_NAMES =
            Pattern.compile("--(compaction-batch-limit|watch-progress-notify-interval)=.*");

    public ScriptPlan {
        flags = List.copyOf(flags);
        excused = List.copyOf(excused);
        if (bug.isPresent() && product == Product.ETCD) {
            throw new IllegalArgumentException("bug: \"" + bug.get() + "\", expected none for etcd");
        }
    }

    /** As {@code scenario-etcd-13766}. */
    String name() {
        return "scenario-" + scenario
                + (product == Product.ETCD ? "-etcd" : "")
                + bug.map(planted -> "-bug-" + planted).orElse("");
    }

    /** The command that does the same. */
    String again() {
        return new ShellCommand("jukung-chaos", "scenario", scenario)
                .on(product, placement, bug)
                .toString();
    }

    /** All flags, in the product's spelling. */
    List<String> allFlags() {
        var all = new ArrayList<String>();
        if (snapshots) {
            all.add("--snapshot-count=50");
            all.add(
                    product == Product.ETCD
                            ? "--experimental-snapshot-catchup-entries=10"
                            : "--snapshot-catchup-entries=10");
            if (product == Product.JUKUNG) {
                all.add("--wal-segment-bytes=16384");
            }
        }
        for (var flag : flags) {
            boolean renamed =
                    product == Product.ETCD && LATER_NAMES.matcher(flag).matches();
            all.add(renamed ? flag.replaceFirst("--", "--experimental-") : flag);
        }
        return all;
    }
}
