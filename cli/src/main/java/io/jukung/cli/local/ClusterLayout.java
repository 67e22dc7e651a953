package io.jukung.cli.local;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Where a local cluster keeps what: everything is under one data directory.
 *
 * @param root absolute
 */
public record ClusterLayout(Path root) {

    public ClusterLayout {
        root = root.toAbsolutePath().normalize();
    }

    /** The directory of commands that name none: the environment's, or the system's. */
    public static ClusterLayout ofEnvironment() {
        return new ClusterLayout(Path.of(System.getenv().getOrDefault("JUKUNG_DATA_DIR", "/var/lib/jukung")));
    }

    boolean isDefault() {
        return equals(ofEnvironment());
    }

    public Path plan() {
        return root.resolve("cluster.json");
    }

    public Path pki() {
        return root.resolve("pki");
    }

    public Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    public Path member(ClusterPlan.Member member) {
        return root.resolve(member.name());
    }

    public Path node() {
        return root.resolve("node");
    }

    public Path containerd() {
        return root.resolve("containerd");
    }

    public Path containerdSocket() {
        return containerd().resolve("containerd.sock");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Which processes run, for {@code status}, {@code down} and tests. */
    public Path processes() {
        return run().resolve("processes.json");
    }

    private Path run() {
        return root.resolve("run");
    }

    /**
     * Makes the folders that only their owner may read.
     *
     * @throws CommandFailure also for a directory that others use: all in it goes with the cluster
     */
    public void create() {
        try {
            foreignFile().ifPresent(foreign -> {
                throw new CommandFailure(root + " holds other things than a cluster, such as " + foreign
                        + "; choose an empty or new directory with --data-dir");
            });
            for (var folder : List.of(root, pki(), logs(), node(), containerd(), run())) {
                if (!Files.isDirectory(folder)) {
                    Files.createDirectories(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot make the data directory " + root + ": " + CommandFailure.reason(e)
                            + "; choose another with --data-dir",
                    e);
        }
    }

    /** What is in a directory that is to become a cluster's and is not of one that did not get far. */
    private Optional<Path> foreignFile() throws IOException {
        if (!Files.isDirectory(root) || Files.exists(plan())) {
            return Optional.empty();
        }
        var own = List.of(pki(), logs(), node(), containerd(), run(), temporary(plan()));
        try (var files = Files.list(root)) {
            return files.filter(file -> !own.contains(file)).findFirst();
        }
    }

    /**
     * Keeps other {@code up}s and {@code down}s off this data directory.
     *
     * @throws CommandFailure while another has it
     */
    public Lock lock() {
        try {
            var channel = FileChannel.open(run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new CommandFailure("another jukung up or down is at work on " + root
                        + "; wait until it is done, or end it with Ctrl-C");
            }
            return new Lock(channel);
        } catch (IOException e) {
            throw new CommandFailure("cannot lock " + root + ": " + CommandFailure.reason(e), e);
        }
    }

    /** Held until it is released or this process ends. */
    public record Lock(FileChannel channel) {

        /** Idempotent. */
        public void release() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The plan of the cluster that must live here. */
    public ClusterPlan plannedCluster() {
        return readPlan().orElseThrow(() -> new CommandFailure("no cluster in " + root + "; make one with: jukung up"));
    }

    /** The plan of the cluster that lives here, if one does. */
    public Optional<ClusterPlan> readPlan() {
        // One that may not be looked at is there all the same.
        if (Files.notExists(plan())) {
            return Optional.empty();
        }
        try {
            return Optional.of(ClusterPlan.of(Json.read(Files.readAllBytes(plan()))));
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot read " + plan() + ": " + CommandFailure.reason(e)
                            + "; --data-dir or JUKUNG_DATA_DIR names another data directory",
                    e);
        } catch (DecodingException | IllegalArgumentException e) {
            throw new CommandFailure(
                    plan() + " is not a plan of a cluster that this program can use: " + e.getMessage()
                            + "; choose another directory with --data-dir, or remove this one by hand",
                    e);
        }
    }

    public void writePlan(ClusterPlan value) {
        writeAtomically(plan(), Json.write(value.toTree()));
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /** Replaces a file as a whole: a reader sees the old bytes or the new ones. Mode 0600. */
    static void writeAtomically(Path file, byte[] bytes) {
        try {
            var temporary = temporary(file);
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + file + ": " + CommandFailure.reason(e), e);
        }
    }
}
