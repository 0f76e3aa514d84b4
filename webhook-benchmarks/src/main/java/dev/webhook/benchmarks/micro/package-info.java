/** Benchmarks of single steps by JMH: what the library computes for each event and each attempt. */
@NullMarked
package dev.webhook.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
