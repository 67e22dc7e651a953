package io.jukung.store.server;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.jukung.platform.Clock;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthDisableResponse;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthEnableResponse;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthRoleAddResponse;
import io.jukung.proto.etcd.AuthRoleDeleteRequest;
import io.jukung.proto.etcd.AuthRoleDeleteResponse;
import io.jukung.proto.etcd.AuthRoleGetRequest;
import io.jukung.proto.etcd.AuthRoleGetResponse;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionResponse;
import io.jukung.proto.etcd.AuthRoleListRequest;
import io.jukung.proto.etcd.AuthRoleListResponse;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionResponse;
import io.jukung.proto.etcd.AuthStatusRequest;
import io.jukung.proto.etcd.AuthStatusResponse;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserAddResponse;
import io.jukung.proto.etcd.AuthUserChangePasswordRequest;
import io.jukung.proto.etcd.AuthUserChangePasswordResponse;
import io.jukung.proto.etcd.AuthUserDeleteRequest;
import io.jukung.proto.etcd.AuthUserDeleteResponse;
import io.jukung.proto.etcd.AuthUserGetRequest;
import io.jukung.proto.etcd.AuthUserGetResponse;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleResponse;
import io.jukung.proto.etcd.AuthUserListRequest;
import io.jukung.proto.etcd.AuthUserListResponse;
import io.jukung.proto.etcd.AuthUserRevokeRoleRequest;
import io.jukung.proto.etcd.AuthUserRevokeRoleResponse;
import io.jukung.proto.etcd.AuthenticateRequest;
import io.jukung.proto.etcd.AuthenticateResponse;
import io.jukung.proto.store.v1.InternalAuthenticate;
import io.jukung.store.apply.Command;
import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.AuthRules;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.auth.Requester;
import io.jukung.store.auth.User;
import io.jukung.store.credentials.Passwords;
import io.jukung.store.credentials.SimpleTokens;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** etcd's Auth service. Passwords end here: what is proposed has their hashes. */
final class AuthService extends AuthGrpc.AuthImplBase {

    private static final int MAX_CHECKS_A_CONNECTION = 4;
    /** Logins that find the users changed since the password was checked. */
    private static final int MAX_ATTEMPTS = 5;

    private final Requests requests;
    private final Passwords passwords;
    private final TokenKeeper tokens;
    private final Clock clock;
    private final RandomGenerator secure;
    private final int maxRequestBytes;
    private final LoginLimit logins = new LoginLimit(MAX_CHECKS_A_CONNECTION);

    /**
     * Serves the users and roles of the state in use.
     *
     * @param secure for tokens
     */
    AuthService(
            Requests requests,
            Passwords passwords,
            TokenKeeper tokens,
            Clock clock,
            RandomGenerator secure,
            int maxRequestBytes) {
        this.requests = requests;
        this.passwords = passwords;
        this.tokens = tokens;
        this.clock = clock;
        this.secure = secure;
        this.maxRequestBytes = maxRequestBytes;
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> observer) {
        var connection = Caller.current().connection();
        if (!logins.begin(connection)) {
            observer.onError(EtcdError.TOO_MANY_REQUESTS.asException());
            return;
        }
        Requests.answer(
                requests.barrier()
                        .thenCompose(passed -> login(request, MAX_ATTEMPTS))
                        .whenComplete((done, failure) -> logins.end(connection)),
                observer);
    }

