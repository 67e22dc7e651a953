package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of standard input as words, some of them in quotes. Input lines hold bytes as Latin-1 letters. */
final class Words {

    /** A word in double quotes with escapes, one in single quotes, or letters up to a blank. */
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|(\\S+)");

    private Words() {}

    /** As UTF-8 texts. */
    static List<String> split(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                words.add(bytes(matcher.group(1)).toStringUtf8());
            } else if (matcher.group(2) != null) {
                words.add(utf8(matcher.group(2)));
            } else {
                words.add(utf8(matcher.group(3)));
            }
        }
        return words;
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** What stands between double quotes. */
    static ByteString bytes(String quoted) {
        var bytes = ByteString.newOutput();
        for (int i = 0; i < quoted.length(); i++) {
            char letter = quoted.charAt(i);
            if (letter != '\\' || i + 1 == quoted.length()) {
                bytes.write(letter);
                continue;
            }
            char escaped = quoted.charAt(++i);
            if (escaped == 'x'
                    && i + 2 < quoted.length()
                    && quoted.substring(i + 1, i + 3).matches("[0-9a-fA-F]{2}")) {
                bytes.write(Integer.parseInt(quoted.substring(i + 1, i + 3), 16));
                i += 2;
                continue;
            }
            bytes.write(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        default -> escaped;
                    });
        }
        return bytes.toByteString();
    }
}
