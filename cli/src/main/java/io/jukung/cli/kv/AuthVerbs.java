package io.jukung.cli.kv;

import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthStatusRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import java.util.List;

/** {@code auth} and its verbs. */
final class AuthVerbs {

    private static final String ROOT = "root";

    static final List<Verb> ALL = List.of(
            new Verb("auth disable", "", "Let everyone do everything.", List.of(), AuthVerbs::disable),
            new Verb("auth enable", "", "Let users do only what their roles permit.", List.of(), AuthVerbs::enable),
            new Verb("auth status", "", "Whether authentication is on.", List.of(), AuthVerbs::status));

    private AuthVerbs() {}

    private static void enable(Invocation run) {
        run.require(run.words().isEmpty(), "auth enable command does not accept any arguments");
        try {
            enable(run.store());
        } catch (StatusRuntimeException e) {
            if (!KvFailure.told(e).equals("etcdserver: root user does not have root role")) {
                throw e;
            }
            makeRoot(run.store());
            enable(run.store());
        }
        run.printer().say("Authentication Enabled");
    }

    private static void enable(StoreConnection store) {
        store.call(channel -> AuthGrpc.newBlockingStub(channel).authEnable(AuthEnableRequest.getDefaultInstance()));
    }

    private static void makeRoot(StoreConnection store) {
        try {
            store.call(channel -> AuthGrpc.newBlockingStub(channel)
                    .roleAdd(AuthRoleAddRequest.newBuilder().setName(ROOT).build()));
        } catch (StatusRuntimeException e) {
            if (!KvFailure.told(e).equals("etcdserver: role name already exists")) {
                throw e;
            }
        }
        store.call(channel -> AuthGrpc.newBlockingStub(channel)
                .userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                        .setUser(ROOT)
                        .setRole(ROOT)
                        .build()));
    }

    private static void disable(Invocation run) {
        run.require(run.words().isEmpty(), "auth disable command does not accept any arguments");
        run.store()
                .call(channel ->
                        AuthGrpc.newBlockingStub(channel).authDisable(AuthDisableRequest.getDefaultInstance()));
        run.printer().say("Authentication Disabled");
    }

    private static void status(Invocation run) {
        run.require(run.words().isEmpty(), "auth status command does not accept any arguments");
        var answer = run.store()
                .call(channel -> AuthGrpc.newBlockingStub(channel).authStatus(AuthStatusRequest.getDefaultInstance()));
        run.print(Answer.of(answer, lines -> {
            lines.add("Authentication Status: " + answer.getEnabled());
            lines.add("AuthRevision: " + Long.toUnsignedString(answer.getAuthRevision()));
        }));
    }
}
