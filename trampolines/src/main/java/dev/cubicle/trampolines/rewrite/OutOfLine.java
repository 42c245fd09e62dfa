package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.code.PatternScanner;
import dev.cubicle.trampolines.object.Relocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Moves the instructions that hold a pattern behind the section's end, written so that they hold
 * none, and puts a jump there in their place. Everything is tried on a copy and scanned before it
 * is accepted.
 */
final class OutOfLine {
  private static final int JUMP = 5;
  private static final int ALIGNMENT = 16;

  /** How far a thunk may be shifted until neither its distances nor the jump's hold a pattern. */
  private static final int MAXIMUM_SHIFT = 32;

  private static final int MAXIMUM_WINDOW = 6;

  private final SectionCode code;
  private final LandingPlaces landing;

  OutOfLine(SectionCode code, LandingPlaces landing) {
    this.code = code;
    this.landing = landing;
  }

  /** A change that was made. */
  record Change(Thunk thunk, int thunkStart) {}

  /** Rewrites the instructions that hold the hit, if that is possible. */
  Optional<Change> rewrite(Hit hit, List<InstructionRange> function) {
    int first = 0;
    while (function.get(first).end() <= hit.offset()) {
      first++;
    }
    int last = first;
    while (function.get(last).end() < hit.end()) {
      last++;
    }
    Optional<Change> retargeted = retarget(hit, function.subList(first, last + 1));
    if (retargeted.isPresent()) {
      return retargeted;
    }
    // Where instructions join, one may stay: with a jump in the other's place it is no pattern.
    for (int count = 1; count <= MAXIMUM_WINDOW; count++) {
      for (int from = Math.max(0, first - count + 1); from <= last; from++) {
        if (from + count <= function.size()) {
          Optional<Change> moved = move(hit, function.subList(from, from + count));
          if (moved.isPresent()) {
            return moved;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A branch or call whose distance holds the pattern goes to a jump nearer or farther away. */
  private Optional<Change> retarget(Hit hit, List<InstructionRange> covering) {
    for (InstructionRange range : covering) {
      InstructionDecoder branch = new InstructionDecoder();
      branch.decode(code.bytes(), range.start(), range.end());
      boolean inDistance =
          branch.relative()
              && branch.immediateSize() == 4
              && hit.end() > branch.immediateOffset()
              && code.fields(range.start(), range.end()).isEmpty();
      if (inDistance) {
        ParsedInstruction instruction = parsed(range);
        long target = range.end() + instruction.immediate();
        Fragment jump =
            new Code().put(0xe9).putInt(0).fixup(new Fragment.Local(1, JUMP, target)).done();
        byte[] opcode = Arrays.copyOfRange(code.bytes(), range.start(), branch.immediateOffset());
        Optional<Change> change = place(range.start(), range.end(), opcode, List.of(jump));
        if (change.isPresent()) {
          return change;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Puts something else in an instruction's place, out of line, together with as many of its
   * neighbours as a jump needs room.
   */
  Optional<Change> replace(
      InstructionRange instruction, Fragment replacement, List<InstructionRange> function) {
    int index = function.indexOf(instruction);
    for (int count = 1; count <= MAXIMUM_WINDOW; count++) {
      for (int from = Math.max(0, index - count + 1); from <= index; from++) {
        if (from + count <= function.size()) {
          List<InstructionRange> window = function.subList(from, from + count);
          Optional<Change> moved =
              move(
                  window,
                  range ->
                      range.equals(instruction)
                          ? List.of(replacement)
                          : firstOf(Movable.ways(parsed(range))));
          if (moved.isPresent()) {
            return moved;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static List<Fragment> firstOf(List<Fragment> ways) {
    return ways.subList(0, Math.min(1, ways.size()));
  }

  private Optional<Change> move(Hit hit, List<InstructionRange> window) {
    return move(
        window,
        range -> {
          List<Fragment> all = Movable.ways(parsed(range));
          boolean holdsPattern = range.start() < hit.end() && range.end() > hit.offset();
          return holdsPattern ? all : firstOf(all);
        });
  }

  /** {@code waysOf}: what each of the instructions may become; nothing if it cannot be moved. */
  private Optional<Change> move(
      List<InstructionRange> window, Function<InstructionRange, List<Fragment>> waysOf) {
    int start = window.getFirst().start();
    int end = window.getLast().end();
    if (end - start < JUMP || code.isFrozen(start, end) || hasLanding(window)) {
      return Optional.empty();
    }
    List<List<Fragment>> ways = new ArrayList<>();
    for (InstructionRange range : window) {
      List<Fragment> some = waysOf.apply(range);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      ways.add(some);
    }
    InstructionDecoder last = new InstructionDecoder();
    last.decode(code.bytes(), window.getLast().start(), end);
    List<Fragment> tail =
        Movable.endsFlow(last)
            ? List.of()
            : List.of(
                new Code().put(0xe9).putInt(0).fixup(new Fragment.Local(1, JUMP, end)).done());
    return combine(ways, 0, new ArrayList<>(), tail, start, end);
  }

  /** Tries every way of every instruction, with and without a NOP behind it. */
  private Optional<Change> combine(
      List<List<Fragment>> ways,
      int index,
      List<Fragment> chosen,
      List<Fragment> tail,
      int start,
      int end) {
    if (index == ways.size()) {
      List<Fragment> all = new ArrayList<>(chosen);
      all.addAll(tail);
      return place(start, end, new byte[] {(byte) 0xe9}, all);
    }
    for (Fragment way : ways.get(index)) {
      for (boolean padded : new boolean[] {false, true}) {
        List<Fragment> more = new ArrayList<>(chosen);
        more.add(way);
        if (padded) {
          more.add(Fragment.NOP);
        }
        Optional<Change> change = combine(ways, index + 1, more, tail, start, end);
        if (change.isPresent()) {
          return change;
        }
      }
    }
    return Optional.empty();
  }

  private boolean hasLanding(List<InstructionRange> window) {
    return window.stream().skip(1).anyMatch(range -> landing.contains(range.start()));
  }

  private ParsedInstruction parsed(InstructionRange range) {
    return ParsedInstruction.of(
        code.bytes(), range.start(), range.end(), code.fields(range.start(), range.end()));
  }

  /**
   * Puts the fragments behind the section's end, and {@code opcode} with the distance to them at
   * {@code start}, if no pattern is left or made by that.
   */
  private Optional<Change> place(int start, int end, byte[] opcode, List<Fragment> fragments) {
    int aligned = code.size() + ALIGNMENT - 1 & -ALIGNMENT;
    for (int shift = 0; shift < MAXIMUM_SHIFT; shift++) {
      int at = aligned + shift;
      Thunk thunk = Thunk.assemble(at, fragments);
      byte[] replaced = new byte[end - start];
      Arrays.fill(replaced, (byte) 0xcc);
      System.arraycopy(opcode, 0, replaced, 0, opcode.length);
      int next = opcode.length + Integer.BYTES;
      int distance = at - (start + next);
      for (int i = 0; i < Integer.BYTES; i++) {
        replaced[opcode.length + i] = (byte) (distance >> 8 * i);
      }
      if (isClean(thunk, at) && isClean(replaced, start, end)) {
        code.forgetFields(start, end);
        code.patch(start, replaced);
        code.append(thunk, at);
        code.freeze(start, end);
        code.freeze(at, at + thunk.bytes().length);
        return Optional.of(new Change(thunk, at));
      }
    }
    return Optional.empty();
  }

  private static boolean isClean(Thunk thunk, int at) {
    BitSet unknown = new BitSet();
    for (Relocation field : thunk.relocations()) {
      int offset = (int) field.offset() - at;
      unknown.set(offset, offset + field.type().fieldSize());
    }
    thunk.constants().forEach(field -> unknown.set(field.offset() - at, field.offset() - at + 4));
    return PatternScanner.scan(thunk.bytes()).stream()
        .allMatch(hit -> unknown.get(hit.offset(), hit.end()).cardinality() > 0);
  }

  /** Whether no pattern touches the bytes that were replaced, their neighbours included. */
  private boolean isClean(byte[] replaced, int start, int end) {
    int from = Math.max(0, start - InstructionDecoder.LONGEST);
    int to = Math.min(code.size(), end + InstructionDecoder.LONGEST);
    byte[] around = Arrays.copyOfRange(code.bytes(), from, to);
    System.arraycopy(replaced, 0, around, start - from, replaced.length);
    BitSet unknown = new BitSet();
    for (Relocation field : code.fields(from, to)) {
      boolean gone = field.offset() >= start && field.offset() < end;
      if (!gone) {
        int offset = (int) field.offset() - from;
        unknown.set(offset, offset + field.type().fieldSize());
      }
    }
    return PatternScanner.scan(around).stream()
        .filter(hit -> hit.end() > start - from && hit.offset() < end - from)
        .allMatch(hit -> unknown.get(hit.offset(), hit.end()).cardinality() > 0);
  }
}
