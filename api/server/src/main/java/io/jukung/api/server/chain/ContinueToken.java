package io.jukung.api.server.chain;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.status.Rejection;
import java.util.Base64;

/**
 * Where the next page of a list begins; Kubernetes' own form, base64 of a small JSON object.
 *
 * @param revision all pages of a list show; -1: whatever is newest (after an expired token)
 * @param start first key of the page, below the resource's prefix
 */
record ContinueToken(long revision, String start) {

    String encoded() {
        var json = Json.write(ObjectValue.builder()
                .put("v", "meta.k8s.io/v1")
                .put("rv", revision)
                .put("start", start)
                .build());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    static ContinueToken decode(String text) {
        ObjectValue tree;
        try {
            tree = Json.readObject(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException | DecodingException e) {
            throw invalid("continue key is not valid: " + e.getMessage());
        }
        long revision = tree.whole(0, "rv");
        var start = tree.text("start");
        if (!tree.text("v").equals("meta.k8s.io/v1")) {
            throw invalid("continue key is not valid: server does not recognize this encoded version \""
                    + tree.text("v") + "\"");
        }
        if (revision == 0) {
            throw invalid(
                    "continue key is not valid: incorrect encoded start resourceVersion (version" + " meta.k8s.io/v1)");
        }
        if (start.isEmpty()) {
            throw invalid("continue key is not valid: encoded start key empty (version meta.k8s.io/v1)");
        }
        if (start.contains("../") || start.startsWith("/")) {
            throw invalid("continue key is not valid: " + start);
        }
        return new ContinueToken(revision, start);
    }

    private static Rejection invalid(String why) {
        return Rejection.badRequest("invalid continue token: " + why);
    }
}
