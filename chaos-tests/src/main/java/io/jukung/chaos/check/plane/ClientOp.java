package io.jukung.chaos.check.plane;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Phase;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An operation of a client.
 *
 * @param index its begin's place in the history
 * @param begun nanoseconds of the run's clock
 * @param ended {@link Long#MAX_VALUE} if it never did
 * @param asked what was to be done
 * @param answer what was said; {@code asked} where nothing was
 */
record ClientOp(String f, Phase phase, long index, long begun, long ended, Edn.Dict asked, Edn.Dict answer) {

    private static final Edn.Dict NONE = new Edn.Dict(Map.of());

    static ClientOp of(History.Pair pair) {
        var asked = dict(pair.begin().value());
        return new ClientOp(
                pair.begin().f(),
                pair.phase(),
                pair.begin().index(),
                pair.begin().nanos(),
                pair.end().map(end -> end.nanos()).orElse(Long.MAX_VALUE),
                asked,
                pair.end().map(end -> dict(end.value())).orElse(asked));
    }

    private static Edn.Dict dict(Edn value) {
        return value instanceof Edn.Dict dict ? dict : NONE;
    }

    boolean ok() {
        return phase == Phase.OK;
    }

    /** The object it is about. */
    Ref ref() {
        return new Ref(text(asked, "resource"), text(asked, "namespace"), text(asked, "name"));
    }

    /** The mark that its write leaves in the object; empty if it leaves none. */
    OptionalLong tag() {
        return asked.get("tag") instanceof Edn.Int(var tag) ? OptionalLong.of(tag) : OptionalLong.empty();
    }

    /** The text under a keyword; "" if there is none. */
    static String text(Edn.Dict dict, String keyword) {
        return dict.get(keyword) instanceof Edn.Text(var text) ? text : "";
    }

    /** The number under a keyword; 0 if there is none. */
    static long number(Edn.Dict dict, String keyword) {
        return dict.get(keyword) instanceof Edn.Int(var number) ? number : 0;
    }

    @Override
    public String toString() {
        return "operation " + index + ", :" + f + " of " + ref();
    }
}
