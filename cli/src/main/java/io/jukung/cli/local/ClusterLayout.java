package io.jukung.cli.local;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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
        return root.resolve("run/processes.json");
    }

    /** Makes the folders that only their owner may read. */
    public void create() {
        try {
            for (var folder : new Path[] {
                root, pki(), logs(), node(), containerd(), processes().getParent()
            }) {
                if (folder != null && !Files.isDirectory(folder)) {
                    Files.createDirectories(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot make the data directory " + root + ": " + e.getMessage()
                            + "; choose another with --data-dir",
                    e);
        }
    }

    /** The plan of the cluster that lives here, if one does. */
    public Optional<ClusterPlan> readPlan() {
        if (!Files.exists(plan())) {
            return Optional.empty();
        }
        try {
            return Optional.of(ClusterPlan.of(Json.read(Files.readAllBytes(plan()))));
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + plan() + ": " + e.getMessage(), e);
        } catch (DecodingException | IllegalArgumentException e) {
            throw new CommandFailure(
                    plan() + " is not a cluster's plan: " + e.getMessage()
                            + "; choose another --data-dir, or remove this one with: jukung down --purge",
                    e);
        }
    }

    public void writePlan(ClusterPlan value) {
        writeAtomically(plan(), Json.write(value.toTree()));
    }

    /** Replaces a file as a whole: a reader sees the old bytes or the new ones. Mode 0600. */
    static void writeAtomically(Path file, byte[] bytes) {
        try {
            var temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
