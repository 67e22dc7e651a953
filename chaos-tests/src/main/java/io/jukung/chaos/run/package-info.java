/** Runs of a workload under faults: workers, recorder, healing, verdict. */
@NullMarked
package io.jukung.chaos.run;

import org.jspecify.annotations.NullMarked;
