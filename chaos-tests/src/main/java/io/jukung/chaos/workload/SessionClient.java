package io.jukung.chaos.workload;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import java.util.ArrayList;
import java.util.List;

/** A client by a {@link Session}: says what an operation does; how it ended follows from its requests. */
final class SessionClient implements Client {

    /** What an operation does. */
    @FunctionalInterface
    interface Operations {

        /**
         * Does it.
         *
         * @return its value where it is ok
         * @throws NotAnswered of the request that it depends on
         * @throws Declined it did not happen
         */
        Edn perform(Session session, String f, Edn value, List<WatchStream> streams)
                throws NotAnswered, Declined, InterruptedException;
    }

    /** A condition was not met: it did not happen. */
    static final class Declined extends Exception {
        private static final long serialVersionUID = 1;

        Declined(String why) {
            super(why, null, false, false);
        }
    }

    private final Session session;
    private final Operations operations;

    SessionClient(Session session, Operations operations) {
        this.session = session;
        this.operations = operations;
    }

    @Override
    public Completion invoke(Invocation invocation) throws InterruptedException {
        session.begin();
        var streams = new ArrayList<WatchStream>();
        try {
            var value = operations.perform(session, invocation.f(), invocation.value(), streams);
            return new Completion(Phase.OK, value, null, session.calls(), streams);
        } catch (NotAnswered e) {
            return new Completion(
                    e.mayHaveHappened() ? Phase.INFO : Phase.FAIL,
                    invocation.value(),
                    e.getMessage(),
                    session.calls(),
                    streams);
        } catch (Declined e) {
            return new Completion(Phase.FAIL, invocation.value(), e.getMessage(), session.calls(), streams);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
