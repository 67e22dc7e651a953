package io.jukung.api.server.kinds.rules;

import io.jukung.api.model.validate.Names;
import java.util.List;

/** What a kind's objects may be called. */
public enum NameRule {
    SUBDOMAIN,
    LABEL,
    /** Old events: Kubernetes never checked their names. */
    ANY;

    public List<String> check(String name) {
        return switch (this) {
            case SUBDOMAIN -> Names.dns1123Subdomain(name);
            case LABEL -> Names.dns1123Label(name);
            case ANY -> List.of();
        };
    }

    /** The beginning of a name: a dash at its end will not be the name's. */
    public List<String> checkPrefix(String prefix) {
        return check(prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) : prefix);
    }
}
