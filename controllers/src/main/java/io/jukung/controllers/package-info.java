/** The controllers and how they run: under leader election, all in one process, every write fenced. */
@NullMarked
package io.jukung.controllers;

import org.jspecify.annotations.NullMarked;
