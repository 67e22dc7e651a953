package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.96.0.0/16, 10, 10.96.0.10",
        "10.96.255.250/24, 10, 10.96.255.10",
        "192.168.0.0/30, 3, 192.168.0.3",
        "10.0.0.0/8, 256, 10.0.1.0"
    })
    void countsAddressesFromTheBlocksFirst(String cidr, int index, String address) {
        assertThat(Cidr.parse(cidr).address(index)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "10.96.0.0, expected an IPv4 block",
        "10.96.0.300/16, 300 is not 0 to 255",
        "10.96.0.0/31, the prefix must be 8 to 30",
        "fd00::/64, expected an IPv4 block"
    })
    void saysWhatWasExpected(String cidr, String message) {
        assertThatThrownBy(() -> Cidr.parse(cidr))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(cidr)
                .hasMessageContaining(message);
    }

    @Test
    void ignoresBitsBelowThePrefix() {
        assertThat(Cidr.parse("10.96.7.9/16")).isEqualTo(Cidr.parse("10.96.0.0/16"));
    }
}
