package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    @TempDir
    private Path folder;

    private ClusterLayout layout;
    private ProcessTable table;
    private @Nullable Child child;

    @BeforeEach
    void makeTable() {
        layout = new ClusterLayout(folder);
        layout.create();
        table = new ProcessTable(layout);
    }

    @AfterEach
    void stopChild() throws InterruptedException {
        if (child != null) {
            child.requestStop();
            child.awaitStop(Duration.ofSeconds(5));
        }
    }

    private void start(String script) {
        child = new Child("worker", List.of("sh", "-c", script), new LogFile(layout.log("worker")), table);
        child.start();
    }

    private Optional<RunningProcess> entry() {
        return ProcessTable.alive(layout).stream().findFirst();
    }

    @Test
    void isStartedAgainWhenKilled() {
        start("exec sleep 600");
        await().atMost(Duration.ofSeconds(20)).until(() -> entry().isPresent());
        var first = entry().orElseThrow();
        first.handle().orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> entry().filter(now -> now.pid() != first.pid()).isPresent());
        assertThat(entry().orElseThrow().restarts()).isEqualTo(1);
    }

    @Test
    void isNotStartedAgainOnceStopped() throws InterruptedException {
        start("exec sleep 600");
        await().atMost(Duration.ofSeconds(20)).until(() -> entry().isPresent());
        var handle = entry().orElseThrow().handle().orElseThrow();
        child.requestStop();
        child.awaitStop(Duration.ofSeconds(10));
        assertThat(handle.isAlive()).isFalse();
        assertThat(ProcessTable.alive(layout)).isEmpty();
    }

    @Test
    void isKilledWhenItIgnoresTheRequest() throws InterruptedException {
        start("trap '' TERM; while :; do sleep 1; done");
        await().atMost(Duration.ofSeconds(20)).until(() -> entry().isPresent());
        var handle = entry().orElseThrow().handle().orElseThrow();
        child.requestStop();
        child.awaitStop(Duration.ofMillis(200));
        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void writesItsOutputToItsLog() {
        start("echo hello; exec sleep 600");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(layout.log("worker"))
                        && Files.readString(layout.log("worker")).contains("hello"));
    }
}
