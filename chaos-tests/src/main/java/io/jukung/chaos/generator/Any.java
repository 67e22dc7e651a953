package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import java.util.ArrayList;
import java.util.List;

/** All of them side by side: whichever has something for a free process, those before others first. */
record Any(List<Generator> parts) implements Generator {

    Any {
        parts = List.copyOf(parts);
    }

    @Override
    public Next next(Context context) {
        return Choice.among(parts, 0, context, Any::new);
    }

    @Override
    public Generator update(Context context, Op op) {
        var updated = new ArrayList<Generator>(parts.size());
        parts.forEach(part -> updated.add(part.update(context, op)));
        return new Any(updated);
    }
}
