package io.jukung.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell offers for a line that is being typed; the last word is its beginning. */
class CompletionCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jukung k|kv kubeconfig",
                "jukung kv le|lease",
                "jukung kv lease g|grant",
                "jukung kv snapshot restore --bump|--bump-revision",
                "jukung cluster mem|member",
                "jukung cluster member pro|promote",
                "jukung store migrate --from-|--from-backup"
            })
    void theNextWordIsOffered(String typed, String offered) throws Exception {
        var script = folder.resolve("completion");
        Files.writeString(script, CompletionCommand.script(Main.commandLine()));
        var shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source \"$0\"; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                                + " COMP_LINE=$1; _complete_jukung; echo ${COMPREPLY[@]}",
                        script.toString(),
                        typed)
                // Where no one types, bash says that of its compopt.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(out.strip().split(" +")).containsExactlyInAnyOrder(offered.split(" "));
    }
}
