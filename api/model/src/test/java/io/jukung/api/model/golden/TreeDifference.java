package io.jukung.api.model.golden;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where two trees differ, one line a place. */
final class TreeDifference {

    private final List<String> lines = new ArrayList<>();

    private TreeDifference() {}

    static List<String> between(Value ours, Value theirs) {
        var difference = new TreeDifference();
        difference.compare("", ours, theirs);
        return difference.lines;
    }

    private void compare(String path, Value ours, Value theirs) {
        if (ours instanceof ObjectValue a && theirs instanceof ObjectValue b) {
            var names = new TreeSet<>(a.names());
            names.addAll(b.names());
            names.forEach(name -> compare(path + "." + name, a.get(name), b.get(name)));
        } else if (ours instanceof ListValue a && theirs instanceof ListValue b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(path + "[" + i + "]", a.get(i), b.get(i));
            }
        } else if (ours == null || !ours.equals(theirs)) {
            lines.add(path + ": ours " + ours + " theirs " + theirs);
        }
    }
}
