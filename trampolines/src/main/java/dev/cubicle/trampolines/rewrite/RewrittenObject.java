package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.object.ObjectFile;
import java.util.List;

/**
 * An object that holds none of the patterns in bytes that are known before linking.
 *
 * @param traps the symbols, global and hidden, of the UD2 instructions that were SYSCALLs
 * @param calls SYSCALLs that became calls
 * @param states of XSAVE and XRSTOR that became FXSAVE and FXRSTOR
 * @param stopped far transfers that became INT3
 * @param changes one line for each pattern that was rewritten
 */
public record RewrittenObject(
    ObjectFile object,
    List<String> traps,
    int calls,
    int states,
    int stopped,
    List<String> changes) {}
