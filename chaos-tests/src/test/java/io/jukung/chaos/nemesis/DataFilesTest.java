package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.cluster.ClusterPlan.Product;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {

    @TempDir
    private Path folder;

    @Test
    void aTornFileLosesItsLastWrittenSectorAndNoneBefore() throws Exception {
        var file = folder.resolve("log_inprogress_0");
        var bytes = new byte[1 << 18];
        Arrays.fill(bytes, 0, 1500, (byte) 7);
        Files.write(file, bytes);
        assertThat(DataFiles.written(file)).isEqualTo(1500);
        assertThat(DataFiles.tear(file)).isEqualTo(1500 - 1024);
        assertThat(DataFiles.written(file)).isEqualTo(1024);
        assertThat(Files.size(file)).isEqualTo(bytes.length);
    }

    @Test
    void flipsAreWhereSomethingIsWrittenAndDecidedByTheSeed() throws Exception {
        var bytes = new byte[5000];
        Arrays.fill(bytes, 0, 3000, (byte) 1);
        var one = Files.write(folder.resolve("one.sst"), bytes);
        var same = Files.write(folder.resolve("same.sst"), bytes);
        assertThat(DataFiles.flip(one, 4, 8)).isEqualTo(8);
        DataFiles.flip(same, 4, 8);
        var flipped = Files.readAllBytes(one);
        assertThat(flipped).isEqualTo(Files.readAllBytes(same)).isNotEqualTo(bytes);
        assertThat(Arrays.copyOfRange(flipped, 3000, 5000)).containsOnly(0);
        DataFiles.flip(same, 5, 1);
        var before = BitSet.valueOf(flipped);
        before.xor(BitSet.valueOf(Files.readAllBytes(same)));
        assertThat(before.cardinality()).isEqualTo(1);
    }

    @Test
    void theLogsFilesAreToldApart() throws Exception {
        var current = Files.createDirectories(folder.resolve("raft/group/current"));
        var aside = Files.createDirectories(folder.resolve("raft/group/damaged"));
        var closed = Files.createFile(current.resolve("log_0-99"));
        var open = Files.createFile(current.resolve("log_inprogress_100"));
        Files.createFile(aside.resolve("log_0-50"));
        Files.createFile(current.resolve("raft-meta"));
        var table = Files.createFile(
                Files.createDirectories(folder.resolve("state/db")).resolve("000012.sst"));
        var files = new DataFiles(Product.JUKUNG, folder);
        assertThat(files.closedSegments()).containsExactly(closed);
        assertThat(files.openSegment()).contains(open);
        assertThat(files.state()).containsExactly(table);
    }
}
