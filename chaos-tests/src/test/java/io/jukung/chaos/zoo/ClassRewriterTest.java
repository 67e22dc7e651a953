package io.jukung.chaos.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClassRewriterTest {

    private static final String HERE = ClassRewriterTest.class.getName();
    private static final String VICTIM = HERE + "$Victim";
    private static final Hook TWICE = new Hook(HERE + "$Hooks", "twice");

    /** What is rewritten. */
    public static final class Victim implements LongUnaryOperator {

        private final long offset = 1;

        private long step(long number) {
            return number + offset;
        }

        @Override
        public long applyAsLong(long number) {
            if (number < 0) {
                return -1;
            }
            Supplier<Long> inLambda = () -> step(number);
            return step(number) + inLambda.get();
        }

        static long sum(long one, long other) {
            return one + other;
        }

        static long sum(int one, int other) {
            return (long) one + other;
        }
    }

    /** What it calls then. */
    public static final class Hooks {

        private Hooks() {}

        public static long hundred(Victim victim, long number) {
            return 100;
        }

        public static long plusContext(long result, Object victim, long number) {
            return result + 1000 * number;
        }

        public static long twice(long argument) {
            return 2 * argument;
        }

        public static long thousand() {
            return 1000;
        }

        public static int anInt(long argument) {
            return (int) argument;
        }

        static long overloaded(long argument) {
            return argument;
        }

        static long overloaded(long argument, long other) {
            return argument + other;
        }
    }

    private static byte[] rewrite(Transformation... transformations) {
        return new ClassRewriter(ClassPath::bytes)
                .rewrite(ClassPath.bytes(VICTIM).orElseThrow(), List.of(transformations));
    }

    private static long run(long argument, Transformation... transformations) throws Exception {
        byte[] changed = rewrite(transformations);
        var loader = new ClassLoader(ClassRewriterTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.equals(VICTIM)) {
                    var known = findLoadedClass(name);
                    return known == null ? defineClass(name, changed, 0, changed.length) : known;
                }
                if (name.equals(HERE + "$Hooks")) {
                    var known = findLoadedClass(name);
                    byte[] hooks = ClassPath.bytes(name).orElseThrow();
                    return known == null ? defineClass(name, hooks, 0, hooks.length) : known;
                }
                return super.loadClass(name, resolve);
            }
        };
        var victim = (LongUnaryOperator)
                loader.loadClass(VICTIM).getDeclaredConstructor().newInstance();
        return victim.applyAsLong(argument);
    }

    private static Target method() {
        return Target.of(VICTIM, "applyAsLong");
    }

    private static Hook hook(String name) {
        return new Hook(HERE + "$Hooks", name);
    }

    @Test
    void leavesAloneWhatIsNotChanged() throws Exception {
        assertThat(new Victim().applyAsLong(5)).isEqualTo(12);
    }

    @Test
    void replacesCallsInTheMethodAndItsLambdas() throws Exception {
        assertThat(run(5, method().calls(VICTIM, "step", 2, hook("hundred")))).isEqualTo(200);
    }

    @Test
    void changesEveryResultWithWhatIsAroundIt() throws Exception {
        assertThat(run(5, method().result(hook("plusContext")))).isEqualTo(5012);
        assertThat(run(-1, method().result(hook("plusContext")))).isEqualTo(-1001);
    }

    @Test
    void changesAnArgument() throws Exception {
        assertThat(run(5, method().argument(0, TWICE))).isEqualTo(22);
    }

    @Test
    void replacesABody() throws Exception {
        assertThat(run(5, method().body(hook("thousand")))).isEqualTo(1000);
        assertThat(run(5, Target.of(VICTIM, "step").body(hook("thousand")))).isEqualTo(2000);
    }

    @Test
    void doesSeveralOneAfterTheOther() throws Exception {
        assertThat(run(
                        5,
                        method().argument(0, TWICE),
                        method().calls(VICTIM, "step", 2, hook("hundred")),
                        method().result(hook("plusContext"))))
                .isEqualTo(10_200);
    }

    @Test
    void anotherNumberOfCallsIsAnError() {
        assertThatThrownBy(() -> rewrite(method().calls(VICTIM, "step", 1, hook("hundred"))))
                .isInstanceOf(MismatchException.class)
                .hasMessage(VICTIM + ".applyAsLong: expected 1 calls of " + VICTIM + ".step, found 2");
    }

    @Test
    void aCallThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> rewrite(method().calls(VICTIM, "stop", 1, hook("hundred"))))
                .isInstanceOf(MismatchException.class)
                .hasMessageEndingWith("stop, found 0");
    }

    @Test
    void aMethodThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> rewrite(Target.of(VICTIM, "applyAsInt").argument(0, TWICE)))
                .isInstanceOf(MismatchException.class)
                .hasMessage(VICTIM + ".applyAsInt: expected one such method, found 0");
    }

    @Test
    void anOverloadedMethodHasToBeToldByItsParameters() {
        assertThatThrownBy(() -> rewrite(Target.of(VICTIM, "sum").argument(0, TWICE)))
                .isInstanceOf(MismatchException.class)
                .hasMessage(VICTIM + ".sum: expected one such method, found 2");
        assertThat(rewrite(Target.of(VICTIM, "sum", "long", "long").argument(0, TWICE)))
                .isNotEmpty();
        assertThatThrownBy(() -> rewrite(Target.of(VICTIM, "sum", "long", "int").argument(0, TWICE)))
                .hasMessage(VICTIM + ".sum(long, int): expected one such method, found 0");
    }

    @Test
    void aParameterThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> rewrite(method().argument(1, TWICE)))
                .isInstanceOf(MismatchException.class)
                .hasMessage(VICTIM + ".applyAsLong: expected at least 2 parameters, found 1");
    }

    @Test
    void aHookThatDoesNotFitIsAnError() {
        assertThatThrownBy(() -> rewrite(method().argument(0, hook("anInt"))))
                .isInstanceOf(MismatchException.class)
                .hasMessage(HERE + "$Hooks.anInt(long)int: expected (long, ClassRewriterTest$Victim, long), and after 1"
                        + " of these as many more as wanted, giving long");
        assertThatThrownBy(() -> rewrite(method().argument(0, hook("overloaded"))))
                .hasMessageEndingWith("expected one static method of that name, found 2");
        assertThatThrownBy(() -> rewrite(method().argument(0, new Hook("io.jukung.store.lease.Planted", "fromNone"))))
                .hasMessage(
                        "io.jukung.store.lease.Planted.fromNone: expected to be public, or in package io.jukung.chaos.zoo");
        assertThatThrownBy(() -> rewrite(method().argument(0, new Hook("io.jukung.NoSuch", "hook"))))
                .hasMessage("there is no class io.jukung.NoSuch for a hook");
    }
}
