package dev.cubicle.emulator.linux.thread;

/** Time goes as the host's does, and an alarm clock calls. */
final class HostPace implements Pace {

  private final Attention attention;
  private final AlarmClock alarm;

  HostPace(Attention attention) {
    this.attention = attention;
    this.alarm = new AlarmClock(attention::call);
  }

  @Override
  public void ringBy(long deadline) {
    alarm.ringBy(deadline);
  }

  @Override
  public boolean due() {
    return false;
  }

  @Override
  public void notice() {}

  @Override
  public void sleepUntil(long deadline) {
    attention.sleepUntil(deadline);
  }

  @Override
  public void close() {
    alarm.close();
  }
}
