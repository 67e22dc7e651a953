package io.jukung.api.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.node.v1.LogsChunk;
import java.util.Iterator;
import java.util.concurrent.CompletionException;

/** A container's log on its way to the client, no faster than the client takes it. */
final class LogStream {

    private LogStream() {}

    static void run(Iterator<LogsChunk> chunks, HttpResponseWriter out) {
        try {
            while (out.isOpen() && chunks.hasNext()) {
                out.write(HttpData.wrap(chunks.next().getData().toByteArray()));
                out.whenConsumed().join();
            }
        } catch (StatusRuntimeException e) {
            // The head is out: a line of text is all that can still be said.
            if (!out.tryWrite(
                    HttpData.ofUtf8("log stream broken: " + e.getStatus().getDescription() + "\n"))) {
                return;
            }
        } catch (CompletionException e) {
            // The client went away while we wrote.
            return;
        } finally {
            out.close();
        }
    }
}
