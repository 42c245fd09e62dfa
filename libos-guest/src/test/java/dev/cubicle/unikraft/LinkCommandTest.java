package dev.cubicle.unikraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Link commands as builds record them. */
class LinkCommandTest {

  @Test
  void ofACompiler() throws BadInputException {
    assertEquals(
        new LinkCommand(
            List.of("/b/liblinuxuplat.o", "/b/app my.o", "/b/libc.a"),
            List.of("/b/link 64.lds", "/s/extra.ld", "last.lds"),
            List.of(),
            Optional.of("_start_here"),
            Optional.of("/b/my_linuxu-x86_64.dbg")),
        LinkCommand.parse(
            "\"\"gcc -nostdlib -Wl,--build-id=none -Wl,--omagic -no-pie -Wl,-e,_start_here"
                + " /b/liblinuxuplat.o '/b/app my.o' -Wl,--start-group /b/libc.a -Wl,--end-group"
                + " -Wl,-T,/b/link\\ 64.lds \"-Wl,-T,/s/extra.ld\" -Wl,-m,elf_x86_64"
                + " last.lds -o /b/my_linuxu-x86_64.dbg"));
  }

  @Test
  void ofTheLinker() throws BadInputException {
    assertEquals(
        new LinkCommand(
            List.of("a.o", "b.o"),
            List.of("one.lds", "two.lds", "three.lds"),
            List.of("gcc"),
            Optional.of("start"),
            Optional.of("out.dbg")),
        LinkCommand.parse(
            "ld -z noexecstack -T one.lds -Ttwo.lds --script=three.lds -L /usr/lib -lgcc -estart"
                + " -Ttext=0x1000 -Tdata 0x2000 -m elf_x86_64 a.o -Map map.o b.o -oout.dbg"));
  }

  /** As Unikraft writes it with link-time optimisation. */
  @Test
  void optionsOfThePreprocessor() throws BadInputException {
    assertEquals(
        List.of("a.o"),
        LinkCommand.parse("gcc -U __linux__ -D x -include y -nostdinc -flto a.o -o out.dbg")
            .inputs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                          | is empty
          gcc 'a.o                    | ends within quotes
          gcc "a.o                    | ends within quotes
          gcc a.o\\                   | ends within quotes
          gcc a.o; rm -r x            | is not one plain command: it has a ;
          gcc $(touch x) a.o          | is not one plain command: it has a $
          gcc "$HOME/a.o"             | is not one plain command: it has a $
          gcc a.o > /etc/passwd       | is not one plain command: it has a >
          gcc a.o -T                  | ends with -T, without a value
          gcc a.o -Wl,--wrap=malloc   | uses --wrap
          gcc a.o -Wl,--defsym,x=1    | uses --defsym
          gcc @words a.o              | takes words from a file
          gcc a.o b.c                 | links "b.c", which is no object
          """)
  void refusals(String command, String expected) {
    final BadInputException refusal =
        assertThrows(BadInputException.class, () -> LinkCommand.parse(command));
    assertTrue(refusal.getMessage().startsWith(expected), refusal.getMessage());
  }

  @Test
  void oneLineAndNoMore() throws BadInputException {
    assertEquals(List.of("a.o"), LinkCommand.parse("gcc \\\n a.o\n").inputs());
    assertThrows(BadInputException.class, () -> LinkCommand.parse("gcc a.o\ngcc b.o\n"));
    assertThrows(BadInputException.class, () -> LinkCommand.parse("gcc " + "a.o ".repeat(2 << 20)));
  }

  /** Whatever the text is: a command, or one line. */
  @Property(tries = 2000)
  void anyText(
      @ForAll @Chars({'a', '.', 'o', ' ', '"', '\'', '\\', '-', 'T', '\n', '$', '@'}) String text) {
    try {
      assertFalse(LinkCommand.parse(text).inputs().contains(""));
    } catch (BadInputException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }
}
