package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeRequest.SortOrder;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code get}, {@code put}, {@code del} and {@code compaction}. The first three are also lines of a {@code txn}. */
final class KeyVerbs {

    static final List<Flag> GET_FLAGS = List.of(
            Flag.text("consistency", "l", "l: linearizable, s: serializable, from one member alone"),
            Flag.toggle("count-only", "only how many keys there are"),
            Flag.toggle("from-key", "all keys from KEY on"),
            Flag.toggle("keys-only", "without values"),
            Flag.number("limit", "0", "at most so many keys; 0 for all"),
            Flag.text("order", "", "ASCEND or DESCEND"),
            Flag.toggle("prefix", "all keys that begin with KEY"),
            Flag.toggle("print-value-only", "without keys, in the simple format"),
            Flag.number("rev", "0", "as of this revision; 0 for now"),
            Flag.text("sort-by", "", "CREATE, KEY, MODIFY, VALUE or VERSION"));

    static final List<Flag> PUT_FLAGS = List.of(
            Flag.toggle("ignore-lease", "leave the key's lease as it is"),
            Flag.toggle("ignore-value", "leave the key's value as it is"),
            Flag.text("lease", "0", "attach the key to this lease (hexadecimal)"),
            Flag.toggle("prev-kv", "tell what was there before"));

    static final List<Flag> DEL_FLAGS = List.of(
            Flag.toggle("from-key", "all keys from KEY on"),
            Flag.toggle("prefix", "all keys that begin with KEY"),
            Flag.toggle("prev-kv", "tell what was deleted"),
            Flag.toggle("range", "says that END is meant: no warning about it"));

    static final List<Verb> ALL = List.of(
            new Verb("get", "KEY [END]", "Print keys and their values.", GET_FLAGS, KeyVerbs::get),
            new Verb(
                    "put",
                    "KEY [VALUE]",
                    "Set a key; the value is read from standard input where it is not given.",
                    PUT_FLAGS,
                    KeyVerbs::put),
            new Verb("del", "KEY [END]", "Delete keys and print how many.", DEL_FLAGS, KeyVerbs::del),
            new Verb(
                    "compaction",
                    "REVISION",
                    "Forget the history before a revision.",
                    List.of(Flag.toggle("physical", "return when the space is given back on the member asked")),
                    KeyVerbs::compaction));

    private KeyVerbs() {}

    private static void get(Invocation run) {
        var arguments = run.arguments();
        var request = range(arguments);
        boolean valueOnly = arguments.on("print-value-only");
        if (valueOnly && run.printer().format() != Printer.Format.SIMPLE) {
            throw KvFailure.arguments("print-value-only is only for `--write-out=simple`");
        }
        if (request.getCountOnly() && run.printer().format() != Printer.Format.FIELDS) {
            throw KvFailure.arguments("--count-only is only for `--write-out=fields`");
        }
        var answer = run.store().call(channel -> KVGrpc.newBlockingStub(channel).range(request));
        run.print(KeyAnswers.range(answer, run.printer(), valueOnly));
    }

    /** The request of a {@code get}. */
    static RangeRequest range(Arguments arguments) {
        var words = arguments.words();
        if (words.isEmpty()) {
            throw KvFailure.arguments("get command needs one argument as key and an optional argument as range_end");
        }
        if (arguments.on("keys-only") && arguments.on("count-only")) {
            throw KvFailure.arguments("`--keys-only` and `--count-only` cannot be set at the same time, choose one");
        }
        var range = KeyRange.of(words, arguments.on("prefix"), arguments.on("from-key"));
        var consistency = arguments.text("consistency");
        if (!consistency.equals("l") && !consistency.equals("s")) {
            throw new KvFailure(Exit.BAD_FEATURE, "unknown consistency flag " + GoText.quote(consistency));
        }
        return RangeRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setRevision(arguments.number("rev"))
                .setLimit(arguments.number("limit"))
                .setSortOrder(order(arguments.text("order"), arguments.text("sort-by")))
                .setSortTarget(target(arguments.text("sort-by")))
                .setKeysOnly(arguments.on("keys-only"))
                .setCountOnly(arguments.on("count-only"))
                .setSerializable(consistency.equals("s"))
                .build();
    }

