package io.jukung.store.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RememberedTest {

    private final Remembered remembered = new Remembered(failure -> {
        throw new AssertionError(failure);
    });

    private static byte[] file(long term, String vote) {
        return "#Mon Nov 30 15:05:45 UTC 2026\nterm=%d\nvotedFor=%s\n"
                .formatted(term, vote == null ? "" : vote)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "5,  , 6,  , true",
        "5, a, 6,  , true",
        "5, a, 6, b, true",
        "5,  , 5, a, true",
        "5, a, 5, a, true",
        "5, a, 5,  , false",
        "5, a, 5, b, false",
        "6,  , 5, a, false",
        "10, , 9,  , false",
    })
    void aTermAndAVoteAreNotUndone(long oldTerm, String oldVote, long term, String vote, boolean may) {
        assertThat(remembered.mayReplace(Path.of("/d/current/raft-meta"), file(oldTerm, oldVote), file(term, vote)))
                .isEqualTo(may);
    }

    @Test
    void otherFilesAreReplacedAndSoIsWhatIsDamaged() {
        assertThat(remembered.mayReplace(Path.of("/d/current/raft-meta.conf"), file(6, "a"), file(5, "a")))
                .isTrue();
        assertThat(remembered.mayReplace(Path.of("/d/current/raft-meta"), new byte[0], file(5, "a")))
                .isTrue();
    }
}
