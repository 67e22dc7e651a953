package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.Compare.CompareResult;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code txn}: comparisons, what to do if all hold, what to do otherwise; an empty line ends each part. */
final class TxnVerb {

    static final Verb TXN = new Verb(
            "txn",
            "",
            "Run the transaction that standard input describes.",
            List.of(Flag.toggle("interactive", "ask for each part").or('i')),
            TxnVerb::txn);

    private static final Pattern COMPARISON =
            Pattern.compile("\\s*(\\w+)\\(\"(.*)\"\\)\\s*([=!<>]+|\\S)\\s*\"(.*)\"\\s*");
    private static final Pattern UNQUOTED = Pattern.compile("\\s*(\\w+\\(\".*\"\\)\\s*\\S+)\\s+[^\"].*");

    private TxnVerb() {}

    private static void txn(Invocation run) {
        run.require(run.words().isEmpty(), "txn command does not accept argument");
        boolean asks = run.arguments().on("interactive");
        var request = TxnRequest.newBuilder();
        part(run, asks, "compares:").forEach(line -> request.addCompare(comparison(line)));
        part(run, asks, "success requests (get, put, del):").forEach(line -> request.addSuccess(operation(line)));
        part(run, asks, "failure requests (get, put, del):").forEach(line -> request.addFailure(operation(line)));
        var answer = run.store().call(channel -> KVGrpc.newBlockingStub(channel).txn(request.build()));
        run.print(KeyAnswers.txn(answer, run.printer()));
    }

    private static List<String> part(Invocation run, boolean asks, String question) {
        if (asks) {
            run.printer().say(question);
        }
        var lines = new ArrayList<String>();
        while (true) {
            var line = run.line();
            if (line == null) {
                throw new KvFailure(Exit.INVALID_INPUT, "EOF");
            }
            if (line.isBlank()) {
                return lines;
            }
            lines.add(line.strip());
        }
    }

    /** One comparison, such as {@code mod("key") > "0"}; bytes as Latin-1 letters. */
    static Compare comparison(String line) {
        var matcher = COMPARISON.matcher(line);
        if (!matcher.matches()) {
            var shown = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            var unquoted = UNQUOTED.matcher(shown);
            throw new KvFailure(
                    Exit.INVALID_INPUT,
                    "malformed comparison: " + shown
                            + (unquoted.matches() ? "; got " + unquoted.group(1) + " \"\"" : ""));
        }
        var compare = Compare.newBuilder().setKey(Words.bytes(matcher.group(2)));
        var value = matcher.group(4);
        switch (matcher.group(1)) {
            case "ver", "version" ->
                compare.setTarget(Compare.CompareTarget.VERSION).setVersion(number(line, value, 10));
            case "c", "create" ->
                compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(number(line, value, 10));
            case "m", "mod" -> compare.setTarget(Compare.CompareTarget.MOD).setModRevision(number(line, value, 10));
            case "val", "value" ->
                compare.setTarget(Compare.CompareTarget.VALUE).setValue(Words.bytes(value));
            case "lease" -> compare.setTarget(Compare.CompareTarget.LEASE).setLease(number(line, value, 16));
            default ->
                throw new KvFailure(
                        Exit.INVALID_INPUT,
                        "malformed comparison: " + line + " (unknown target " + matcher.group(1) + ")");
        }
        return compare.setResult(result(line, matcher.group(3))).build();
    }

    private static CompareResult result(String line, String operator) {
        return switch (operator) {
            case "=" -> CompareResult.EQUAL;
            case "!=" -> CompareResult.NOT_EQUAL;
            case "<" -> CompareResult.LESS;
            case ">" -> CompareResult.GREATER;
            // etcdctl itself panics here.
            default ->
                throw new KvFailure(
                        Exit.INVALID_INPUT,
                        "malformed comparison: " + line + " (unknown operator " + operator
                                + ", expected =, !=, < or >)");
        };
    }

    private static long number(String line, String value, int radix) {
        if (Numbers.problem(value, radix).isPresent()) {
            throw new KvFailure(Exit.INVALID_INPUT, "invalid txn compare request: " + line);
        }
        return Long.parseLong(value, radix);
    }

    /** One line of what to do: a {@code get}, {@code put} or {@code del} with its flags. */
    static RequestOp operation(String line) {
        var words = Words.split(line);
        var rest = words.subList(1, words.size());
        try {
            return switch (words.getFirst()) {
                case "get" ->
                    RequestOp.newBuilder()
                            .setRequestRange(KeyVerbs.range(Arguments.parse(rest, KeyVerbs.GET_FLAGS)))
                            .build();
                case "put" ->
                    RequestOp.newBuilder()
                            .setRequestPut(KeyVerbs.put(Arguments.parse(rest, KeyVerbs.PUT_FLAGS), () -> {
                                throw new KvFailure(Exit.INVALID_INPUT, "a put in a txn needs KEY and VALUE");
                            }))
                            .build();
                case "del" ->
                    RequestOp.newBuilder()
                            .setRequestDeleteRange(KeyVerbs.delete(Arguments.parse(rest, KeyVerbs.DEL_FLAGS)))
                            .build();
                default -> throw new KvFailure(Exit.INVALID_INPUT, "");
            };
        } catch (KvFailure failure) {
            var why = Optional.of(failure.text()).filter(text -> !text.isEmpty());
            throw new KvFailure(
                    Exit.INVALID_INPUT,
                    "invalid txn request: "
                            + ByteString.copyFrom(line, StandardCharsets.ISO_8859_1)
                                    .toStringUtf8()
                            + why.map(text -> " (" + text + ")").orElse(""));
        }
    }
}
