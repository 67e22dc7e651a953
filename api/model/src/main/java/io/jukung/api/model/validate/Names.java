package io.jukung.api.model.validate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The grammars of names. Each check returns what is wrong, in Kubernetes' words; an empty list means
 * the name is good.
 */
public final class Names {

    public static final int LABEL_LENGTH = 63;
    public static final int SUBDOMAIN_LENGTH = 253;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(" + QUALIFIED + ")?";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";

    private static final Pattern LABEL_GRAMMAR = Pattern.compile(LABEL);
    private static final Pattern LABEL_1035_GRAMMAR = Pattern.compile(LABEL_1035);
    private static final Pattern QUALIFIED_GRAMMAR = Pattern.compile(QUALIFIED);
    private static final Pattern VALUE_GRAMMAR = Pattern.compile(VALUE);
    private static final Pattern CONFIG_KEY_GRAMMAR = Pattern.compile(CONFIG_KEY);
    private static final Pattern ENVIRONMENT_GRAMMAR = Pattern.compile("[ -<>-~]+");
    private static final Pattern PORT_CHARACTERS = Pattern.compile("[-a-z0-9]+");
    private static final Pattern LETTER = Pattern.compile("[a-z]");

    private Names() {}

    /** A DNS label by RFC 1123: {@code my-name}. */
    public static List<String> dns1123Label(String name) {
        var errors = lengthOf(name, LABEL_LENGTH);
        if (!LABEL_GRAMMAR.matcher(name).matches()) {
            if (isSubdomain(name)) {
                errors.add("must not contain dots");
            } else {
                errors.add("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
                        + " and must start and end with an alphanumeric character"
                        + examples(LABEL, "my-name", "123-abc"));
            }
        }
        return errors;
    }

    /** Labels joined by dots: {@code example.com}. */
    public static List<String> dns1123Subdomain(String name) {
        var errors = lengthOf(name, SUBDOMAIN_LENGTH);
        if (!isSubdomain(name)) {
            errors.add("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                    + " and must start and end with an alphanumeric character"
                    + examples(SUBDOMAIN, "example.com"));
        }
        return errors;
    }

    /** Part by part: matching the whole grammar takes a stack as deep as there are dots. */
    private static boolean isSubdomain(String name) {
        for (int start = 0, end = 0; end < name.length(); start = end + 1) {
            int dot = name.indexOf('.', start);
            end = dot < 0 ? name.length() : dot;
            if (!LABEL_GRAMMAR.matcher(name).region(start, end).matches()) {
                return false;
            }
        }
        return !name.isEmpty() && !name.endsWith(".");
    }

    /** A DNS label by RFC 1035, which starts with a letter: names of services. */
    public static List<String> dns1035Label(String name) {
        var errors = lengthOf(name, LABEL_LENGTH);
        if (!LABEL_1035_GRAMMAR.matcher(name).matches()) {
            errors.add("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
                    + " alphabetic character, and end with an alphanumeric character"
                    + examples(LABEL_1035, "my-name", "abc-123"));
        }
        return errors;
    }

    /** A label key and its like: {@code name} or {@code example.com/name}. */
    public static List<String> qualifiedName(String name) {
        var errors = new ArrayList<String>();
        var parts = name.split("/", -1);
        String local;
        switch (parts.length) {
            case 1 -> local = parts[0];
            case 2 -> {
                local = parts[1];
                if (parts[0].isEmpty()) {
                    errors.add("prefix part must be non-empty");
                } else {
                    dns1123Subdomain(parts[0]).forEach(error -> errors.add("prefix part " + error));
                }
            }
            default -> {
                errors.add("a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must"
                        + " start and end with an alphanumeric character"
                        + examples(QUALIFIED, "MyName", "my.name", "123-abc")
                        + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
                return errors;
            }
        }
        if (local.isEmpty()) {
            errors.add("name part must be non-empty");
        } else if (bytes(local) > LABEL_LENGTH) {
            errors.add("name part must be no more than " + LABEL_LENGTH + " bytes");
        }
        if (!QUALIFIED_GRAMMAR.matcher(local).matches()) {
            errors.add("name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                    + " with an alphanumeric character"
                    + examples(QUALIFIED, "MyName", "my.name", "123-abc"));
        }
        return errors;
    }

    /** The value of a label. */
    public static List<String> labelValue(String value) {
        var errors = new ArrayList<String>();
        if (bytes(value) > LABEL_LENGTH) {
            errors.add("must be no more than " + LABEL_LENGTH + " bytes");
        }
        if (!VALUE_GRAMMAR.matcher(value).matches()) {
            errors.add("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.',"
                    + " and must start and end with an alphanumeric character"
                    + examples(VALUE, "MyValue", "my_value", "12345"));
        }
        return errors;
    }

    /** A key of a ConfigMap or Secret. */
    public static List<String> configMapKey(String key) {
        var errors = lengthOf(key, SUBDOMAIN_LENGTH);
        if (!CONFIG_KEY_GRAMMAR.matcher(key).matches()) {
            errors.add("a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                    + examples(CONFIG_KEY, "key.name", "KEY_NAME", "key-name"));
        }
        if (key.equals(".")) {
            errors.add("must not be '.'");
        } else if (key.equals("..")) {
            errors.add("must not be '..'");
        } else if (key.startsWith("..")) {
            errors.add("must not start with '..'");
        }
        return errors;
    }

    /** The name of an environment variable: any printable ASCII but {@code =}. */
    public static List<String> environmentVariable(String name) {
        return ENVIRONMENT_GRAMMAR.matcher(name).matches()
                ? List.of()
                : List.of("a valid environment variable name must consist only of printable ASCII characters other"
                        + " than '='");
    }

    /** An IANA service name, for ports: {@code http}. */
    public static List<String> portName(String name) {
        var errors = new ArrayList<String>();
        if (name.length() > 15) {
            errors.add("must be no more than 15 characters");
        }
        if (!PORT_CHARACTERS.matcher(name).matches()) {
            errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!LETTER.matcher(name).find()) {
            errors.add("must contain at least one letter (a-z)");
        }
        if (name.contains("--")) {
            errors.add("must not contain consecutive hyphens");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            errors.add("must not begin or end with a hyphen");
        }
        return errors;
    }

    /** A port number. */
    public static List<String> portNumber(long port) {
        return port >= 1 && port <= 65535 ? List.of() : List.of("must be between 1 and 65535, inclusive");
    }

    /** A name as one part of a URL path. */
    public static List<String> pathSegment(String name) {
        if (name.equals(".") || name.equals("..")) {
            return List.of("may not be '" + name + "'");
        }
        var errors = new ArrayList<String>();
        for (var illegal : new String[] {"/", "%"}) {
            if (name.contains(illegal)) {
                errors.add("may not contain '" + illegal + "'");
            }
        }
        return errors;
    }

    private static List<String> lengthOf(String text, int limit) {
        var errors = new ArrayList<String>();
        if (bytes(text) > limit) {
            errors.add("must be no more than " + limit + " characters");
        }
        return errors;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String examples(String grammar, String... examples) {
        return " (e.g. '" + String.join("',  or '", examples) + "', regex used for validation is '" + grammar + "')";
    }
}
