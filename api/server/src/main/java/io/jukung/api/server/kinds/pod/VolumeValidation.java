package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the volumes of a pod may be. */
final class VolumeValidation {

    /** Fields of a volume that say what it is, in the order they are looked at. */
    private static final List<String> SOURCES = List.of(
            "emptyDir",
            "hostPath",
            "gitRepo",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "secret",
            "nfs",
            "iscsi",
            "glusterfs",
            "flocker",
            "persistentVolumeClaim",
            "rbd",
            "cinder",
            "cephfs",
            "quobyte",
            "downwardAPI",
            "fc",
            "configMap",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "storageos",
            "projected",
            "scaleIO",
            "csi",
            "ephemeral",
            "image");

    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final long LARGEST_MODE = 0777;
    private static final long SHORTEST_TOKEN_SECONDS = 600;

    private VolumeValidation() {}

    /** The names of the volumes. */
    static Set<String> volumes(ListValue volumes, String path, Findings findings) {
        var names = new HashSet<String>();
        var items = volumes.objects();
        for (int i = 0; i < items.size(); i++) {
            var volume = items.get(i);
            var at = path + "[" + i + "]";
            var name = volume.text("name");
            var problems = name.isEmpty() ? List.<String>of() : Names.dns1123Label(name);
            sources(volume, at, findings);
            if (name.isEmpty()) {
                findings.required(at + ".name");
            }
            findings.each(at + ".name", name, problems);
            if (problems.isEmpty() && !names.add(name)) {
                findings.duplicate(at + ".name", name);
            }
        }
        return names;
    }

    private static void sources(ObjectValue volume, String path, Findings findings) {
        int sources = 0;
        for (var kind : SOURCES) {
            if (!(volume.get(kind) instanceof ObjectValue source)) {
                continue;
            }
            sources++;
            if (sources > 1) {
                findings.forbidden(path + "." + kind, "may not specify more than 1 volume type");
            } else {
                source(kind, source, path + "." + kind, findings);
            }
        }
        if (sources == 0) {
            findings.required(path, "must specify a volume type");
        }
    }

    private static void source(String kind, ObjectValue source, String path, Findings findings) {
        switch (kind) {
            case "emptyDir" -> emptyDir(source, path, findings);
            case "hostPath" -> {
                notEmpty(source, path, findings, "path");
                ascending(source.text("path"), path + ".path", findings);
                findings.absentOrOneOf(source, path, "type", HOST_PATH_TYPES);
            }
            case "secret" -> {
                notEmpty(source, path, findings, "secretName");
                mode(source, path, "defaultMode", findings);
                items(source.list("items"), path + ".items", findings);
            }
            case "configMap" -> {
                notEmpty(source, path, findings, "name");
                mode(source, path, "defaultMode", findings);
                items(source.list("items"), path + ".items", findings);
            }
            case "downwardAPI" -> {
                mode(source, path, "defaultMode", findings);
                files(source, path, findings);
            }
            case "projected" -> projected(source, path, findings);
            case "persistentVolumeClaim" -> notEmpty(source, path, findings, "claimName");
            case "nfs" -> notEmpty(source, path, findings, "server", "path");
            case "csi" -> notEmpty(source, path, findings, "driver");
            case "gitRepo" -> notEmpty(source, path, findings, "repository");
            case "iscsi" -> notEmpty(source, path, findings, "targetPortal", "iqn");
            case "ephemeral" -> {
                if (!source.has("volumeClaimTemplate")) {
                    findings.required(path + ".volumeClaimTemplate");
                }
            }
            default -> {
                // Kinds of storage that no node of ours serves are kept as they are.
            }
        }
    }

    private static void notEmpty(ObjectValue source, String path, Findings findings, String... fields) {
        for (var field : fields) {
            if (source.text(field).isEmpty()) {
                findings.required(path + "." + field);
            }
        }
    }

    private static void emptyDir(ObjectValue source, String path, Findings findings) {
        var limit = source.get("sizeLimit");
        var amount = limit == null ? null : Quantity.parseOrNull(limit.toString());
        if (amount != null && amount.signum() < 0) {
            findings.forbidden(path + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
        }
    }

    private static void mode(ObjectValue source, String path, String field, Findings findings) {
        long mode = source.whole(0, field);
        if (mode < 0 || mode > LARGEST_MODE) {
            findings.invalid(
                    path + "." + field, Value.of(mode), "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private static void items(ListValue items, String path, Findings findings) {
        var all = items.objects();
        for (int i = 0; i < all.size(); i++) {
            var at = path + "[" + i + "]";
            notEmpty(all.get(i), at, findings, "key", "path");
            descending(all.get(i).text("path"), at + ".path", findings);
            mode(all.get(i), at, "mode", findings);
        }
    }

    private static void files(ObjectValue source, String path, Findings findings) {
        var files = source.list("items").objects();
        for (int i = 0; i < files.size(); i++) {
            var file = files.get(i);
            var at = path + ".items[" + i + "]";
            notEmpty(file, at, findings, "path");
            descending(file.text("path"), at + ".path", findings);
            if (file.get("fieldRef") instanceof ObjectValue field) {
                EnvironmentValidation.field(field, at + ".fieldRef", true, findings);
                if (file.has("resourceFieldRef")) {
                    findings.invalid(
                            at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
                }
            } else if (file.get("resourceFieldRef") instanceof ObjectValue resource) {
                EnvironmentValidation.resource(resource, at + ".resourceFieldRef", true, findings);
            } else {
                findings.required(at, "one of fieldRef and resourceFieldRef is required");
            }
            mode(file, at, "mode", findings);
        }
    }

    private static void projected(ObjectValue source, String path, Findings findings) {
        mode(source, path, "defaultMode", findings);
        var sources = source.list("sources").objects();
        for (int i = 0; i < sources.size(); i++) {
            var at = path + ".sources[" + i + "]";
            for (var kind : List.of("secret", "configMap")) {
                if (sources.get(i).get(kind) instanceof ObjectValue part) {
                    notEmpty(part, at + "." + kind, findings, "name");
                    items(part.list("items"), at + "." + kind + ".items", findings);
                }
            }
            if (sources.get(i).get("downwardAPI") instanceof ObjectValue part) {
                files(part, at + ".downwardAPI", findings);
            }
            if (sources.get(i).get("serviceAccountToken") instanceof ObjectValue token) {
                token(token, at + ".serviceAccountToken", findings);
            }
        }
    }

    private static void token(ObjectValue token, String path, Findings findings) {
        long seconds = token.whole(0, "expirationSeconds");
        if (seconds < SHORTEST_TOKEN_SECONDS) {
            findings.invalid(
                    path + ".expirationSeconds", Value.of(seconds), "may not specify a duration less than 10 minutes");
        }
        notEmpty(token, path, findings, "path");
        descending(token.text("path"), path + ".path", findings);
    }

    /** A path inside a volume: relative and without a way out. */
    static void descending(String text, String path, Findings findings) {
        if (text.startsWith("/")) {
            findings.invalid(path, text, "must be a relative path");
        }
        ascending(text, path, findings);
    }

    private static void ascending(String text, String path, Findings findings) {
        if (Arrays.asList(text.split("/")).contains("..")) {
            findings.invalid(path, text, "must not contain '..'");
        }
    }
}
