package io.jukung.api.schemagenerator;

import java.util.List;

/**
 * One message of the published classes.
 *
 * @param comment lines of its comment, markers included
 * @param fields by field number
 */
record ProtoMessage(String protoPackage, String name, List<String> comment, List<ProtoField> fields) {

    String fullName() {
        return protoPackage + "." + name;
    }
}
