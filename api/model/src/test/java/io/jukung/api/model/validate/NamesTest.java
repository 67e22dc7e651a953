package io.jukung.api.model.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {

    private static Arguments accepts(Function<String, List<String>> check, String name) {
        return Arguments.of(check, name, true);
    }

    private static Arguments refuses(Function<String, List<String>> check, String name) {
        return Arguments.of(check, name, false);
    }

    static List<Arguments> names() {
        return List.of(
                accepts(Names::dns1123Label, "a"),
                accepts(Names::dns1123Label, "0-9"),
                accepts(Names::dns1123Label, "a".repeat(63)),
                refuses(Names::dns1123Label, "a".repeat(64)),
                refuses(Names::dns1123Label, ""),
                refuses(Names::dns1123Label, "A"),
                refuses(Names::dns1123Label, "-a"),
                refuses(Names::dns1123Label, "a-"),
                refuses(Names::dns1123Label, "a.b"),
                accepts(Names::dns1123Subdomain, "a.b-c.d"),
                accepts(Names::dns1123Subdomain, "a".repeat(253)),
                refuses(Names::dns1123Subdomain, "a".repeat(254)),
                refuses(Names::dns1123Subdomain, "a..b"),
                refuses(Names::dns1123Subdomain, ".a"),
                refuses(Names::dns1123Subdomain, "a_b"),
                accepts(Names::dns1035Label, "a1"),
                refuses(Names::dns1035Label, "1a"),
                accepts(Names::qualifiedName, "a"),
                accepts(Names::qualifiedName, "example.com/My_name.x"),
                refuses(Names::qualifiedName, "/a"),
                refuses(Names::qualifiedName, "a/"),
                refuses(Names::qualifiedName, "a/b/c"),
                refuses(Names::qualifiedName, "EXAMPLE/a"),
                refuses(Names::qualifiedName, "-a"),
                refuses(Names::qualifiedName, "a".repeat(64)),
                accepts(Names::labelValue, ""),
                accepts(Names::labelValue, "A_b.c-1"),
                refuses(Names::labelValue, "a b"),
                refuses(Names::labelValue, "-"),
                refuses(Names::labelValue, "a".repeat(64)),
                accepts(Names::configMapKey, ".x_Y-1"),
                refuses(Names::configMapKey, ""),
                refuses(Names::configMapKey, ".."),
                refuses(Names::configMapKey, "..a"),
                refuses(Names::configMapKey, "a/b"),
                accepts(Names::environmentVariable, "any thing.1"),
                refuses(Names::environmentVariable, "A=B"),
                refuses(Names::environmentVariable, ""),
                accepts(Names::portName, "http-1"),
                refuses(Names::portName, "80"),
                refuses(Names::portName, "a--b"),
                refuses(Names::portName, "-a"),
                refuses(Names::portName, "abcdefghijklmnop"),
                accepts(Names::pathSegment, "system:x"),
                refuses(Names::pathSegment, "a/b"),
                refuses(Names::pathSegment, ".."));
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsTheGrammar(Function<String, List<String>> check, String name, boolean good) {
        assertThat(check.apply(name).isEmpty()).isEqualTo(good);
    }

    @Test
    void aSubdomainWhereALabelIsWantedIsToldSo() {
        assertThat(Names.dns1123Label("a.b")).containsExactly("must not contain dots");
    }

    @Test
    void saysAllThatIsWrong() {
        assertThat(Names.labelValue("-" + "a".repeat(63))).hasSize(2);
        assertThat(Names.qualifiedName("")).first().isEqualTo("name part must be non-empty");
    }

    @Test
    void portsAre16Bits() {
        assertThat(Names.portNumber(1)).isEmpty();
        assertThat(Names.portNumber(65535)).isEmpty();
        assertThat(Names.portNumber(0)).containsExactly("must be between 1 and 65535, inclusive");
        assertThat(Names.portNumber(65536)).isNotEmpty();
    }
}
