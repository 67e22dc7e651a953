package io.jukung.api.server.rest;

import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The health endpoints: {@code /healthz}, {@code /livez}, {@code /readyz} and their single checks. */
final class Health {

    private final Map<String, Supplier<Optional<String>>> live = new LinkedHashMap<>();
    private final Map<String, Supplier<Optional<String>>> ready = new LinkedHashMap<>();

    Health(Resources resources, ObjectStorage storage, AtomicBoolean stopping) {
        live.put("ping", Optional::empty);
        live.put("etcd", () -> {
            try {
                storage.currentRevision();
                return Optional.empty();
            } catch (StoreException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
        ready.putAll(live);
        ready.put("informer-sync", () -> {
            var waiting = resources.notReady();
            return waiting.isEmpty() ? Optional.empty() : Optional.of("not loaded yet: " + waiting);
        });
        ready.put("shutdown", () -> stopping.get() ? Optional.of("process is shutting down") : Optional.empty());
    }

    Optional<Answer> answer(Call call) {
        return switch (call.path()) {
            case "/healthz", "/livez" -> Optional.of(all(call, live));
            case "/readyz" -> Optional.of(all(call, ready));
            case String path
            when path.startsWith("/livez/") || path.startsWith("/healthz/") ->
                one(path.substring(path.lastIndexOf('/') + 1), live);
            case String path when path.startsWith("/readyz/") -> one(path.substring("/readyz/".length()), ready);
            case String ignored -> Optional.empty();
        };
    }

    private static Optional<Answer> one(String name, Map<String, Supplier<Optional<String>>> checks) {
        var check = checks.get(name);
        return check == null
                ? Optional.empty()
                : Optional.of(check.get()
                        .map(why -> Answer.text(500, "internal server error: " + why + "\n"))
                        .orElse(Answer.text(200, "ok")));
    }

    private static Answer all(Call call, Map<String, Supplier<Optional<String>>> checks) {
        var excluded = call.query().getAll("exclude");
        var lines = new StringBuilder();
        List<String> failed = new ArrayList<>();
        checks.forEach((name, check) -> {
            if (excluded.contains(name)) {
                lines.append("[+]").append(name).append(" excluded: ok\n");
                return;
            }
            var problem = check.get();
            if (problem.isPresent()) {
                failed.add(name);
                lines.append("[-]")
                        .append(name)
                        .append(" failed: ")
                        .append(problem.get())
                        .append('\n');
            } else {
                lines.append("[+]").append(name).append(" ok\n");
            }
        });
        var path = call.path().substring(1);
        if (!failed.isEmpty()) {
            return Answer.text(500, lines + path + " check failed\n");
        }
        return Answer.text(200, call.query().contains("verbose") ? lines + path + " check passed\n" : "ok");
    }
}
