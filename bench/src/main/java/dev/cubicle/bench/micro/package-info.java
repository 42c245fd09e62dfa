/** JMH benchmarks of single operations of the model and the machine. */
package dev.cubicle.bench.micro;
