package io.jukung.api.model.select;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A conjunction of comparisons of fields with texts; without any it selects everything. */
public record FieldSelector(List<Term> terms) {

    /**
     * One comparison.
     *
     * @param field dotted path, for example {@code status.phase}
     * @param equal whether the field must be {@code value} or must not
     */
    public record Term(String field, boolean equal, String value) {

        boolean matches(String actual) {
            return actual.equals(value) == equal;
        }

        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + escape(value);
        }
    }

    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    public static FieldSelector everything() {
        return EVERYTHING;
    }

    /** The objects of one name. */
    public static FieldSelector ofName(String name) {
        return new FieldSelector(List.of(new Term("metadata.name", true, name)));
    }

    /**
     * A selector such as {@code spec.nodeName=a,status.phase!=Failed}; {@code \} escapes {@code , = \} in
     * values.
     *
     * @throws IllegalArgumentException with Kubernetes' message
     */
    public static FieldSelector parse(String text) {
        var terms = new ArrayList<Term>();
        for (var part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part, text));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String part, String whole) {
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) == '\\') {
                i++;
                continue;
            }
            for (var operator : new String[] {"!=", "==", "="}) {
                if (part.startsWith(operator, i)) {
                    return new Term(
                            part.substring(0, i),
                            !operator.equals("!="),
                            unescape(part.substring(i + operator.length())));
                }
            }
        }
        throw new IllegalArgumentException("invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }

    private static String unescape(String value) {
        var text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw new IllegalArgumentException("invalid field selector: invalid escape sequence in " + value);
                }
                text.append(value.charAt(i));
            } else if (c == ',' || c == '=') {
                throw new IllegalArgumentException(
                        "invalid field selector: unescaped character in value: " + value + " ('" + c + "')");
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    /**
     * Whether an object matches.
     *
     * @param fields the text of a field of the object, "" where absent
     */
    public boolean matches(UnaryOperator<String> fields) {
        for (var term : terms) {
            if (!term.matches(fields.apply(term.field()))) {
                return false;
            }
        }
        return true;
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** The text {@link #parse} reads. */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }
}
