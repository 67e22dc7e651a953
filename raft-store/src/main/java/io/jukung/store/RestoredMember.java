package io.jukung.store;

import static io.jukung.store.StoreConfig.require;

import io.jukung.store.backup.Restore;
import io.jukung.store.backup.SnapshotFile;
import io.jukung.store.bbolt.BoltFile;
import io.jukung.store.member.Membership;
import io.jukung.store.member.NewDirectory;
import io.jukung.store.migrate.Migration;
import io.jukung.store.migrate.PointInTime;
import io.jukung.store.migrate.SourceStore;
import io.jukung.store.mvcc.StoreMark;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member of a new cluster that begins with what another store held. Every member of the cluster has to be made from the same
 * content; they agree from the start.
 *
 * @param name this member's, a key of the initial cluster
 * @param dataDir is made; must not exist, or be empty
 * @param bootstrap what the member will be started with
 * @param advertisePeerUrls this member's in the initial cluster
 */
public record RestoredMember(String name, Path dataDir, Bootstrap bootstrap, List<URI> advertisePeerUrls) {

    public RestoredMember {
        advertisePeerUrls = List.copyOf(advertisePeerUrls);
        var own = bootstrap.initialCluster().getOrDefault(name, List.of());
        require(
                !own.isEmpty(),
                "initial-cluster: has no member named " + name + ", only "
                        + bootstrap.initialCluster().keySet().stream().sorted().toList());
        require(
                Set.copyOf(own).equals(Set.copyOf(advertisePeerUrls)),
                "initial-advertise-peer-urls: " + advertisePeerUrls + " are not those of " + name
                        + " in initial-cluster: " + own);
    }

    /**
     * Makes the data directory from a snapshot of etcd (3.4 to 3.6) or ours, or from the database in etcd's data directory
     * ({@code member/snap/db}, etcd stopped).
     *
     * @param skipHashCheck take a file without a hash, as data directories have it
     * @return where the state is
     * @throws IOException saying what is wrong with file or directory; then no directory was made
     */
    public StoreMark restore(Path snapshot, boolean skipHashCheck, Restore.Options options)
            throws IOException, InterruptedException {
        NewDirectory.checkAbsent(dataDir);
        try (BoltFile database = SnapshotFile.open(snapshot, skipHashCheck)) {
            return make((store, scratch) -> Restore.into(store, database, options, scratch));
        }
    }

    /** Makes the data directory from a backup, as {@link #restore} does. */
    public StoreMark restore(PointInTime backup) throws IOException, InterruptedException {
        return make(backup::into);
    }

    /**
     * Makes the data directory from a running store; it is there once the copy was cut off.
     *
     * @param backup of that store, which saves the download; null: none
     */
    public StoreMark migrate(SourceStore source, @Nullable PointInTime backup, Migration.Watcher watcher)
            throws IOException, InterruptedException {
        return make((store, scratch) -> new Migration(source, backup, scratch, watcher).into(store));
    }

    private StoreMark make(NewDirectory.Filling<StoreMark> filling) throws IOException, InterruptedException {
        var membership = Membership.of(bootstrap.initialCluster(), bootstrap.token());
        long memberId =
                Membership.id(advertisePeerUrls.stream().map(URI::toString).toList(), bootstrap.token());
        return NewDirectory.create(dataDir, membership, memberId, filling);
    }
}
