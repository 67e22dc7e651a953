package io.jukung.store.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the writer writes is what the reader reads. */
class BoltRoundTripTest {

    private static final HexFormat HEX = HexFormat.of();

    /** Writes buckets of entries, by hexadecimal key. */
    static void write(Path file, Map<String, NavigableMap<String, byte[]>> buckets) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            BoltWriter writer = new BoltWriter(channel);
            for (var bucket : buckets.entrySet()) {
                try (BucketWriter entries = writer.bucket(bucket.getKey())) {
                    for (var entry : bucket.getValue().entrySet()) {
                        entries.put(HEX.parseHex(entry.getKey()), entry.getValue());
                    }
                }
            }
            assertThat(writer.finish()).isEqualTo(channel.size());
        }
    }

    static NavigableMap<String, byte[]> read(BoltFile file, String bucket) throws IOException {
        var found = new TreeMap<String, byte[]>();
        BoltCursor entries = file.bucket(bucket);
        while (entries.next()) {
            found.put(HEX.formatHex(entries.key()), entries.value());
        }
        return found;
    }

    static NavigableMap<String, byte[]> random(Random random, int count, int maxKey, int maxValue) {
        var entries = new TreeMap<String, byte[]>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(maxKey)];
            byte[] value = new byte[random.nextInt(maxValue + 1)];
            random.nextBytes(key);
            random.nextBytes(value);
            entries.put(HEX.formatHex(key), value);
        }
        return entries;
    }

    @Property(tries = 60)
    void everythingComesBack(
            @ForAll Random random,
            @ForAll @IntRange(max = 3000) int count,
            @ForAll @IntRange(min = 1, max = 1500) int maxKey,
            @ForAll @IntRange(max = 9000) int maxValue)
            throws IOException {
        Path file = Files.createTempFile("bolt", ".db");
        try {
            // Pages of the longest entries take long to fill and show nothing new.
            int small = maxValue > 1000 ? count / 20 : count;
            Map<String, NavigableMap<String, byte[]>> buckets = Map.of(
                    "big", random(random, small, maxKey, maxValue),
                    "empty", new TreeMap<>(),
                    "small", random(random, 3, 20, 20));
            write(file, buckets);
            try (BoltFile opened = BoltFile.open(file)) {
                assertThat(opened.buckets()).containsExactly("big", "empty", "small");
                assertThat(opened.sizeBytes()).isEqualTo(Files.size(file));
                for (var bucket : buckets.entrySet()) {
                    var found = read(opened, bucket.getKey());
                    assertThat(found.keySet()).isEqualTo(bucket.getValue().keySet());
                    bucket.getValue()
                            .forEach((key, value) -> assertThat(Arrays.equals(found.get(key), value))
                                    .isTrue());
                }
                assertThat(read(opened, "none")).isEmpty();
            }
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 300)
    void aDamagedFileEndsInAnErrorOrInWhatIsNotDamaged(@ForAll Random random) throws IOException {
        Path file = Files.createTempFile("bolt", ".db");
        try {
            write(file, Map.of("key", random(random, 400, 40, 60), "meta", random(random, 3, 20, 20)));
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i <= random.nextInt(3); i++) {
                switch (random.nextInt(3)) {
                    case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> {
                        // A header or the first elements of a page.
                        int page = random.nextInt(bytes.length / 4096) * 4096;
                        bytes[page + random.nextInt(64)] = (byte) random.nextInt(256);
                    }
                    default -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
                }
                if (bytes.length < 4096) {
                    break;
                }
            }
            Files.write(file, bytes);
            try (BoltFile opened = BoltFile.open(file)) {
                for (String bucket : opened.buckets()) {
                    BoltCursor entries = opened.bucket(bucket);
                    while (entries.next()) {
                        entries.value();
                    }
                }
            } catch (BoltException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        } finally {
            Files.delete(file);
        }
    }

    static NavigableMap<String, byte[]> numbered(int count, int valueBytes) {
        var entries = new TreeMap<String, byte[]>();
        for (int i = 0; i < count; i++) {
            entries.put(
                    HEX.formatHex("key-%08d".formatted(i).getBytes(StandardCharsets.US_ASCII)), new byte[valueBytes]);
        }
        return entries;
    }
}
