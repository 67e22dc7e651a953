package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.ClusterPlan.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system of its own, mounted in the run's directory.
 *
 * @param folder of the member: {@code disk} in it is mounted, {@code disk.img} is the image if there is one
 */
record FileSystem(Storage storage, Path folder) implements Volume {

    /** Etcd alone takes 64 MiB for each of its log's files. */
    private static final int MEGABYTES = 256;

    /** {@code XFS_IOC_GOINGDOWN}, which ext4 knows too (EXT4_IOC_SHUTDOWN). */
    private static final long GOING_DOWN = 0x8004587dL;

    /** Without writing the journal: {@code EXT4_GOING_FLAGS_NOLOGFLUSH}. */
    private static final int NO_LOG_FLUSH = 2;

    private Path disk() {
        return folder.resolve("disk");
    }

    private Path image() {
        return folder.resolve("disk.img");
    }

    private Path filler() {
        return disk().resolve("filler");
    }

    @Override
    public Path data() {
        return disk().resolve("data");
    }

    private boolean mounted() throws IOException {
        // A mount point is on another file system than the folder that it is in.
        return Files.exists(disk())
                && !Files.getFileStore(disk()).equals(Files.getFileStore(folder))
                && Files.readString(Path.of("/proc/self/mountinfo"))
                        .contains(" " + disk().toString().replace(" ", "\\040") + " ");
    }

    @Override
    public void mount() throws IOException, InterruptedException {
        if (mounted()) {
            return;
        }
        Files.createDirectories(disk());
        if (storage == Storage.TMPFS) {
            Shell.run(List.of(
                    "mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "jukung-chaos", disk().toString()));
            return;
        }
        if (!Files.exists(image())) {
            Shell.run(List.of("truncate", "-s", MEGABYTES + "M", image().toString()));
            Shell.run(List.of(
                    Programs.find("mkfs.ext4")
                            .orElseThrow(() -> new IOException("mkfs.ext4 is not installed (package e2fsprogs)"))
                            .toString(),
                    "-q",
                    "-F",
                    image().toString()));
        }
        Shell.run(List.of("mount", "-o", "loop", image().toString(), disk().toString()));
    }

    @Override
    public void fill() throws IOException, InterruptedException {
        // At once as much as there is room for, then what is left in the corners.
        Shell.script("""
                fallocate -l "$(df --output=avail -B1 "DISK" | tail -n 1)" "FILLER" 2>/dev/null || true
                cat /dev/zero >>"FILLER" 2>/dev/null || true
                """.replace("DISK", disk().toString()).replace("FILLER", filler().toString()));
    }

    @Override
    public void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    @Override
    public void losePower(Killing killing) throws Exception {
        if (storage != Storage.IMAGE) {
            throw new IOException("storage: " + storage + " cannot lose power, expected IMAGE");
        }
        int fd = Posix.open(disk().toString(), Posix.O_RDONLY);
        try (var arena = Arena.ofConfined()) {
            var flags = arena.allocate(ValueLayout.JAVA_INT);
            flags.set(ValueLayout.JAVA_INT, 0, NO_LOG_FLUSH);
            Posix.ioctl(fd, GOING_DOWN, flags);
        } finally {
            Posix.close(fd);
        }
        // First the disk, so that nothing is acknowledged that the member believes to have written since.
        killing.kill();
        Shell.run(List.of("umount", disk().toString()));
        awaitDetached();
        mount();
    }

    /**
     * Until the kernel lets the image go: while another process has a copy of all mounts, as every start of a container has
     * for a moment, the disk without power lives on, and what is mounted of the image would be that one.
     */
    private void awaitDetached() throws IOException, InterruptedException {
        Shell.script("""
                tries=0
                while cat /sys/block/loop*/loop/backing_file 2>/dev/null | grep -qxF "IMAGE"; do
                  tries=$((tries + 1))
                  [ $tries -lt 200 ] || { echo "still attached to a loop device after 20 s: IMAGE"; exit 1; }
                  sleep 0.1
                done
                """.replace("IMAGE", image().toString()));
    }
}
