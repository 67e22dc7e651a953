package io.jukung.store.runtime;

import io.jukung.store.RuntimeSettings;
import io.jukung.store.StoreConfig;
import io.jukung.store.apply.StoredSettings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings as they are now; follows what is applied. */
final class LiveSettings {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private final StoreConfig flags;
    private final List<Consumer<RuntimeSettings>> listeners = new CopyOnWriteArrayList<>();
    private volatile RuntimeSettings now;
    private volatile long version;

    LiveSettings(StoreConfig flags, StoredSettings stored) {
        this.flags = flags;
        this.now = RuntimeSettings.of(flags, stored.settings());
        this.version = stored.version();
    }

    RuntimeSettings now() {
        return now;
    }

    /** Called with the settings at once, and on the applying thread whenever they change: must not block. */
    void onChange(Consumer<RuntimeSettings> listener) {
        listeners.add(listener);
        listener.accept(now);
    }

    /** For the applying thread, after every entry. */
    void follow(StoredSettings stored) {
        if (stored.version() == version) {
            return;
        }
        version = stored.version();
        try {
            now = RuntimeSettings.of(flags, stored.settings());
        } catch (IllegalArgumentException e) {
            // They were checked against the flags of the member that took them.
            LOG.warn("the cluster's settings do not go with this member's flags, which stay: {}", e.getMessage());
            return;
        }
        LOG.info(
                "settings of the cluster, version {}: {}",
                version,
                stored.settings().toString().strip());
        listeners.forEach(listener -> listener.accept(now));
    }
}
