/** Who calls whom: cubicles as a graph, drawn as SVG, PNG, HTML or given to Graphviz. */
package dev.cubicle.tracing.graph;
