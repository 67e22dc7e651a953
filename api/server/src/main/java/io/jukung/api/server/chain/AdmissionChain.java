package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several steps in turn, each on what the one before made. */
record AdmissionChain(List<Admission> steps) implements Admission {

    AdmissionChain {
        steps = List.copyOf(steps);
    }

    @Override
    public ObjectValue admit(Target target, Operation operation, ObjectValue object, @Nullable ObjectValue old) {
        var admitted = object;
        for (var step : steps) {
            admitted = step.admit(target, operation, admitted, old);
        }
        return admitted;
    }
}
