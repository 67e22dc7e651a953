/** What the server knows about a resource: names, rules, subresources and table columns, as values. */
@NullMarked
package io.jukung.api.server.registry;

import org.jspecify.annotations.NullMarked;
