package io.jukung.api.schemagenerator;

import java.util.List;

/**
 * One field of a message.
 *
 * @param type a protobuf scalar, or a full message name that starts with a dot; a map's value type
 * @param comment lines of its comment, markers included
 */
record ProtoField(int number, String name, Cardinality cardinality, String type, List<String> comment) {

    enum Cardinality {
        ONE,
        LIST,
        MAP
    }
}