    private CompletableFuture<AuthenticateResponse> login(AuthenticateRequest request, int attempts) {
        var auth = requests.state().peek().auth();
        User user;
        try {
            user = AuthRules.checkLogin(auth, request.getName());
        } catch (RejectedException e) {
            var refused = EtcdError.of(e.reason());
            return e.reason() == Rejection.AUTH_FAILED
                    // A name that nobody has is not to be told by the time it takes.
                    ? passwords.fitsNobody(request.getPassword()).thenApply(never -> {
                        throw refused.asException();
                    })
                    : CompletableFuture.failedFuture(refused.asException());
        }
        var known = new Requester.User(user.name(), auth.revision());
        return passwords
                .fits(user.passwordHash(), request.getPassword())
                .thenCompose(fits -> {
                    if (!fits) {
                        throw EtcdError.AUTH_FAILED.asException();
                    }
                    return issue(known);
                })
                .exceptionallyCompose(failure -> attempts > 1 && EtcdError.AUTH_OLD_REVISION.is(failure)
                        ? login(request, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<AuthenticateResponse> issue(Requester.User user) {
        return switch (tokens) {
            case TokenKeeper.Simple simple -> {
                var secret = SimpleTokens.newSecret(secure);
                var change = new AuthChange.Authenticate(InternalAuthenticate.newBuilder()
                        .setName(user.name())
                        .setSimpleToken(SimpleTokens.hash(secret))
                        .build());
                yield requests.commit(user, new Command.Auth(0, change), AuthenticateResponse.class)
                        .thenApply(response -> response.toBuilder()
                                .setToken(secret + "." + response.getToken())
                                .build());
            }
            case TokenKeeper.Jwt jwt ->
                CompletableFuture.completedFuture(AuthenticateResponse.newBuilder()
                        .setHeader(requests.headers().at(requests.revision()))
                        .setToken(jwt.tokens()
                                .issue(user, clock.now())
                                .orElseThrow(EtcdError.VERIFY_ONLY_KEY::asException))
                        .build());
        };
    }

    private <R extends Message> CompletableFuture<R> commit(Caller caller, AuthChange change, Class<R> response) {
        return RequestSize.of(change.request()) > maxRequestBytes
                ? CompletableFuture.failedFuture(EtcdError.REQUEST_TOO_LARGE.asException())
                : requests.commit(caller, new Command.Auth(0, change), response);
    }

    private <R extends Message> void change(AuthChange change, Class<R> response, StreamObserver<R> observer) {
        Requests.answer(commit(Caller.current(), change, response), observer);
    }

    /** What is logged of a password; only for who may set one: it costs time. */
    private CompletableFuture<String> hash(Caller caller, String password) {
        if (Passwords.isTooLong(password)) {
            return CompletableFuture.failedFuture(EtcdError.PASSWORD_TOO_LONG.asException());
        }
        return requests.linearizable(caller, Authorizer::admin, held -> password)
                .thenCompose(passwords::hash)
                .thenApply(hash -> Base64.getEncoder().encodeToString(hash.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void authEnable(AuthEnableRequest request, StreamObserver<AuthEnableResponse> observer) {
        change(new AuthChange.Enable(request), AuthEnableResponse.class, observer);
    }

    @Override
    public void authDisable(AuthDisableRequest request, StreamObserver<AuthDisableResponse> observer) {
        change(new AuthChange.Disable(request), AuthDisableResponse.class, observer);
    }

    @Override
    public void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> observer) {
        Requests.answer(
                requests.linearizable(Caller.current(), Authorizer::admin, held -> {
                    var auth = held.state().auth();
                    return AuthStatusResponse.newBuilder()
                            .setHeader(requests.headers().at(held.state().revision()))
                            .setEnabled(auth.enabled())
                            .setAuthRevision(auth.revision())
                            .build();
                }),
                observer);
    }

    @Override
    public void userAdd(AuthUserAddRequest request, StreamObserver<AuthUserAddResponse> observer) {
        var caller = Caller.current();
        var bare = request.toBuilder().clearPassword().clearHashedPassword();
        var hashed = request.getOptions().getNoPassword()
                ? CompletableFuture.completedFuture("")
                : hash(caller, request.getPassword());
        Requests.answer(
                hashed.thenCompose(hash -> commit(
                        caller,
                        new AuthChange.UserAdd(bare.setHashedPassword(hash).build()),
                        AuthUserAddResponse.class)),
                observer);
    }

    @Override
    public void userChangePassword(
            AuthUserChangePasswordRequest request, StreamObserver<AuthUserChangePasswordResponse> observer) {
        var caller = Caller.current();
        var bare = request.toBuilder().clearPassword();
        // As etcd: without a password the hash is taken that the client has made itself.
        var hashed = request.getPassword().isEmpty()
                ? CompletableFuture.completedFuture(request.getHashedPassword())
                : hash(caller, request.getPassword());
        Requests.answer(
                hashed.thenCompose(hash -> commit(
                        caller,
                        new AuthChange.UserChangePassword(
                                bare.setHashedPassword(hash).build()),
                        AuthUserChangePasswordResponse.class)),
                observer);
    }

    @Override
    public void userDelete(AuthUserDeleteRequest request, StreamObserver<AuthUserDeleteResponse> observer) {
        change(new AuthChange.UserDelete(request), AuthUserDeleteResponse.class, observer);
    }

    @Override
    public void userGet(AuthUserGetRequest request, StreamObserver<AuthUserGetResponse> observer) {
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        authorizer -> authorizer.userGet(request.getName()),
                        held -> AuthUserGetResponse.newBuilder()
                                .setHeader(requests.headers().at(held.state().revision()))
                                .addAllRoles(held.state()
                                        .auth()
                                        .user(request.getName())
                                        .orElseThrow(() -> new RejectedException(Rejection.USER_NOT_FOUND))
                                        .roles())
                                .build()),
                observer);
    }

    @Override
    public void userList(AuthUserListRequest request, StreamObserver<AuthUserListResponse> observer) {
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        Authorizer::admin,
                        held -> AuthUserListResponse.newBuilder()
                                .setHeader(requests.headers().at(held.state().revision()))
                                .addAllUsers(held.state().auth().users().keySet())
                                .build()),
                observer);
    }

    @Override
    public void userGrantRole(AuthUserGrantRoleRequest request, StreamObserver<AuthUserGrantRoleResponse> observer) {
        change(new AuthChange.UserGrantRole(request), AuthUserGrantRoleResponse.class, observer);
    }

    @Override
    public void userRevokeRole(AuthUserRevokeRoleRequest request, StreamObserver<AuthUserRevokeRoleResponse> observer) {
        change(new AuthChange.UserRevokeRole(request), AuthUserRevokeRoleResponse.class, observer);
    }

    @Override
    public void roleAdd(AuthRoleAddRequest request, StreamObserver<AuthRoleAddResponse> observer) {
        change(new AuthChange.RoleAdd(request), AuthRoleAddResponse.class, observer);
    }

    @Override
    public void roleDelete(AuthRoleDeleteRequest request, StreamObserver<AuthRoleDeleteResponse> observer) {
        change(new AuthChange.RoleDelete(request), AuthRoleDeleteResponse.class, observer);
    }

    @Override
    public void roleGet(AuthRoleGetRequest request, StreamObserver<AuthRoleGetResponse> observer) {
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        authorizer -> authorizer.roleGet(request.getRole()),
                        held -> AuthRoleGetResponse.newBuilder()
                                .setHeader(requests.headers().at(held.state().revision()))
                                .addAllPerm(held.state()
                                        .auth()
                                        .role(request.getRole())
                                        .orElseThrow(() -> new RejectedException(Rejection.ROLE_NOT_FOUND))
                                        .permissions())
                                .build()),
                observer);
    }

    @Override
    public void roleList(AuthRoleListRequest request, StreamObserver<AuthRoleListResponse> observer) {
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        Authorizer::admin,
                        held -> AuthRoleListResponse.newBuilder()
                                .setHeader(requests.headers().at(held.state().revision()))
                                .addAllRoles(held.state().auth().roles().keySet())
                                .build()),
                observer);
    }

    @Override
    public void roleGrantPermission(
            AuthRoleGrantPermissionRequest request, StreamObserver<AuthRoleGrantPermissionResponse> observer) {
        change(new AuthChange.RoleGrantPermission(request), AuthRoleGrantPermissionResponse.class, observer);
    }

    @Override
    public void roleRevokePermission(
            AuthRoleRevokePermissionRequest request, StreamObserver<AuthRoleRevokePermissionResponse> observer) {
        change(new AuthChange.RoleRevokePermission(request), AuthRoleRevokePermissionResponse.class, observer);
    }
}
