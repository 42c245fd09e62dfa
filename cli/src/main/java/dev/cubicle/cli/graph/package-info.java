/** {@code graph}: who calls whom, as a picture. */
package dev.cubicle.cli.graph;
