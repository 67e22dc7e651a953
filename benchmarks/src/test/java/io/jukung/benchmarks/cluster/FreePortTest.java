package io.jukung.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void noPortIsGivenTwiceAlthoughNobodyListensYet() throws IOException {
        var given = new HashSet<Integer>();

        for (int i = 0; i < 1000; i++) {
            assertThat(given.add(FreePort.find())).isTrue();
        }
    }
}
