package io.jukung.controllers.deployment;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.TreeMap;

/**
 * The name a template goes by among its Deployment's ReplicaSets: equal templates have equal hashes whatever their
 * fields' order, different ones almost always different ones. Kubernetes hashes a dump of its Go structures; only the
 * label's meaning is the same here, not its value.
 */
final class TemplateHash {

    /** Neither vowels nor look-alikes, as in Kubernetes' generated names. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int DIGITS = 10;

    private TemplateHash() {}

    /**
     * Ten characters for a template.
     *
     * @param collisions how often this Deployment met another template of the same hash
     */
    static String of(ObjectValue template, long collisions) {
        long hash = mix(mix(0xcbf29ce484222325L, canonical(template)), Long.toString(collisions));
        var text = new StringBuilder();
        for (int i = 0; i < DIGITS; i++) {
            text.append(ALPHABET.charAt((int) Long.remainderUnsigned(hash, ALPHABET.length())));
            hash = Long.divideUnsigned(hash, ALPHABET.length());
        }
        return text.toString();
    }

    /** FNV-1a, 64 bits, with a separator at the end. */
    private static long mix(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
        }
        return (mixed ^ 0xffff) * 0x100000001b3L;
    }

    private static String canonical(Value value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Value value, StringBuilder text) {
        switch (value) {
            case ObjectValue object -> {
                text.append('{');
                new TreeMap<>(object.fields()).forEach((name, field) -> {
                    text.append(name).append('=');
                    write(field, text);
                    text.append(';');
                });
                text.append('}');
            }
            case ListValue list -> {
                text.append('[');
                for (var item : list) {
                    write(item, text);
                    text.append(';');
                }
                text.append(']');
            }
            case Scalar.Text(var string) ->
                text.append('"').append(string.length()).append(':').append(string);
            case Scalar.Whole(var whole) -> text.append(whole);
            case Scalar.Real(var real) -> text.append(real);
            case Scalar.Flag flag -> text.append(flag.value());
            case Scalar.Null _ -> text.append("null");
        }
    }
}
