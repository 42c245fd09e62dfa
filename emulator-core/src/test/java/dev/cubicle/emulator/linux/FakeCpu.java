package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.CpuContext;
import dev.cubicle.emulator.machine.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Registers without a processor. */
public final class FakeCpu implements Cpu {

  private static final class State implements CpuContext {
    private long[] registers = new long[Register.values().length];
    private byte[] floatingPoint = new byte[FXSAVE_BYTES];
    private int pkru;
    private boolean closed;

    void copyFrom(State other) {
      if (closed || other.closed) {
        throw new IllegalStateException("context used after it was closed");
      }
      registers = other.registers.clone();
      floatingPoint = other.floatingPoint.clone();
      pkru = other.pkru;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final State state = new State();

  @Override
  public long get(Register register) {
    return state.registers[register.ordinal()];
  }

  @Override
  public void set(Register register, long value) {
    state.registers[register.ordinal()] = value;
  }

  @Override
  public int pkru() {
    return state.pkru;
  }

  @Override
  public void setPkru(int pkru) {
    state.pkru = pkru;
  }

  @Override
  public void resetExtendedState(int pkru) {
    state.pkru = pkru;
    state.floatingPoint = new byte[FXSAVE_BYTES];
    ByteBuffer.wrap(state.floatingPoint)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) 0x37f)
        .putInt(24, 0x1f80);
  }

  @Override
  public void saveFloatingPoint(byte[] area) {
    System.arraycopy(state.floatingPoint, 0, area, 0, FXSAVE_BYTES);
  }

  @Override
  public void loadFloatingPoint(byte[] area) {
    state.floatingPoint = Arrays.copyOf(area, FXSAVE_BYTES);
  }

  @Override
  public CpuContext newContext(int thread) {
    return new State();
  }

  @Override
  public void save(CpuContext context) {
    ((State) context).copyFrom(state);
  }

  @Override
  public void load(CpuContext context) {
    state.copyFrom((State) context);
  }
}
