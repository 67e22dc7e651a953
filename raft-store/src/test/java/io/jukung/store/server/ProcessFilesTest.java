package io.jukung.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFilesTest {

    @Test
    void connectionsLeaveFilesForTheMemberItself() {
        assertThat(ProcessFiles.forConnections(20_000)).isEqualTo(18_976);
        assertThat(ProcessFiles.forConnections(1024)).isEqualTo(512);
        assertThat(ProcessFiles.forConnections(1L << 40)).isEqualTo(Integer.MAX_VALUE);
        assertThat(ProcessFiles.forConnections(0)).as("not known").isEqualTo(Integer.MAX_VALUE);
    }
}
