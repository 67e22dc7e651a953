package io.jukung.api.server.registry;

import io.jukung.api.model.object.GroupVersionKind;
import java.util.List;

/** Something that can be asked of one object under its path, for example {@code /status}. */
public sealed interface Subresource {

    /** Last part of the path. */
    String name();

    /** The same object, of which a write changes only what {@code strategy} lets through. */
    record Part(String name, Strategy strategy) implements Subresource {}

    /**
     * {@code /scale}: an {@code autoscaling/v1 Scale} read from and written into the object.
     *
     * @param specReplicas path of the wanted number
     * @param statusReplicas path of the observed number
     * @param selector path of the label selector
     */
    record Scale(List<String> specReplicas, List<String> statusReplicas, List<String> selector) implements Subresource {

        public Scale {
            specReplicas = List.copyOf(specReplicas);
            statusReplicas = List.copyOf(statusReplicas);
            selector = List.copyOf(selector);
        }

        /** Where workloads have it: {@code spec.replicas}, {@code status.replicas}, {@code spec.selector}. */
        public static Scale ofWorkload() {
            return new Scale(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"));
        }

        @Override
        public String name() {
            return "scale";
        }
    }

    /** An object of another kind is posted, for example a {@code Binding}; the server has code for each. */
    record Action(String name, GroupVersionKind kind) implements Subresource {}

    /** A connection to the node that runs the object: log, exec, attach, port-forward. */
    record Connection(String name, GroupVersionKind kind, List<String> verbs) implements Subresource {

        public Connection {
            verbs = List.copyOf(verbs);
        }
    }
}
