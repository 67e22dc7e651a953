package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Members that get little of something: they answer, late. */
record Starvation(Cluster cluster, Admin admin, Resource of) implements Fault {

    /** What there is little of. */
    enum Resource {
        /** A small part of a core. */
        CPU("starve", "feed", "percent", 3, 30) {
            @Override
            void limit(Cluster cluster, String member, int amount) throws Exception {
                cluster.resources().limitCpu(member, amount);
            }

            @Override
            void unlimit(Cluster cluster, String member) throws Exception {
                cluster.resources().unlimitCpu(member);
            }
        },
        /**
         * Little more than they have, cached pages of their files among it: they read from the disk what was in memory, wait for
         * what they write to get there, and are killed by the kernel if they need more.
         */
        MEMORY("squeeze", "release", "mebibytes", 4, 48) {
            @Override
            void limit(Cluster cluster, String member, int amount) throws Exception {
                cluster.resources().limitMemory(member, amount);
            }

            @Override
            void unlimit(Cluster cluster, String member) throws Exception {
                cluster.resources().unlimitMemory(member);
            }
        };

        private final String begin;
        private final String end;
        private final String unit;
        private final int least;
        private final int most;

        Resource(String begin, String end, String unit, int least, int most) {
            this.begin = begin;
            this.end = end;
            this.unit = unit;
            this.least = least;
            this.most = most;
        }

        abstract void limit(Cluster cluster, String member, int amount) throws Exception;

        abstract void unlimit(Cluster cluster, String member) throws Exception;
    }

    @Override
    public String name() {
        return of.begin;
    }

    @Override
    public Layer layer() {
        return Layer.RESOURCES;
    }

    @Override
    public Optional<String> unavailable() {
        return Files.isWritable(Path.of("/sys/fs/cgroup"))
                ? Optional.empty()
                : Optional.of("/sys/fs/cgroup cannot be written: control groups need root");
    }

    @Override
    public Set<String> operations() {
        return Set.of(of.begin, of.end);
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                of.begin,
                Target.draw(random, Whom.values()).edn(of.unit, Edn.of(random.nextInt(of.least, of.most + 1))),
                of.end));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var value = invocation.value();
        if (invocation.f().equals(of.end)) {
            heal();
            return Whom.names(cluster.members());
        }
        var target = Target.of(value);
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick()).stream()
                .filter(cluster::running)
                .toList();
        for (var member : whom) {
            of.limit(cluster, member, (int) Whom.number(value, of.unit));
        }
        return Whom.names(whom);
    }

    @Override
    public void heal() throws Exception {
        for (var member : cluster.members()) {
            of.unlimit(cluster, member);
        }
        if (of == Resource.MEMORY) {
            Revival.of(cluster);
        }
    }
}
