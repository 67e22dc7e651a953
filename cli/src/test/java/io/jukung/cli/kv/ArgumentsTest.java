package io.jukung.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    private static final List<Flag> FLAGS = List.of(
            Flag.toggle("prefix", "").or('p'),
            Flag.text("write-out", "simple", "").or('w'),
            Flag.number("rev", "0", ""),
            Flag.list("endpoints", "a:1", ""));

    private static Arguments parse(String line) {
        return Arguments.parse(List.of(line.split(" ")), FLAGS);
    }

    @Test
    void flagsAndArgumentsComeInAnyOrder() {
        var arguments = parse("get --rev 7 key -pw json end --prefix=false");
        assertThat(arguments.words()).containsExactly("get", "key", "end");
        assertThat(arguments.number("rev")).isEqualTo(7);
        assertThat(arguments.text("write-out")).isEqualTo("json");
        assertThat(arguments.on("prefix")).isFalse();
        assertThat(arguments.dash()).isEqualTo(-1);
    }

    @Test
    void whatFollowsTwoDashesIsNoFlag() {
        var arguments = parse("key -- sh -c --rev");
        assertThat(arguments.words()).containsExactly("key", "sh", "-c", "--rev");
        assertThat(arguments.dash()).isEqualTo(1);
    }

    @Test
    void listsAddUpAndOtherFlagsCountAsGivenLast() {
        var arguments = parse("--endpoints=b:2,c:3 --endpoints d:4 --rev=1 --rev=2");
        assertThat(arguments.list("endpoints")).containsExactly("b:2", "c:3", "d:4");
        assertThat(arguments.number("rev")).isEqualTo(2);
        assertThat(parse("key").list("endpoints")).containsExactly("a:1");
    }

    @Test
    void theCommandLineWinsOverDefaults() {
        var arguments = parse("--rev=1").withDefaults(Map.of("rev", "9", "write-out", "json"));
        assertThat(arguments.number("rev")).isEqualTo(1);
        assertThat(arguments.text("write-out")).isEqualTo("json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--nonsense|unknown flag: --nonsense",
                "-px|unknown shorthand flag: 'x' in -px",
                "--rev|flag needs an argument: --rev",
                "-w|flag needs an argument: 'w' in -w",
                "--rev=x|invalid argument \"x\" for \"--rev\" flag: strconv.ParseInt: parsing \"x\": invalid syntax",
                "-p=maybe|invalid argument \"maybe\" for \"-p, --prefix\" flag: strconv.ParseBool: parsing \"maybe\":"
                        + " invalid syntax"
            })
    void wrongOnesAreNamedAsEtcdctlNamesThem(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(KvFailure.class).hasMessage(message);
    }
}
