package io.jukung.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRangeTest {

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @Test
    void aKeyAlone() {
        assertThat(KeyRange.of(List.of("a"), false, false)).isEqualTo(new KeyRange(bytes("a"), ByteString.EMPTY));
    }

    @Test
    void aPrefixEndsBeforeTheNextKey() {
        assertThat(KeyRange.of(List.of("ab"), true, false).end()).isEqualTo(bytes("ac"));
    }

    @Test
    void theEmptyPrefixIsAllKeys() {
        assertThat(KeyRange.of(List.of(""), true, false)).isEqualTo(new KeyRange(KeyRange.ZERO, KeyRange.ZERO));
    }

    @Test
    void aPrefixOfHighestBytesHasNoEnd() {
        var highest = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff});
        assertThat(KeyRange.after(highest)).isEqualTo(KeyRange.ZERO);
        assertThat(KeyRange.after(ByteString.copyFrom(new byte[] {1, (byte) 0xff})))
                .isEqualTo(ByteString.copyFrom(new byte[] {2}));
    }

    @Test
    void prefixAndFromKeyExcludeEachOther() {
        assertThatThrownBy(() -> KeyRange.of(List.of("a"), true, true)).hasMessageContaining("choose one");
        assertThatThrownBy(() -> KeyRange.of(List.of("a", "b"), true, false)).hasMessageContaining("only accept one");
    }
}
