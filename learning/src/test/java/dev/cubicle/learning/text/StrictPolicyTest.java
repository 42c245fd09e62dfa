package dev.cubicle.learning.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StrictPolicyTest {

  @Test
  void grantsAndTheirCommentsAreLeftOut() {
    assertEquals(
        """
        entry = "main"

        # The application.
        [cubicles.app]
        system-calls = ["write"]

        # Assembly.
        [functions.raw]
        stack-words = 3

        [components.app]
        files = ["app.o"]

        """,
        StrictPolicy.of(
            """
            entry = "main"

            # The application.
            [cubicles.app]
            system-calls = ["write"]

            # Why.
            [[functions.put.windows]]
            parameter = 1
            size = "string"

            # Assembly.
            [functions.raw]
            stack-words = 3

            [[ functions."odd.name".windows ]]
            parameter = 2
            size = 8
            [[data]]
            symbol = "version"
            owner = "app"

            [components.app]
            files = ["app.o"]

            # All of it.
            [[memory]]
            owner = "app"
            part = "heap"
            """));
  }

  @Test
  void aPolicyWithoutGrantsStaysAsItIs() {
    final String text = "entry = \"main\"\n\n[cubicles.app]\n";
    assertEquals(text, StrictPolicy.of(text));
  }
}
