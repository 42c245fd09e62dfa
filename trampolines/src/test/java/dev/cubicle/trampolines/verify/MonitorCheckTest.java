package dev.cubicle.trampolines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image's own monitor is what the test takes for the shipped one, by itself in an object. */
final class MonitorCheckTest {
  private static final byte[] IMAGE = HandmadeImage.bytes();

  @TempDir private Path directory;
  private Verifier verifier;

  @BeforeEach
  void assemble() throws IOException, InterruptedException, BadInputException {
    String source =
        """
        .intel_syntax noprefix
        .section .cubicle.gate, "ax", @progbits
        .globl cubicle_gate_call
        cubicle_gate_call:
        pop r10
        xor eax, eax
        xor ecx, ecx
        xor edx, edx
        wrpkru
        test eax, eax
        jne gate_trap
        .byte 0x48, 0xff, 0xc0
        je gate_trap
        jmp cubicle_enter
        gate_trap: ud2
        .section .text.monitor, "ax", @progbits
        .globl _start, cubicle_enter
        _start: xor edi, edi
        mov eax, 60
        syscall
        ud2
        cubicle_enter: ud2
        .section .data.monitor, "aw", @progbits
        cubicle_state: .quad 1
        """;
    Files.writeString(directory.resolve("monitor.s"), source, StandardCharsets.UTF_8);
    Process process =
        new ProcessBuilder("as", "--64", "-o", "monitor.o", "monitor.s")
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    verifier = Verifier.withMonitor(List.of(directory.resolve("monitor.o")));
  }

  @Test
  void shippedMonitorIsRecognised() throws BadInputException {
    assertEquals(List.of(), findings(IMAGE));
  }

  @ParameterizedTest
  @CsvSource({
    "0x400000, 90,       monitor: cubicle_gate_call (0x400000): .cubicle.gate of",
    "0x400002, 33,       monitor: cubicle_gate_call+0x2 (0x400002): .cubicle.gate of",
    "0x403001, c0,       monitor: _start+0x1 (0x403001): .text.monitor of",
    "0x404000, 02,       .data.monitor of",
    // The jump of the gate into the monitor, one byte farther
    "0x400015, f8,       a reference to cubicle_enter leads elsewhere",
    // Code where there was filling
    "0x400500, c3,       code that is not the monitor's stands here",
    "0x403800, c3,       code that is not the monitor's stands here",
  })
  void changesAreFound(long address, String patch, String text) throws BadInputException {
    byte[] changed = HandmadeImage.patched(IMAGE, address, HexFormat.of().parseHex(patch));
    List<String> findings = findings(changed);
    assertTrue(findings.stream().anyMatch(finding -> finding.contains(text)), findings::toString);
  }

  private List<String> findings(byte[] image) throws BadInputException {
    return verifier.verify(CubicleImage.read(ByteBuffer.wrap(image))).stream()
        .map(Finding::line)
        .toList();
  }
}
