package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.device.DeviceNode;
import dev.cubicle.emulator.linux.fs.device.MemoryDevice;
import dev.cubicle.emulator.linux.fs.memory.MemoryDirectory;
import dev.cubicle.emulator.linux.fs.memory.MemoryVolume;
import dev.cubicle.emulator.linux.fs.stream.StandardStreams;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Makes the guest's root as a small Linux system would have it. */
final class RootBuilder {

  private final MemoryVolume volume;
  private final RandomGenerator random;
  private final StandardStreams streams;

  RootBuilder(MemoryVolume volume, RandomGenerator random, StandardStreams streams) {
    this.volume = volume;
    this.random = random;
    this.streams = streams;
  }

  MemoryDirectory build() throws LinuxError {
    final MemoryDirectory root = new MemoryDirectory(volume, 0755);
    for (String name : new String[] {"bin", "dev", "etc", "home", "proc", "root", "sys", "usr"}) {
      root.createDirectory(name, 0755);
    }
    for (String name : new String[] {"tmp", "run", "var"}) {
      root.createDirectory(name, 01777);
    }
    devices((MemoryDirectory) root.child("dev"));
    configuration((Directory) root.child("etc"));
    return root;
  }

  private void devices(MemoryDirectory dev) throws LinuxError {
    dev.place("null", MemoryDevice.nullDevice(volume));
    dev.place("zero", MemoryDevice.zero(volume));
    dev.place("full", MemoryDevice.full(volume));
    dev.place("random", MemoryDevice.random(volume, random));
    dev.place("urandom", MemoryDevice.urandom(volume, random));
    dev.place(
        "tty",
        new DeviceNode(
            volume,
            "/dev/tty",
            5,
            0,
            (node, flags) ->
                streams.terminal(flags).orElseThrow(() -> new LinuxError(Errno.ENXIO))));
    dev.createDirectory("pts", 0755);
    if (streams.terminalNode().isPresent()) {
      ((MemoryDirectory) dev.child("pts")).place("0", streams.terminalNode().get());
    }
    dev.createDirectory("shm", 01777);
    dev.createLink("fd", "/proc/self/fd");
    dev.createLink("stdin", "/proc/self/fd/0");
    dev.createLink("stdout", "/proc/self/fd/1");
    dev.createLink("stderr", "/proc/self/fd/2");
  }

  private static void configuration(Directory etc) throws LinuxError {
    write(
        etc, "passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
    write(etc, "group", "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n");
    write(etc, "hostname", "cubicle\n");
    write(etc, "hosts", "127.0.0.1 localhost cubicle\n");
  }

  private static void write(Directory directory, String name, String text) throws LinuxError {
    final RegularNode file = directory.createFile(name, 0644);
    final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    final var content = file.open(true);
    content.write(0, bytes, 0, bytes.length);
    content.close();
  }
}
