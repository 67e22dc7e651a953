package io.jukung.api.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.jukung.api.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] ALL_BUT_KINDS_AND_REGISTRY = {
        "io.jukung.api.server.authn..",
        "io.jukung.api.server.bootstrap..",
        "io.jukung.api.server.cache..",
        "io.jukung.api.server.chain..",
        "io.jukung.api.server.grpc..",
        "io.jukung.api.server.rest..",
        "io.jukung.api.server.storage..",
        "io.jukung.api.server.streams.."
    };

    @ArchTest
    static final ArchRule A_KIND_IS_A_VALUE = noClasses()
            .that()
            .resideInAnyPackage("io.jukung.api.server.kinds..", "io.jukung.api.server.registry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ALL_BUT_KINDS_AND_REGISTRY);

    @ArchTest
    static final ArchRule THE_CHAIN_DOES_NOT_KNOW_ITS_FRONTS = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.jukung.api.server.cache..", "io.jukung.api.server.chain..", "io.jukung.api.server.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.jukung.api.server.grpc..",
                    "io.jukung.api.server.rest..",
                    "io.jukung.api.server.streams..",
                    "com.linecorp.armeria..");

    @ArchTest
    static final ArchRule GRPC_IS_NO_LAYER_OVER_REST = noClasses()
            .that()
            .resideInAPackage("io.jukung.api.server.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jukung.api.server.rest..");

    @ArchTest
    static final ArchRule REST_IS_NO_LAYER_OVER_GRPC = noClasses()
            .that()
            .resideInAPackage("io.jukung.api.server.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jukung.api.server.grpc..");

    @ArchTest
    static final ArchRule ONLY_STORAGE_SPEAKS_ETCD = noClasses()
            .that()
            .resideOutsideOfPackage("io.jukung.api.server.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jukung.proto.etcd..");
}
