package io.jukung.api.model.select;

import io.jukung.api.model.select.Requirement.Operator;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a label selector; the messages are those of Kubernetes' parser. */
final class LabelSelectorParser {

    private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";
    private static final String SPECIAL = "=!(),><";

    private final List<String> tokens = new ArrayList<>();
    private int next;

    LabelSelectorParser(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (SPECIAL.indexOf(c) >= 0) {
                int end = (c == '=' || c == '!') && i + 1 < text.length() && text.charAt(i + 1) == '=' ? i + 2 : i + 1;
                tokens.add(text.substring(i, end));
                i = end;
            } else {
                int end = i;
                while (end < text.length()
                        && !Character.isWhitespace(text.charAt(end))
                        && SPECIAL.indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                tokens.add(text.substring(i, end));
                i = end;
            }
        }
    }

    List<Requirement> parse() {
        var requirements = new ArrayList<Requirement>();
        while (true) {
            if (!peek().equals("!") && !isWord(peek())) {
                throw found(peek(), "!, identifier, or 'end of string'");
            }
            requirements.add(checkedRequirement());
            var separator = take();
            if (separator.isEmpty()) {
                return requirements;
            }
            if (!separator.equals(",")) {
                throw found(separator, "',' or 'end of string'");
            }
            if (!peek().equals("!") && !isWord(peek())) {
                throw found(peek(), "identifier after ','");
            }
        }
    }

    private Requirement checkedRequirement() {
        try {
            return requirement();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("unable to parse requirement: " + wrong.getMessage(), wrong);
        }
    }

    private Requirement requirement() {
        boolean absent = peek().equals("!");
        if (absent) {
            take();
        }
        var key = take();
        if (!isWord(key)) {
            throw found(key, "identifier");
        }
        if (absent) {
            return Requirement.checked(key, Operator.DOES_NOT_EXIST, List.of());
        }
        if (peek().isEmpty() || peek().equals(",")) {
            return Requirement.checked(key, Operator.EXISTS, List.of());
        }
        var operator = take();
        return switch (operator) {
            case "in" -> Requirement.checked(key, Operator.IN, values());
            case "notin" -> Requirement.checked(key, Operator.NOT_IN, values());
            case "=", "==" -> Requirement.checked(key, Operator.IN, List.of(exactValue()));
            case "!=" -> Requirement.checked(key, Operator.NOT_IN, List.of(exactValue()));
            case ">" -> Requirement.checked(key, Operator.GREATER_THAN, List.of(exactValue()));
            case "<" -> Requirement.checked(key, Operator.LESS_THAN, List.of(exactValue()));
            default -> throw found(operator, OPERATORS);
        };
    }

    private String exactValue() {
        if (peek().isEmpty() || peek().equals(",")) {
            return "";
        }
        var value = take();
        if (!isWord(value)) {
            throw found(value, "identifier");
        }
        return value;
    }

    private List<String> values() {
        var open = take();
        if (!open.equals("(")) {
            throw new IllegalArgumentException("found '" + open + "' expected: '('");
        }
        var values = new ArrayList<String>();
        while (true) {
            var token = peek();
            if (isWord(token)) {
                values.add(take());
            } else if (token.equals(",") || token.equals(")")) {
                values.add("");
            } else {
                throw found(token, "',', ')' or identifier");
            }
            var after = take();
            if (after.equals(")")) {
                return values;
            }
            if (!after.equals(",")) {
                throw found(after, "',' or ')'");
            }
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        var token = peek();
        next++;
        return token;
    }

    private static boolean isWord(String token) {
        return !token.isEmpty() && SPECIAL.indexOf(token.charAt(0)) < 0;
    }

    private static IllegalArgumentException found(String token, String expected) {
        return new IllegalArgumentException("found '" + token + "', expected: " + expected);
    }
}
