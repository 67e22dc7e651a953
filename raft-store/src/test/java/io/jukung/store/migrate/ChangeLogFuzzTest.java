package io.jukung.store.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.backup.SnapshotException;
import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** A backup's file of changes: what is whole is read, a torn end is found, damage is named; more is never taken for whole. */
class ChangeLogFuzzTest {

    private static final int SHORT = 3_000;

    @TempDir
    static Path directory;

    static Stream<byte[]> seeds() throws IOException {
        Path file = Files.createTempFile("changes", ".log");
        try (ChangeLog log = ChangeLog.append(file, 0)) {
            log.add(LeaseTimeToLiveResponse.newBuilder()
                    .setID(7)
                    .setGrantedTTL(60)
                    .build());
            for (int revision = 2; revision < 6; revision++) {
                log.add(new ChangeFeed.Revision(
                        revision,
                        List.of(Event.newBuilder()
                                .setKv(KeyValue.newBuilder()
                                        .setKey(ByteString.copyFromUtf8("k" + revision))
                                        .setModRevision(revision))
                                .build())));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        return Stream.of(whole);
    }

    @MethodSource("seeds")
    @FuzzTest
    void changes(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("changes.log"), bytes);
        long whole = read(file, true);
        if (whole >= 0) {
            assertThat(whole).isLessThanOrEqualTo(bytes.length);
            try (ChangeLog log = ChangeLog.append(file, whole)) {
                log.sync();
            }
            assertThat(read(file, false)).isEqualTo(whole);
        }
    }

    /** -1: damaged. */
    private static long read(Path file, boolean mayBeTorn) throws IOException {
        List<Long> revisions = new ArrayList<>();
        try {
            return ChangeLog.read(file, mayBeTorn, new ChangeLog.Reader() {
                @Override
                public boolean revision(ChangeFeed.Revision revision) {
                    return revisions.add(revision.revision());
                }

                @Override
                public void lease(LeaseTimeToLiveResponse lease) {
                    assertThat(lease).isNotNull();
                }
            });
        } catch (SnapshotException told) {
            assertThat(told).hasMessageContaining("the record at byte");
            return -1;
        }
    }

    @Test
    void inEveryBuild() throws IOException {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::changes);
    }
}
