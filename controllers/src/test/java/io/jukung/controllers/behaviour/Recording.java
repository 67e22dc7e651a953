package io.jukung.controllers.behaviour;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.testing.KubernetesRecording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** One recorded scenario, as the recordings' README describes it; read in place. */
record Recording(ObjectValue tree) {

    static final String FOLDER = "behaviour";

    /** One thing that was done. */
    record Step(ObjectValue tree) {

        long at() {
            return tree.whole(0, "t");
        }

        boolean creates() {
            return tree.has("create");
        }

        String command() {
            return tree.text("cmd");
        }

        String action() {
            return tree.text("action");
        }
    }

    static Recording read(String area, String id) {
        var file = KubernetesRecording.require(FOLDER + "/" + area + ".jsonl.gz");
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> Json.readObject(line.getBytes(StandardCharsets.UTF_8)))
                    .filter(scenario -> scenario.text("id").equals(id))
                    .findFirst()
                    .map(Recording::new)
                    .orElseThrow(() -> new IllegalArgumentException(file + " has no scenario " + id));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    String id() {
        return tree.text("id");
    }

    List<ObjectValue> manifests() {
        return tree.list("manifests").objects();
    }

    List<Step> steps() {
        return tree.list("steps").objects().stream().map(Step::new).toList();
    }
}
