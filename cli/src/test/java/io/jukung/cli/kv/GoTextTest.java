package io.jukung.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {

    @Test
    void quotesWhatCannotBePrinted() {
        var bytes = ByteString.copyFrom(
                new byte[] {1, 0x7f, (byte) 0xc3, (byte) 0xa9, (byte) 0xff, '\t', '\\', '"', '\n', (byte) 0xc2});
        assertThat(GoText.quote(bytes)).isEqualTo("\"\\x01\\x7fé\\xff\\t\\\\\\\"\\n\\xc2\"");
        assertThat(GoText.quote("\u200b\u00a0😀")).isEqualTo("\"\\u200b\\u00a0😀\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "9,9 B",
        "9949,9.9 kB",
        "24576,25 kB",
        "20480,20 kB",
        "9960,10 kB",
        "1234,1.2 kB",
        "2147483648,2.1 GB",
        "999,999 B"
    })
    void sizesAreInPowersOfAThousand(long bytes, String text) {
        assertThat(GoText.size(bytes)).isEqualTo(text);
    }

    @Test
    void hexadecimalEscapesOfEachByte() {
        assertThat(GoText.hex(ByteString.copyFromUtf8("aé")).toStringUtf8()).isEqualTo("\\x61\\xc3\\xa9");
    }
}
