package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.List;
import java.util.regex.Pattern;

/** What the security contexts of pods and containers may say. */
final class SecurityContextValidation {

    private static final long LARGEST_ID = Integer.MAX_VALUE;
    private static final String SYSCTL = "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final Pattern SYSCTL_GRAMMAR = Pattern.compile(SYSCTL);
    private static final int SYSCTL_LENGTH = 253;
    private static final List<String> SECCOMP = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final List<String> CHANGE_POLICIES = List.of("OnRootMismatch", "Always");
    private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");

    private SecurityContextValidation() {}

    static void pod(ObjectValue context, String path, Findings findings) {
        ids(context, path, findings, "fsGroup", "runAsUser", "runAsGroup");
        var groups = context.list("supplementalGroups").items();
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i) instanceof Scalar.Whole(var group)) {
                id(group, path + ".supplementalGroups[" + i + "]", findings);
            }
        }
        sysctls(context, path, findings);
        if (context.has("fsGroupChangePolicy")) {
            findings.oneOf(path + ".fsGroupChangePolicy", context.text("fsGroupChangePolicy"), CHANGE_POLICIES);
        }
        seccomp(context, path, findings);
    }

    private static void sysctls(ObjectValue context, String path, Findings findings) {
        var seen = new Findings.Unique();
        var sysctls = context.list("sysctls").objects();
        for (int i = 0; i < sysctls.size(); i++) {
            var name = sysctls.get(i).text("name");
            var at = path + ".sysctls[" + i + "].name";
            if (name.isEmpty()) {
                findings.required(at);
            } else if (name.length() > SYSCTL_LENGTH
                    || !SYSCTL_GRAMMAR.matcher(name).matches()) {
                findings.invalid(
                        at,
                        name,
                        "must have at most " + SYSCTL_LENGTH + " characters and match regex ^" + SYSCTL + "$");
            } else if (!seen.add(name.replace('/', '.'))) {
                findings.duplicate(at, name);
            }
        }
    }

    static void container(ObjectValue context, String path, Findings findings) {
        ids(context, path, findings, "runAsUser", "runAsGroup");
        if (context.has("procMount")) {
            findings.oneOf(path + ".procMount", context.text("procMount"), PROC_MOUNTS);
        }
        if (context.get("allowPrivilegeEscalation") == Scalar.Flag.FALSE) {
            if (context.flag("privileged")) {
                findings.invalid(
                        path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }
            var added = context.list("capabilities", "add").texts();
            if (added.contains("CAP_SYS_ADMIN") || added.contains("SYS_ADMIN")) {
                findings.invalid(
                        path,
                        context,
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
        seccomp(context, path, findings);
    }

    private static void ids(ObjectValue context, String path, Findings findings, String... fields) {
        for (var field : fields) {
            if (context.get(field) instanceof Scalar.Whole(var number)) {
                id(number, path + "." + field, findings);
            }
        }
    }

    private static void id(long number, String path, Findings findings) {
        if (number < 0 || number > LARGEST_ID) {
            findings.invalid(path, Value.of(number), "must be between 0 and " + LARGEST_ID + ", inclusive");
        }
    }

    private static void seccomp(ObjectValue context, String path, Findings findings) {
        if (!(context.get("seccompProfile") instanceof ObjectValue profile)) {
            return;
        }
        var at = path + ".seccompProfile";
        var type = profile.text("type");
        if (type.isEmpty()) {
            findings.required(at + ".type", "type is required when seccompProfile is set");
        } else {
            findings.oneOf(at + ".type", type, SECCOMP);
        }
        var file = profile.text("localhostProfile");
        if (type.equals("Localhost")) {
            if (file.isEmpty()) {
                findings.required(at + ".localhostProfile", "must be set when seccomp type is Localhost");
            } else {
                VolumeValidation.descending(file, at + ".localhostProfile", findings);
            }
        } else if (profile.has("localhostProfile")) {
            findings.invalid(at + ".localhostProfile", file, "can only be set when seccomp type is Localhost");
        }
    }
}
