package io.jukung.chaos.run;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line for a shell, word by word. */
final class ShellCommand {

    private final StringBuilder line;

    ShellCommand(String... words) {
        line = new StringBuilder(String.join(" ", List.of(words)));
    }

    /** Adds an option: {@code --name=value}. */
    ShellCommand with(String name, Object value) {
        var word = "--" + name + "=" + value;
        line.append(' ').append(word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
        return this;
    }

    /** Adds whose members these are and where, in so far as it is not what is taken where nothing is said. */
    ShellCommand on(Product product, Placement placement, Optional<String> bug) {
        if (product != Product.JUKUNG) {
            with("product", product.name().toLowerCase(Locale.ROOT));
        }
        if (placement != Placement.NAMESPACES) {
            with("placement", placement.name().toLowerCase(Locale.ROOT));
        }
        bug.ifPresent(name -> with("bug", name));
        return this;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
