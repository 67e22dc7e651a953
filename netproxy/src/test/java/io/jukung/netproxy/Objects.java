package io.jukung.netproxy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.netproxy.tracker.ServiceTracker;
import java.nio.charset.StandardCharsets;

/** Services and slices for the tests, from JSON with single quotes. */
public final class Objects {

    private Objects() {}

    public static KubeObject object(String json) {
        return new KubeObject(Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** A service of namespace {@code ns}; {@code spec} without its braces. */
    public static KubeObject service(String name, String spec) {
        return object("{'apiVersion':'v1','kind':'Service','metadata':{'name':'%s','namespace':'ns'},'spec':{%s}}"
                .formatted(name, spec));
    }

    /** A slice of the service with one port; {@code endpoints} are whole objects, separated by commas. */
    public static KubeObject slice(String name, String service, String port, String endpoints) {
        return object(
                "{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'%s','namespace':'ns','labels':{'kubernetes.io/service-name':'%s'}},'addressType':'IPv4','ports':[%s],'endpoints':[%s]}"
                        .formatted(name, service, port, endpoints));
    }

    /** A ready endpoint on a node. */
    public static String ready(String address, String node) {
        return "{'addresses':['%s'],'conditions':{'ready':true,'serving':true,'terminating':false},'nodeName':'%s'}"
                .formatted(address, node);
    }

    /** An endpoint that shuts down; {@code serving} while it still answers. */
    public static String terminating(String address, boolean serving) {
        return "{'addresses':['%s'],'conditions':{'ready':false,'serving':%s,'terminating':true},'nodeName':'n1'}"
                .formatted(address, serving);
    }

    public static void put(ServiceTracker tracker, KubeObject... objects) {
        for (var object : objects) {
            if (object.kind().equals("Service")) {
                tracker.service(object.key(), object);
            } else {
                tracker.slice(object.key(), null, object);
            }
        }
    }

    /** The changes that these objects are. */
    public static ServiceTracker.Changes changes(KubeObject... objects) {
        var tracker = new ServiceTracker();
        put(tracker, objects);
        return tracker.take();
    }
}
