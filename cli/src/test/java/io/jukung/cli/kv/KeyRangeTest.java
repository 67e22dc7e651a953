package io.jukung.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeyRangeTest {

    private static KeyRange parse(String... arguments) {
        var range = new KeyRange();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("range", CommandLine.Model.CommandSpec.forAnnotatedObject(range)))
                .parseArgs(arguments);
        return range;
    }

    @Test
    void aKeyAlone() {
        var range = parse("a");
        assertThat(range.start()).isEqualTo(ByteString.copyFromUtf8("a"));
        assertThat(range.end()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void aPrefixEndsBeforeTheNextKey() {
        assertThat(parse("--prefix", "ab").end()).isEqualTo(ByteString.copyFromUtf8("ac"));
    }

    @Test
    void theEmptyPrefixIsAllKeys() {
        var range = parse("--prefix", "");
        assertThat(range.start()).isEqualTo(ByteString.copyFrom(new byte[1]));
        assertThat(range.end()).isEqualTo(ByteString.copyFrom(new byte[1]));
    }

    @Test
    void aPrefixOfHighestBytesHasNoEnd() {
        var highest = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff});
        assertThat(KeyRange.after(highest)).isEqualTo(ByteString.copyFrom(new byte[1]));
        assertThat(KeyRange.after(ByteString.copyFrom(new byte[] {1, (byte) 0xff})))
                .isEqualTo(ByteString.copyFrom(new byte[] {2}));
    }

    @Test
    void prefixAndFromKeyExcludeEachOther() {
        assertThatThrownBy(() -> parse("--prefix", "--from-key", "a").start()).hasMessageContaining("choose one");
        assertThatThrownBy(() -> parse("--prefix", "a", "b").start()).hasMessageContaining("only accept one");
    }
}
