package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PreflightTest {

    private static String output(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        }
    }

    /** However many other interfaces there are, such as those of containers, tunnels and tests. */
    @Test
    void theNodesAddressIsThatOfTheDefaultRoute() throws Exception {
        assumeTrue(!output("ip", "-4", "route", "show", "default").isBlank(), "without a default route any will do");
        var source = Pattern.compile("\\bsrc (\\S+)").matcher(output("ip", "-4", "route", "get", "203.0.113.7"));
        assertThat(source.find()).isTrue();
        assertThat(Preflight.nodeIp()).isEqualTo(source.group(1));
    }
}
