package io.jukung.controllers.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Trees;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceAccountPlannerTest {

    @Test
    void aChangedAuthorityIsPublishedAnew() {
        var namespace = Trees.object("{apiVersion: v1, kind: Namespace, metadata: {name: ns}}");
        var account = Trees.object("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: ns}}");
        var present = Trees.object(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: ns, uid: u}, data: {ca.crt: old}}");
        var plan = ServiceAccountPlanner.plan(
                new ServiceAccountView(namespace, Optional.of(account), Optional.of(present), "new"));
        assertThat(plan.actions()).hasSize(1);
        assertThat(((Action.Patch) plan.actions().getFirst()).patch().text("data", "ca.crt"))
                .isEqualTo("new");
        assertThat(ServiceAccountPlanner.plan(
                                new ServiceAccountView(namespace, Optional.of(account), Optional.of(present), "old"))
                        .actions())
                .isEmpty();
    }

    @Test
    void aDyingNamespaceIsLeftAlone() {
        var namespace = Trees.object(
                "{apiVersion: v1, kind: Namespace, metadata: {name: ns, deletionTimestamp: \"2026-01-01T00:00:00Z\"}}");
        assertThat(ServiceAccountPlanner.plan(
                                new ServiceAccountView(namespace, Optional.empty(), Optional.empty(), "ca"))
                        .actions())
                .isEmpty();
    }
}
