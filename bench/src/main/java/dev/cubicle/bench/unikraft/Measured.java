package dev.cubicle.bench.unikraft;

import dev.cubicle.bench.place.RunCounts;
import dev.cubicle.bench.report.Row;
import java.util.Optional;

/**
 * What was measured of a variant.
 *
 * @param row seconds, by place
 * @param isolation nothing for the tree's own image
 * @param counts of the last run
 */
record Measured(Row row, Optional<Variant.Isolation> isolation, Optional<RunCounts> counts) {}
