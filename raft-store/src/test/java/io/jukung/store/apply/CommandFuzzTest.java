package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries of the log, and commands that other members forward: from any bytes, commands that can be applied, or an error. */
class CommandFuzzTest {

    private static final int SEEDS = 60;
    private static final int SHORT = 20_000;

    static Stream<byte[]> seeds() throws IOException {
        return Stream.of("golden-log-1.txt", "golden-log-2.txt", "golden-log-members-1.txt")
                .flatMap(log -> lines(log).stream().limit(SEEDS))
                .map(Base64.getDecoder()::decode);
    }

    private static List<String> lines(String log) {
        try (InputStream in = CommandFuzzTest.class.getResourceAsStream(log)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What was read is written and read as the same; and no entry, whoever wrote it, makes a member fall over. */
    @MethodSource("seeds")
    @FuzzTest
    void entry(byte[] bytes) {
        List<Command> commands;
        try {
            commands = CommandCodec.decode(ByteString.copyFrom(bytes));
        } catch (UnknownFormatException e) {
            assertThat(e).hasMessageContaining("a log entry");
            return;
        }
        byte[] written = CommandCodec.encode(commands);
        assertThat(CommandCodec.decode(ByteString.copyFrom(written))).isEqualTo(commands);
        Member member = new Member();
        var outcomes = member.entry(commands.toArray(Command[]::new)).outcomes();
        assertThat(outcomes).hasSameSizeAs(commands);
        assertThat(member.restarted().state().mark()).isEqualTo(member.state().mark());
    }

    @Test
    void inEveryBuild() throws IOException {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::entry);
    }
}
