package dev.cubicle.tracing.gdb;

/**
 * The target description (the GDB manual, appendix G): registers in {@link RegisterLayout}'s order.
 */
final class TargetDescription {
  private static final String[] GENERAL = {
    "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  private TargetDescription() {}

  /** The XML document. */
  static String xml() {
    final StringBuilder xml = new StringBuilder();
    xml.append("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n");
    xml.append("<target>\n<architecture>i386:x86-64</architecture>\n<osabi>GNU/Linux</osabi>\n");
    core(xml);
    vectors(xml);
    feature(xml, "linux");
    register(xml, "orig_rax", 64, "int");
    end(xml);
    feature(xml, "segments");
    register(xml, "fs_base", 64, "int");
    register(xml, "gs_base", 64, "int");
    end(xml);
    feature(xml, "pkeys");
    register(xml, "pkru", 32, "uint32");
    end(xml);
    return xml.append("</target>\n").toString();
  }

  private static void feature(StringBuilder xml, String name) {
    xml.append("<feature name=\"org.gnu.gdb.i386.").append(name).append("\">\n");
  }

  private static void end(StringBuilder xml) {
    xml.append("</feature>\n");
  }

  private static void register(StringBuilder xml, String name, int bits, String type) {
    xml.append("<reg name=\"%s\" bitsize=\"%d\" type=\"%s\"/>\n".formatted(name, bits, type));
  }

  private static void core(StringBuilder xml) {
    feature(xml, "core");
    xml.append(
        """
        <flags id="i386_eflags" size="4">
        <field name="CF" start="0" end="0"/><field name="" start="1" end="1"/>
        <field name="PF" start="2" end="2"/><field name="AF" start="4" end="4"/>
        <field name="ZF" start="6" end="6"/><field name="SF" start="7" end="7"/>
        <field name="TF" start="8" end="8"/><field name="IF" start="9" end="9"/>
        <field name="DF" start="10" end="10"/><field name="OF" start="11" end="11"/>
        <field name="NT" start="14" end="14"/><field name="RF" start="16" end="16"/>
        <field name="VM" start="17" end="17"/><field name="AC" start="18" end="18"/>
        <field name="VIF" start="19" end="19"/><field name="VIP" start="20" end="20"/>
        <field name="ID" start="21" end="21"/>
        </flags>
        """);
    for (String name : GENERAL) {
      final boolean pointer = name.equals("rbp") || name.equals("rsp");
      register(xml, name, 64, pointer ? "data_ptr" : "int64");
    }
    register(xml, "rip", 64, "code_ptr");
    register(xml, "eflags", 32, "i386_eflags");
    for (String name : new String[] {"cs", "ss", "ds", "es", "fs", "gs"}) {
      register(xml, name, 32, "int32");
    }
    for (int i = 0; i < 8; i++) {
      register(xml, "st" + i, 80, "i387_ext");
    }
    for (String name : "fctrl fstat ftag fiseg fioff foseg fooff fop".split(" ")) {
      xml.append(
          "<reg name=\"%s\" bitsize=\"32\" type=\"int\" group=\"float\"/>\n".formatted(name));
    }
    end(xml);
  }

  private static void vectors(StringBuilder xml) {
    feature(xml, "sse");
    xml.append(
        """
        <vector id="v4f" type="ieee_single" count="4"/>
        <vector id="v2d" type="ieee_double" count="2"/>
        <vector id="v16i8" type="int8" count="16"/>
        <vector id="v8i16" type="int16" count="8"/>
        <vector id="v4i32" type="int32" count="4"/>
        <vector id="v2i64" type="int64" count="2"/>
        <union id="vec128">
        <field name="v4_float" type="v4f"/><field name="v2_double" type="v2d"/>
        <field name="v16_int8" type="v16i8"/><field name="v8_int16" type="v8i16"/>
        <field name="v4_int32" type="v4i32"/><field name="v2_int64" type="v2i64"/>
        <field name="uint128" type="uint128"/>
        </union>
        <flags id="i386_mxcsr" size="4">
        <field name="IE" start="0" end="0"/><field name="DE" start="1" end="1"/>
        <field name="ZE" start="2" end="2"/><field name="OE" start="3" end="3"/>
        <field name="UE" start="4" end="4"/><field name="PE" start="5" end="5"/>
        <field name="DAZ" start="6" end="6"/><field name="IM" start="7" end="7"/>
        <field name="DM" start="8" end="8"/><field name="ZM" start="9" end="9"/>
        <field name="OM" start="10" end="10"/><field name="UM" start="11" end="11"/>
        <field name="PM" start="12" end="12"/><field name="FZ" start="15" end="15"/>
        </flags>
        """);
    for (int i = 0; i < 16; i++) {
      register(xml, "xmm" + i, 128, "vec128");
    }
    xml.append("<reg name=\"mxcsr\" bitsize=\"32\" type=\"i386_mxcsr\" group=\"vector\"/>\n");
    end(xml);
  }
}
