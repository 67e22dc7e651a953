package io.jukung.cli.kv;

import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthRoleGetRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserChangePasswordRequest;
import io.jukung.proto.etcd.AuthUserDeleteRequest;
import io.jukung.proto.etcd.AuthUserGetRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.AuthUserListRequest;
import io.jukung.proto.etcd.AuthUserRevokeRoleRequest;
import io.jukung.proto.etcd.authpb.UserAddOptions;
import java.util.List;

/** {@code user} and its verbs. */
final class UserVerbs {

    private static final Flag INTERACTIVE =
            new Flag("interactive", ' ', Flag.Kind.SWITCH, "true", "false: take the password from standard input");

    static final List<Verb> ALL = List.of(
            new Verb(
                    "user add",
                    "NAME|NAME:PASSWORD",
                    "Add a user.",
                    List.of(
                            INTERACTIVE,
                            Flag.text("new-user-password", "", "the password; others on this machine see it"),
                            Flag.toggle("no-password", "a user known by certificate alone")),
                    UserVerbs::add),
            new Verb("user delete", "NAME", "Delete a user.", List.of(), UserVerbs::delete),
            new Verb(
                    "user get",
                    "NAME",
                    "A user's roles.",
                    List.of(Flag.toggle("detail", "with the roles' permissions")),
                    UserVerbs::get),
            new Verb("user grant-role", "NAME ROLE", "Give a user a role.", List.of(), UserVerbs::grantRole),
            new Verb("user list", "", "All users.", List.of(), UserVerbs::list),
            new Verb("user passwd", "NAME", "Change a user's password.", List.of(INTERACTIVE), UserVerbs::passwd),
            new Verb("user revoke-role", "NAME ROLE", "Take a role from a user.", List.of(), UserVerbs::revokeRole));

    private UserVerbs() {}

    private static void add(Invocation run) {
        run.require(run.words().size() == 1, "user add command requires user name as its argument");
        var name = run.word(0);
        var request = AuthUserAddRequest.newBuilder().setName(name);
        var given = run.arguments().text("new-user-password");
        int colon = name.indexOf(':');
        if (run.arguments().on("no-password")) {
            request.setOptions(UserAddOptions.newBuilder().setNoPassword(true));
        } else if (!given.isEmpty()) {
            request.setPassword(given);
        } else if (colon >= 0) {
            run.require(colon > 0, "empty user name is not allowed");
            request.setName(name.substring(0, colon)).setPassword(name.substring(colon + 1));
        } else {
            request.setPassword(password(run, name));
        }
        var user = request.build();
        var answer =
                run.store().call(channel -> AuthGrpc.newBlockingStub(channel).userAdd(user));
        run.print(Answer.of(answer, "User " + user.getName() + " created")
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static String password(Invocation run, String name) {
        return run.arguments().on("interactive")
                ? Passwords.choose(run, name)
                : Passwords.fromInput(run).strip();
    }

    private static void delete(Invocation run) {
        run.require(run.words().size() == 1, "user delete command requires user name as its argument");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .userDelete(AuthUserDeleteRequest.newBuilder()
                                .setName(run.word(0))
                                .build()));
        run.print(Answer.of(answer, "User " + run.word(0) + " deleted")
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void get(Invocation run) {
        run.require(run.words().size() == 1, "user get command requires user name as its argument");
        var name = run.word(0);
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .userGet(AuthUserGetRequest.newBuilder().setName(name).build()));
        if (!run.arguments().on("detail")) {
            run.print(Answer.of(answer, lines -> {
                lines.add("User: " + name);
                lines.add("Roles:"
                        + String.join(
                                "",
                                answer.getRolesList().stream()
                                        .map(role -> " " + role)
                                        .toList()));
            }));
            return;
        }
        run.printer().say("User: " + name);
        for (var role : answer.getRolesList()) {
            run.printer().say("");
            var detail = run.store()
                    .call(channel -> AuthGrpc.newBlockingStub(channel)
                            .roleGet(AuthRoleGetRequest.newBuilder()
                                    .setRole(role)
                                    .build()));
            run.print(RoleVerbs.detail(role, detail));
        }
    }

    private static void list(Invocation run) {
        run.require(run.words().isEmpty(), "user list command requires no arguments");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel).userList(AuthUserListRequest.getDefaultInstance()));
        run.print(Answer.of(answer, lines -> answer.getUsersList().forEach(lines::add)));
    }

    private static void passwd(Invocation run) {
        run.require(run.words().size() == 1, "user passwd command requires user name as its argument");
        var request = AuthUserChangePasswordRequest.newBuilder()
                .setName(run.word(0))
                .setPassword(password(run, run.word(0)))
                .build();
        var answer =
                run.store().call(channel -> AuthGrpc.newBlockingStub(channel).userChangePassword(request));
        run.print(Answer.of(answer, "Password updated").withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void grantRole(Invocation run) {
        run.require(run.words().size() == 2, "user grant command requires user name and role name as its argument");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                                .setUser(run.word(0))
                                .setRole(run.word(1))
                                .build()));
        run.print(Answer.of(answer, "Role " + run.word(1) + " is granted to user " + run.word(0))
                .withFields(fields -> fields.header(answer.getHeader())));
    }

    private static void revokeRole(Invocation run) {
        run.require(run.words().size() == 2, "user revoke-role requires user name and role name as its argument");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel)
                        .userRevokeRole(AuthUserRevokeRoleRequest.newBuilder()
                                .setName(run.word(0))
                                .setRole(run.word(1))
                                .build()));
        run.print(Answer.of(answer, "Role " + run.word(1) + " is revoked from user " + run.word(0))
                .withFields(fields -> fields.header(answer.getHeader())));
    }
}
