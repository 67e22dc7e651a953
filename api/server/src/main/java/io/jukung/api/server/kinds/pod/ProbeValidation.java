package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What probes and lifecycle hooks may do. */
final class ProbeValidation {

    private static final List<String> NUMBERS =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
    private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");

    private ProbeValidation() {}

    static void lifecycle(ObjectValue container, String path, Findings findings) {
        for (var hook : List.of("postStart", "preStop")) {
            if (container.at("lifecycle", hook) instanceof ObjectValue handler) {
                handler(
                        handler,
                        path + ".lifecycle." + hook,
                        List.of("exec", "httpGet", "tcpSocket", "sleep"),
                        findings);
            }
        }
    }

    static void probes(ObjectValue container, String path, Findings findings) {
        probe(container.get("livenessProbe"), path + ".livenessProbe", true, findings);
        probe(container.get("readinessProbe"), path + ".readinessProbe", false, findings);
        probe(container.get("startupProbe"), path + ".startupProbe", true, findings);
        if (container.at("readinessProbe", "terminationGracePeriodSeconds") != null) {
            findings.invalid(
                    path + ".readinessProbe.terminationGracePeriodSeconds",
                    PodSpecValidation.shown(container.object("readinessProbe"), "terminationGracePeriodSeconds"),
                    "must not be set for readinessProbes");
        }
    }

    private static void probe(@Nullable Value value, String path, boolean onceEnough, Findings findings) {
        if (!(value instanceof ObjectValue probe)) {
            return;
        }
        handler(probe, path, List.of("exec", "httpGet", "tcpSocket", "grpc"), findings);
        for (var number : NUMBERS) {
            findings.notNegative(probe, path + "." + number, number);
        }
        if (probe.has("terminationGracePeriodSeconds") && probe.whole(0, "terminationGracePeriodSeconds") <= 0) {
            findings.invalid(
                    path + ".terminationGracePeriodSeconds",
                    Value.of(probe.whole(0, "terminationGracePeriodSeconds")),
                    "must be greater than 0");
        }
        long successes = probe.whole(1, "successThreshold");
        if (onceEnough && successes != 1) {
            findings.invalid(path + ".successThreshold", Value.of(successes), "must be 1");
        }
    }

    private static void handler(ObjectValue handler, String path, List<String> kinds, Findings findings) {
        int handlers = 0;
        for (var kind : kinds) {
            if (!(handler.get(kind) instanceof ObjectValue action)) {
                continue;
            }
            handlers++;
            var at = path + "." + kind;
            if (handlers > 1) {
                findings.forbidden(at, "may not specify more than 1 handler type");
                continue;
            }
            switch (kind) {
                case "exec" -> {
                    if (action.list("command").isEmpty()) {
                        findings.required(at + ".command");
                    }
                }
                case "httpGet" -> httpGet(action, at, findings);
                case "sleep" -> {
                    if (action.whole(0, "seconds") < 0) {
                        findings.invalid(at, Value.of(action.whole(0, "seconds")), "must be non-negative");
                    }
                }
                default -> findings.portOrName(at + ".port", action.get("port"));
            }
        }
        if (handlers == 0) {
            findings.required(path, "must specify a handler type");
        }
    }

    private static void httpGet(ObjectValue get, String path, Findings findings) {
        if (get.text("path").isEmpty()) {
            findings.required(path + ".path");
        }
        findings.portOrName(path + ".port", get.get("port"));
        findings.oneOf(path + ".scheme", get.text("scheme"), SCHEMES);
        var headers = get.list("httpHeaders").objects();
        for (int i = 0; i < headers.size(); i++) {
            var name = headers.get(i).text("name");
            if (!name.matches("[-A-Za-z0-9]+")) {
                findings.invalid(
                        path + ".httpHeaders[" + i + "].name",
                        name,
                        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name',"
                                + " regex used for validation is '[-A-Za-z0-9]+')");
            }
        }
    }
}
