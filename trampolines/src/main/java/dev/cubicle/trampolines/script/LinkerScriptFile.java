package dev.cubicle.trampolines.script;

import java.nio.file.Path;
import java.util.List;

/**
 * A linker script that adds to a program's layout: {@code SECTIONS { … } INSERT AFTER .rodata;}.
 * Where it wants to be inserted means nothing here, since the layout is the builder's.
 *
 * @param blocks of each SECTIONS command its items, output sections among them
 */
public record LinkerScriptFile(Path file, List<List<ScriptItem>> blocks) {}
