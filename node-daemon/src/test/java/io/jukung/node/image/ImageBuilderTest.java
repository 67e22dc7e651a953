package io.jukung.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageBuilderTest {

    @TempDir
    private Path folder;

    private Map<String, byte[]> build(String text, String output) throws IOException {
        var built = ImageBuilder.build(BuildFile.parse(text), folder, "jukung.local/x:1", folder.resolve(output));
        return TarArchive.readFiles(new ByteArrayInputStream(Files.readAllBytes(built.archive())));
    }

    private static ObjectValue manifest(Map<String, byte[]> files) {
        var index = Json.readObject(Objects.requireNonNull(files.get("index.json")));
        return blob(files, index.list("manifests").objects().getFirst().text("digest"));
    }

    private static ObjectValue blob(Map<String, byte[]> files, String digest) {
        return Json.readObject(Objects.requireNonNull(files.get("blobs/" + digest.replace(':', '/'))));
    }

    @Test
    void buildsAnImageLayoutWhoseDigestsHold() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        var files = build("""
                FROM scratch
                COPY a.txt /etc/
                ENV A=1 B="two words"
                ENTRYPOINT ["/run"]
                CMD ["x", "y"]
                USER 7
                WORKDIR /w
                EXPOSE 80
                LABEL l=v
                """, "x.tar");
        assertThat(files).containsKeys("oci-layout", "index.json");
        for (var blob : files.entrySet()) {
            if (blob.getKey().startsWith("blobs/sha256/")) {
                var digest = MessageDigest.getInstance("SHA-256").digest(blob.getValue());
                assertThat(blob.getKey()).endsWith(HexFormat.of().formatHex(digest));
            }
        }
        var config = blob(files, manifest(files).text("config", "digest"));
        var run = config.object("config");
        assertThat(run.list("Env").texts()).containsExactly("A=1", "B=two words");
        assertThat(run.list("Entrypoint").texts()).containsExactly("/run");
        assertThat(run.list("Cmd").texts()).containsExactly("x", "y");
        assertThat(run.text("User")).isEqualTo("7");
        assertThat(run.text("WorkingDir")).isEqualTo("/w");
        assertThat(run.object("ExposedPorts").names()).containsExactly("80/tcp");
        var layer = manifest(files).list("layers").objects().getFirst().text("digest");
        assertThat(config.list("rootfs", "diff_ids").texts()).containsExactly(layer);
        var content = TarArchive.readFiles(
                new ByteArrayInputStream(Objects.requireNonNull(files.get("blobs/" + layer.replace(':', '/')))));
        assertThat(content).containsOnlyKeys("etc/a.txt");
        var index = Json.readObject(Objects.requireNonNull(files.get("index.json")));
        assertThat(index.list("manifests").objects().getFirst().text("annotations", "io.containerd.image.name"))
                .isEqualTo("jukung.local/x:1");
    }

    @Test
    void givesTheSameBytesForTheSameInput() throws Exception {
        var tree = Files.createDirectories(folder.resolve("tree/sub"));
        Files.writeString(tree.resolve("b"), "b");
        Files.writeString(folder.resolve("tree/a"), "a");
        var text = "FROM scratch\nCOPY tree /\nENV A=1\n";
        build(text, "one.tar");
        Files.setLastModifiedTime(tree.resolve("b"), java.nio.file.attribute.FileTime.fromMillis(1));
        build(text, "two.tar");
        assertThat(folder.resolve("one.tar")).hasSameBinaryContentAs(folder.resolve("two.tar"));
    }

    @Test
    void buildsUponAnother() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        build("FROM scratch\nCOPY a /a\nENV A=1\nCMD [\"base\"]\n", "base.tar");
        var files = build("FROM base.tar\nCOPY a /b\nENV A=2\nENTRYPOINT [\"/e\"]\n", "top.tar");
        assertThat(manifest(files).list("layers").size()).isEqualTo(2);
        var run = blob(files, manifest(files).text("config", "digest")).object("config");
        assertThat(run.list("Env").texts()).containsExactly("A=2");
        assertThat(run.has("Cmd")).isFalse();
    }

    @Test
    void keepsLongNames() throws Exception {
        var name = "n".repeat(150);
        Files.writeString(folder.resolve(name), "x");
        var files = build("FROM scratch\nCOPY " + name + " /" + name + "\n", "x.tar");
        var layer = manifest(files).list("layers").objects().getFirst().text("digest");
        assertThat(TarArchive.readFiles(new ByteArrayInputStream(
                        Objects.requireNonNull(files.get("blobs/" + layer.replace(':', '/'))))))
                .containsOnlyKeys(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COPY a /a | line 1: the first line must be FROM",
                "FROM scratch;RUN ls | line 2: unknown instruction RUN, expected FROM, COPY,",
                "FROM scratch;FROM scratch | line 2: FROM stands once",
                "FROM scratch;COPY a | line 2: COPY needs at least one source and a destination",
                "FROM scratch;COPY --chown=1 a b | line 2: unknown option --chown=1",
                "FROM scratch;COPY --chmod=9 a b | line 2: --chmod takes octal permissions such as 755, not 9",
                "FROM scratch;ENV A | line 2: expected NAME=value",
                "FROM scratch;CMD [1] | line 2: expected a JSON list of strings, found [1]",
                "FROM scratch;CMD [\"a\" | line 2: expected a JSON list of strings",
                "FROM scratch;WORKDIR w | line 2: WORKDIR must be an absolute path, not w",
                "FROM scratch;EXPOSE http | line 2: EXPOSE takes a port",
                "# nothing | line 1: the file has no FROM line"
            })
    void saysWhatIsWrongWhere(String text, String message) {
        assertThatThrownBy(() -> BuildFile.parse(text.replace(';', '\n')))
                .isInstanceOf(ImageBuildException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> build("FROM scratch\nCOPY none /x\n", "x.tar"))
                .hasMessageStartingWith("COPY: none is not in the build folder");
        assertThatThrownBy(() -> build("FROM scratch\nCOPY ../x /x\n", "x.tar"))
                .hasMessage("COPY: ../x lies outside the build folder");
        assertThatThrownBy(() -> build("FROM none.tar\n", "x.tar")).hasMessageContaining("none.tar");
        assertThatThrownBy(() -> ImageBuilder.build(folder, "x", folder.resolve("x.tar")))
                .hasMessageStartingWith("no Jukungfile in ");
        assertThatThrownBy(() -> ImageBuilder.build(
                        BuildFile.parse("FROM scratch"), folder, "Bad//Name", folder.resolve("x.tar")))
                .hasMessageContaining("must be lowercase");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,docker.io/library/nginx:latest",
        "nginx:1.2,docker.io/library/nginx:1.2",
        "me/app,docker.io/me/app:latest",
        "localhost/app:1,localhost/app:1",
        "127.0.0.1:5000/a/b:1,127.0.0.1:5000/a/b:1",
        "jukung.local/hello:1,jukung.local/hello:1",
    })
    void expandsImageNames(String text, String full) {
        assertThat(ImageName.parse(text)).hasToString(full);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bad//Name:::x | invalid reference format: repository name (/Name) must be lowercase",
                "a//b | invalid reference format",
                "a:b:c | invalid reference format",
                "a@sha256:1 | invalid reference format",
                "-a | invalid reference format"
            })
    void refusesWhatIsNoName(String text, String message) {
        assertThatThrownBy(() -> ImageName.parse(text)).hasMessage(message);
    }
}
