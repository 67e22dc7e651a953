/** In place of one of Ratis' classes, see {@code docs/adr/0015-ratis-atomic-files.md}. */
@NullMarked
package org.apache.ratis.util;

import org.jspecify.annotations.NullMarked;
