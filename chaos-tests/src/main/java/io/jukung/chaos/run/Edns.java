package io.jukung.chaos.run;

import io.jukung.chaos.edn.Edn;
import java.util.stream.Collectors;

/** Values in a line, for people. */
final class Edns {

    private Edns() {}

    static String text(Edn value) {
        return switch (value) {
            case Edn.Nil _ -> "nil";
            case Edn.Bool(var bool) -> Boolean.toString(bool);
            case Edn.Int(var number) -> Long.toString(number);
            case Edn.Real(var number) -> Double.toString(number);
            case Edn.Text(var text) -> text;
            case Edn.Keyword(var name) -> ":" + name;
            case Edn.Symbol(var name) -> name;
            case Edn.Vector(var elements) ->
                elements.stream().map(Edns::text).collect(Collectors.joining(" ", "[", "]"));
            case Edn.Dict(var entries) ->
                entries.entrySet().stream()
                        .map(entry -> text(entry.getKey()) + " " + text(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }
}
