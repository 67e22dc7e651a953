package io.jukung.chaos.zoo;

/** Does something with classes of the product, and says what came of it. */
public interface Scenario {
    String show() throws Exception;
}
