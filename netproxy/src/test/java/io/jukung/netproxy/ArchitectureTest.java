package io.jukung.netproxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.jukung.netproxy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule RULES_ARE_A_FUNCTION_OF_WHAT_IS_TRACKED = noClasses()
            .that()
            .resideInAnyPackage("io.jukung.netproxy.rules..", "io.jukung.netproxy.tracker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.jukung.netproxy.apply..",
                    "io.jukung.netproxy.dns..",
                    "io.jukung.api.client..",
                    "io.jukung.platform..",
                    "java.nio.file..",
                    "java.util.concurrent..");
}
