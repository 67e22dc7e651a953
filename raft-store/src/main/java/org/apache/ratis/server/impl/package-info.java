/** In place of some of Ratis' classes, see {@code docs/adr/0016-ratis-learners.md}. */
@NullMarked
package org.apache.ratis.server.impl;

import org.jspecify.annotations.NullMarked;
