package io.jukung.api.server.rest;

import io.jukung.api.server.status.Rejection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a client wants an answer, from its Accept header.
 *
 * @param group of the kind it is to be shown as
 */
record Representation(Format format, String as, String group, String version, boolean pretty) {

    static final String ACCEPTED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /** Media types of objects. */
    enum Format {
        JSON("application/json"),
        YAML("application/yaml"),
        PROTOBUF("application/vnd.kubernetes.protobuf");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    static final Representation JSON = new Representation(Format.JSON, "", "", "", false);

    /** Chooses among what a resource can be shown as. */
    @FunctionalInterface
    interface Offer {
        boolean offers(Representation wanted);
    }

    /**
     * The first of the Accept header's types that is offered; JSON where there is no header.
     *
     * @throws Rejection 406 where none is
     */
    static Representation negotiate(String accept, boolean pretty, Offer offer) {
        if (accept.isBlank()) {
            return new Representation(Format.JSON, "", "", "", pretty);
        }
        boolean formatKnown = false;
        for (var choice : accept.split(",")) {
            var parts = choice.split(";");
            var parameters = parameters(parts);
            var format = switch (parts[0].trim()) {
                case "application/json", "*/*" -> Format.JSON;
                case "application/yaml" -> Format.YAML;
                case "application/vnd.kubernetes.protobuf" -> Format.PROTOBUF;
                case String ignored -> null;
            };
            if (format == null) {
                continue;
            }
            formatKnown = true;
            var wanted = new Representation(
                    format,
                    parameters.getOrDefault("as", ""),
                    parameters.getOrDefault("g", ""),
                    parameters.getOrDefault("v", ""),
                    pretty || "1".equals(parameters.get("pretty")));
            if (offer.offers(wanted)) {
                return wanted;
            }
        }
        throw formatKnown ? Rejection.notAcceptable(ACCEPTED) : Rejection.noRepresentation(ACCEPTED);
    }

    /** How an error is told: in the first plain format the client reads, else in JSON. */
    static Representation ofError(String accept) {
        try {
            return negotiate(accept, false, Representation::plain);
        } catch (Rejection unreadable) {
            return JSON;
        }
    }

    private static Map<String, String> parameters(String[] parts) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).trim(),
                        parts[i].substring(equals + 1).trim());
            }
        }
        return parameters;
    }

    boolean plain() {
        return as.isEmpty();
    }

    boolean table() {
        return as.equals("Table");
    }

    boolean partial() {
        return as.startsWith("PartialObjectMetadata");
    }

    /** Whether it is something every resource can be shown as. */
    static boolean resource(Representation wanted) {
        if (wanted.plain()) {
            return true;
        }
        boolean known =
                wanted.group.equals("meta.k8s.io") && (wanted.version.equals("v1") || wanted.version.equals("v1beta1"));
        return known && wanted.format != Format.PROTOBUF && (wanted.table() || wanted.partial());
    }
}
