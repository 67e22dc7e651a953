package io.jukung.chaos.generator;

/**
 * Nothing for so long, from when it is first asked; then it is done.
 *
 * @param end when, on the run's clock; negative until it was asked
 */
record Sleep(long nanos, long end) implements Generator {

    @Override
    public Next next(Context context) {
        if (end < 0) {
            return nanos <= 0
                    ? new Next.Done()
                    : new Next.Wait(context.nanos() + nanos, new Sleep(nanos, context.nanos() + nanos));
        }
        return context.nanos() >= end ? new Next.Done() : new Next.Wait(end, this);
    }
}
