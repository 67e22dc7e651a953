package io.jukung.chaos.generator;

import io.jukung.chaos.edn.Edn;

/** One operation after another of the same maker, by whatever process is free. */
record Endless(Maker maker) implements Generator {

    @Override
    public Next next(Context context) {
        var made = maker.make(context);
        return new Next.Emit(new Invocation(context.anyFree(), made.f(), made.value()), this);
    }

    /** Makes operations; has no state but the context's chance. */
    @FunctionalInterface
    interface Maker {
        Made make(Context context);
    }

    record Made(String f, Edn value) {}
}
