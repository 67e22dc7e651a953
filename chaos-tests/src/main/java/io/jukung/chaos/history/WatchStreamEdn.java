package io.jukung.chaos.history;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnReader;
import io.jukung.chaos.edn.EdnWriter;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * A {@link WatchStream} as {@code {:watcher "w0", :member "n1", :request {…}, :begun 1, :received [{:time 2, :response {…}} …],
 * :ended 3, :reason "closed"}}. What it received is written and read one by one, as it may be most of a history.
 */
final class WatchStreamEdn {

    private WatchStreamEdn() {}

    static void write(EdnWriter out, WatchStream stream) throws IOException {
        out.beginMap();
        out.key("watcher").write(Edn.of(stream.watcher()));
        out.key("member").write(Edn.of(stream.member()));
        out.key("request");
        MessageEdn.write(out, stream.request());
        out.key("begun").write(Edn.of(stream.begun()));
        out.key("received").beginVector();
        for (var received : stream.received()) {
            out.beginMap().key("time").write(Edn.of(received.nanos())).key("response");
            MessageEdn.write(out, received.response());
            out.endMap();
        }
        out.endVector();
        out.key("ended").write(Edn.of(stream.ended()));
        out.key("reason").write(Edn.of(stream.reason()));
        out.endMap();
    }

    static WatchStream read(EdnReader in) throws IOException {
        var received = new ArrayList<WatchStream.Received>();
        var rest = new HashMap<Edn, Edn>();
        in.beginMap();
        while (in.hasNext()) {
            var key = in.readKeyword();
            if (key.equals("received")) {
                received(in, received);
            } else {
                rest.put(Edn.keyword(key), in.read());
            }
        }
        in.endMap();
        var fields = Fields.of(new Edn.Dict(rest), "stream");
        return new WatchStream(
                fields.text("watcher"),
                fields.text("member"),
                MessageEdn.read(fields.value("request"), WatchCreateRequest.getDefaultInstance()),
                fields.integer("begun"),
                received,
                fields.integer("ended"),
                fields.text("reason"));
    }

    private static void received(EdnReader in, List<WatchStream.Received> received) throws IOException {
        in.beginVector();
        while (in.hasNext()) {
            var fields = Fields.of(in.read(), "received");
            received.add(new WatchStream.Received(
                    fields.integer("time"),
                    MessageEdn.read(fields.value("response"), WatchResponse.getDefaultInstance())));
        }
        in.endVector();
    }
}
