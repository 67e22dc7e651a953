package io.jukung.api.model.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0.0,0",
        "0Ki,0",
        "1,1",
        "100m,100m",
        "0.1,100m",
        "1000m,1",
        "1500m,1500m",
        "0.5,500m",
        "1.5,1500m",
        "1000,1k",
        "1024,1024",
        "1Ki,1Ki",
        "1024Ki,1Mi",
        "0.5Ki,512",
        "1.5Gi,1536Mi",
        "1023Ki,1023Ki",
        "1e3,1e3",
        "1E3,1e3",
        "12e4,120e3",
        "1e-3,1e-3",
        "123456789,123456789",
        "1n,1n",
        "1u,1u",
        "0.1n,1n",
        "1.0000000001,1000000001n",
        "-1,-1",
        "-0.5Ki,-512",
        "+5,5",
        ".5,500m",
        "5.,5",
        "1000000,1M",
        "1E,1E",
        "8Ei,9223372036854775807",
        "100E,9223372036854775807",
        "0.3Ki,307200m",
        "2000Mi,2000Mi",
        "1e300,9223372036854775807e0",
        "0001,1",
        "1Gi,1Gi",
        "3072,3072"
    })
    void canonicalForm(String text, String canonical) {
        assertThat(Quantity.parse(text).toString()).isEqualTo(canonical.replace("e0", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a", "1 ", " 1", "1,5", "--1", "1x", "1.5.5", "e3", "Ki", "1 Gi", "0x10", "-", ".", "1_0"
            })
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Quantity.parseOrNull(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1kk", "1mi", "1ki", "1iK", "1e", "1Kie3"})
    void refusesOtherSuffixes(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).hasMessage("unable to parse quantity's suffix");
    }

    @ParameterizedTest
    @CsvSource({"100m,1,100", "1,1,1000", "1500m,2,1500", "1n,1,1", "-1500m,-2,-1500", "1Gi,1073741824,1073741824000"})
    void valuesRoundUp(String text, long value, long milli) {
        assertThat(Quantity.parse(text).value()).isEqualTo(value);
        assertThat(Quantity.parse(text).milli()).isEqualTo(milli);
    }

    @Test
    void equalAmountsAreEqualInAnyNotation() {
        assertThat(Quantity.parse("1Ki")).isEqualTo(Quantity.parse("1024")).hasSameHashCodeAs(Quantity.parse("1024"));
        assertThat(Quantity.parse("500m")).isEqualTo(Quantity.parse("0.5"));
        assertThat(Quantity.parse("1")).isLessThan(Quantity.parse("1001m"));
    }

    @Test
    void addsAndSubtractsInItsOwnNotation() {
        assertThat(Quantity.parse("1Gi").plus(Quantity.parse("512Mi"))).hasToString("1536Mi");
        assertThat(Quantity.ZERO.plus(Quantity.parse("1Ki"))).hasToString("1Ki");
        assertThat(Quantity.parse("1").minus(Quantity.parse("100m"))).hasToString("900m");
        assertThat(Quantity.parse("1").minus(Quantity.parse("2")).signum()).isNegative();
    }

    @Property
    void theCanonicalFormSaysTheSame(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long milli) {
        var quantity = Quantity.ofMilli(milli);
        assertThat(Quantity.parse(quantity.toString())).isEqualTo(quantity);
        assertThat(Quantity.parse(quantity.toString())).hasToString(quantity.toString());
        assertThat(quantity.milli()).isEqualTo(milli);
    }

    @Property
    void additionUndoesSubtraction(@ForAll int a, @ForAll int b) {
        var one = Quantity.ofBytes(a);
        var two = Quantity.ofMilli(b);
        assertThat(one.plus(two).minus(two)).isEqualTo(one);
    }
}