    private static SortOrder order(String order, String target) {
        return switch (order.toUpperCase(Locale.ROOT)) {
            case "" -> target.isEmpty() ? SortOrder.NONE : SortOrder.ASCEND;
            case "ASCEND" -> SortOrder.ASCEND;
            case "DESCEND" -> SortOrder.DESCEND;
            default -> throw new KvFailure(Exit.BAD_FEATURE, "bad sort order " + order);
        };
    }

    private static SortTarget target(String target) {
        return switch (target.toUpperCase(Locale.ROOT)) {
            case "", "KEY" -> SortTarget.KEY;
            case "CREATE" -> SortTarget.CREATE;
            case "MODIFY" -> SortTarget.MOD;
            case "VALUE" -> SortTarget.VALUE;
            case "VERSION" -> SortTarget.VERSION;
            default -> throw new KvFailure(Exit.BAD_FEATURE, "bad sort target " + target);
        };
    }

    private static void put(Invocation run) {
        var request = put(run.arguments(), () -> {
            try {
                return ByteString.readFrom(run.in());
            } catch (IOException e) {
                throw KvFailure.arguments("put command needs 1 argument and input from stdin or 2 arguments");
            }
        });
        var answer = run.store().call(channel -> KVGrpc.newBlockingStub(channel).put(request));
        run.print(KeyAnswers.put(answer, run.printer()));
    }

    /**
     * The request of a {@code put}.
     *
     * @param missing gives the value where it is no argument
     */
    static PutRequest put(Arguments arguments, Supplier<ByteString> missing) {
        var words = arguments.words();
        if (words.isEmpty()) {
            throw KvFailure.arguments("put command needs 1 argument and input from stdin or 2 arguments");
        }
        boolean ignoreValue = arguments.on("ignore-value");
        if (ignoreValue && words.size() > 1) {
            throw KvFailure.arguments("put command needs only 1 argument when 'ignore-value' is set");
        }
        long lease = Numbers.lease(
                arguments.text("lease"), problem -> "bad lease ID (" + problem + "), expecting ID in Hex");
        var value = ignoreValue
                ? ByteString.EMPTY
                : words.size() > 1 ? ByteString.copyFromUtf8(words.get(1)) : missing.get();
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(words.getFirst()))
                .setValue(value)
                .setLease(lease)
                .setPrevKv(arguments.on("prev-kv"))
                .setIgnoreValue(ignoreValue)
                .setIgnoreLease(arguments.on("ignore-lease"))
                .build();
    }

    private static void del(Invocation run) {
        var arguments = run.arguments();
        var request = delete(arguments);
        if (arguments.words().size() > 1 && !arguments.on("range")) {
            run.remark(
                    "the keys from the first argument up to the second are deleted; --range says that this is meant");
        }
        var answer = run.store().call(channel -> KVGrpc.newBlockingStub(channel).deleteRange(request));
        run.print(KeyAnswers.delete(answer, run.printer()));
    }

    /** The request of a {@code del}. */
    static DeleteRangeRequest delete(Arguments arguments) {
        if (arguments.words().isEmpty()) {
            throw KvFailure.arguments("del command needs one argument as key and an optional argument as range_end");
        }
        var range = KeyRange.of(arguments.words(), arguments.on("prefix"), arguments.on("from-key"));
        return DeleteRangeRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setPrevKv(arguments.on("prev-kv"))
                .build();
    }

    private static void compaction(Invocation run) {
        run.require(run.words().size() == 1, "compaction command needs 1 argument");
        Numbers.problem(run.word(0), 10).ifPresent(problem -> {
            throw new KvFailure(Exit.ERROR, problem);
        });
        long revision = Long.parseLong(run.word(0));
        run.store()
                .call(channel -> KVGrpc.newBlockingStub(channel)
                        .compact(CompactionRequest.newBuilder()
                                .setRevision(revision)
                                .setPhysical(run.arguments().on("physical"))
                                .build()));
        run.printer().say("compacted revision " + revision);
    }
}
