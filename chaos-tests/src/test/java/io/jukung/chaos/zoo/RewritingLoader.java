package io.jukung.chaos.zoo;

import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;

/** The product's classes anew, with transformations; and a scenario that uses them. */
final class RewritingLoader extends ClassLoader {

    private final ClassRewriter rewriter = new ClassRewriter(ClassPath::bytes);
    private final Map<String, List<Transformation>> byType;

    RewritingLoader(List<Transformation> transformations) {
        super(RewritingLoader.class.getClassLoader());
        this.byType = transformations.stream()
                .collect(groupingBy(transformation -> transformation.target().type()));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean ofTheProduct = name.startsWith("io.jukung.") || name.startsWith("org.apache.ratis.");
        if (!ofTheProduct || name.equals(Scenario.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = ClassPath.bytes(name).orElseThrow(() -> new ClassNotFoundException(name));
            var transformations = byType.get(name);
            byte[] changed = transformations == null ? bytes : rewriter.rewrite(bytes, transformations);
            return defineClass(name, changed, 0, changed.length);
        }
    }

    /** What a scenario shows. */
    static String run(Class<? extends Scenario> scenario, List<Transformation> transformations) throws Exception {
        var type = new RewritingLoader(transformations).loadClass(scenario.getName());
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return ((Scenario) constructor.newInstance()).show();
    }
}
