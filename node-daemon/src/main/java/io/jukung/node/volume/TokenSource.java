package io.jukung.node.volume;

import io.jukung.node.pod.DesiredPod;
import java.time.Duration;
import java.time.Instant;

/** Where service-account tokens come from: the TokenRequest API in the daemon, made-up ones in tests. */
public interface TokenSource {

    /**
     * Asks for a token bound to the pod.
     *
     * @param audience "" for the API server itself
     */
    Token request(DesiredPod pod, String audience, Duration lifetime);

    /** A token and its end. */
    record Token(String text, Instant issued, Instant expires) {

        /** Kubernetes' rule: anew after four fifths of the life, or a day. */
        public boolean due(Instant now) {
            var life = Duration.between(issued, expires);
            return now.isAfter(issued.plus(life.multipliedBy(4).dividedBy(5)))
                    || now.isAfter(issued.plus(Duration.ofHours(24)));
        }
    }
}
