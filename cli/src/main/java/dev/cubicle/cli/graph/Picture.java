package dev.cubicle.cli.graph;

import com.google.common.io.Files;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.image.OutputFile;
import dev.cubicle.tracing.graph.CubicleGraph;
import dev.cubicle.tracing.graph.GraphDot;
import dev.cubicle.tracing.graph.GraphHtml;
import dev.cubicle.tracing.graph.GraphPng;
import dev.cubicle.tracing.graph.GraphSvg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a picture's file name asks for. */
enum Picture {
  SVG {
    @Override
    void write(CubicleGraph graph, OutputStream stream) throws IOException {
      stream.write(GraphSvg.of(graph).getBytes(StandardCharsets.UTF_8));
    }
  },
  PNG {
    @Override
    void write(CubicleGraph graph, OutputStream stream) throws IOException {
      GraphPng.write(GraphSvg.of(graph), stream);
    }
  },
  HTML {
    @Override
    void write(CubicleGraph graph, OutputStream stream) throws IOException {
      stream.write(GraphHtml.of(graph).getBytes(StandardCharsets.UTF_8));
    }
  },
  DOT {
    @Override
    void write(CubicleGraph graph, OutputStream stream) throws IOException {
      stream.write(GraphDot.of(graph).getBytes(StandardCharsets.UTF_8));
    }
  };

  static Picture of(String file) throws UsageException {
    final String extension = Files.getFileExtension(file).toLowerCase(Locale.ROOT);
    for (Picture picture : values()) {
      if (picture.name().toLowerCase(Locale.ROOT).equals(extension)) {
        return picture;
      }
    }
    throw new UsageException("-o %s: the name ends in .svg, .png, .html or .dot".formatted(file));
  }

  abstract void write(CubicleGraph graph, OutputStream stream) throws IOException;

  /** Draws into the file that the user named. */
  void write(String file, CubicleGraph graph) throws UsageException {
    OutputFile.write("-o", file, stream -> write(graph, stream));
  }
}
