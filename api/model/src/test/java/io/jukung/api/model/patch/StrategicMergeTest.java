package io.jukung.api.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergeTest {

    private static final ObjectSchema POD_SPEC =
            Schemas.kubernetes().named("io.k8s.api.core.v1.PodSpec").orElseThrow();
    private static final ObjectSchema META = Schemas.kubernetes()
            .named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
            .orElseThrow();

    private static Value json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'a':'1'} | {'hostname':'h'} | {'a':'1','hostname':'h'}
                    {'hostname':'h'} | {'hostname':null} | {}
                    {'nodeSelector':{'a':'1','b':'2'}} | {'nodeSelector':{'a':'9','b':null,'c':'3'}} | {'nodeSelector':{'a':'9','c':'3'}}
                    {'containers':[{'name':'a','image':'x'},{'name':'b','image':'y'}]} | {'containers':[{'name':'b','image':'z'}]} | {'containers':[{'name':'a','image':'x'},{'name':'b','image':'z'}]}
                    {'containers':[{'name':'a'}]} | {'containers':[{'name':'n'}]} | {'containers':[{'name':'n'},{'name':'a'}]}
                    {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'name':'a','$patch':'delete'}]} | {'containers':[{'name':'b'}]}
                    {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'replace'},{'name':'c'}]} | {'containers':[{'name':'c'}]}
                    {'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]} | {'containers':[{'name':'b'},{'name':'a'}]}
                    {'containers':[{'name':'a'},{'name':'x'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'n'},{'name':'a'}],'containers':[{'name':'n'}]} | {'containers':[{'name':'x'},{'name':'b'},{'name':'n'},{'name':'a'}]}
                    {'tolerations':[{'key':'a'}]} | {'tolerations':[{'key':'b'}]} | {'tolerations':[{'key':'b'}]}
                    {'volumes':[{'name':'v','emptyDir':{}}]} | {'volumes':[{'name':'v','$retainKeys':['name','secret'],'secret':{'secretName':'s'}}]} | {'volumes':[{'name':'v','secret':{'secretName':'s'}}]}
                    {'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'replace','fsGroup':2}} | {'securityContext':{'fsGroup':2}}
                    {'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'delete'}} | {'securityContext':{}}
                    {} | {'dnsConfig':{'nameservers':['a'],'$patch':'replace','options':null}} | {'dnsConfig':{'nameservers':['a']}}
                    {'unknown':[1,2]} | {'unknown':[3]} | {'unknown':[3]}
                    """)
    void mergesByTheSchema(String original, String patch, String expected) {
        assertThat(StrategicMerge.apply(POD_SPEC, (ObjectValue) json(original), json(patch)))
                .isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'finalizers':['a','b']} | {'finalizers':['c','a']} | {'finalizers':['c','a','b']}
                    {'finalizers':['a','b']} | {'$deleteFromPrimitiveList/finalizers':['a']} | {'finalizers':['b']}
                    {} | {'$deleteFromPrimitiveList/finalizers':['a']} | {}
                    {'finalizers':['a','b']} | {'$setElementOrder/finalizers':['b','a']} | {'finalizers':['b','a']}
                    {'ownerReferences':[{'uid':'1','name':'x'}]} | {'ownerReferences':[{'uid':'1','name':'y'}]} | {'ownerReferences':[{'uid':'1','name':'y'}]}
                    """)
    void mergesListsOfScalarsAndOwners(String original, String patch, String expected) {
        assertThat(StrategicMerge.apply(META, (ObjectValue) json(original), json(patch)))
                .isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    [] | json: cannot unmarshal array into Go value of type map[string]interface {} | 400
                    {'securityContext':{'$patch':'bogus'}} | unknown patch type: bogus in map: map[$patch:bogus] | 500
                    {'containers':[{'name':'a','$patch':'merge'}]} | merging lists cannot yet be specified in the patch | 500
                    {'containers':[{'image':'a'}]} | map: map[image:a] does not contain declared merge key: name | 500
                    {'volumes':[{'name':'v','$retainKeys':['name'],'secret':{}}]} | invalid patch format of retainKeys | 400
                    {'$setElementOrder/containers':'x'} | invalid patch format of setElementOrder list | 400
                    """)
    void refusesWrongDirectives(String patch, String message, int code) {
        var original = (ObjectValue)
                json("{'securityContext':{},'containers':[{'name':'a'}],'volumes':[{'name':'v','emptyDir':{}}]}");

        assertThatThrownBy(() -> StrategicMerge.apply(POD_SPEC, original, json(patch)))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.reason().code()).isEqualTo(code))
                .hasMessage(message);
    }

    @Test
    void anOrderThatContradictsThePatchIsRefused() {
        var original = (ObjectValue) json("{'containers':[{'name':'c1'}]}");
        var patch = json("{'$setElementOrder/containers':[{'name':'c2'}],'containers':[{'name':'zz','image':'o'}]}");

        assertThatThrownBy(() -> StrategicMerge.apply(POD_SPEC, original, patch))
                .hasMessage("""
                        The order in patch list:
                        [map[image:o name:zz]]
                         doesn't match $setElementOrder list:
                        [map[name:c2]]
                        """);
    }

    @Test
    void apiVersionAndKindStay() {
        var pod = (ObjectValue) json("{'apiVersion':'v1','kind':'Pod'}");

        assertThat(StrategicMerge.apply(POD_SPEC, pod, json("{'kind':'Secret','apiVersion':null}")))
                .isEqualTo(pod);
    }
}
