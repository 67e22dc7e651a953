package io.jukung.api.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeProtobufTest {

    private static final Schemas SCHEMAS = Schemas.kubernetes();

    private static ObjectValue json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kind':'DeleteOptions','apiVersion':'v1','gracePeriodSeconds':0,'propagationPolicy':'Orphan'}",
                "{'kind':'DeleteOptions','apiVersion':'apps/v1','preconditions':{'uid':'u'}}",
                "{'kind':'Status','apiVersion':'v1','status':'Failure','code':404,'reason':'NotFound','details':{'name':'n','kind':'pods'}}",
                "{'kind':'Service','apiVersion':'v1','metadata':{'name':'s'},'spec':{'ports':[{'port':80,'targetPort':'web'},{'port':81,'targetPort':8081}]}}",
                "{'kind':'Pod','apiVersion':'v1','metadata':{'creationTimestamp':'2026-01-02T03:04:05Z'},'spec':{'containers':[{'name':'c','resources':{'limits':{'cpu':'500m','memory':'1Gi'}}}],'volumes':[{'name':'v','emptyDir':{}}]}}",
                "{'kind':'Lease','apiVersion':'coordination.k8s.io/v1','metadata':{'name':'l'},'spec':{'renewTime':'2026-01-02T03:04:05.000006Z','leaseTransitions':-3}}",
                "{'kind':'Secret','apiVersion':'v1','metadata':{'name':'s'},'data':{'b':'AAEC','a':''}}",
                "{'kind':'Deployment','apiVersion':'apps/v1','metadata':{'name':'d'},'spec':{'replicas':0,'selector':{'matchLabels':{'a':'b'}},'template':{'spec':{'containers':null}}}}",
                "{'kind':'SubjectAccessReview','apiVersion':'authorization.k8s.io/v1','spec':{'user':'u','extra':{'k':['a','b']}}}",
                "{'kind':'ConfigMapList','apiVersion':'v1','metadata':{'resourceVersion':'7'},'items':[{'metadata':{'name':'a'},'data':{'k':'ü'}}]}",
                "{'kind':'CustomResourceDefinition','apiVersion':'apiextensions.k8s.io/v1','spec':{'group':'g','versions':[{'name':'v1','schema':{'openAPIV3Schema':{'type':'object','additionalProperties':true,'items':{'type':'string','maximum':1.5,'enum':['a',1,null]}}}}]}}",
                "{'kind':'ControllerRevision','apiVersion':'apps/v1','data':{'spec':{'x':[1,2]}},'revision':9007199254740993}"
            })
    void whatIsWrittenIsRead(String text) {
        var schema = SCHEMAS.find(io.jukung.api.model.object.GroupVersionKind.of(
                        json(text).text("apiVersion"), json(text).text("kind")))
                .orElseThrow();
        var object = ObjectDecoder.decode(schema, json(text)).object();

        var bytes = KubeProtobuf.write(SCHEMAS, object);

        assertThat(KubeProtobuf.isEncoded(bytes)).isTrue();
        assertThat(KubeProtobuf.read(SCHEMAS, bytes)).isEqualTo(object);
    }

    @Test
    void aWatchFrameIsItsLengthAndAnEvent() {
        var frame = KubeProtobuf.watchFrame("ADDED", new byte[] {'x', 'y'});

        assertThat(frame).containsExactly(0, 0, 0, 13, 10, 5, 'A', 'D', 'D', 'E', 'D', 18, 4, 10, 2, 'x', 'y');
    }

    @Test
    void otherBytesAndUnknownKindsAreRefused() {
        assertThatThrownBy(() -> KubeProtobuf.read(SCHEMAS, "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("expected prefix [107 56 115 0]");
        assertThatThrownBy(() -> KubeProtobuf.write(SCHEMAS, json("{'apiVersion':'x/v1','kind':'Y'}")))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("kind \"Y\" of version \"x/v1\"");
    }

    @Property(tries = 300)
    void damagedBytesAreRefusedOrRead(@ForAll byte[] noise, @ForAll int place) {
        var bytes = KubeProtobuf.write(
                SCHEMAS, json("{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'a'},'data':{'k':'v'}}"));
        var damaged = Arrays.copyOf(bytes, bytes.length + noise.length);
        System.arraycopy(noise, 0, damaged, bytes.length, noise.length);
        damaged[4 + Math.floorMod(place, bytes.length - 4)] ^= (byte) (noise.length + 1);

        try {
            assertThat(KubeProtobuf.read(SCHEMAS, damaged)).isNotNull();
        } catch (DecodingException | io.jukung.api.model.schema.TypeMismatchException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
