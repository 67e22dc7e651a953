package io.jukung.api.server.golden;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the clean-up deletes that the recording leaves out: where it shows an object and then, without a delete in
 * between, that it is not there or is made anew; and what a sequence leaves behind, though every sequence deletes what
 * it made. Only the recording decides, never our answers: a delete of ours that does not work is still seen.
 */
final class HiddenDeletes {

    private final Set<String> present = new LinkedHashSet<>();
    /** Made in this sequence: what is there from the beginning stays. */
    private final Set<String> made = new HashSet<>();

    /** The object that was deleted before the entry was sent. */
    Optional<String> before(GoldenEntry entry) {
        return object(entry)
                .filter(path -> entry.status() == 404 || made(entry))
                .filter(present::remove);
    }

    /** Keeps in mind what the entry says is there. */
    void after(GoldenEntry entry) {
        if (entry.path().contains("dryRun=") || entry.status() / 100 != 2) {
            return;
        }
        object(entry).ifPresent(path -> {
            boolean shown = entry.responseBody() instanceof ObjectValue answer
                    && !answer.text("kind").equals("Status")
                    && !gone(answer);
            if (entry.status() == 201) {
                made.add(path);
            }
            if (shown && made.contains(path) && !entry.method().equals("DELETE")) {
                present.add(path);
            } else {
                present.remove(path);
            }
        });
    }

    /** What is still there when the sequence is over. */
    Set<String> left() {
        return Set.copyOf(present);
    }

    private static boolean made(GoldenEntry entry) {
        return entry.method().equals("POST") && entry.status() == 201;
    }

    private static boolean gone(ObjectValue object) {
        return object.at("metadata", "deletionTimestamp") != null
                && object.list("metadata", "finalizers").isEmpty()
                && object.list("spec", "finalizers").isEmpty()
                && object.whole(0, "metadata", "deletionGracePeriodSeconds") == 0;
    }

    /** The path of the object that the entry is about; empty for collections and subresources. */
    private static Optional<String> object(GoldenEntry entry) {
        var path = entry.plainPath();
        if (!path.startsWith("/api/v1/") && !path.startsWith("/apis/")) {
            return Optional.empty();
        }
        int collection = path.startsWith("/api/v1/") ? 3 : 4;
        var parts = path.substring(1).split("/");
        boolean inNamespace = parts.length > collection + 1 && parts[collection - 1].equals("namespaces");
        int depth = inNamespace ? collection + 2 : collection;
        if (parts.length == depth && made(entry) && !(entry.responseBody() instanceof ListValue)) {
            var name = ((ObjectValue) entry.responseBody()).text("metadata", "name");
            return name.isEmpty() || name.contains("<") ? Optional.empty() : Optional.of(path + "/" + name);
        }
        if (parts.length == collection + 1 && parts[collection - 1].equals("namespaces")) {
            return Optional.of(path);
        }
        return parts.length == depth + 1 ? Optional.of(path) : Optional.empty();
    }
}
