package dev.cubicle.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TableWriterTest {
  @Test
  void columnsAreAlignedAndAimsJudged() {
    assertEquals(
        """
        The cost of a switch
        medians of 3 rounds, alternating (least to most)

                                          cubicle                  qemu   qemu/cubicle
        WRPKRU, 16 pages         500 ns (400–600)   5500 ns (5000–7000)          11.0×
        noise              -3.00 ns (-3.00–-3.00)   12.3 ns (12.3–12.3)              –

        aim: ratio at least 10.0×: met (11.0×)
        aim: noise at most 2.00×: missed (?)

        processor: a "fast" one
        qemu: 1.2
        """,
        TableWriter.write(Sample.REPORT));
  }
}
