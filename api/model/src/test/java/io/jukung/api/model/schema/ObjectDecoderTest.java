package io.jukung.api.model.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectDecoderTest {

    private static ObjectSchema kind(String apiVersion, String kind) {
        return Schemas.kubernetes().find(GroupVersionKind.of(apiVersion, kind)).orElseThrow();
    }

    private static ObjectValue json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    v1 | ConfigMap | {'data':{'a':5}} | json: cannot unmarshal number into Go struct field ConfigMap.data of type string
                    v1 | ConfigMap | {'metadata':'x'} | json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta
                    v1 | ConfigMap | {'metadata':{'labels':{'a':1}}} | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
                    v1 | ConfigMap | {'metadata':{'labels':[]}} | json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string
                    v1 | ConfigMap | {'binaryData':{'a':'***'}} | illegal base64 data at input byte 0
                    v1 | ConfigMap | {'binaryData':{'a':'YWJjZ'}} | illegal base64 data at input byte 4
                    v1 | ConfigMap | {'immutable':'yes'} | json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool
                    v1 | Pod | {'spec':{'containers':'x'}} | json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container
                    v1 | Pod | {'spec':{'containers':[{'env':[{'value':1}]}]}} | json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string
                    v1 | Pod | {'spec':{'containers':[{'ports':[{'containerPort':'a'}]}]}} | json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32
                    v1 | Pod | {'spec':{'containers':[{'ports':[{'containerPort':99999999999}]}]}} | json: cannot unmarshal number 99999999999 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32
                    v1 | Pod | {'spec':{'containers':[{'resources':{'limits':{'cpu':'x'}}}]}} | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
                    v1 | Pod | {'metadata':{'creationTimestamp':'yesterday'}} | parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"
                    v1 | Pod | {'metadata':{'creationTimestamp':'2020-13-01T00:00:00Z'}} | parsing time "2020-13-01T00:00:00Z": month out of range
                    v1 | Pod | {'metadata':{'creationTimestamp':5}} | json: cannot unmarshal number into Go value of type string
                    v1 | Service | {'spec':{'ports':[{'targetPort':true}]}} | json: cannot unmarshal bool into Go value of type int32
                    apps/v1 | Deployment | {'spec':{'replicas':'3'}} | json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
                    coordination.k8s.io/v1 | Lease | {'spec':{'renewTime':'2020-01-01T00:00:00Z'}} | parsing time "2020-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"
                    """)
    void refusesWrongTypesInGoWords(String apiVersion, String kind, String document, String message) {
        assertThatThrownBy(() -> ObjectDecoder.decode(kind(apiVersion, kind), json(document)))
                .isInstanceOf(TypeMismatchException.class)
                .hasMessage(message);
    }

    @Test
    void dropsAndNamesUnknownFields() {
        var decoded = ObjectDecoder.decode(
                kind("v1", "Pod"),
                json("{'metadata':{'x':1},'spec':{'containers':[{'name':'a'},{'name':'b','y':{}}],'z':[]},'bogus':1}"));

        assertThat(decoded.unknownFields()).containsExactly("metadata.x", "spec.containers[1].y", "spec.z", "bogus");
        assertThat(decoded.object().fields()).containsOnlyKeys("metadata", "spec", "status");
    }

    @Test
    void writesUnsetValuesAsKubernetesDoes() {
        var decoded = ObjectDecoder.decode(
                kind("apps/v1", "Deployment"),
                json("{'spec':{'replicas':0,'minReadySeconds':0,'paused':false,"
                        + "'template':{'spec':{'containers':[{'name':'c','args':[],'env':null}],'nodeName':''}}}}"));

        assertThat(decoded.object())
                .isEqualTo(json("{'metadata':{},'spec':{'replicas':0,'strategy':{},"
                                + "'template':{'metadata':{},'spec':{'containers':[{'name':'c','resources':{}}]}},"
                                + "'selector':null},'status':{}}")
                        .withoutAt("spec", "selector"));
    }

    @Test
    void givesQuantitiesTimesAndBytesTheirCanonicalForm() {
        var pod = ObjectDecoder.decode(
                kind("v1", "Pod"),
                json("{'metadata':{'creationTimestamp':'2026-01-02T04:04:05.9+01:00'},"
                        + "'spec':{'containers':[{'resources':{'limits':{'cpu':'1000m','memory':1024}}}]}}"));
        var secret = ObjectDecoder.decode(kind("v1", "Secret"), json("{'data':{'a':'YWJj\\nZGVm','b':null}}"));

        assertThat(pod.object().text("metadata", "creationTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(pod.object().list("spec", "containers").objects().getFirst().object("resources", "limits"))
                .isEqualTo(json("{'cpu':'1','memory':'1024'}"));
        assertThat(secret.object().text("data", "a")).isEqualTo("YWJjZGVm");
    }

    @Test
    void keepsUnknownFieldsOfAnOpenSchema() {
        var open = ObjectSchema.of("X", null, false, true, java.util.List.of(Field.optional("a", Primitive.STRING)));

        var decoded = ObjectDecoder.decode(open, json("{'b':{'c':[1]},'a':'x'}"));

        assertThat(decoded.object()).isEqualTo(json("{'a':'x','b':{'c':[1]}}"));
        assertThat(decoded.unknownFields()).isEmpty();
    }

    @Test
    void declaredDefaultsAreFilledWhereTheirStructIs() {
        var service = Defaulter.apply(
                kind("v1", "Service"), json("{'spec':{'ports':[{'port':1},{'port':2,'protocol':'UDP'}]}}"));

        assertThat(service)
                .isEqualTo(json("{'spec':{'ports':[{'port':1,'protocol':'TCP'},{'port':2,'protocol':'UDP'}]}}"));
        assertThat(Defaulter.apply(kind("v1", "Service"), json("{}"))).isEqualTo(json("{}"));
    }
}
