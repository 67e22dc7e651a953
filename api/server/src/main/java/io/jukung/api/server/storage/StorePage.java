package io.jukung.api.server.storage;

import java.util.List;

/**
 * Part of a range at one revision.
 *
 * @param revision of the store when it was read
 * @param total keys from the page's start to the range's end
 * @param more whether keys follow that are not in the page
 */
public record StorePage(List<StoredValue> values, long revision, long total, boolean more) {

    public StorePage {
        values = List.copyOf(values);
    }
}
