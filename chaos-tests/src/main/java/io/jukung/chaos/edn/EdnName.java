package io.jukung.chaos.edn;

/** Which names keywords and symbols may have: such that Clojure's reader gives the same name back. */
final class EdnName {

    private static final String MARKS = ".*+!-_?$%&=<>|";

    private EdnName() {}

    static boolean isKeyword(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return isPart(name);
        }
        var space = name.substring(0, slash);
        var rest = name.substring(slash + 1);
        return isPart(space) && !isDigit(space.charAt(0)) && isPart(rest) && !isDigit(rest.charAt(0));
    }

    static boolean isSymbol(String name) {
        return switch (name) {
            case "/" -> true;
            case "nil", "true", "false" -> false;
            default ->
                isKeyword(name) && !looksLikeNumber(name) && !looksLikeNumber(name.substring(name.indexOf('/') + 1));
        };
    }

    private static boolean isPart(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (!isLetter(c) && !isDigit(c) && MARKS.indexOf(c) < 0 && !isInner(part, i)) {
                return false;
            }
        }
        return !part.isEmpty();
    }

    /** What may be within a name but not begin it, and a colon neither end it nor follow another. */
    private static boolean isInner(String part, int at) {
        return at > 0
                && switch (part.charAt(at)) {
                    case '#', '\'' -> true;
                    case ':' -> at + 1 < part.length() && part.charAt(at + 1) != ':';
                    default -> false;
                };
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean looksLikeNumber(String part) {
        int first = part.length() > 1 && "+-.".indexOf(part.charAt(0)) >= 0 ? 1 : 0;
        return isDigit(part.charAt(first));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
