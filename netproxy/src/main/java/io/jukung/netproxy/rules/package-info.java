/**
 * From services to nftables, without touching any: {@link io.jukung.netproxy.rules.ServiceRules} says what one service
 * needs, {@link io.jukung.netproxy.rules.RuleSet} is the whole table as a value, and
 * {@link io.jukung.netproxy.rules.Transaction} writes the program that leads from one table to another.
 */
@NullMarked
package io.jukung.netproxy.rules;

import org.jspecify.annotations.NullMarked;
