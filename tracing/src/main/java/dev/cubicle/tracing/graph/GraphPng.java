package dev.cubicle.tracing.graph;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import org.apache.batik.transcoder.TranscoderException;
import org.apache.batik.transcoder.TranscoderInput;
import org.apache.batik.transcoder.TranscoderOutput;
import org.apache.batik.transcoder.image.ImageTranscoder;
import org.apache.batik.transcoder.image.PNGTranscoder;

/** An SVG drawing as a PNG picture. */
public final class GraphPng {

  /** Pixels of the picture for one of the drawing. */
  private static final float SCALE = 1.5f;

  private static final float MILLIMETRES_PER_PIXEL = 25.4f / 96;

  private GraphPng() {}

  /**
   * Draws it.
   *
   * @param svg the text of an SVG file of {@link GraphSvg}
   * @throws IOException if the stream fails, or the host has no fonts, with the reason in one line
   */
  public static void write(String svg, OutputStream stream) throws IOException {
    final PNGTranscoder transcoder = new PNGTranscoder();
    transcoder.addTranscodingHint(
        ImageTranscoder.KEY_PIXEL_UNIT_TO_MILLIMETER, MILLIMETRES_PER_PIXEL / SCALE);
    transcoder.addTranscodingHint(ImageTranscoder.KEY_ALLOW_EXTERNAL_RESOURCES, false);
    try {
      transcoder.transcode(
          new TranscoderInput(new StringReader(svg)), new TranscoderOutput(stream));
    } catch (TranscoderException e) {
      throw new IOException("the picture could not be made: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new IOException("the picture is too large for memory; SVG is not", e);
    } catch (LinkageError | RuntimeException e) {
      throw new IOException(
          "this machine has no fonts for pictures; SVG and HTML need none: " + e.getMessage(), e);
    }
  }
}
