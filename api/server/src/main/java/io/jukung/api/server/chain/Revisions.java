package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.status.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Reads resourceVersion parameters and checks that they go together. */
final class Revisions {

    private static final GroupVersionKind LIST_OPTIONS = new GroupVersionKind("meta.k8s.io", "v1", "ListOptions");
    private static final String MATCH = "resourceVersionMatch";

    private Revisions() {}

    /** The revision a text names; 0 for "" and "0". */
    static long parse(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long revision = Long.parseLong(text);
            if (revision >= 0 && !text.startsWith("+") && !text.startsWith("-")) {
                return revision;
            }
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static Rejection invalid(String text) {
        return Rejection.badRequest("invalid resource version: " + parseError(text));
    }

    /** What Kubernetes says of a resourceVersion that is no number. */
    static String parseError(String text) {
        return "resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \"" + text
                + "\": invalid syntax";
    }

    static void checkList(ListOptions options) {
        var errors = new ArrayList<FieldError>();
        var match = options.resourceVersionMatch();
        if (!match.isEmpty()) {
            if (options.resourceVersion().isEmpty()) {
                errors.add(FieldError.forbidden(MATCH, MATCH + " is forbidden unless resourceVersion is provided"));
            }
            if (!options.continueToken().isEmpty()) {
                errors.add(FieldError.forbidden(MATCH, MATCH + " is forbidden when continue is provided"));
            }
            checkMatch(match, errors);
            if (match.equals("Exact") && options.resourceVersion().equals("0")) {
                errors.add(FieldError.forbidden(MATCH, MATCH + " \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        rejectIfAny(errors);
        if (!options.continueToken().isEmpty()
                && !options.resourceVersion().isEmpty()
                && !options.resourceVersion().equals("0")) {
            throw Rejection.badRequest("specifying resource version is not allowed when using continue");
        }
    }

    static void checkWatch(WatchOptions options) {
        var errors = new ArrayList<FieldError>();
        var match = options.resourceVersionMatch();
        if (options.sendInitialEvents() == null) {
            if (!match.isEmpty()) {
                errors.add(FieldError.forbidden(
                        MATCH, MATCH + " is forbidden for watch unless sendInitialEvents is provided"));
            }
        } else {
            if (!match.equals("NotOlderThan")) {
                errors.add(FieldError.forbidden(
                        MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
            }
            if (!options.allowBookmarks() && options.sendInitialEvents()) {
                errors.add(FieldError.forbidden(
                        "sendInitialEvents", "sendInitialEvents requires setting allowWatchBookmarks to true"));
            }
        }
        rejectIfAny(errors);
    }

    private static void checkMatch(String match, List<FieldError> errors) {
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(MATCH, match, List.of("Exact", "NotOlderThan", "")));
        }
    }

    private static void rejectIfAny(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Rejection.invalid(LIST_OPTIONS, "", errors);
        }
    }
}
