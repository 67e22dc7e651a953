package io.jukung.controllers;

import static io.jukung.controllers.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.DeleteOptions.Propagation;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllersTest {

    private static final ObjectKey WEB = new ObjectKey("default", "web");

    private final Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void deploy(int replicas) {
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: default}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers: [{name: c, image: "web:1", ports: [{name: http, containerPort: 8080}]}]
                """.formatted(replicas));
    }

    private void setImage(String image) {
        cluster.patch(
                Kind.DEPLOYMENT,
                WEB,
                "",
                "spec: {template: {spec: {containers: [{name: c, image: \"" + image + "\"}]}}}");
    }

    private List<KubeObject> readyPods() {
        return cluster.list(Kind.POD).stream()
                .filter(pod -> Pods.ready(pod) && !pod.beingDeleted())
                .toList();
    }

    private void awaitRollout(int replicas, String image) {
        eventually(() -> {
            assertThat(readyPods())
                    .hasSize(replicas)
                    .allMatch(pod -> pod.spec()
                            .list("containers")
                            .objects()
                            .getFirst()
                            .text("image")
                            .equals(image));
            var status = cluster.get(Kind.DEPLOYMENT, "web").status();
            assertThat(status.whole(0, "availableReplicas")).isEqualTo(replicas);
            assertThat(status.whole(0, "updatedReplicas")).isEqualTo(replicas);
            assertThat(status.whole(0, "replicas")).isEqualTo(replicas);
            assertThat(Conditions.find(status.list("conditions"), "Progressing")
                            .orElseThrow()
                            .text("reason"))
                    .isEqualTo("NewReplicaSetAvailable");
        });
    }

    @Test
    void aDeploymentIsRolledOutUpdatedRolledBackAndScaled() {
        deploy(3);
        awaitRollout(3, "web:1");
        setImage("web:2");
        awaitRollout(3, "web:2");
        assertThat(cluster.list(Kind.REPLICA_SET)).hasSize(2);
        assertThat(cluster.get(Kind.DEPLOYMENT, "web").annotations())
                .containsEntry("deployment.kubernetes.io/revision", "2");
        setImage("web:1");
        // The template before had ports: this is a third one, as a merge patch replaces lists.
        awaitRollout(3, "web:1");
        cluster.patch(Kind.DEPLOYMENT, WEB, "", "spec: {replicas: 5}");
        awaitRollout(5, "web:1");
        cluster.patch(Kind.DEPLOYMENT, WEB, "", "spec: {replicas: 0}");
        eventually(() -> assertThat(cluster.list(Kind.POD)).isEmpty());
        eventually(() -> assertThat(cluster.eventMessages())
                .anyMatch(message -> message.matches("Scaled up replica set web-\\w+ from 0 to 3"))
                .anyMatch(message -> message.matches(".*Scaled down replica set web-\\w+ from 5 to 0"))
                .anyMatch(message -> message.startsWith("Created pod: web-")));
    }

    @Test
    void rollingBackToAnOldTemplateUsesItsReplicaSetAgain() {
        deploy(1);
        awaitRollout(1, "web:1");
        var template = cluster.get(Kind.DEPLOYMENT, "web").spec().object("template");
        setImage("web:2");
        awaitRollout(1, "web:2");
        cluster.api.patch(
                Kind.DEPLOYMENT.resource(),
                WEB,
                "",
                io.jukung.api.client.ApiClient.PatchType.MERGE,
                io.jukung.api.model.tree.ObjectValue.of(
                        "spec", io.jukung.api.model.tree.ObjectValue.of("template", template)),
                io.jukung.api.client.WriteOptions.DEFAULT);
        awaitRollout(1, "web:1");
        assertThat(cluster.list(Kind.REPLICA_SET)).hasSize(2);
        assertThat(cluster.list(Kind.REPLICA_SET))
                .anySatisfy(set -> assertThat(set.annotations())
                        .containsEntry("deployment.kubernetes.io/revision", "3")
                        .containsEntry("deployment.kubernetes.io/revision-history", "1"));
    }

    @Test
    void aPausedDeploymentKeepsItsTemplateAndGoesOnWhenResumed() {
        deploy(2);
        awaitRollout(2, "web:1");
        cluster.patch(Kind.DEPLOYMENT, WEB, "", "spec: {paused: true}");
        setImage("web:2");
        eventually(() -> assertThat(Conditions.find(
                                cluster.get(Kind.DEPLOYMENT, "web").status().list("conditions"), "Progressing")
                        .orElseThrow()
                        .text("reason"))
                .isEqualTo("DeploymentPaused"));
        cluster.patch(Kind.DEPLOYMENT, WEB, "", "spec: {replicas: 3}");
        eventually(() -> assertThat(readyPods()).hasSize(3));
        assertThat(cluster.list(Kind.REPLICA_SET)).hasSize(1);
        cluster.patch(Kind.DEPLOYMENT, WEB, "", "spec: {paused: false}");
        awaitRollout(3, "web:2");
    }

    @Test
    void recreateNeverMixesTemplates() {
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: default}
                spec:
                  replicas: 2
                  strategy: {type: Recreate}
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: "web:1"}]}
                """);
        awaitRollout(2, "web:1");
        var mixed = new java.util.concurrent.atomic.AtomicBoolean();
        cluster.api.onWrite(line -> {
            if (line.startsWith("create pods")) {
                mixed.compareAndSet(
                        false,
                        cluster.list(Kind.POD).stream()
                                .anyMatch(pod -> pod.spec()
                                        .list("containers")
                                        .objects()
                                        .getFirst()
                                        .text("image")
                                        .equals("web:1")));
            }
        });
        setImage("web:2");
        awaitRollout(2, "web:2");
        assertThat(mixed).isFalse();
    }

    @Test
    void aPodDeletedIsReplacedAndAnOrphanOfTheSameLabelsIsAdopted() {
        deploy(2);
        awaitRollout(2, "web:1");
        var victim = readyPods().getFirst();
        cluster.delete(Kind.POD, victim.key(), Propagation.BACKGROUND);
        eventually(() -> {
            assertThat(cluster.find(Kind.POD, victim.key())).isEmpty();
            assertThat(readyPods()).hasSize(2);
        });
        var labels = cluster.list(Kind.REPLICA_SET).getFirst().labels();
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: stray
                  namespace: default
                  labels: {app: web, pod-template-hash: %s}
                spec: {containers: [{name: c, image: "web:1"}]}
                """.formatted(labels.get("pod-template-hash")));
        // Adopted, the ReplicaSet has one too many and deletes one.
        eventually(() -> assertThat(cluster.list(Kind.POD))
                .hasSize(2)
                .allMatch(pod -> pod.controller().isPresent()));
    }

    @Test
    void aServiceGetsEndpointsThatFollowItsPods() {
        deploy(2);
        cluster.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default}
                spec:
                  selector: {app: web}
                  ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
                """);
        eventually(() -> {
            var slices = cluster.list(Kind.ENDPOINT_SLICE);
            assertThat(slices).hasSize(1);
            var slice = slices.getFirst().tree();
            assertThat(slice.list("endpoints").objects())
                    .hasSize(2)
                    .allMatch(endpoint -> endpoint.flag("conditions", "ready"));
            assertThat(slice.list("ports").objects().getFirst().whole(0, "port"))
                    .isEqualTo(8080);
            var subsets =
                    cluster.get(Kind.ENDPOINTS, "web").tree().list("subsets").objects();
            assertThat(subsets).hasSize(1);
            assertThat(subsets.getFirst().list("addresses").size()).isEqualTo(2);
        });
        cluster.patch(Kind.DEPLOYMENT, WEB, "", "spec: {replicas: 0}");
        eventually(() -> {
            assertThat(cluster.list(Kind.ENDPOINT_SLICE)
                            .getFirst()
                            .tree()
                            .list("endpoints")
                            .isEmpty())
                    .isTrue();
            assertThat(cluster.get(Kind.ENDPOINTS, "web").tree().has("subsets")).isFalse();
        });
        cluster.delete(Kind.SERVICE, WEB, Propagation.BACKGROUND);
        eventually(() -> {
            assertThat(cluster.list(Kind.ENDPOINT_SLICE)).isEmpty();
            assertThat(cluster.list(Kind.ENDPOINTS)).isEmpty();
        });
    }

    @Test
    void deletedInTheBackgroundDependentsFollow() {
        deploy(2);
        awaitRollout(2, "web:1");
        cluster.delete(Kind.DEPLOYMENT, WEB, Propagation.BACKGROUND);
        assertThat(cluster.find(Kind.DEPLOYMENT, WEB)).isEmpty();
        eventually(() -> {
            assertThat(cluster.list(Kind.REPLICA_SET)).isEmpty();
            assertThat(cluster.list(Kind.POD)).isEmpty();
        });
    }

    @Test
    void deletedInTheForegroundTheOwnerGoesLast() {
        deploy(2);
        awaitRollout(2, "web:1");
        var early = new java.util.concurrent.atomic.AtomicBoolean();
        var informer = io.jukung.api.client.Informer.start(cluster.api, Kind.DEPLOYMENT.resource());
        informer.addListener((key, before, now) -> {
            if (now == null && !cluster.list(Kind.POD).isEmpty()) {
                early.set(true);
            }
        });
        cluster.delete(Kind.DEPLOYMENT, WEB, Propagation.FOREGROUND);
        eventually(() -> assertThat(cluster.find(Kind.DEPLOYMENT, WEB)).isEmpty());
        assertThat(cluster.list(Kind.POD)).isEmpty();
        assertThat(cluster.list(Kind.REPLICA_SET)).isEmpty();
        informer.close();
        assertThat(early).isFalse();
    }

    @Test
    void orphansStay() {
        deploy(2);
        awaitRollout(2, "web:1");
        cluster.delete(Kind.DEPLOYMENT, WEB, Propagation.ORPHAN);
        eventually(() -> assertThat(cluster.find(Kind.DEPLOYMENT, WEB)).isEmpty());
        assertThat(cluster.list(Kind.REPLICA_SET))
                .hasSize(1)
                .allMatch(set -> set.ownerReferences().isEmpty());
        assertThat(readyPods()).hasSize(2);
    }

    @Test
    void anObjectWhoseOwnerNeverWasIsCollected() {
        cluster.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: lost
                  namespace: default
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: not-there}]
                """);
        cluster.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: kept
                  namespace: default
                  ownerReferences: [{apiVersion: example.com/v1, kind: Unknown, name: web, uid: not-there}]
                """);
        eventually(() -> assertThat(cluster.find(Kind.CONFIG_MAP, new ObjectKey("default", "lost")))
                .isEmpty());
        assertThat(cluster.find(Kind.CONFIG_MAP, new ObjectKey("default", "kept")))
                .isPresent();
    }

    @Test
    void aNamespaceIsFurnishedAndEmptiedBeforeItGoes() {
        var accountKey = new ObjectKey("default", "default");
        eventually(() -> {
            assertThat(cluster.find(Kind.SERVICE_ACCOUNT, accountKey)).isPresent();
            assertThat(cluster.get(Kind.CONFIG_MAP, "kube-root-ca.crt").tree().text("data", "ca.crt"))
                    .isEqualTo("the CA");
        });
        cluster.delete(Kind.SERVICE_ACCOUNT, accountKey, Propagation.BACKGROUND);
        eventually(
                () -> assertThat(cluster.find(Kind.SERVICE_ACCOUNT, accountKey)).isPresent());
        deploy(1);
        awaitRollout(1, "web:1");
        cluster.delete(Kind.NAMESPACE, new ObjectKey("", "default"), Propagation.BACKGROUND);
        eventually(() -> {
            assertThat(cluster.find(Kind.NAMESPACE, new ObjectKey("", "default")))
                    .isEmpty();
            for (var kind : Kind.ALL) {
                if (kind.namespaced() && !kind.equals(Kind.EVENT)) {
                    assertThat(cluster.list(kind)).isEmpty();
                }
            }
        });
    }

    @Test
    void aNodeGetsARange() {
        eventually(() ->
                assertThat(cluster.get(Kind.NODE, "n1").spec().text("podCIDR")).isEqualTo("10.244.0.0/24"));
        cluster.apply("{apiVersion: v1, kind: Node, metadata: {name: n2}}");
        eventually(() -> assertThat(
                        cluster.get(Kind.NODE, "n2").spec().list("podCIDRs").texts())
                .containsExactly("10.244.1.0/24"));
    }

    @Test
    void aRolloutSurvivesALossOfTheConnectionAndCompaction() {
        deploy(3);
        awaitRollout(3, "web:1");
        cluster.api.setReachable(false);
        cluster.api.setReachable(true);
        setImage("web:2");
        for (int i = 0; i < 5; i++) {
            cluster.api.compact();
            cluster.api.breakWatches();
        }
        awaitRollout(3, "web:2");
    }
}
