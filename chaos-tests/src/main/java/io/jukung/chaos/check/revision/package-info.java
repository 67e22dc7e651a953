/** The order that revisions give: nothing has to be searched. */
@NullMarked
package io.jukung.chaos.check.revision;

import org.jspecify.annotations.NullMarked;
