package io.jukung.chaos.zoo;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.chaos.run.Parts;
import io.jukung.chaos.scenario.Scenarios;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {

    private static final ClassRewriter REWRITER = new ClassRewriter(ClassPath::bytes);

    static Stream<String> names() {
        return Zoo.bugs().stream().map(Bug::name);
    }

    /** A change of the product that a bug does not fit any more shows here, not as a bug that is never found. */
    @ParameterizedTest
    @MethodSource("names")
    void fitsTheProduct(String name) {
        var byType = Zoo.bug(name).transformations().stream()
                .collect(groupingBy(transformation -> transformation.target().type()));

        byType.forEach((type, transformations) -> {
            var original = ClassPath.bytes(type).orElseThrow(() -> new AssertionError("no class " + type));
            assertThat(REWRITER.rewrite(original, transformations)).isNotEqualTo(original);
        });
    }

    /** The JVM has a verifier of its own, and the last word. */
    @ParameterizedTest
    @MethodSource("names")
    void isTakenByTheJvm(String name) throws Exception {
        var loader = new RewritingLoader(Zoo.bug(name).transformations());

        for (var transformation : Zoo.bug(name).transformations()) {
            var type = Class.forName(transformation.target().type(), true, loader);
            assertThat(type.getClassLoader()).isSameAs(loader);
        }
    }

    @Test
    void isLargeAndHasNoNameTwice() {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesWhatIsToFindIt(String name) {
        var hunt = Zoo.bug(name).hunt();

        assertThat(hunt.rule()).isNotBlank();
        switch (hunt) {
            case Bug.Run run -> {
                assertThat(Parts.workloads()).contains(run.workload());
                assertThat(Parts.nemeses(run.workload())).containsAll(run.nemeses());
                assertThat(run.seconds()).isBetween(30, 60);
            }
            case Bug.Play play ->
                assertThat(Scenarios.named(play.scenario()).bugs()).contains(name);
        }
    }

    @Test
    void noHookIsLeftOver() {
        var used = Zoo.bugs().stream()
                .flatMap(bug -> bug.transformations().stream())
                .map(Transformation::hook)
                .collect(Collectors.toSet());
        var there = used.stream()
                .map(Hook::type)
                .distinct()
                .flatMap(type -> ClassFile.of().parse(ClassPath.bytes(type).orElseThrow()).methods().stream()
                        .filter(method -> method.flags().has(AccessFlag.STATIC)
                                && !method.flags().has(AccessFlag.PRIVATE)
                                && !method.methodName().equalsString("<clinit>"))
                        .map(method -> new Hook(type, method.methodName().stringValue())))
                .collect(Collectors.toSet());

        assertThat(used).isEqualTo(there);
    }

    @Test
    void anUnknownBugIsRefusedWithTheNamesOfAll() {
        assertThatThrownBy(() -> Zoo.agentOption("loca-reads"))
                .hasMessageStartingWith("bug: \"loca-reads\", expected one of local-reads, ");
    }

    @Test
    void theAgentIsAJarWithTheHooks() throws Exception {
        var option = Zoo.agentOption("local-reads");
        assertThat(option).startsWith("-javaagent:/").endsWith(".jar=local-reads");

        try (var jar = new JarFile(Zoo.agentJar().toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Premain-Class"))
                    .isEqualTo(ZooAgent.class.getName());
            for (var bug : Zoo.bugs()) {
                for (var transformation : bug.transformations()) {
                    assertThat(jar.getEntry(transformation.hook().type().replace('.', '/') + ".class"))
                            .as(transformation.hook().toString())
                            .isNotNull();
                }
            }
        }
    }

    /** The product's jars as these tests have them; {@link ZooMemberIT} looks at those of the built program. */
    @Test
    void noJarOfTheProductHasAnyOfIt() throws Exception {
        var jars = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .toList();
        assertThat(jars).anyMatch(path -> path.getFileName().toString().startsWith("raft-store-"));

        for (var path : jars) {
            assertThat(ProgramJars.zooEntries(path)).as(path.toString()).isEmpty();
        }
    }
}
