package io.jukung.cli.rest;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * The current context of a kubeconfig file: where the API is and who asks.
 *
 * @param authorities CA certificates in PEM
 * @param namespace the context's, or "default"
 */
public record Kubeconfig(
        URI server, String authorities, Optional<PemTls.Identity> identity, Optional<String> token, String namespace) {

    /** Reads the file's current context; file references in it are relative to it. */
    public static Kubeconfig read(Path file) {
        try {
            var documents = Yaml.readAll(Files.readString(file));
            if (documents.isEmpty() || !(documents.getFirst() instanceof ObjectValue config)) {
                throw new CommandFailure(
                        file + " is not a kubeconfig file: expected an object with clusters and users");
            }
            var contextName = config.text("current-context");
            var context = named(config, "contexts", contextName, file).object("context");
            var cluster =
                    named(config, "clusters", context.text("cluster"), file).object("cluster");
            var user = named(config, "users", context.text("user"), file).object("user");
            var certificate = data(user, "client-certificate", file);
            var key = data(user, "client-key", file);
            return new Kubeconfig(
                    server(cluster.text("server"), file),
                    data(cluster, "certificate-authority", file)
                            .orElseThrow(() -> new CommandFailure(
                                    file + ": cluster " + context.text("cluster") + " names no certificate-authority")),
                    certificate.isPresent() && key.isPresent()
                            ? Optional.of(new PemTls.Identity(certificate.get(), key.get()))
                            : Optional.empty(),
                    user.text("token").isEmpty() ? Optional.empty() : Optional.of(user.text("token")),
                    context.text("namespace").isEmpty() ? "default" : context.text("namespace"));
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot read the kubeconfig " + file + ": " + CommandFailure.reason(e)
                            + "; start a cluster with: jukung up, or name another file with --kubeconfig",
                    e);
        } catch (DecodingException e) {
            throw new CommandFailure(file + " is not valid YAML: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the kubeconfig " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static URI server(String text, Path file) {
        var server = URI.create(text);
        if (!"https".equals(server.getScheme()) || server.getHost() == null) {
            throw new CommandFailure(file + ": server \"" + text + "\": expected https://HOST:PORT");
        }
        return server;
    }

    private static ObjectValue named(ObjectValue config, String list, String name, Path file) {
        return config.list(list).objects().stream()
                .filter(entry -> entry.text("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(file + ": no entry \"" + name + "\" in " + list));
    }

    /** The text of {@code <field>-data} in base64, or of the file that {@code <field>} names. */
    private static Optional<String> data(ObjectValue object, String field, Path file) throws IOException {
        var inline = object.text(field + "-data");
        if (!inline.isEmpty()) {
            return Optional.of(new String(Base64.getMimeDecoder().decode(inline), StandardCharsets.UTF_8));
        }
        var reference = object.text(field);
        return reference.isEmpty()
                ? Optional.empty()
                : Optional.of(Files.readString(file.toAbsolutePath().resolveSibling(reference)));
    }

    /** The text of a kubeconfig file for one cluster and one user with a client certificate. */
    public static String write(String clusterName, URI server, String authorities, PemTls.Identity identity) {
        Value tree = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("current-context", clusterName)
                .put(
                        "clusters",
                        entry(
                                clusterName,
                                "cluster",
                                ObjectValue.builder()
                                        .put("certificate-authority-data", base64(authorities))
                                        .put("server", server.toString())
                                        .build()))
                .put(
                        "contexts",
                        entry(
                                clusterName,
                                "context",
                                ObjectValue.builder()
                                        .put("cluster", clusterName)
                                        .put("user", clusterName + "-admin")
                                        .build()))
                .put(
                        "users",
                        entry(
                                clusterName + "-admin",
                                "user",
                                ObjectValue.builder()
                                        .put("client-certificate-data", base64(identity.certificates()))
                                        .put("client-key-data", base64(identity.key()))
                                        .build()))
                .build();
        return Yaml.write(tree);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ListValue entry(String name, String field, ObjectValue value) {
        return ListValue.of(
                ObjectValue.builder().put("name", name).put(field, value).build());
    }
}
