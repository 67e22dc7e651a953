package io.jukung.chaos.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A method of the product that a bug changes, and the ways to.
 *
 * @param type binary name of its class
 * @param parameters simple names of the types of its parameters, where it is overloaded
 */
public record Target(String type, String method, Optional<List<String>> parameters) {

    public Target {
        parameters = parameters.map(List::copyOf);
    }

    /** The one method of that name. */
    public static Target of(String type, String method) {
        return new Target(type, method, Optional.empty());
    }

    /** One that is overloaded. */
    public static Target of(String type, String method, String... parameters) {
        return new Target(type, method, Optional.of(Arrays.asList(parameters)));
    }

    /** See {@link Transformation.Calls}. */
    public Transformation calls(String calleeType, String callee, int places, Hook hook) {
        return new Transformation.Calls(this, calleeType, callee, places, hook);
    }

    /** See {@link Transformation.Result}. */
    public Transformation result(Hook hook) {
        return new Transformation.Result(this, hook);
    }

    /** See {@link Transformation.Argument}. */
    public Transformation argument(int index, Hook hook) {
        return new Transformation.Argument(this, index, hook);
    }

    /** See {@link Transformation.Body}. */
    public Transformation body(Hook hook) {
        return new Transformation.Body(this, hook);
    }

    @Override
    public String toString() {
        return type + "." + method
                + parameters.map(types -> "(" + String.join(", ", types) + ")").orElse("");
    }
}
