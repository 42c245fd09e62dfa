package dev.cubicle.tracing.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vfs           | true",
        "app           | true",
        "vfs_read      | true",
        "vfs_*         | true",
        "?fs_rea?      | true",
        "*             | true",
        "ramfs, vfs    | true",
        "vfs_          | false",
        "fs_read       | false",
        "vfs.read      | false",
        "ramfs         | false",
      })
  void namesAreOfCubiclesAndFunctions(String text, boolean wanted) {
    assertEquals(wanted, TimelineFilter.parse(text).wants("app", "vfs", "vfs_read"));
  }

  @Test
  void samplingGoesWithNames() {
    final TimelineFilter filter = TimelineFilter.parse("vfs,1/100");
    assertEquals(100, filter.oneIn());
    assertEquals(1, filter.names().size());
    assertEquals(1, TimelineFilter.parse("vfs").oneIn());
    assertEquals(true, TimelineFilter.parse("1/7").wants("a", "b", "c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "vfs,", "1/0", "1/x", "2/3", "1/12345678901", "a/b"})
  void whatMeansNothingIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TimelineFilter.parse(text));
  }
}
