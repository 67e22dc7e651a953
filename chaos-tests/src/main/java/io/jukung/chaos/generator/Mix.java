package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import java.util.ArrayList;
import java.util.List;

/** One of them by chance each time; those that are done are left out. */
record Mix(List<Generator> parts) implements Generator {

    Mix {
        parts = List.copyOf(parts);
    }

    @Override
    public Next next(Context context) {
        if (parts.isEmpty()) {
            return new Next.Done();
        }
        return Choice.among(parts, context.random().nextInt(parts.size()), context, Mix::new);
    }

    @Override
    public Generator update(Context context, Op op) {
        var updated = new ArrayList<Generator>(parts.size());
        parts.forEach(part -> updated.add(part.update(context, op)));
        return new Mix(updated);
    }
}
