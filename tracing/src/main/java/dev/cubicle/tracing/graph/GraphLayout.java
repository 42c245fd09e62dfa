package dev.cubicle.tracing.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where the boxes and lines of a graph go: callers above callees, by the layered algorithm of the
 * Eclipse Layout Kernel. Coordinates are pixels from the top left corner.
 */
final class GraphLayout {
  private static final double BETWEEN_NODES = 34;
  private static final double BETWEEN_LAYERS = 58;
  private static final double BETWEEN_EDGES = 9;
  private static final double LABEL_HEIGHT = 13;
  private static final double LABEL_CHARACTER = 6.4;
  private static final double PADDING = 8;

  /** A drawing that is so many times wider than high is legible nowhere. */
  private static final double WIDEST = 4;

  private static final double LAYER_FACTOR = 1.3;

  /** A box. */
  record Box(double x, double y, double width, double height) {}

  record Point(double x, double y) {}

  /**
   * A line.
   *
   * @param points of cubic Bézier curves: a start, then two control points and an end for each
   * @param label the middle of its label; null if it has none
   */
  record Line(List<Point> points, Point label) {}

  private final Map<Integer, Box> boxes = new TreeMap<>();
  private final List<Line> lines = new ArrayList<>();
  private double width;
  private double height;

  private GraphLayout() {}

  /** Places the nodes that have edges, and these. */
  static GraphLayout of(CubicleGraph graph, GraphStyle style) {
    final GraphLayout free = layOut(graph, style, root());
    if (free.width < WIDEST * free.height) {
      return free;
    }
    // One calls very many: they are put into several rows, one below another.
    final ElkNode root = root();
    root.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.COFFMAN_GRAHAM);
    root.setProperty(
        LayeredOptions.LAYERING_COFFMAN_GRAHAM_LAYER_BOUND,
        (int) Math.ceil(LAYER_FACTOR * Math.sqrt(free.boxes.size())));
    return layOut(graph, style, root);
  }

  private static GraphLayout layOut(CubicleGraph graph, GraphStyle style, ElkNode root) {
    final GraphLayout layout = new GraphLayout();
    final Map<Integer, ElkNode> nodes = new TreeMap<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (!graph.apart(i)) {
        final ElkNode node = ElkGraphUtil.createNode(root);
        node.setDimensions(style.width(i), style.height(i));
        nodes.put(i, node);
      }
    }
    final List<ElkEdge> edges = new ArrayList<>();
    for (CubicleGraph.Edge edge : graph.edges()) {
      final ElkNode from = nodes.get(edge.from());
      final ElkNode to = nodes.get(edge.to());
      final ElkEdge line =
          from == null || to == null ? null : ElkGraphUtil.createSimpleEdge(from, to);
      edges.add(line);
      final String label = style.label(edge);
      if (line != null && !label.isEmpty()) {
        final ElkLabel text = ElkGraphUtil.createLabel(label, line);
        text.setDimensions(LABEL_CHARACTER * label.length() + 4, LABEL_HEIGHT);
        text.setProperty(LayeredOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
      }
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    layout.width = root.getWidth();
    layout.height = root.getHeight();
    nodes.forEach(
        (number, node) ->
            layout.boxes.put(
                number, new Box(node.getX(), node.getY(), node.getWidth(), node.getHeight())));
    edges.forEach(edge -> layout.lines.add(edge == null ? null : line(edge)));
    return layout;
  }

  private static ElkNode root() {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    final ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
    root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.SPLINES);
    root.setProperty(LayeredOptions.PADDING, new ElkPadding(PADDING));
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_NODES);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    root.setProperty(LayeredOptions.SPACING_EDGE_EDGE, BETWEEN_EDGES);
    root.setProperty(LayeredOptions.SPACING_EDGE_NODE, 2 * BETWEEN_EDGES);
    root.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.NETWORK_SIMPLEX);
    root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
    root.setProperty(LayeredOptions.THOROUGHNESS, 20);
    return root;
  }

  private static Line line(ElkEdge edge) {
    final ElkEdgeSection section = edge.getSections().getFirst();
    final List<Point> points = new ArrayList<>();
    points.add(new Point(section.getStartX(), section.getStartY()));
    for (ElkBendPoint bend : section.getBendPoints()) {
      points.add(new Point(bend.getX(), bend.getY()));
    }
    points.add(new Point(section.getEndX(), section.getEndY()));
    Point label = null;
    if (!edge.getLabels().isEmpty()) {
      final ElkLabel text = edge.getLabels().getFirst();
      label = new Point(text.getX() + text.getWidth() / 2, text.getY() + text.getHeight() / 2);
    }
    return new Line(points, label);
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  /** The box of a node; null for one that is drawn apart. */
  Box box(int node) {
    return boxes.get(node);
  }

  /** The line of an edge; null if one of its ends is drawn apart. */
  Line line(int edge) {
    return lines.get(edge);
  }
}
