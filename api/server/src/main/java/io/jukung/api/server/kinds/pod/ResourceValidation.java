package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a container may request and be limited to. */
final class ResourceValidation {

    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String HUGE_PAGES = "hugepages-";

    private ResourceValidation() {}

    static void requirements(ObjectValue resources, String path, Findings findings) {
        var limits = resources.object("limits");
        var requests = resources.object("requests");
        new TreeMap<>(limits.fields())
                .forEach((name, value) -> amount(name, value, path + ".limits[" + name + "]", findings));
        new TreeMap<>(requests.fields()).forEach((name, value) -> {
            amount(name, value, path + ".requests[" + name + "]", findings);
            compare(name, value, limits.get(name), path, findings);
        });
        boolean huge = hasHugePages(limits) || hasHugePages(requests);
        boolean base = limits.has("cpu") || limits.has("memory") || requests.has("cpu") || requests.has("memory");
        if (huge && !base) {
            findings.forbidden(path, "HugePages require cpu or memory");
        }
    }

    private static boolean hasHugePages(ObjectValue amounts) {
        return amounts.names().stream().anyMatch(name -> name.startsWith(HUGE_PAGES));
    }

    private static void amount(String name, Value value, String path, Findings findings) {
        findings.each(path, name, Names.qualifiedName(name));
        boolean huge = name.startsWith(HUGE_PAGES);
        if (name.indexOf('/') < 0 && !STANDARD.contains(name) && !huge) {
            findings.invalid(path, name, "must be a standard resource type or fully qualified");
            findings.invalid(path, name, "must be a standard resource for containers");
        }
        var amount = Quantity.parseOrNull(value.toString());
        if (amount == null) {
            return;
        }
        if (amount.signum() < 0) {
            findings.invalid(path, amount.toString(), "must be greater than or equal to 0");
        }
        if (name.indexOf('/') >= 0 && amount.milli() % 1000 != 0) {
            findings.invalid(path, amount.toString(), "must be an integer");
        }
        if (huge) {
            wholePages(name, amount, path, findings);
        }
    }

    private static void wholePages(String name, Quantity amount, String path, Findings findings) {
        var page = Quantity.parseOrNull(name.substring(HUGE_PAGES.length()));
        if (page == null || page.signum() <= 0 || amount.signum() <= 0 || amount.value() % page.value() != 0) {
            findings.invalid(path, amount.toString(), amount + " is not positive integer multiple of " + name);
        }
    }

    private static void compare(String name, Value request, @Nullable Value limit, String path, Findings findings) {
        var wanted = Quantity.parseOrNull(request.toString());
        boolean fixed = name.indexOf('/') >= 0 || name.startsWith(HUGE_PAGES);
        if (limit == null) {
            if (fixed) {
                findings.required(path + ".limits", "Limit must be set for non overcommitable resources");
            }
            return;
        }
        var most = Quantity.parseOrNull(limit.toString());
        if (wanted == null || most == null) {
            return;
        }
        if (fixed && wanted.compareTo(most) != 0) {
            findings.invalid(path + ".requests", wanted.toString(), "must be equal to " + name + " limit of " + most);
        } else if (!fixed && wanted.compareTo(most) > 0) {
            findings.invalid(
                    path + ".requests",
                    wanted.toString(),
                    "must be less than or equal to " + name + " limit of " + most);
        }
    }
}
