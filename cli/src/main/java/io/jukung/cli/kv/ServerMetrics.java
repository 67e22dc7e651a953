package io.jukung.cli.kv;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalDouble;

/** What the first endpoint's server tells of itself at {@code /metrics}. */
record ServerMetrics(Endpoints endpoints) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A metric without labels, as of now; empty if it cannot be had. */
    OptionalDouble value(String name) {
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        ClientTls.context(endpoints).ifPresent(builder::sslContext);
        var address =
                endpoints.names().getFirst().replaceFirst("^https?://", "").replaceFirst("/$", "");
        var page = URI.create((endpoints.encrypted() ? "https://" : "http://") + address + "/metrics");
        try (var http = builder.build()) {
            var lines = http.send(
                            HttpRequest.newBuilder(page).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofLines())
                    .body();
            return lines.filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalDouble.empty();
        }
    }
}
