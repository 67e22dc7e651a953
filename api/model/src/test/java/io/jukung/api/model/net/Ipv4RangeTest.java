package io.jukung.api.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4RangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.96.0.0/16, 10, 10.96.0.10",
        "10.96.255.250/24, 10, 10.96.255.10",
        "192.168.0.0/30, 3, 192.168.0.3",
        "10.0.0.0/8, 256, 10.0.1.0",
        "0.0.0.0/0, 4294967295, 255.255.255.255"
    })
    void addressesCountFromTheFirst(String range, long index, String address) {
        assertThat(Ipv4Range.parse(range).address(index)).hasToString(address);
        assertThat(Ipv4Range.parse(range).indexOf(Ipv4Address.parse(address))).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0/8",
                "10.0.0.0.0/8",
                "10.0.0.256/24",
                "10.0.0.01/24",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/+8",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                " 10.0.0.0/8",
                "a.b.c.d/8",
                "10..0.0/8",
                "10.0.0.0/-1",
                "fd00::/64"
            })
    void whatIsNoRangeIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> Ipv4Range.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not an IPv4 range such as 10.96.0.0/16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.2.3", "1.2.3.4.", ".1.2.3.4", "1.2.3.4.5", "1.2.3.1000", "1.2.3.-4", "1.2.3.٤"})
    void whatIsNoAddressIsRefusedWithTheText(String text) {
        assertThat(Ipv4Address.isValid(text)).isFalse();
        assertThatThrownBy(() -> Ipv4Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void bitsBehindThePrefixAreDropped() {
        assertThat(Ipv4Range.parse("10.96.7.9/16")).isEqualTo(Ipv4Range.parse("10.96.0.0/16"));
    }

    @Test
    void holdsItsAddressesAndNoOthers() {
        var range = Ipv4Range.parse("10.96.0.0/23");
        assertThat(range.contains(Ipv4Address.parse("10.95.255.255"))).isFalse();
        assertThat(range.contains(Ipv4Address.parse("10.96.0.0"))).isTrue();
        assertThat(range.contains(Ipv4Address.parse("10.96.1.255"))).isTrue();
        assertThat(range.contains(Ipv4Address.parse("10.96.2.0"))).isFalse();
        assertThat(range.size()).isEqualTo(512);
        assertThatThrownBy(() -> range.address(512)).hasMessage("10.96.0.0/23 has no address number 512");
    }

    @Test
    void partsFillTheRange() {
        var range = Ipv4Range.parse("200.0.0.0/14");
        assertThat(range.parts(16)).isEqualTo(4);
        assertThat(range.part(16, 3)).hasToString("200.3.0.0/16");
        assertThatThrownBy(() -> range.part(16, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> range.parts(13)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void overlapIsWhenOneHoldsTheOthersFirst(
            @ForAll int one, @ForAll @IntRange(max = 32) int a, @ForAll int other, @ForAll @IntRange(max = 32) int b) {
        var left = new Ipv4Range(new Ipv4Address(one), a);
        var right = new Ipv4Range(new Ipv4Address(other), b);
        assertThat(left.overlaps(right))
                .isEqualTo(right.overlaps(left))
                .isEqualTo(left.contains(right.first()) || right.contains(left.first()));
        assertThat(Ipv4Range.parse(left.toString())).isEqualTo(left);
    }
}
