package io.jukung.api.model.codec;

/** Halves of surrogate pairs: escapes can write one alone, which UTF-8 cannot. */
final class Surrogates {

    private static final char REPLACEMENT = '\uFFFD';

    private Surrogates() {}

    /** The text with the replacement character for every half without its other half, as Go reads it. */
    static String paired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaced(text, i);
            }
        }
        return text;
    }

    private static String replaced(String text, int first) {
        var chars = text.toCharArray();
        for (int i = first; i < chars.length; i++) {
            boolean pair = Character.isHighSurrogate(chars[i])
                    && i + 1 < chars.length
                    && Character.isLowSurrogate(chars[i + 1]);
            if (pair) {
                i++;
            } else if (Character.isSurrogate(chars[i])) {
                chars[i] = REPLACEMENT;
            }
        }
        return new String(chars);
    }
}
