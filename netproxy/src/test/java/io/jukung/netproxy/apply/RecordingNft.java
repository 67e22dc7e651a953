package io.jukung.netproxy.apply;

import io.jukung.netproxy.rules.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Remembers the programs it is given, and refuses as many as it is told to. */
final class RecordingNft implements Nft {

    private final List<String> programs = new ArrayList<>();
    private int refusals;

    void refuse(int programs) {
        refusals = programs;
    }

    /** The programs since the last time. */
    List<String> take() {
        var taken = List.copyOf(programs);
        programs.clear();
        return taken;
    }

    @Override
    public void run(String program) throws NftException {
        programs.add(program);
        if (refusals > 0) {
            refusals--;
            throw new NftException("refused");
        }
    }

    @Override
    public OptionalInt portBehind(String table, String chain) {
        return OptionalInt.empty();
    }

    @Override
    public Inventory inventory(String table) {
        return Inventory.EMPTY;
    }
}
