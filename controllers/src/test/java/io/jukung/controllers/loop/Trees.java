package io.jukung.controllers.loop;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;

/** Objects for tables, written as YAML. */
public final class Trees {

    private Trees() {}

    public static ObjectValue tree(String yaml) {
        return (ObjectValue) Yaml.readAll(yaml).getFirst();
    }

    public static KubeObject object(String yaml) {
        return new KubeObject(tree(yaml));
    }
}
