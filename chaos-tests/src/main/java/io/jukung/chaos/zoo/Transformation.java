package io.jukung.chaos.zoo;

/** One change of one method of the product. One that does not fit what is there is an error, never passed over. */
public sealed interface Transformation {

    Target target();

    Hook hook();

    /**
     * The hook takes the place of calls, with their receiver and arguments.
     *
     * @param target lambdas in it count as parts of it
     * @param calleeType binary name of the class that the call names
     * @param places how many such calls there are
     */
    record Calls(Target target, String calleeType, String callee, int places, Hook hook) implements Transformation {}

    /** The hook is given the result, wherever the method returns, and gives another. */
    record Result(Target target, Hook hook) implements Transformation {}

    /**
     * The hook is given an argument before the method begins, and gives another.
     *
     * @param index from 0, not counting {@code this}
     */
    record Argument(Target target, int index, Hook hook) implements Transformation {}

    /** The method does what the hook does; it is given nothing but the method's own parameters. */
    record Body(Target target, Hook hook) implements Transformation {}
}
