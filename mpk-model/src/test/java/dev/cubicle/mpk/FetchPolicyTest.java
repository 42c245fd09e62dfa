package dev.cubicle.mpk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchPolicyTest {

  @Test
  void optionsAreThoseOfTheCommandLine() {
    assertEquals(FetchPolicy.NONE, FetchPolicy.fromOption("none"));
    assertEquals(FetchPolicy.TAG_NX, FetchPolicy.fromOption("tag-nx"));
  }

  @ParameterizedTest
  @EnumSource
  void optionAndFromOptionAreInverse(FetchPolicy policy) {
    assertEquals(policy, FetchPolicy.fromOption(policy.option()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NONE", "tag_nx", "nx"})
  void anythingElseIsRefusedWithTheChoices(String option) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> FetchPolicy.fromOption(option));
    assertEquals(
        "unknown fetch policy \"" + option + "\": it is none or tag-nx", refusal.getMessage());
  }
}
