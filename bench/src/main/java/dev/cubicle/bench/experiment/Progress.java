package dev.cubicle.bench.experiment;

/** Told how far an experiment is. */
public interface Progress extends AutoCloseable {

  /** One place is about to run its share of a round. */
  void starting(String place);

  /** It has done so. */
  void done();

  @Override
  void close();
}
