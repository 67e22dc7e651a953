package io.jukung.store.contract;

/** One statement of the contract: the file its notes are kept in, its name, and what is done to a server. */
public record Check(String topic, String name, Steps steps) {

    /** What is done; the server notes it. */
    @FunctionalInterface
    public interface Steps {
        void run(Server server) throws Exception;
    }

    public String id() {
        return topic + "/" + name;
    }
}
