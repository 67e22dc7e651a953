package io.jukung.chaos.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.FreePorts;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program with a bug in it, and without: a member as a process, asked over its JSON gateway. */
class ZooMemberIT {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path folder;

    /** Of the program: {@code -Djukung.home} names another one than the project's. */
    private static Path lib() {
        var home = System.getProperty("jukung.home");
        return (home == null ? RealTools.projectRoot() : Path.of(home)).resolve("cli/target/jukung/lib");
    }

    private final class Member implements AutoCloseable {

        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final Path log = folder.resolve("member.log");
        private final int port;
        private final Process process;

        Member(String... jvm) throws IOException {
            port = FreePorts.next();
            var peer = "http://127.0.0.1:" + FreePorts.next();
            var command = new ArrayList<>(List.of(
                    JAVA,
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow"));
            command.addAll(List.of(jvm));
            command.addAll(List.of(
                    "-cp",
                    lib() + "/*",
                    "io.jukung.cli.Main",
                    "store",
                    "--name=n1",
                    "--data-dir=" + folder.resolve("data"),
                    "--listen-client-urls=http://127.0.0.1:" + port,
                    "--advertise-client-urls=http://127.0.0.1:" + port,
                    "--listen-peer-urls=" + peer,
                    "--initial-advertise-peer-urls=" + peer,
                    "--initial-cluster=n1=" + peer));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            await().atMost(Duration.ofSeconds(90)).until(() -> !process.isAlive() || isServing());
            assertThat(process.isAlive()).as(log()).isTrue();
        }

        private boolean isServing() throws InterruptedException {
            try {
                return ask("kv/range", "{\"key\": \"" + base64("a") + "\"}").contains("header");
            } catch (IOException e) {
                return false;
            }
        }

        String ask(String method, String body) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/" + method))
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }

        void put(String key) throws IOException, InterruptedException {
            assertThat(ask("kv/put", "{\"key\": \"" + base64(key) + "\", \"value\": \"" + base64("1") + "\"}"))
                    .contains("revision");
        }

        String log() throws IOException {
            return Files.readString(log, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            client.close();
            process.destroyForcibly();
            try {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String deletedOfThree(Member member) throws IOException, InterruptedException {
        member.put("a");
        member.put("b");
        member.put("c");
        return member.ask(
                "kv/deleterange", "{\"key\": \"%s\", \"range_end\": \"%s\"}".formatted(base64("a"), base64("d")));
    }

    @Test
    void withoutTheAgentItIsRight() throws Exception {
        try (var member = new Member()) {
            assertThat(deletedOfThree(member)).contains("\"deleted\":\"3\"");
            for (int i = 0; i < 220; i++) {
                member.put("again");
            }
            assertThat(member.ask("kv/range", "{\"key\": \"" + base64("again") + "\"}"))
                    .contains("\"version\":\"220\"");
            assertThat(member.log()).doesNotContain("zoo");
        }
    }

    @Test
    void withTheAgentItHasTheBug() throws Exception {
        try (var member = new Member(Zoo.agentOption("delete-range-misses-last"))) {
            assertThat(deletedOfThree(member)).contains("\"deleted\":\"2\"");
            assertThat(member.log()).contains("zoo: this process has the bug delete-range-misses-last");
        }
    }

    @Test
    void everyHundredthProposalIsThereTwice() throws Exception {
        try (var member = new Member(Zoo.agentOption("duplicate-proposal"))) {
            for (int i = 0; i < 220; i++) {
                member.put("again");
            }
            assertThat(member.ask("kv/range", "{\"key\": \"" + base64("again") + "\"}"))
                    .contains("\"version\":\"222\"");
        }
    }

    /** A bug in Ratis' classes, with hooks of ours. */
    @Test
    void aMemberThatNeverSyncsItsLogServes() throws Exception {
        try (var member = new Member(Zoo.agentOption("skipped-fsync"))) {
            assertThat(deletedOfThree(member)).contains("\"deleted\":\"3\"");
        }
    }

    private record Ended(int code, String output) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(JAVA);
        command.addAll(List.of(arguments));
        var output = folder.resolve("output.txt");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void anUnknownBugEndsTheStart() throws Exception {
        var ended = run(
                "-javaagent:" + Zoo.agentJar() + "=no-such-bug", "-cp", lib() + "/*", "io.jukung.cli.Main", "version");

        assertThat(ended.code()).isEqualTo(ZooAgent.UNFIT);
        assertThat(ended.output())
                .contains("zoo: the bug \"no-such-bug\" cannot be put into this process: bug: \"no-such-bug\","
                        + " expected one of local-reads, ");
    }

    @Test
    void aBugThatDoesNotFitEndsTheStart() throws Exception {
        var ended = run(Zoo.agentOption("local-reads"), "-cp", folder.toString(), "Nothing");

        assertThat(ended.code()).isEqualTo(ZooAgent.UNFIT);
        assertThat(ended.output())
                .isEqualTo("zoo: the bug \"local-reads\" cannot be put into this process: there is no class"
                        + " io.jukung.store.replication.ReadBarrier in this product\n");
    }

    @Test
    void theBuiltProgramHasNothingOfTheZoo() throws Exception {
        int seen = 0;
        try (var jars = Files.newDirectoryStream(lib(), "*.jar")) {
            for (var jar : jars) {
                seen++;
                assertThat(ProgramJars.zooEntries(jar)).as(jar.toString()).isEmpty();
                assertThat(jar.getFileName().toString()).doesNotContain("chaos");
            }
        }
        assertThat(seen).isGreaterThan(50);
    }
}
