package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.ReversibleTarget;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.StopRules;
import dev.cubicle.emulator.record.RecordException;
import dev.cubicle.tracing.gdb.wire.Hex;
import dev.cubicle.tracing.gdb.wire.MalformedPacketException;
import dev.cubicle.tracing.gdb.wire.PacketInput;
import dev.cubicle.tracing.gdb.wire.PacketOutput;
import dev.cubicle.tracing.gdb.wire.Request;
import dev.cubicle.tracing.gdb.wire.RequestParser;
import dev.cubicle.tracing.stop.StopAdvisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One client's connection, from its first packet to its last. */
final class Session {

  /** How a session ended. */
  enum End {
    /** The client let the guest go. */
    DETACHED,
    /** The guest is over, or the client ended it. */
    OVER,
    /** The connection broke. */
    LOST
  }

  private static final String OK = "OK";
  private static final String ERROR = "E01";
  private static final String NOTHING = "";
  private static final int CONSOLE_CHUNK = 2048;

  private final DebugTarget target;
  private final StopAdvisor advisor;
  private final PacketOutput output;
  private final Inbox inbox;
  private final RequestParser parser = new RequestParser();
  private final RegisterLayout layout = new RegisterLayout();
  private final StopReply stopReply;
  private final StopPoints stopPoints;
  private final Threads threads;
  private final MemoryRequests memory;
  private final RegisterRequests registers;
  private final Objects objects;
  private final ImageFiles files;
  private final Console console;
  private final Resumptions resumptions;
  private volatile boolean running;
  private volatile boolean lost;
  private End end;

  Session(DebugTarget target, Transport transport, GuestKnowledge knowledge) {
    this.target = target;
    this.advisor = knowledge.advisor();
    this.output = new PacketOutput(transport.output());
    this.inbox =
        new Inbox(
            new PacketInput(transport.input()), output, this::interrupt, this::connectionLost);
    this.stopPoints = new StopPoints(target);
    this.stopReply = new StopReply(target, layout, stopPoints);
    this.threads = new Threads(target);
    this.console = new Console(knowledge.commands(), layout);
    this.memory = new MemoryRequests(target, threads, console);
    this.registers = new RegisterRequests(target, threads, layout);
    this.objects = new Objects(target);
    this.files = new ImageFiles(target.executable(), target.image().image().file());
    this.resumptions = new Resumptions(target, threads);
  }

  private void interrupt() {
    if (running) {
      target.interrupt();
    }
  }

  private void connectionLost() {
    lost = true;
    interrupt();
  }

  /** Serves the client to the end; the guest is stopped when it begins, and when it has LOST. */
  End run() {
    inbox.start();
    try {
      while (end == null) {
        final Optional<byte[]> packet = inbox.take();
        if (packet.isEmpty()) {
          end = End.LOST;
        } else {
          answer(packet.get());
        }
      }
    } catch (IOException e) {
      end = End.LOST;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end = End.LOST;
    } finally {
      inbox.stop();
      if (end == End.LOST) {
        stopPoints.clear();
        target.setStopRules(StopRules.DEFAULT);
      }
    }
    return end;
  }

  private void answer(byte[] packet) throws IOException {
    try {
      handle(parser.parse(packet));
    } catch (MalformedPacketException e) {
      send(ERROR);
    } catch (RecordException e) {
      // What was recorded cannot be replayed any further.
      running = false;
      print(e.getMessage() + "\n");
      send(ERROR);
    }
  }

