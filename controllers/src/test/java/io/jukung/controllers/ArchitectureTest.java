package io.jukung.controllers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.jukung.api.client.ApiClient;
import io.jukung.api.client.Informer;
import io.jukung.platform.Clock;

@AnalyzeClasses(packages = "io.jukung.controllers", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PLANNERS_ARE_FUNCTIONS = noClasses()
            .that()
            .haveSimpleNameEndingWith("Planner")
            .or()
            .haveSimpleNameEndingWith("View")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ApiClient.class, Informer.class, Clock.class, Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");

    @ArchTest
    static final ArchRule THE_SCHEDULERS_CORE_SEES_NO_CLIENT = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.jukung.controllers.scheduler.cache..",
                    "io.jukung.controllers.scheduler.framework..",
                    "io.jukung.controllers.scheduler.plugins..",
                    "io.jukung.controllers.scheduler.queue..",
                    "io.jukung.controllers.scheduler.snapshot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.jukung.api.client..", "io.jukung.platform..", "java.util.concurrent..");
}
