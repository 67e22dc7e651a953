/** {@code jukung store snapshot} and its kin: etcdutl's grammar and output. */
@NullMarked
package io.jukung.cli.backup;

import org.jspecify.annotations.NullMarked;
