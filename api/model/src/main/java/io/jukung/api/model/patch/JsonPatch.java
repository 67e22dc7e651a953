package io.jukung.api.model.patch;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JSON Patch (RFC 6902). As the Kubernetes API server does it, a position in a list may count from the end ({@code
 * -1} is the last item) and may have leading zeros, and a missing value tests equal to null.
 */
public final class JsonPatch {

    /** Kubernetes' bound on the number of operations. */
    public static final int MAX_OPERATIONS = 10_000;

    /** Kubernetes' bound on the bytes of all that a patch copies: few operations could else double a value often. */
    public static final int MAX_COPIED_BYTES = 3 * 1024 * 1024;

    private JsonPatch() {}

    /**
     * The patched document.
     *
     * @throws PatchException for a patch that is none, a failed test, or a path that is not there
     */
    public static Value apply(Value document, Value patch) {
        if (!(patch instanceof ListValue operations)) {
            throw malformed(patch, "[]handlers.jsonPatchOp");
        }
        if (operations.size() > MAX_OPERATIONS) {
            throw new PatchException(
                    PatchException.Cause.MALFORMED,
                    "The allowed maximum operations in a JSON patch is %d, got %d"
                            .formatted(MAX_OPERATIONS, operations.size()));
        }
        var result = document;
        long copied = 0;
        for (var operation : operations) {
            if (!(operation instanceof ObjectValue fields)) {
                throw malformed(operation, "handlers.jsonPatchOp");
            }
            if (fields.text("op").equals("copy")) {
                copied += Json.write(present(result, JsonPointer.of(path(fields, "from")))).length;
                if (copied > MAX_COPIED_BYTES) {
                    throw new PatchException(
                            PatchException.Cause.TOO_LARGE,
                            "Unable to complete the copy, the accumulated size increase of copy is %d, exceeding the limit %d"
                                    .formatted(copied, MAX_COPIED_BYTES));
                }
            }
            result = applyOne(result, fields);
        }
        return result;
    }

    private static PatchException malformed(Value found, String expected) {
        return new PatchException(
                PatchException.Cause.MALFORMED,
                "error decoding patch: json: cannot unmarshal %s into Go value of type %s"
                        .formatted(GoText.kind(found), expected));
    }

    private static Value applyOne(Value document, ObjectValue operation) {
        return switch (operation.text("op")) {
            case "add" -> add(document, JsonPointer.of(path(operation, "path")), operand(operation));
            case "remove" -> remove(document, JsonPointer.of(path(operation, "path")));
            case "replace" -> replace(document, JsonPointer.of(path(operation, "path")), operand(operation));
            case "move" -> {
                var from = JsonPointer.of(path(operation, "from"));
                yield add(remove(document, from), JsonPointer.of(path(operation, "path")), present(document, from));
            }
            case "copy" ->
                add(
                        document,
                        JsonPointer.of(path(operation, "path")),
                        present(document, JsonPointer.of(path(operation, "from"))));
            case "test" -> test(document, JsonPointer.of(path(operation, "path")), operation.get("value"));
            case String other ->
                throw rejected("operation \"%s\" is none of add, remove, replace, move, copy, test".formatted(other));
        };
    }

    private static String path(ObjectValue operation, String field) {
        if (operation.get(field) instanceof Scalar.Text(var text)) {
            return text;
        }
        throw rejected("operation \"%s\" lacks \"%s\"".formatted(operation.text("op"), field));
    }

    private static Value operand(ObjectValue operation) {
        var value = operation.get("value");
        if (value == null) {
            throw rejected("operation \"%s\" lacks \"value\"".formatted(operation.text("op")));
        }
        return value;
    }

    private static Value test(Value document, JsonPointer path, @Nullable Value expected) {
        var found = path.read(document);
        boolean equal = isNull(expected) ? isNull(found) : Objects.equals(expected, found);
        if (!equal) {
            throw rejected("testing path \"%s\" failed: the value there is another".formatted(path));
        }
        return document;
    }

    private static boolean isNull(@Nullable Value value) {
        return value == null || value == Scalar.Null.NULL;
    }

    private static Value present(Value document, JsonPointer path) {
        var found = path.read(document);
        if (found == null) {
            throw missing(path);
        }
        return found;
    }

    private static Value add(Value document, JsonPointer path, Value value) {
        return path.change(document, new JsonPointer.Change() {
            @Override
            public Value whole(Value root) {
                return value;
            }

            @Override
            public ObjectValue field(ObjectValue object, String name) {
                return object.with(name, value);
            }

            @Override
            public List<Value> item(List<Value> items, String index) {
                int position = index.equals("-") ? items.size() : JsonPointer.position(index, items.size() + 1);
                if (position < 0) {
                    throw missing(path);
                }
                items.add(position, value);
                return items;
            }
        });
    }

    private static Value replace(Value document, JsonPointer path, Value value) {
        return path.change(document, new JsonPointer.Change() {
            @Override
            public Value whole(Value root) {
                return value;
            }

            @Override
            public ObjectValue field(ObjectValue object, String name) {
                if (!object.has(name)) {
                    throw missing(path);
                }
                return object.with(name, value);
            }

            @Override
            public List<Value> item(List<Value> items, String index) {
                items.set(existing(index, items, path), value);
                return items;
            }
        });
    }

    private static Value remove(Value document, JsonPointer path) {
        return path.change(document, new JsonPointer.Change() {
            @Override
            public Value whole(Value root) {
                throw rejected("the whole document cannot be removed");
            }

            @Override
            public ObjectValue field(ObjectValue object, String name) {
                if (!object.has(name)) {
                    throw missing(path);
                }
                return object.without(name);
            }

            @Override
            public List<Value> item(List<Value> items, String index) {
                items.remove(existing(index, items, path));
                return items;
            }
        });
    }

    private static int existing(String index, List<Value> items, JsonPointer path) {
        int position = JsonPointer.position(index, items.size());
        if (position < 0) {
            throw missing(path);
        }
        return position;
    }

    private static PatchException missing(JsonPointer path) {
        return rejected("path \"%s\" does not exist".formatted(path));
    }

    static PatchException rejected(String message) {
        return new PatchException(PatchException.Cause.NOT_APPLICABLE, message);
    }
}
