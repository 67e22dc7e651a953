package io.jukung.store.runtime;

import io.jukung.store.Security;
import io.jukung.store.TlsFiles;
import io.jukung.store.tls.TlsClient;
import io.jukung.store.tls.TlsServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A member's TLS, where it has the files for it.
 *
 * @param handshakes where they run
 */
record MemberTls(Security security, Executor handshakes) {

    @Nullable
    TlsServer ofClients(List<String> applications) throws IOException {
        return server(security.client(), applications);
    }

    @Nullable
    TlsServer ofPeers() throws IOException {
        return server(security.peer(), List.of());
    }

    @Nullable
    TlsClient toPeers() throws IOException {
        var files = security.peer();
        return files == null ? null : TlsClient.of(files, security.protocols(), handshakes);
    }

    private @Nullable TlsServer server(@Nullable TlsFiles files, List<String> applications) throws IOException {
        return files == null ? null : TlsServer.of(files, security.protocols(), applications, handshakes);
    }
}