  private void send(String answer) throws IOException {
    send(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void send(byte[] answer) throws IOException {
    output.send(answer);
  }

  private void handle(Request request) throws IOException {
    switch (request) {
      case Request.StopReply _ -> send(noted(target.stopReason()));
      case Request.Resume resume -> resume(resume);
      case Request.ResumeBackwards back -> resumeBackwards(back);
      case Request.ReadRegisters _ -> send(registers.readAll());
      case Request.WriteRegisters write -> send(okIf(registers.writeAll(write.values())));
      case Request.ReadRegister read -> send(registers.read(read.number()));
      case Request.WriteRegister write ->
          send(okIf(registers.write(write.number(), write.value())));
      case Request.ReadMemory read -> send(memory.read(read));
      case Request.WriteMemory write -> send(okIf(memory.write(write)));
      case Request.SelectThread select ->
          send(okIf(threads.select(select.operation(), select.thread())));
      case Request.ThreadAlive alive -> send(okIf(threads.alive(alive.thread())));
      case Request.Stop stop -> send(okIf(stopPoints.change(stop)));
      case Request.ResumeKinds _ -> send("vCont;c;C;s;S;r");
      case Request.Detach _ -> detach();
      case Request.Kill kill -> kill(kill.answered());
      case Request.Interrupt _ -> send(OK);
      case Request.Supported _ -> send(supported());
      case Request.StartNoAcknowledgement _ -> {
        inbox.stopAcknowledging();
        send(OK);
      }
      case Request.Attached _ -> send("0");
      case Request.CurrentThread _ -> send("QC%x".formatted(threads.current()));
      case Request.ThreadList list -> send(list.first() ? threads.list() : "l");
      case Request.ThreadName name -> send(Hex.of(threads.name(name.thread())));
      case Request.ReadObject object -> send(objects.read(object));
      case Request.PassSignals pass -> passSignals(pass.signals());
      case Request.MonitorCommand command -> monitor(command.line());
      case Request.SymbolOffer _ -> send(OK);
      case Request.FileSystem _ -> send("F0");
      case Request.OpenFile open -> send(files.open(open));
      case Request.ReadFile read -> send(files.read(read));
      case Request.FileStatus status -> send(files.status(status.descriptor()));
      case Request.CloseFile close -> send(files.close(close.descriptor()));
      case Request.ReadLink _ -> send(files.readLink());
      case Request.Unknown _ -> send(NOTHING);
    }
  }

  private static String okIf(boolean done) {
    return done ? OK : ERROR;
  }

  private String supported() {
    final String reverse =
        target instanceof ReversibleTarget ? ";ReverseStep+;ReverseContinue+" : "";
    return "PacketSize=%x;QStartNoAckMode+;vContSupported+;swbreak+;hwbreak+;QPassSignals+"
            .formatted(PacketInput.MAXIMUM)
        + ";qXfer:features:read+;qXfer:auxv:read+;qXfer:exec-file:read+;qXfer:threads:read+"
        + reverse;
  }

  private void resume(Request.Resume request) throws IOException {
    running = true;
    if (lost) {
      running = false;
      return;
    }
    try {
      final StopReason reason = advisor.settle(target.resume(resumptions.of(request)));
      running = false;
      send(stopped(reason));
    } catch (IllegalArgumentException e) {
      running = false;
      send(ERROR);
    }
  }

  private void resumeBackwards(Request.ResumeBackwards request) throws IOException {
    if (!(target instanceof ReversibleTarget reversible)) {
      send(NOTHING);
      return;
    }
    running = true;
    final StopReason reason =
        request.step() ? reversible.reverseStep(threads.general()) : reversible.reverseContinue();
    running = false;
    send(stopped(reason));
  }

  /** The answer to a request that let the guest run: console output may come before it. */
  private String stopped(StopReason reason) throws IOException {
    final String explanation = advisor.words(reason);
    if (!explanation.isEmpty()) {
      print(explanation);
    }
    return noted(reason);
  }

  private String noted(StopReason reason) {
    threads.stopped(reason);
    if (reason instanceof StopReason.Ended) {
      end = End.OVER;
    }
    return stopReply.of(reason);
  }

  private void detach() throws IOException {
    send(OK);
    stopPoints.clear();
    target.detach();
    end = End.DETACHED;
  }

  private void kill(boolean answered) throws IOException {
    target.kill();
    if (answered) {
      send(OK);
    }
    end = End.OVER;
  }

  private void passSignals(Set<Integer> signals) throws IOException {
    final Set<Integer> linux = new HashSet<>();
    signals.forEach(signal -> linux.add(GdbSignals.toLinux(signal)));
    target.setStopRules(target.stopRules().withPassedSignals(linux));
    send(OK);
  }

  private void monitor(String line) throws IOException {
    if (target.stopReason() instanceof StopReason.Ended) {
      send(ERROR);
      return;
    }
    print(console.execute(line, target.registers(threads.general())));
    send(OK);
  }

  /** Console output of the client, whatever it waits for. */
  private void print(String text) throws IOException {
    final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += CONSOLE_CHUNK) {
      final int chunk = Math.min(CONSOLE_CHUNK, bytes.length - at);
      send("O" + Hex.of(java.util.Arrays.copyOfRange(bytes, at, at + chunk)));
    }
  }
}
