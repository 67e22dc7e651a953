package io.jukung.api.model.codec;

import io.jukung.api.model.tree.Value;
import java.util.List;

/**
 * A document and what was odd about it.
 *
 * @param value the tree; of a field written twice it holds the last
 * @param duplicates paths of fields written more than once, such as {@code metadata.labels.a}, in the
 *     order met and at most {@link #MOST_DUPLICATES}: an error under Kubernetes' strict field validation
 */
public record Decoded(Value value, List<String> duplicates) {

    /** Kubernetes tells of as many. */
    public static final int MOST_DUPLICATES = 100;

    public Decoded {
        duplicates = List.copyOf(duplicates);
    }
}
