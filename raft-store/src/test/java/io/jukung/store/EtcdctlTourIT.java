package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same commands against a real etcd and against us give the same output, exit code and errors: with the etcdctl of 3.5
 * against one member, with that of 3.4 against a follower of three.
 */
@Needs(tools = {"etcd", "etcdctl", "etcdctl-3.4"})
class EtcdctlTourIT {

    @ParameterizedTest
    @CsvSource({"etcdctl, 1", "etcdctl-3.4, 3"})
    void answersAsEtcd(String program, int members, @TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, members);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = members == 1 ? "m1" : cluster.aFollower();
            var theirs = CompletableFuture.supplyAsync(
                    () -> tour(program, etcd.endpoint(), directory.resolve("theirs"), members == 1), threads);
            var ours = tour(program, cluster.endpoint(asked), directory.resolve("ours"), members == 1);
            assertThat(differences(theirs.join(), ours)).isEmpty();
        }
    }

    private static List<String> tour(String program, String endpoint, Path folder, boolean alone) {
        try {
            return new EtcdctlTour(Etcdctl.of(program, endpoint), Files.createDirectory(folder)).run(alone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> differences(List<String> theirs, List<String> ours) {
        assertThat(ours).hasSameSizeAs(theirs);
        var differences = new ArrayList<String>();
        for (int i = 0; i < theirs.size(); i++) {
            if (!theirs.get(i).equals(ours.get(i))) {
                differences.add("etcd: " + theirs.get(i) + "\nours: " + ours.get(i));
            }
        }
        return differences;
    }
}
