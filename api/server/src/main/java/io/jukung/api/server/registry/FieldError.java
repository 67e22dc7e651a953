package io.jukung.api.server.registry;

import io.jukung.api.model.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one field of an object, in the words of Kubernetes' field errors.
 *
 * @param path the field, for example {@code spec.containers[0].name}
 * @param value what stands there; null for types that do not show it
 * @param detail what was expected
 */
public record FieldError(String path, Type type, @Nullable Value value, String detail) {

    /** Kinds of error: the cause's {@code reason} and the beginning of its message. */
    public enum Type {
        NOT_FOUND("FieldValueNotFound", "Not found"),
        REQUIRED("FieldValueRequired", "Required value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        INTERNAL("InternalError", "Internal error"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value");

        private final String reason;
        private final String text;

        Type(String reason, String text) {
            this.reason = reason;
            this.text = text;
        }

        /** The reason of a Status cause. */
        public String reason() {
            return reason;
        }

        private boolean showsValue() {
            return switch (this) {
                case REQUIRED, FORBIDDEN, TOO_LONG, TOO_MANY, INTERNAL -> false;
                case NOT_FOUND, DUPLICATE, INVALID, NOT_SUPPORTED, TYPE_INVALID -> true;
            };
        }
    }

    public static FieldError required(String path, String detail) {
        return new FieldError(path, Type.REQUIRED, null, detail);
    }

    public static FieldError invalid(String path, Value value, String detail) {
        return new FieldError(path, Type.INVALID, value, detail);
    }

    public static FieldError invalid(String path, String value, String detail) {
        return invalid(path, Value.of(value), detail);
    }

    public static FieldError invalid(String path, long value, String detail) {
        return invalid(path, Value.of(value), detail);
    }

    public static FieldError forbidden(String path, String detail) {
        return new FieldError(path, Type.FORBIDDEN, null, detail);
    }

    public static FieldError duplicate(String path, Value value) {
        return new FieldError(path, Type.DUPLICATE, value, "");
    }

    public static FieldError duplicate(String path, String value) {
        return duplicate(path, Value.of(value));
    }

    public static FieldError notFound(String path, String value) {
        return new FieldError(path, Type.NOT_FOUND, Value.of(value), "");
    }

    public static FieldError tooLong(String path, int limitBytes) {
        return new FieldError(path, Type.TOO_LONG, null, "may not be more than " + limitBytes + " bytes");
    }

    public static FieldError tooMany(String path, int count, int limit) {
        return new FieldError(path, Type.TOO_MANY, Value.of(count), "must have at most " + limit + " items");
    }

    /** A value outside its set; {@code supported} is listed in the order given. */
    public static FieldError notSupported(String path, String value, Iterable<String> supported) {
        return new FieldError(path, Type.NOT_SUPPORTED, Value.of(value), "supported values: " + quoted(supported));
    }

    private static String quoted(Iterable<String> values) {
        var text = new StringBuilder();
        for (var value : values) {
            text.append(text.isEmpty() ? "" : ", ").append(GoFormat.quote(value));
        }
        return text.toString();
    }

    /** The message of a Status cause: all but the path. */
    public String body() {
        var text = new StringBuilder(type.text);
        if (type == Type.TOO_MANY && value != null) {
            text.append(": ").append(GoFormat.format(value));
        } else if (type.showsValue()) {
            text.append(": ").append(value == null ? "null" : GoFormat.format(value));
        }
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        return text.toString();
    }

    /** {@code path: body}. */
    @Override
    public String toString() {
        return path.isEmpty() ? body() : path + ": " + body();
    }
}
