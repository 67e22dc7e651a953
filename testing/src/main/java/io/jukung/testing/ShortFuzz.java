package io.jukung.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The part of a fuzz test that runs in every build: its seeds, what the fuzzer found before, and mutants of both from a fixed
 * seed, so that the build does not fail by chance. {@code -Djukung.fuzz.seed=N} and {@code -Djukung.fuzz.inputs=N} try others
 * and more. The long part is Jazzer's, see docs/fuzzing.md.
 */
public final class ShortFuzz {

    private static final int MAX_INPUT_BYTES = 1 << 16;
    private static final int MAX_MUTATIONS = 4;
    private static final int MAX_RUN_BYTES = 32;
    /** What lengths, counts and varints go wrong at. */
    private static final long[] EDGES = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFF_FFFFL,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final List<byte[]> corpus;
    private final SplittableRandom random;

    /** What is fuzzed. Whatever it throws is a finding. */
    @FunctionalInterface
    public interface Target {
        void take(byte[] input) throws Exception;
    }

    private ShortFuzz(List<byte[]> corpus, long seed) {
        this.corpus = corpus;
        random = new SplittableRandom(seed);
    }

    /**
     * Feeds the seeds, the files in {@code <test>Inputs} beside the class, and {@code mutants} inputs made of them.
     *
     * @throws AssertionError with the input in base64, for the first that the target throws at
     */
    public static void run(Class<?> test, List<byte[]> seeds, int mutants, Target target) {
        List<byte[]> corpus = new ArrayList<>(seeds);
        corpus.addAll(found(test));
        corpus.add(new byte[0]);
        corpus.forEach(input -> feed(input, target));
        ShortFuzz fuzz = new ShortFuzz(corpus, Long.getLong("jukung.fuzz.seed", 1));
        int inputs = Integer.getInteger("jukung.fuzz.inputs", mutants);
        for (int i = 0; i < inputs; i++) {
            feed(fuzz.mutant(), target);
        }
    }

    private static void feed(byte[] input, Target target) {
        try {
            target.take(input.clone());
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("for the input " + Base64.getEncoder().encodeToString(input), e);
        }
    }

    private static List<byte[]> found(Class<?> test) {
        var directory = test.getResource(test.getSimpleName() + "Inputs");
        if (directory == null) {
            return List.of();
        }
        try (var files = Files.walk(Path.of(directory.toURI()))) {
            List<byte[]> inputs = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
            return inputs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] mutant() {
        byte[] input = one();
        for (int left = 1 + random.nextInt(MAX_MUTATIONS); left > 0; left--) {
            input = mutate(input);
        }
        return input.length > MAX_INPUT_BYTES ? Arrays.copyOf(input, MAX_INPUT_BYTES) : input;
    }

    private byte[] one() {
        return corpus.get(random.nextInt(corpus.size())).clone();
    }

    private byte[] mutate(byte[] input) {
        if (input.length == 0) {
            return noise();
        }
        int at = random.nextInt(input.length);
        int run = Math.min(1 + random.nextInt(MAX_RUN_BYTES), input.length - at);
        return switch (random.nextInt(8)) {
            case 0 -> {
                input[at] ^= (byte) (1 << random.nextInt(8));
                yield input;
            }
            case 1 -> {
                input[at] = (byte) random.nextInt();
                yield input;
            }
            case 2 -> edge(input, at);
            case 3 -> replace(input, at, 0, noise());
            case 4 -> replace(input, at, run, new byte[0]);
            case 5 -> replace(input, at, 0, Arrays.copyOfRange(input, at, at + run));
            case 6 -> Arrays.copyOf(input, at);
            default -> splice(input, at);
        };
    }

    private byte[] noise() {
        byte[] bytes = new byte[1 + random.nextInt(MAX_RUN_BYTES)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] edge(byte[] input, int at) {
        int size = 1 << random.nextInt(4);
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] number = ByteBuffer.allocate(Long.BYTES)
                .order(order)
                .putLong(EDGES[random.nextInt(EDGES.length)])
                .array();
        int from = order == ByteOrder.BIG_ENDIAN ? Long.BYTES - size : 0;
        System.arraycopy(number, from, input, at, Math.min(size, input.length - at));
        return input;
    }

    /** The beginning of one and the end of another. */
    private byte[] splice(byte[] input, int at) {
        byte[] other = one();
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replace(input, at, input.length - at, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replace(byte[] input, int at, int length, byte[] by) {
        byte[] replaced = new byte[input.length - length + by.length];
        System.arraycopy(input, 0, replaced, 0, at);
        System.arraycopy(by, 0, replaced, at, by.length);
        System.arraycopy(input, at + length, replaced, at + by.length, input.length - at - length);
        return replaced;
    }
}
