package io.jukung.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import org.junit.jupiter.api.Test;

class TablePrinterTest {

    private static ObjectValue column(String name, long priority) {
        return ObjectValue.builder().put("name", name).put("priority", priority).build();
    }

    private static final ObjectValue TABLE = ObjectValue.builder()
            .put("columnDefinitions", ListValue.of(column("Name", 0), column("Restarts", 0), column("Node", 1)))
            .put(
                    "rows",
                    ListValue.of(ObjectValue.builder()
                            .put("cells", ListValue.of(Value.of("web-0"), Value.of(12), Value.of("n1")))
                            .put("object", ObjectValue.empty().withAt(Value.of("prod"), "metadata", "namespace"))
                            .build()))
            .build();

    @Test
    void leavesOutColumnsOfLowerPriority() {
        assertThat(TablePrinter.lines(TABLE, false, false)).containsExactly("NAME    RESTARTS", "web-0   12");
    }

    @Test
    void showsAllWhenWideAndTheNamespaceFirst() {
        assertThat(TablePrinter.lines(TABLE, true, true))
                .containsExactly("NAMESPACE   NAME    RESTARTS   NODE", "prod        web-0   12         n1");
    }
}
