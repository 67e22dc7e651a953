package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member as a process of its own, killed as a crash kills it. */
@Needs(tools = "etcdctl")
class ProcessCrashIT {

    private static Process start(Path data, List<Integer> ports) throws Exception {
        return MemberProcess.start(
                "m1", data.toString(), "http://127.0.0.1:" + ports.get(0), "m1=http://127.0.0.1:" + ports.get(1));
    }

    @Test
    void killedWithNineItsUsersAndRolesComeBack(@TempDir Path directory) throws Exception {
        var ports = FreePorts.next(2);
        var etcdctl = new Etcdctl("127.0.0.1:" + ports.get(0), "--command-timeout=5s");
        var process = start(directory.resolve("data"), ports);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> etcdctl.run("endpoint", "health").exit() == 0);
            etcdctl.ok("user", "add", "root:secret");
            etcdctl.ok("user", "grant-role", "root", "root");
            etcdctl.ok("auth", "enable");
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        process = start(directory.resolve("data"), ports);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> etcdctl.run("user", "list", "--user=root:secret")
                            .out()
                            .equals("root\n"));
            assertThat(etcdctl.run("get", "a").err()).contains("etcdserver: user name is empty");
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void killedWithNineItComesBackWithAllThatWasAcknowledged(@TempDir Path directory) throws Exception {
        var ports = FreePorts.next(2);
        var etcdctl = new Etcdctl("127.0.0.1:" + ports.get(0), "--command-timeout=2s");
        var acknowledged = new ArrayList<String>();
        for (int round = 0; round < 2; round++) {
            var process = start(directory.resolve("data"), ports);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> etcdctl.run("endpoint", "health").exit() == 0);
                for (var key : acknowledged) {
                    assertThat(etcdctl.ok("get", key)).isEqualTo(key + "\nvalue");
                }
                for (int i = 0; i < 20; i++) {
                    var key = "round" + round + "key" + i;
                    etcdctl.ok("put", key, "value");
                    acknowledged.add(key);
                }
            } finally {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }
}
