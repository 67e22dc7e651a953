package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import java.util.List;

/**
 * One page of a list.
 *
 * @param resourceVersion the list's, where a watch may go on
 * @param continueToken "" on the last page
 */
public record ObjectPage(List<KubeObject> items, String resourceVersion, String continueToken) {

    public ObjectPage {
        items = List.copyOf(items);
    }
}
