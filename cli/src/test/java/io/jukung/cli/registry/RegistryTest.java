package io.jukung.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryTest {

    private static Registry.Entry entry(long id, String value, long revision) {
        return new Registry.Entry(Registry.memberKey("t", id), value, revision);
    }

    private static Registry ofTwo(Registry.Entry... entries) {
        var registry = Registry.empty("t", Optional.of("2"));
        for (var entry : entries) {
            registry = registry.with(entry);
        }
        return registry;
    }

    @Test
    void itsKeysAreEtcds() {
        assertThat(Registry.sizeKey("t")).isEqualTo("/_etcd/registry/t/_config/size");
        assertThat(Registry.membersPrefix("t")).isEqualTo("/_etcd/registry/t/members");
        assertThat(Registry.memberKey("a//b/", -1)).isEqualTo("/_etcd/registry/a/b/members/ffffffffffffffff");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "three", "'3 '", "''", "99999999999999999999"})
    void aSizeThatIsNoneIsRefused(String size) {
        assertThatThrownBy(() -> Registry.empty("t", Optional.of(size)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("failed to join discovery cluster (discovery: size key is bad)")
                .hasMessageContaining("/_etcd/registry/t/_config/size is \"" + size + "\"");
    }

    @Test
    void withoutASizeThereIsNoCluster() {
        assertThatThrownBy(() -> Registry.empty("t", Optional.empty()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("(discovery: size key not found)");
    }

    @Test
    void theFirstToRegisterAreTheMembers() {
        var registry = ofTwo(
                entry(1, "late=http://l:1", 30),
                entry(2, "b=http://b:1,b=http://b:2", 20),
                entry(3, "a=http://a:1", 10));
        assertThat(registry.members())
                .isEqualTo(Map.of(
                        "a",
                        List.of(URI.create("http://a:1")),
                        "b",
                        List.of(URI.create("http://b:1"), URI.create("http://b:2"))));
        assertThatThrownBy(() -> registry.checkPlaceFor(1))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("failed to join discovery cluster (discovery: cluster is full)");
        assertThatCode(() -> registry.checkPlaceFor(3)).doesNotThrowAnyException();
    }

    @Test
    void asLongAsOneIsMissingThereIsAPlaceForIt() {
        var registry = ofTwo(entry(1, "a=http://a:1", 10));
        assertThat(registry.isComplete()).isFalse();
        assertThatCode(() -> registry.checkPlaceFor(7)).doesNotThrowAnyException();
        assertThat(registry.with(entry(7, "b=http://b:1", 11)).isComplete()).isTrue();
    }

    @Test
    void whoRegistersAgainOrIsDeletedDoesNotCount() {
        var registry = ofTwo(entry(1, "a=http://a:1", 10));
        assertThat(registry.with(entry(1, "b=http://b:1", 10))).isEqualTo(registry);
        assertThat(registry.with(entry(2, "", 0))).isEqualTo(registry);
        assertThat(registry.objection(entry(1, "b=http://b:1", 10)))
                .contains("found duplicate peer from discovery service");
        assertThat(registry.objection(entry(2, "", 0))).contains("invalid peer info returned from discovery service");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b=nonsense|invalid peer URL",
                "b=http://b:1,c=http://c:1|invalid peer URL",
                "=http://b:1|invalid peer URL",
                "a=http://b:1|two members are called a"
            })
    void membersThatCannotBeAreNamed(String value, String message) {
        var registry = ofTwo(entry(1, "a=http://a:1", 10), entry(2, value, 11));
        assertThatThrownBy(registry::members)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("(discovery: " + message + ")")
                .hasMessageContaining(value);
    }

    @Test
    void retriesComeLessAndLessOften() {
        assertThat(Registration.pause(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Registration.pause(3)).isEqualTo(Duration.ofSeconds(8));
        assertThat(Registration.pause(1000)).isEqualTo(Duration.ofSeconds(256));
    }
}
