package io.jukung.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.container.FieldReference;
import io.jukung.node.pod.DesiredPod;
import io.jukung.platform.Clock;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T00:50:37.138822653Z");

    @TempDir
    private Path folder;

    private static final ConfigSource SOURCE = new ConfigSource() {
        @Override
        public Optional<KubeObject> configMap(String namespace, String name) {
            return name.equals("m")
                    ? Optional.of(object("{data: {k: v, l: w}, binaryData: {b: AAE=}}"))
                    : Optional.empty();
        }

        @Override
        public Optional<KubeObject> secret(String namespace, String name) {
            return name.equals("s") ? Optional.of(object("{data: {pw: c2VjcmV0}}")) : Optional.empty();
        }
    };

    private static KubeObject object(String yaml) {
        return new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
    }

    private static DesiredPod pod(String spec) {
        return DesiredPod.of(object("""
                metadata: {name: p, namespace: ns, uid: u1, labels: {a: b, z: "q\\"uote"}}
                spec: %s
                """.formatted(spec)));
    }

    private static Payload payload(String volume, String spec) {
        return Payload.of(
                (ObjectValue) Yaml.readAll(volume).getFirst(),
                pod(spec),
                SOURCE,
                new FieldReference.Facts("n1", "192.0.2.1", List.of("10.0.0.1"), Map.of()),
                (audience, lifetime) -> "token-" + audience + "-" + lifetime.toSeconds());
    }

    private static Payload files(String... namesAndTexts) {
        var files = new TreeMap<String, Payload.File>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], new Payload.File(ByteString.copyFromUtf8(namesAndTexts[i + 1]), 0644));
        }
        return new Payload(files);
    }

    private boolean write(Payload payload, Instant now) throws IOException {
        return new AtomicWriter(folder, Optional.empty(), Optional.empty()).write(payload, now);
    }

    private List<String> names() throws IOException {
        try (var paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    // ---- content

    @Test
    void takesConfigMapsWholeOrByItems() {
        assertThat(payload("{name: a, configMap: {name: m}}", "{}").files()).containsOnlyKeys("b", "k", "l");
        var items = payload("{name: a, configMap: {name: m, items: [{key: k, path: x/y, mode: 256}]}}", "{}");
        assertThat(items.files()).containsOnly(Map.entry("x/y", new Payload.File(ByteString.copyFromUtf8("v"), 0400)));
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> payload("{name: a, secret: {secretName: zz}}", "{}"))
                .isInstanceOf(VolumeException.class)
                .hasMessage("secret \"zz\" not found");
        assertThatThrownBy(() -> payload("{name: a, configMap: {name: zz}}", "{}"))
                .hasMessage("configmap \"zz\" not found");
        assertThatThrownBy(() -> payload("{name: a, configMap: {name: m, items: [{key: nokey, path: x}]}}", "{}"))
                .hasMessage("configmap references non-existent config key: nokey");
        assertThat(payload("{name: a, secret: {secretName: zz, optional: true}}", "{}")
                        .files())
                .isEmpty();
    }

    @Test
    void projectsSeveralSources() {
        var payload = payload("""
                name: a
                projected:
                  defaultMode: 288
                  sources:
                  - configMap: {name: m, items: [{key: k, path: k}]}
                  - secret: {name: s}
                  - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: cpu, resourceFieldRef: {containerName: c, resource: limits.cpu}}]}
                  - serviceAccountToken: {path: tok, audience: aud, expirationSeconds: 600}
                """, "{containers: [{name: c, resources: {limits: {cpu: 1500m}}}]}");
        assertThat(payload.files()).containsOnlyKeys("cpu", "k", "labels", "pw", "tok");
        assertThat(payload.files().get("labels").bytes().toStringUtf8()).isEqualTo("a=\"b\"\nz=\"q\\\"uote\"");
        assertThat(payload.files().get("cpu").bytes().toStringUtf8()).isEqualTo("2");
        assertThat(payload.files().get("pw").bytes().toStringUtf8()).isEqualTo("secret");
        assertThat(payload.files().get("tok"))
                .isEqualTo(new Payload.File(ByteString.copyFromUtf8("token-aud-600"), 0440));
        var owned = payload(
                "{name: a, projected: {sources: [{serviceAccountToken: {path: tok}}]}}",
                "{securityContext: {runAsUser: 7}, containers: [{name: c}]}");
        assertThat(owned.files().get("tok").mode()).isEqualTo(0600);
    }

    // ---- writing

    @Test
    void writesByOnePointerAndLinks() throws Exception {
        assertThat(write(files("k", "v", "dir/x", "y"), NOW)).isTrue();
        assertThat(names()).containsExactly("..2026_11_21_00_50_37.138822653", "..data", "dir", "k");
        assertThat(Files.readSymbolicLink(folder.resolve("k"))).isEqualTo(Path.of("..data/k"));
        assertThat(folder.resolve("k")).hasContent("v");
        assertThat(folder.resolve("dir/x")).hasContent("y");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("k"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void writesNothingWhenNothingChanged() throws Exception {
        write(files("k", "v"), NOW);
        assertThat(write(files("k", "v"), NOW.plusSeconds(9))).isFalse();
        assertThat(names()).contains("..2026_11_21_00_50_37.138822653");
    }

    @Test
    void updatesAddsAndRemovesAtOnce() throws Exception {
        write(files("k", "v", "old", "o"), NOW);
        assertThat(write(files("k", "w", "new", "n"), NOW.plusSeconds(1))).isTrue();
        assertThat(names()).containsExactly("..2026_11_21_00_50_38.138822653", "..data", "k", "new");
        assertThat(folder.resolve("k")).hasContent("w");
    }

    @Test
    void survivesTwoUpdatesInOneInstant() throws Exception {
        write(files("k", "v"), NOW);
        write(files("k", "w"), NOW);
        assertThat(folder.resolve("k")).hasContent("w");
    }

    @Test
    void refusesPathsThatLeaveTheVolume() {
        assertThatThrownBy(() -> write(files("../../etc/x", "v"), NOW)).hasMessageContaining("leaves the volume");
    }

    // ---- places

    @Test
    void keepsSubPathsInsideTheVolume() throws Exception {
        var volumes = new Volumes(
                folder,
                SOURCE,
                (pod, audience, lifetime) -> new TokenSource.Token("t", NOW, NOW.plus(lifetime)),
                Clock.system());
        var root = Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(root.resolve("escape"), Path.of("/etc"));
        var pod = pod("{volumes: [{name: h, hostPath: {path: " + root + "}}]}");
        assertThat(volumes.path(pod, "h", "a/b")).isDirectory().startsWith(root.toRealPath());
        assertThatThrownBy(() -> volumes.path(pod, "h", "../x")).hasMessageContaining("leads out of the volume");
        assertThatThrownBy(() -> volumes.path(pod, "h", "escape")).hasMessageContaining("leads out of the volume");
        assertThatThrownBy(() -> volumes.path(pod, "none", "")).hasMessageContaining("not found");
    }

    @Test
    void checksTheTypeOfHostPaths() throws Exception {
        var file = Files.writeString(folder.resolve("f"), "x");
        assertThatThrownBy(() -> HostPath.of("v", hostPath(file, "Directory")))
                .hasMessage("hostPath type check failed: " + file + " is not a directory");
        assertThat(HostPath.of("v", hostPath(file, "File"))).isEqualTo(file);
        assertThat(HostPath.of("v", hostPath(folder.resolve("new/deep"), "DirectoryOrCreate")))
                .isDirectory();
        assertThat(HostPath.of("v", hostPath(folder.resolve("newfile"), "FileOrCreate")))
                .isRegularFile();
        assertThat(HostPath.of("v", hostPath(Path.of("/dev/null"), "CharDevice")))
                .isEqualTo(Path.of("/dev/null"));
        assertThatThrownBy(() -> HostPath.of("v", hostPath(file, "Socket"))).hasMessageContaining("a socket file");
    }

    private static ObjectValue hostPath(Path path, String type) {
        return ObjectValue.builder()
                .put("path", path.toString())
                .put("type", type)
                .build();
    }

    @Test
    void asksForAnotherTokenAfterFourFifthsOfItsLife() {
        var token = new TokenSource.Token("t", NOW, NOW.plusSeconds(1000));
        assertThat(token.due(NOW.plusSeconds(799))).isFalse();
        assertThat(token.due(NOW.plusSeconds(801))).isTrue();
        var year = new TokenSource.Token("t", NOW, NOW.plusSeconds(365 * 86_400));
        assertThat(year.due(NOW.plusSeconds(86_401))).isTrue();
    }

    @Test
    @Needs(root = true)
    void aTokenIsRenewedInItsFileBeforeItEnds() throws IOException {
        var now = new AtomicReference<>(NOW);
        var issued = new AtomicInteger();
        TokenSource tokens = (pod, audience, lifetime) -> new TokenSource.Token(
                "token-" + issued.incrementAndGet(), now.get(), now.get().plus(lifetime));
        var volumes = new Volumes(folder, SOURCE, tokens, new Clock() {
            @Override
            public Instant now() {
                return now.get();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        });
        var pod = pod("{volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t,"
                + " expirationSeconds: 600}}]}}]}");
        var facts = new FieldReference.Facts("n1", "192.0.2.1", List.of(), Map.of());
        var file = volumes.path(pod, "v", "").resolve("t");
        try {
            volumes.prepare(pod, facts);
            now.set(NOW.plusSeconds(470));
            volumes.prepare(pod, facts);
            assertThat(file).hasContent("token-1");
            now.set(NOW.plusSeconds(490));
            volumes.prepare(pod, facts);
            assertThat(file).as("with a fifth of its life to go").hasContent("token-2");
            volumes.prepare(pod, facts);
            assertThat(file).hasContent("token-2");
        } finally {
            volumes.remove(pod.uid());
        }
    }
}
