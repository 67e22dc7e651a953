package io.jukung.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnException;
import io.jukung.chaos.edn.EdnReader;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryEdnTest {

    @Test
    void aPlainOperationIsWrittenAsJepsenDoes() {
        var read = new Op(0, 0, Phase.INVOKE, "read", Edn.NIL, 1234, null, List.of(), List.of());
        var fault =
                new Op(1, Op.NEMESIS, Phase.INFO, "kill", Edn.vector(Edn.of("n1")), 1240, null, List.of(), List.of());

        assertThat(HistoryEdn.line(read))
                .isEqualTo("{:type :invoke, :f :read, :value nil, :process 0, :time 1234, :index 0}");
        assertThat(HistoryEdn.line(fault))
                .isEqualTo("{:type :info, :f :kill, :value [\"n1\"], :process :nemesis, :time 1240, :index 1}");
    }

    @Test
    void callsAndStreamsFollow() {
        assertThat(HistoryEdn.line(Histories.put(3, 5)))
                .isEqualTo("{:type :ok, :f :write, :value 3, :process 1, :time 2005, :index 5, :calls [{:member \"n1\","
                        + " :method \"KV/Put\", :request {:key \"k\", :value \"3\"}, :answered {:header {:cluster-id"
                        + " \"18446744073709551615\", :member-id 7, :revision 9, :raft-term 2}, :prev-kv {:key \"k\","
                        + " :create-revision 2, :mod-revision 4, :version 3, :value {:base64 \"/wA=\"}}},"
                        + " :begun 2001, :ended 2004}]}");
    }

    @Test
    void aHistoryComesBack(@TempDir Path directory) throws IOException {
        var history = Histories.everything();
        var file = directory.resolve("history.edn");

        HistoryEdn.write(history, file);

        assertThat(HistoryEdn.read(file)).isEqualTo(history);
        assertThat(Files.readAllLines(file)).hasSize(history.ops().size());
    }

    @Test
    void anEventLogComesBack(@TempDir Path directory) throws IOException {
        var put = Event.newBuilder()
                .setKv(Histories.keyValue("a", ByteString.copyFromUtf8("1\n2")))
                .build();
        var delete = Event.newBuilder()
                .setType(Event.EventType.DELETE)
                .setKv(KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setModRevision(8))
                .setPrevKv(put.getKv())
                .build();
        var events = new EventLog(
                6,
                List.of(new EventLog.Entry(7, List.of(put)), new EventLog.Entry(8, 1234, List.of(delete, put))),
                false,
                "n2 was lost");
        var file = directory.resolve("events.edn");

        EventLogEdn.write(events, file);

        assertThat(EventLogEdn.read(file)).isEqualTo(events);
        assertThat(Files.readAllLines(file))
                .startsWith("{:base 6, :complete false, :gap \"n2 was lost\"}")
                .hasSize(3)
                .element(2)
                .asString()
                .startsWith(
                        "{:revision 8, :time 1234, :events [{:type :delete, :kv {:key \"a\", :mod-revision 8}, :prev-kv {");
    }

    @Test
    void otherHarnessesHistoriesAreRead() throws IOException {
        var text = """
                [{:process 0, :type :invoke, :f :txn, :value [[:append 5 1] [:r 5 nil]], :time 10}
                 {:process 0, :type :info, :f :txn, :value [[:append 5 1] [:r 5 nil]], :time 20,
                  :error [:unavailable "lost"], :exception {:via [{:type java.io.IOException}]}, :node "n3"}]
                """;

        var ops = HistoryEdn.read(new StringReader(text)).ops();

        assertThat(ops).extracting(Op::index).containsExactly(0L, 1L);
        assertThat(ops.get(1).error()).isEqualTo("[:unavailable \"lost\"]");
        assertThat(ops.get(1).value()).isEqualTo(EdnReader.parse("[[:append 5 1] [:r 5 nil]]"));
    }

    @Test
    void whatIsNoHistoryIsAnErrorThatSaysWhere() {
        assertProblem(
                "{:type :invoke, :f :read, :time 1}", "line 1, column 35: before here: operation: has no :process");
        assertProblem(
                "{:type :begin}",
                "line 1, column 14: before here: operation: expected :invoke, :ok, :fail or :info as :type");
        assertProblem(
                "{:type :ok, :process :client}",
                "line 1, column 29: before here: operation: expected :nemesis or a number from 0 to 2147483647 as :process");
        assertProblem(
                "{:type :ok, :process -1}",
                "line 1, column 24: before here: operation: expected :nemesis or a number from 0 to 2147483647 as :process");
        assertProblem("7", "line 1, column 1: expected a map");
        assertProblem(
                "{:type :ok\n :calls [{:method \"KV/Steal\"}]}",
                "line 2, column 30: before here: method 'KV/Steal': expected one of ");
        assertProblem(
                "{:calls [{:member \"n1\", :method \"KV/Put\", :request {:kay \"k\"}}]}",
                "line 1, column 63: before here: PutRequest: has no field :kay");
        assertProblem(
                "{:calls [{:member \"n1\", :method \"KV/Put\", :request {:lease \"k\"}}]}",
                "line 1, column 65: before here: PutRequest.lease: expected an integer");
        assertProblem(
                "{:calls [{:member \"n1\", :method \"KV/Put\", :request {}, :begun 1, :ended 2}]}",
                "line 1, column 75: before here: call: expected :answered, :refused or :unknown");
        assertProblem("{:streams [{:watcher \"w\"}]}", "line 1, column 26: before here: stream: has no :member");
    }

    /** The file is larger than what is allowed to be in memory besides it: nothing gathers it. */
    @Test
    void aLongHistoryIsReadAndWrittenAsItGoes() throws IOException {
        int ops = 200_000;
        var source = new Lines(ops);

        var history = HistoryEdn.read(source);

        assertThat(history.ops()).hasSize(ops);
        assertThat(history.ops().getLast().index()).isEqualTo(ops - 1);
        var counted = new Counting();
        HistoryEdn.write(history, counted);
        assertThat(counted.longest).isLessThan(1 << 17);
        assertThat(counted.written).isGreaterThan(10_000_000);
    }

    @Test
    void aMessageOfAnotherMethodIsRefused() {
        var call = new Call(
                "n1",
                "KV/Range",
                PutRequest.getDefaultInstance(),
                new Call.Result.Unknown("UNAVAILABLE", "gone"),
                1,
                2);
        var op = new Op(0, 0, Phase.INFO, "read", Edn.NIL, 2, "gone", List.of(call), List.of());

        assertThatThrownBy(() -> HistoryEdn.line(op))
                .hasMessage("call of KV/Range: has a etcdserverpb.PutRequest, expected etcdserverpb.RangeRequest");
    }

    private static void assertProblem(String text, String problem) {
        assertThatThrownBy(() -> HistoryEdn.read(new StringReader(text)))
                .as(text)
                .isInstanceOf(EdnException.class)
                .hasMessageStartingWith(problem);
    }

    /** Gives a history's text without ever having it. */
    private static final class Lines extends Reader {
        private final int count;
        private int next;
        private String line = "";
        private int position;

        Lines(int count) {
            this.count = count;
        }

        @Override
        public int read(char[] target, int from, int length) {
            if (position == line.length()) {
                if (next == count) {
                    return -1;
                }
                line = "{:type :invoke, :f :write, :value [" + next % 100 + " " + next + "], :process " + next
                        + ", :time " + next + ", :index " + next + "}\n";
                next++;
                position = 0;
            }
            int read = Math.min(length, line.length() - position);
            line.getChars(position, position + read, target, from);
            position += read;
            return read;
        }

        @Override
        public void close() {}
    }

    /** Forgets what is written. */
    private static final class Counting extends StringWriter {
        private long written;
        private int longest;

        @Override
        public void write(char[] chars, int from, int length) {
            written += length;
            longest = Math.max(longest, length);
        }

        @Override
        public void write(String text, int from, int length) {
            written += length;
            longest = Math.max(longest, length);
        }
    }
}
