package io.jukung.chaos.scenario;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.run.Script;
import io.jukung.chaos.run.ScriptPlan;
import java.util.List;
import java.util.Optional;

/**
 * Something that once went wrong elsewhere, as a script.
 *
 * @param id as {@code etcd-13766}
 * @param origin issue and versions, or the pitfall of Ratis
 * @param happened what went wrong there
 * @param done what is done here
 * @param holds what must be so; besides, all checkers of every run must find nothing
 * @param bugs of the zoo with each of which it was seen to be violated
 */
public record Scenario(
        String id,
        String origin,
        String happened,
        String done,
        String holds,
        Setting setting,
        List<String> bugs,
        Script script) {

    public Scenario {
        bugs = List.copyOf(bugs);
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("id: \"" + id + "\", expected words joined by -");
        }
    }

    /** It on a product's cluster, with a bug of the zoo if there is one. */
    public ScriptPlan plan(Product product, Placement placement, Optional<String> bug) {
        return new ScriptPlan(
                id,
                product,
                placement,
                setting.members(),
                setting.storage(),
                setting.snapshots(),
                setting.flags(),
                setting.excused(),
                bug);
    }

    /**
     * The cluster it needs.
     *
     * @param snapshots whether a member that is away for a moment needs a snapshot
     * @param switched whether members' clocks or disks are lied to, which cannot be done to etcd
     * @param excused faults by name after which members may complain about their disks
     */
    public record Setting(
            int members,
            Storage storage,
            boolean snapshots,
            boolean switched,
            List<String> flags,
            List<String> excused) {

        public Setting {
            flags = List.copyOf(flags);
            excused = List.copyOf(excused);
        }

        static final Setting THREE = new Setting(3, Storage.DIRECTORY, false, false, List.of(), List.of());

        /** That needs a snapshot after a moment away. */
        static final Setting LITTLE_LOG = new Setting(3, Storage.DIRECTORY, true, false, List.of(), List.of());

        Setting members(int count) {
            return new Setting(count, storage, snapshots, switched, flags, excused);
        }

        /** On disks that lose power or fill up. */
        Setting onImages(String... faults) {
            return new Setting(members, Storage.IMAGE, snapshots, switched, flags, List.of(faults));
        }

        Setting excusing(String... faults) {
            return new Setting(members, storage, snapshots, switched, flags, List.of(faults));
        }

        Setting lyingTo() {
            return new Setting(members, storage, snapshots, true, flags, excused);
        }

        Setting with(String... some) {
            return new Setting(members, storage, snapshots, switched, List.of(some), excused);
        }
    }
}
