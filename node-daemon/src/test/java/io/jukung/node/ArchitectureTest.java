package io.jukung.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.jukung.api.client.ApiClient;
import io.jukung.node.cri.CriClient;
import io.jukung.platform.Clock;

@AnalyzeClasses(packages = "io.jukung.node", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PLANNERS_ARE_FUNCTIONS = noClasses()
            .that()
            .haveSimpleNameEndingWith("Planner")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ApiClient.class, CriClient.class, Clock.class, Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..", "java.nio.file..");
}
