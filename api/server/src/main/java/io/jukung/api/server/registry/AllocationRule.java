package io.jukung.api.server.registry;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;

/**
 * What a kind's objects take from ranges shared by all objects, and where it stands in them. The
 * allocator compares the claims of the new and the old object: it reserves what is new, chooses a
 * value where a claim names none, and releases what is gone.
 */
public interface AllocationRule {

    /** A shared range of values. */
    enum Range {
        /** IPv4 addresses of services. */
        CLUSTER_IP,
        /** TCP, UDP and SCTP ports on every node. */
        NODE_PORT
    }

    /**
     * One value held or wanted.
     *
     * @param path the field, as errors name it, for example {@code spec.ports[0].nodePort}
     * @param value the address or port number as text; empty: any free one
     */
    record Claim(Range range, String path, String value) {}

    /** What {@code object} holds or wants, in the order of its fields. */
    List<Claim> claims(ObjectValue object);

    /** {@code object} with {@code value} where {@code claim}, one of its claims, asked for any. */
    ObjectValue assign(ObjectValue object, Claim claim, String value);
}
