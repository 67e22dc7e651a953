package io.jukung.api.server.kinds.rules;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.registry.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with an object, in order; used by one thread for one check. */
public final class Findings {

    private final List<FieldError> errors = new ArrayList<>();

    public Findings add(FieldError error) {
        errors.add(error);
        return this;
    }

    public Findings addAll(List<FieldError> more) {
        errors.addAll(more);
        return this;
    }

    /** These after {@code earlier}: the rules of metadata are reported first. */
    public List<FieldError> after(List<FieldError> earlier) {
        var all = new ArrayList<>(earlier);
        all.addAll(errors);
        return List.copyOf(all);
    }

    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public void required(String path) {
        required(path, "");
    }

    public void required(String path, String detail) {
        add(FieldError.required(path, detail));
    }

    public void forbidden(String path, String detail) {
        add(FieldError.forbidden(path, detail));
    }

    public void invalid(String path, String value, String detail) {
        add(FieldError.invalid(path, value, detail));
    }

    public void invalid(String path, Value value, String detail) {
        add(FieldError.invalid(path, value, detail));
    }

    public void duplicate(String path, String value) {
        add(FieldError.duplicate(path, value));
    }

    /** One error for each of {@code problems} with {@code value}, as the name grammars give them. */
    public void each(String path, String value, List<String> problems) {
        problems.forEach(problem -> invalid(path, value, problem));
    }

    /** {@code value} must be one of {@code supported}; reported in the order given. */
    public void oneOf(String path, String value, List<String> supported) {
        if (!supported.contains(value)) {
            add(FieldError.notSupported(path, value, supported));
        }
    }

    /** The same for a field that may also be absent. */
    public void absentOrOneOf(ObjectValue object, String path, String field, List<String> supported) {
        if (object.has(field)) {
            oneOf(path + "." + field, object.text(field), supported);
        }
    }

    /** The number under {@code field}, if there is one, must be 0 or more. */
    public void notNegative(ObjectValue object, String path, String field) {
        long value = object.whole(0, field);
        if (value < 0) {
            invalid(path, Value.of(value), "must be greater than or equal to 0");
        }
    }

    /** A port number or name, as of probes and services. */
    public void portOrName(String path, @Nullable Value value) {
        switch (value) {
            case Scalar.Text(var name) -> each(path, name, Names.portName(name));
            case Scalar.Whole(var port) -> port(path, port);
            case null, default -> port(path, 0);
        }
    }

    public void port(String path, long port) {
        Names.portNumber(port).forEach(problem -> invalid(path, Value.of(port), problem));
    }

    /** Reports texts that come a second time. */
    public static final class Unique {

        private final Set<String> seen = new HashSet<>();

        /** Whether {@code text} is new. */
        public boolean add(String text) {
            return seen.add(text);
        }
    }
}
