package io.jukung.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunNameTest {

    @Test
    void eachIsNewAndTellsItsHarness() {
        var one = RunName.next();
        assertThat(RunName.next()).isNotEqualTo(one);
        assertThat(one.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(RunName.isOne(one.text())).isTrue();
    }

    @Test
    void aProcessTellsItByItsEnvironment() {
        assertThat(RunName.in("A=1\0" + RunName.VARIABLE + "=jkc12x3\0B=2")).contains(new RunName("jkc12x3"));
        assertThat(RunName.in("A=1\0B=jkc12x3")).isEmpty();
    }

    @Test
    void aLongestOneIsShortEnoughForAnInterface() {
        // The largest pid of 64-bit Linux is 4194304; one more character names an interface's member.
        assertThat("jkc4194304x999".length() + 1).isLessThanOrEqualTo(15);
        assertThatThrownBy(() -> new RunName("jkc-1")).hasMessageContaining("jkc-1");
    }
}
