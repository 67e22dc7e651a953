package io.jukung.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.jukung.store", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_RAFT_SEES_RATIS = noClasses()
            .that()
            .resideOutsideOfPackage("io.jukung.store.raft..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..");

    @ArchTest
    static final ArchRule CORES_SEE_NO_SHELL = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.jukung.store.apply..",
                    "io.jukung.store.auth..",
                    "io.jukung.store.mvcc..",
                    "io.jukung.store.lease..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.jukung.store.credentials..",
                    "io.jukung.store.raft..",
                    "io.jukung.store.peer..",
                    "io.jukung.store.replication..",
                    "io.jukung.store.server..",
                    "io.jukung.store.member..",
                    "io.jukung.store.runtime..",
                    "io.grpc..",
                    "io.netty..");

    @ArchTest
    static final ArchRule CONSENSUS_IS_A_PORT = noClasses()
            .that()
            .resideInAnyPackage("io.jukung.store.replication..", "io.jukung.store.server..", "io.jukung.store.member..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jukung.store.raft..");
}
