package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a command tells. Each format takes its part; only that one is made.
 *
 * @param simple for people
 * @param json for programs, in the form of etcdctl's own
 * @param fields a line each; empty where etcdctl refuses the format for this command
 * @param table as with {@code fields}
 * @param message in protobuf; as with {@code fields}
 */
record Answer(
        Consumer<Lines> simple,
        Supplier<Object> json,
        Optional<Consumer<Fields>> fields,
        Optional<Supplier<Table>> table,
        Optional<Message> message) {

    /** Lines as they are printed. */
    @FunctionalInterface
    interface Lines {

        void add(ByteString line);

        default void add(String line) {
            add(ByteString.copyFromUtf8(line));
        }
    }

    /** A table's cells by rows. */
    record Table(List<String> header, List<List<String>> rows) {

        Table {
            header = List.copyOf(header);
            rows = List.copyOf(rows);
        }
    }

    /** The store's answer to one request. */
    static Answer of(Message message, Consumer<Lines> simple) {
        return new Answer(simple, () -> GoJson.tree(message), Optional.empty(), Optional.empty(), Optional.of(message));
    }

    static Answer of(Message message, String simple) {
        return of(message, lines -> lines.add(simple));
    }

    /** What is no answer of the store's alone, and so has no protobuf. */
    static Answer listing(Consumer<Lines> simple, Supplier<Object> json) {
        return new Answer(simple, json, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Answer withFields(Consumer<Fields> made) {
        return new Answer(simple, json, Optional.of(made), table, message);
    }

    Answer withTable(Supplier<Table> made) {
        return new Answer(simple, json, fields, Optional.of(made), message);
    }

    Answer withJson(Supplier<Object> made) {
        return new Answer(simple, made, fields, table, message);
    }

    Answer withoutProtobuf() {
        return new Answer(simple, json, fields, table, Optional.empty());
    }
}
