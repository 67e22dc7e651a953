package io.jukung.chaos.run;

/** A script's situation did not come about: it shows nothing, neither good nor bad. */
public final class Unmet extends Exception {

    private static final long serialVersionUID = 1;

    public Unmet(String what) {
        super(what);
    }
}
