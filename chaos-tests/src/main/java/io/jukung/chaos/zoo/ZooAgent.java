package io.jukung.chaos.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a bug into the process that starts: {@code -javaagent:PATH=BUG}. If it does not fit, the process ends at once with
 * {@value #UNFIT} and says why.
 */
public final class ZooAgent {

    /** Exit code: the bug is unknown, or not one of this product. */
    static final int UNFIT = 70;

    private ZooAgent() {}

    /** Called by the JVM, before the program's own {@code main}. */
    @SuppressWarnings("SystemOut") // the one place where a person looks when a process does not start
    public static void premain(String name, Instrumentation instrumentation) {
        try {
            var bug = Zoo.bug(name);
            plant(bug, instrumentation);
            System.err.println("zoo: this process has the bug " + bug.name());
        } catch (RuntimeException | LinkageError e) {
            end(name, e);
        }
    }

    private static void plant(Bug bug, Instrumentation instrumentation) {
        var rewriter = new ClassRewriter(ZooAgent::bytes);
        Map<String, List<Transformation>> byType = bug.transformations().stream()
                .collect(Collectors.groupingBy(
                        transformation -> transformation.target().type()));
        // Before anything runs, for a class that is loaded late would else run late into what does not fit.
        byType.forEach((type, transformations) -> {
            var present = bytes(type)
                    .orElseThrow(() -> new MismatchException("there is no class " + type + " in this product"));
            var _ = rewriter.rewrite(present, transformations);
        });
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    @Nullable String internalName,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                var transformations = internalName == null ? null : byType.get(internalName.replace('/', '.'));
                if (transformations == null) {
                    return null;
                }
                try {
                    return rewriter.rewrite(bytes, transformations);
                } catch (RuntimeException | LinkageError e) {
                    // The JVM would go on with the class as it is.
                    end(bug.name(), e);
                    return null;
                }
            }
        });
    }

    private static Optional<byte[]> bytes(String type) {
        try (var in = ClassLoader.getSystemResourceAsStream(type.replace('.', '/') + ".class")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading class " + type, e);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void end(String name, Throwable why) {
        System.err.println("zoo: the bug \"" + name + "\" cannot be put into this process: " + why.getMessage());
        Runtime.getRuntime().halt(UNFIT);
    }
}
