package io.jukung.api.model.schema;

import java.util.Base64;

/** Standard base64 with padding, read with Go's error texts. */
final class GoBase64 {

    private GoBase64() {}

    /**
     * The same bytes without line ends.
     *
     * @throws TypeMismatchException if the text is not base64
     */
    static String canonical(String text) {
        int wrong = firstWrong(text);
        if (wrong >= 0) {
            throw new TypeMismatchException("illegal base64 data at input byte " + wrong);
        }
        var joined = text.replace("\r", "").replace("\n", "");
        try {
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(joined));
        } catch (IllegalArgumentException e) {
            throw new TypeMismatchException("illegal base64 data at input byte " + text.length());
        }
    }

    /** The position Go complains of; -1 for none. */
    private static int firstWrong(String text) {
        int inGroup = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                continue;
            }
            if (c == '=') {
                return padding(text, i, inGroup);
            }
            if (!isBase64(c)) {
                return i;
            }
            inGroup = (inGroup + 1) % 4;
        }
        return inGroup == 0 ? -1 : text.length() - inGroup;
    }

    /** Checks the end of a text from its first padding character at {@code i}. */
    private static int padding(String text, int i, int inGroup) {
        if (inGroup < 2) {
            return i;
        }
        int end = i + 1;
        if (inGroup == 2) {
            if (end == text.length()) {
                return end;
            }
            if (text.charAt(end) != '=') {
                return end;
            }
            end++;
        }
        return end == text.length() ? -1 : end;
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
