package io.jukung.chaos.run;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.Nemesis;
import java.util.Set;

/** No faults at all. */
final class Untroubled implements Nemesis {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Set<String> operations() {
        return Set.of();
    }

    @Override
    public Generator during() {
        return Generators.none();
    }

    @Override
    public Edn invoke(Invocation invocation) {
        throw new IllegalArgumentException("f: " + invocation.f() + ", expected none");
    }

    @Override
    public void heal() {}

    @Override
    public void close() {}
}
