package io.jukung.api.server.authn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Static tokens from a file, one a line as Kubernetes has them: {@code token,user,uid,"group1,group2"}.
 */
public final class TokenFile implements Authenticator {

    private record Entry(String token, Identity identity) {}

    private final List<Entry> entries;
    private final String audience;

    private TokenFile(List<Entry> entries, String audience) {
        this.entries = List.copyOf(entries);
        this.audience = audience;
    }

    /**
     * Reads all tokens of the file.
     *
     * @param audience this API server: for nobody else are they good
     * @throws IllegalArgumentException naming the file and line that is wrong
     */
    public static TokenFile read(Path file, String audience) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("token file " + file + " cannot be read: " + e.getMessage(), e);
        }
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var columns = line.split(",", 4);
            if (columns.length < 3 || columns[0].isBlank() || columns[1].isBlank()) {
                throw new IllegalArgumentException("token file " + file + ", line " + (i + 1)
                        + ": expected token,user,uid and perhaps \"group1,group2\"");
            }
            var groups = columns.length < 4
                    ? List.<String>of()
                    : List.of(columns[3].replace("\"", "").strip().split("\\s*,\\s*"));
            entries.add(new Entry(
                    columns[0].strip(),
                    Identity.authenticated(columns[1].strip(), columns[2].strip(), groups, Map.of())));
        }
        return new TokenFile(entries, audience);
    }

    @Override
    public Answer review(String token, List<String> audiences) {
        var asked = token.getBytes(StandardCharsets.UTF_8);
        @Nullable Identity found = null;
        for (var entry : entries) {
            // All are compared, each in constant time: the answer's time tells nothing of a token.
            if (MessageDigest.isEqual(asked, entry.token().getBytes(StandardCharsets.UTF_8))) {
                found = entry.identity();
            }
        }
        return found == null
                ? new Answer.Unknown("")
                : Authenticator.among(found, List.of(audience), audiences.isEmpty() ? List.of(audience) : audiences);
    }
}
