package io.jukung.cli.local;

import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.PkiException;
import io.jukung.api.server.pki.Subject;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.PemTls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** The local cluster's certificates: made here, before any process starts, and only read by them. */
public final class LocalPki {

    private LocalPki() {}

    /** Makes what is missing and writes the administrator's kubeconfig. */
    public static void ensure(ClusterLayout layout, ClusterPlan plan) {
        try {
            var pki = ClusterPki.createOrLoad(layout.pki());
            pki.client("node", Subject.node(plan.nodeName()));
            pki.client("proxy", Subject.PROXY);
            pki.server("node-server", Subject.node(plan.nodeName()), List.of(plan.nodeIp(), plan.nodeName()));
            var admin = pki.client("admin", Subject.ADMIN);
            var text = Kubeconfig.write(
                    "jukung",
                    URI.create("https://127.0.0.1:" + plan.apiPort()),
                    Files.readString(admin.caFile()),
                    new PemTls.Identity(Files.readString(admin.certFile()), Files.readString(admin.keyFile())));
            ClusterLayout.writeAtomically(layout.kubeconfig(), text.getBytes(StandardCharsets.UTF_8));
        } catch (PkiException e) {
            throw new CommandFailure("the cluster's certificates in " + layout.pki() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure("the cluster's certificates: " + CommandFailure.reason(e), e);
        }
    }
}
