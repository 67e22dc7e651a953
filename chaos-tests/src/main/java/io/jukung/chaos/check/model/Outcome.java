package io.jukung.chaos.check.model;

import com.google.protobuf.Message;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.List;

/** What etcd does on a request in a certain state. */
public sealed interface Outcome {

    /**
     * It is done.
     *
     * @param events what it changes, without previous values; empty if nothing
     * @param response without cluster, member and term; header revisions are those of this moment
     */
    record Done(List<Event> events, Message response) implements Outcome {
        public Done {
            events = List.copyOf(events);
        }
    }

    /** With {@code text} a part of the error's text. */
    record Refused(String text) implements Outcome {}
}
