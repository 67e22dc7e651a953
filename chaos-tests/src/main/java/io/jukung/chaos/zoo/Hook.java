package io.jukung.chaos.zoo;

/**
 * A static method of ours that runs in the product's process in place of something of its own. There is one of its name in its
 * class. Its parameters are what the place has at hand, see {@link Transformation}; after those it may have the parameters of
 * the method around the place, {@code this} first, as many as it wants. A parameter declared as {@link Object} takes any
 * reference.
 *
 * @param type the class, in the package of the product whose members it needs
 */
public record Hook(String type, String method) {}
