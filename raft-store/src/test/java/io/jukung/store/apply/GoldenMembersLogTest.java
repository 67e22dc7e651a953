package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.store.storage.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same as {@link GoldenLogTest} for the commands that change the members, which came later. */
class GoldenMembersLogTest {

    private static final String LOG = "golden-log-members-1.txt";
    /** As it was on the day the log was written. */
    private static final long DIGEST = -3488672217019800581L;

    private static List<String> goldenLines() throws IOException {
        try (InputStream in = GoldenMembersLogTest.class.getResourceAsStream(LOG)) {
            assertThat(in).as("the golden log").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    @Test
    void aReleasedLogGivesTheMembersItGaveThen() throws IOException {
        StoreState state = StoreState.open(new MemoryStore(), 1 << 20);
        long index = 0;
        for (String line : goldenLines()) {
            ByteString entry = ByteString.copyFrom(Base64.getDecoder().decode(line));
            List<Command> commands = CommandCodec.decode(entry);
            assertThat(ByteString.copyFrom(CommandCodec.encode(commands))).isEqualTo(entry);
            state.apply(1, index++, commands);
        }
        assertThat(state.mark().digest()).isEqualTo(DIGEST);
        assertThat(state.cluster())
                .isEqualTo(new ClusterInfo(
                        77,
                        ClusterVersion.UNKNOWN,
                        true,
                        Map.of(
                                2L,
                                new ClusterMember(
                                        2, "m2", List.of("http://p2b", "http://p2c"), List.of("http://c2"), false),
                                3L,
                                new ClusterMember(3, "", List.of("http://p3"), List.of(), false),
                                4L,
                                new ClusterMember(4, "m4", List.of("http://p4"), List.of("http://c4"), true)),
                        Set.of(1L)));
    }

    /** How {@value #LOG} was made, once: each command an entry, refused ones among them. */
    static void write(Path file) throws IOException {
        List<Command> commands = List.of(
                new Command.MemberAttributesSet(
                        1, new MemberAttributes(1, "m1", List.of("http://c1"), List.of("http://told"))),
                new Command.ClusterIdentitySet(
                        2,
                        77,
                        List.of(
                                ClusterMember.added(1, List.of("http://p1"), false),
                                ClusterMember.added(2, List.of("http://p2"), false))),
                new Command.ClusterIdentitySet(3, 77, List.of(ClusterMember.added(9, List.of("http://p9"), false))),
                new Command.MemberAttributesSet(
                        4, new MemberAttributes(2, "m2", List.of("http://c2"), List.of("http://told"))),
                new Command.MemberAdd(5, ClusterMember.added(3, List.of("http://p3"), true), 1),
                new Command.MemberAdd(6, ClusterMember.added(4, List.of("http://p4"), true), 1),
                new Command.MemberAdd(7, ClusterMember.added(4, List.of("http://p1"), false), 1),
                new Command.MemberPromote(8, 3),
                new Command.MemberPromote(9, 3),
                new Command.MemberAdd(10, ClusterMember.added(4, List.of("http://p4"), true), 1),
                new Command.MemberUpdate(11, 2, List.of("http://p2b", "http://p2c")),
                new Command.MemberUpdate(12, 2, List.of("http://p1")),
                new Command.MemberRemove(13, 1),
                new Command.MemberRemove(14, 1),
                new Command.MemberAdd(15, ClusterMember.added(1, List.of("http://p1"), false), 1),
                new Command.MemberAttributesSet(
                        16, new MemberAttributes(1, "m1", List.of("http://c1"), List.of("http://told"))),
                new Command.MemberAttributesSet(
                        17, new MemberAttributes(4, "m4", List.of("http://c4"), List.of("http://told"))));
        StoreState state = StoreState.open(new MemoryStore(), 1 << 20);
        List<String> lines = new ArrayList<>();
        for (Command command : commands) {
            state.apply(1, lines.size(), List.of(command));
            lines.add(Base64.getEncoder().encodeToString(CommandCodec.encode(List.of(command))));
        }
        Files.write(file, lines);
    }
}
