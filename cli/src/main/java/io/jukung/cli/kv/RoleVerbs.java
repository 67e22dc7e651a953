package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthRoleDeleteRequest;
import io.jukung.proto.etcd.AuthRoleGetRequest;
import io.jukung.proto.etcd.AuthRoleGetResponse;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthRoleListRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.authpb.Permission;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code role} and its verbs. */
final class RoleVerbs {

    private static final List<Flag> RANGE = List.of(
            Flag.toggle("from-key", "all keys from KEY on"), Flag.toggle("prefix", "all keys that begin with KEY"));

    static final List<Verb> ALL = List.of(
            new Verb("role add", "NAME", "Add a role.", List.of(), RoleVerbs::add),
            new Verb("role delete", "NAME", "Delete a role.", List.of(), RoleVerbs::delete),
            new Verb("role get", "NAME", "A role's permissions.", List.of(), RoleVerbs::get),
            new Verb(
                    "role grant-permission",
                    "NAME read|write|readwrite KEY [END]",
                    "Let a role's users read or write keys.",
                    RANGE,
                    RoleVerbs::grant),
            new Verb("role list", "", "All roles.", List.of(), RoleVerbs::list),
            new Verb("role revoke-permission", "NAME KEY [END]", "Take a permission back.", RANGE, RoleVerbs::revoke));

    private RoleVerbs() {}

    private static void add(Invocation run) {
        run.require(run.words().size() == 1, "role add command requires role name as its argument");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .roleAdd(AuthRoleAddRequest.newBuilder()
                                .setName(run.word(0))
                                .build()));
        run.print(Answer.of(answer, "Role " + run.word(0) + " created")
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void delete(Invocation run) {
        run.require(run.words().size() == 1, "role delete command requires role name as its argument");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .roleDelete(AuthRoleDeleteRequest.newBuilder()
                                .setRole(run.word(0))
                                .build()));
        run.print(Answer.of(answer, "Role " + run.word(0) + " deleted")
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void get(Invocation run) {
        run.require(run.words().size() == 1, "role get command requires role name as its argument");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .roleGet(AuthRoleGetRequest.newBuilder()
                                .setRole(run.word(0))
                                .build()));
        run.print(detail(run.word(0), answer));
    }

    /** A role with what it permits. */
    static Answer detail(String role, AuthRoleGetResponse answer) {
        return Answer.of(answer, lines -> {
                    lines.add("Role " + role);
                    for (var heading : List.of("Read", "Write")) {
                        lines.add("KV " + heading + ":");
                        var type = Permission.Type.valueOf(heading.toUpperCase(Locale.ROOT));
                        answer.getPermList().stream()
                                .filter(permission ->
                                        Set.of(type, Permission.Type.READWRITE).contains(permission.getPermType()))
                                .forEach(permission -> lines.add("\t" + keys(permission)));
                    }
                })
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    for (var permission : answer.getPermList()) {
                        fields.plain("PermType", " " + permission.getPermType().name())
                                .quoted("Key", permission.getKey())
                                .quoted("RangeEnd", permission.getRangeEnd());
                    }
                });
    }

    private static String keys(Permission permission) {
        if (permission.getRangeEnd().isEmpty()) {
            return permission.getKey().toStringUtf8();
        }
        var range = range(permission.getKey(), permission.getRangeEnd());
        boolean prefix = !permission.getRangeEnd().equals(KeyRange.ZERO)
                && KeyRange.after(permission.getKey()).equals(permission.getRangeEnd());
        return prefix ? range + " (prefix " + permission.getKey().toStringUtf8() + ")" : range;
    }

    private static String range(ByteString start, ByteString end) {
        return "[" + start.toStringUtf8() + ", "
                + (end.equals(KeyRange.ZERO) ? "<open ended>" : end.toStringUtf8() + ")");
    }

    private static void list(Invocation run) {
        run.require(run.words().isEmpty(), "role list command requires no arguments");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel).roleList(AuthRoleListRequest.getDefaultInstance()));
        run.print(Answer.of(answer, lines -> answer.getRolesList().forEach(lines::add))
                .withFields(fields -> fields.header(answer.getHeader())
                        .line("\"Roles\" :"
                                + String.join(
                                        "",
                                        answer.getRolesList().stream()
                                                .map(role -> " " + GoText.quote(role))
                                                .toList()))));
    }

    private static void grant(Invocation run) {
        run.require(
                run.words().size() >= 3,
                "role grant command requires role name, permission type, and key [endkey] as its argument");
        var type = switch (run.word(1).toLowerCase(Locale.ROOT)) {
            case "read" -> Permission.Type.READ;
            case "write" -> Permission.Type.WRITE;
            case "readwrite" -> Permission.Type.READWRITE;
            default -> throw KvFailure.arguments("invalid permission type: " + run.word(1));
        };
        var range = range(run, run.words().subList(2, run.words().size()));
        var request = AuthRoleGrantPermissionRequest.newBuilder()
                .setName(run.word(0))
                .setPerm(Permission.newBuilder()
                        .setPermType(type)
                        .setKey(range.start())
                        .setRangeEnd(range.end()))
                .build();
        var answer =
                run.store().call(channel -> AuthGrpc.newBlockingStub(channel).roleGrantPermission(request));
        run.print(Answer.of(answer, "Role " + run.word(0) + " updated")
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void revoke(Invocation run) {
        run.require(
                run.words().size() >= 2,
                "role revoke-permission command requires role name and key [endkey] as its argument");
        var range = range(run, run.words().subList(1, run.words().size()));
        var request = AuthRoleRevokePermissionRequest.newBuilder()
                .setRole(run.word(0))
                .setKey(range.start())
                .setRangeEnd(range.end())
                .build();
        var answer =
                run.store().call(channel -> AuthGrpc.newBlockingStub(channel).roleRevokePermission(request));
        var what = range.end().isEmpty()
                ? "key " + range.start().toStringUtf8()
                : "range " + range(range.start(), range.end());
        run.print(Answer.of(answer, "Permission of " + what + " is revoked from role " + run.word(0))
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static KeyRange range(Invocation run, List<String> keys) {
        boolean prefix = run.arguments().on("prefix");
        boolean fromKey = run.arguments().on("from-key");
        run.require(!(prefix && fromKey), "--from-key and --prefix flags are mutually exclusive");
        run.require(keys.size() == 1 || !prefix, "unexpected endkey argument with --prefix flag");
        run.require(keys.size() == 1 || !fromKey, "unexpected endkey argument with --from-key flag");
        return KeyRange.of(keys, prefix, fromKey);
    }
}
