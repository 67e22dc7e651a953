package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An amount of each resource. CPU in thousandths of a core, the others in their base unit; fractions
 * are rounded up, as Kubernetes does.
 *
 * @param extended resources other than the three, by name, never with amount 0; {@code pods} is not among them
 */
public record Resources(long milliCpu, long memory, long ephemeralStorage, Map<String, Long> extended) {

    public static final Resources NONE = new Resources(0, 0, 0, Map.of());

    public Resources {
        extended = Map.copyOf(extended);
    }

    public static Resources of(long milliCpu, long memory) {
        return new Resources(milliCpu, memory, 0, Map.of());
    }

    /** From a resource list, for example {@code spec.containers[].resources.requests}. */
    public static Resources of(ObjectValue resourceList) {
        if (resourceList.isEmpty()) {
            return NONE;
        }
        long milliCpu = 0;
        long memory = 0;
        long ephemeralStorage = 0;
        var extended = new TreeMap<String, Long>();
        for (var name : resourceList.names()) {
            switch (name) {
                case "cpu" -> milliCpu = milli(resourceList, name);
                case "memory" -> memory = units(resourceList, name);
                case "ephemeral-storage" -> ephemeralStorage = units(resourceList, name);
                case "pods" -> {}
                default -> {
                    long amount = units(resourceList, name);
                    if (amount != 0) {
                        extended.put(name, amount);
                    }
                }
            }
        }
        return new Resources(milliCpu, memory, ephemeralStorage, extended);
    }

    /** A quantity of the list in whole units, 0 where absent. */
    static long units(ObjectValue resourceList, String name) {
        var quantity = quantity(resourceList, name);
        return quantity == null ? 0 : quantity.value();
    }

    private static long milli(ObjectValue resourceList, String name) {
        var quantity = quantity(resourceList, name);
        return quantity == null ? 0 : quantity.milli();
    }

    private static @Nullable Quantity quantity(ObjectValue resourceList, String name) {
        return switch (resourceList.get(name)) {
            case Scalar.Text(var text) -> Quantity.parse(text);
            case Scalar.Whole(var whole) -> Quantity.parse(Long.toString(whole));
            case null, default -> null;
        };
    }

    public Resources plus(Resources that) {
        return combine(that, Math::addExact);
    }

    public Resources minus(Resources that) {
        return combine(that, Math::subtractExact);
    }

    /** The larger amount of each. */
    public Resources max(Resources that) {
        return combine(that, Math::max);
    }

    private Resources combine(Resources that, LongOperator operator) {
        return new Resources(
                operator.apply(milliCpu, that.milliCpu),
                operator.apply(memory, that.memory),
                operator.apply(ephemeralStorage, that.ephemeralStorage),
                combine(extended, that.extended, operator));
    }

    private static Map<String, Long> combine(Map<String, Long> one, Map<String, Long> other, LongOperator operator) {
        if (one.isEmpty() && other.isEmpty()) {
            return Map.of();
        }
        var combined = new TreeMap<String, Long>();
        one.forEach((name, amount) -> combined.put(name, operator.apply(amount, other.getOrDefault(name, 0L))));
        other.forEach((name, amount) -> combined.computeIfAbsent(name, absent -> operator.apply(0, amount)));
        combined.values().removeIf(amount -> amount == 0);
        return combined;
    }

    private interface LongOperator {
        long apply(long one, long other);
    }
}
