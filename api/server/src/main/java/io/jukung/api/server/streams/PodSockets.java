package io.jukung.api.server.streams;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Forbidden;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.Target;
import io.jukung.api.server.status.Rejection;
import io.netty.util.AttributeKey;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The WebSocket ends of exec, attach and port-forward. Whoever may not, or asks wrongly, is told before the upgrade. */
public final class PodSockets {

    /** Paths it serves. */
    public static final String PATHS = "regex:^/api/v1/namespaces/[^/]+/pods/[^/]+/(?:exec|attach|portforward)$";

    private static final int MAX_FRAME_BYTES = 1024 * 1024;
    private static final AttributeKey<Function<WebSocket, WebSocket>> SESSION =
            AttributeKey.valueOf(PodSockets.class, "session");

    private final Resources resources;
    private final PodStreams pods;
    private final Authorizer authorizer;
    private final BiFunction<ServiceRequestContext, HttpRequest, Identity> callers;
    private final BiFunction<Rejection, HttpRequest, HttpResponse> refusal;

    /**
     * The ends for these pods.
     *
     * @param callers finds out who asks; throws a {@link Rejection} for a wrong token or certificate
     * @param refusal an error as an HTTP answer
     */
    public PodSockets(
            Resources resources,
            PodStreams pods,
            Authorizer authorizer,
            BiFunction<ServiceRequestContext, HttpRequest, Identity> callers,
            BiFunction<Rejection, HttpRequest, HttpResponse> refusal) {
        this.resources = resources;
        this.pods = pods;
        this.authorizer = authorizer;
        this.callers = callers;
        this.refusal = refusal;
    }

    /** The service to bind to {@link #PATHS}. */
    public HttpService service() {
        return WebSocketService.builder((context, in) -> {
                    var session = context.attr(SESSION);
                    if (session == null) {
                        throw new IllegalStateException("upgraded without a session");
                    }
                    return session.apply(in);
                })
                .subprotocols("v5.channel.k8s.io", "v4.channel.k8s.io", "SPDY/3.1+portforward.k8s.io")
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                .aggregateContinuation(true)
                .fallbackService((context, request) -> refusal.apply(
                        Rejection.badRequest("Upgrade request required: WebSocket is spoken here"), request))
                .build()
                .decorate((delegate, context, request) -> {
                    try {
                        context.setAttr(SESSION, prepare(context, request));
                    } catch (Rejection e) {
                        return refusal.apply(e, request);
                    }
                    return delegate.serve(context, withOrigin(context, request));
                });
    }

    /**
     * Browsers name the page that asks, and Armeria refuses the pages of others; kubectl and client libraries
     * name none, which Armeria refuses too. They get the server's own.
     */
    private static HttpRequest withOrigin(ServiceRequestContext context, HttpRequest request) {
        if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return request;
        }
        var named = request.withHeaders(request.headers().toBuilder()
                .set(HttpHeaderNames.ORIGIN, "https://" + request.headers().authority()));
        context.updateRequest(named);
        return named;
    }

    private Function<WebSocket, WebSocket> prepare(ServiceRequestContext context, HttpRequest request) {
        var parts = context.decodedPath().split("/");
        var action = parts[7];
        var caller = callers.apply(context, request);
        var attributes = new Authorizer.Attributes(
                caller,
                request.method().name().equals("POST") ? "create" : "get",
                "",
                "pods",
                action,
                parts[4],
                parts[6],
                "");
        if (!authorizer.allows(attributes)) {
            throw Forbidden.of(attributes);
        }
        var definition = resources.registry().get(GroupVersionResource.core("pods"));
        var target = new Target(definition, parts[4], parts[6], "", caller);
        var protocols = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
        if (action.equals("portforward")) {
            var place = pods.place(target);
            requireProtocol(protocols, "SPDY/3.1+portforward.k8s.io");
            return in -> PortForwardSession.start(place, in);
        }
        boolean exec = action.equals("exec");
        var session = pods.session(target, context.queryParams(), exec);
        requireProtocol(protocols, ".channel.k8s.io");
        return in -> ExecSession.start(session, exec, in);
    }

    private static void requireProtocol(String offered, String needed) {
        if (!offered.contains(needed)) {
            throw Rejection.badRequest("unable to upgrade: the client offers the protocols \"" + offered
                    + "\", of which none is served; expected one with " + needed);
        }
    }
}
