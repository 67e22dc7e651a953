package io.jukung.chaos.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** What the product logs would be thousands of lines a second; a failing run's trace says more. */
final class SimLogging {

    private SimLogging() {}

    static void quiet() {
        for (var name : new String[] {"io.jukung.store", "io.jukung.api", "io.jukung.controllers", "io.jukung.node"}) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }
}
