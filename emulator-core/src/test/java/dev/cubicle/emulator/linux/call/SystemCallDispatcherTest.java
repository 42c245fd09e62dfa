package dev.cubicle.emulator.linux.call;

import static dev.cubicle.emulator.linux.ScriptedGuest.DATA;
import static dev.cubicle.emulator.linux.ScriptedGuest.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.linux.ScriptedGuest;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.machine.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemCallDispatcherTest {

  private final ScriptedGuest guest = new ScriptedGuest();

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void answersInRaxAndLosesRcxAndR11() {
    guest.call(39);
    final long next = guest.here();
    guest.then(
        at -> {
          assertEquals(PROCESS, at.get(Register.RAX));
          assertEquals(next, at.get(Register.RCX));
          assertEquals(0x202, at.get(Register.R11));
        });
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void unknownCallsAnswerEnosysAndAreNamedOnce() {
    guest.call(answer -> assertEquals(-38, answer), 425);
    guest.call(answer -> assertEquals(-38, answer), 425);
    guest.call(answer -> assertEquals(-38, answer), 9999);
    guest.call(answer -> assertEquals(-38, answer), -1);
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(
        """
        cubicle: system call 425 (io_uring_setup) is not implemented; answered ENOSYS
        cubicle: system call 9999 (unknown) is not implemented; answered ENOSYS
        cubicle: system call -1 (unknown) is not implemented; answered ENOSYS
        """,
        guest.diagnostics());
  }

  @Test
  void aHostileGuestDoesNotFloodTheUser() {
    for (int number = 600; number < 1000; number++) {
      guest.call(number);
    }
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(65, guest.diagnostics().lines().count());
  }

  @Test
  void badPointersAnswerEfaultUnderTheThreadsPkru() {
    guest.map(0x60_0000, 0x1000, 6);
    guest.call(answer -> assertEquals(-14, answer), 63, 0x1000);
    guest.call(answer -> assertEquals(-14, answer), 63, 0x60_0000);
    guest.then(at -> at.setPkru(0));
    guest.call(answer -> assertEquals(0, answer), 63, 0x60_0000);
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals("Linux", guest.memory().readString(0x60_0000, 16));
  }

  @Test
  void listenersHearOfCalls() {
    final List<Event> events = new ArrayList<>();
    guest.listen(events::add);
    guest.call(201, DATA + 1 - 1);
    guest.call(63, 0);
    guest.exit(4);
    guest.run();
    assertEquals(new Event.TaskStarted(PROCESS), events.get(0));
    assertEquals("time", ((Event.SystemCallDone) events.get(1)).name());
    assertEquals(new Event.SystemCallDone(PROCESS, 63, "uname", -14), events.get(2));
  }
}
