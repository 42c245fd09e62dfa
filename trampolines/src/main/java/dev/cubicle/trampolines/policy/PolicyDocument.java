package dev.cubicle.trampolines.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A policy file as it is written: the keys of docs/policy.md, absent ones null. {@link JsonNode}
 * where a key takes a number or text.
 */
record PolicyDocument(
    String entry,
    String constants,
    Limits limits,
    // Ordered: the order of cubicles is that of symbol look-up.
    LinkedHashMap<String, Cubicle> cubicles,
    LinkedHashMap<String, Component> components,
    LinkedHashMap<String, Function> functions,
    List<Data> data,
    List<Memory> memory,
    @JsonProperty("linker-scripts") List<String> linkerScripts,
    List<Table> tables) {

  PolicyDocument {
    limits = limits == null ? new Limits(null, null) : limits;
    cubicles = cubicles == null ? new LinkedHashMap<>() : cubicles;
    components = components == null ? new LinkedHashMap<>() : components;
    functions = functions == null ? new LinkedHashMap<>() : functions;
    data = data == null ? List.of() : data;
    memory = memory == null ? List.of() : memory;
    linkerScripts = linkerScripts == null ? List.of() : linkerScripts;
    tables = tables == null ? List.of() : tables;
  }

  /** The same with other rows. */
  PolicyDocument with(
      String newEntry,
      Limits newLimits,
      LinkedHashMap<String, Cubicle> newCubicles,
      LinkedHashMap<String, Component> newComponents,
      LinkedHashMap<String, Function> newFunctions,
      List<Data> newData,
      List<Memory> newMemory,
      List<Table> newTables) {
    return new PolicyDocument(
        newEntry,
        constants,
        newLimits,
        newCubicles,
        newComponents,
        newFunctions,
        newData,
        newMemory,
        linkerScripts,
        newTables);
  }

  record Limits(Integer threads, JsonNode pool) {

    Limits withThreads(int most) {
      return threads == null ? new Limits(most, pool) : this;
    }
  }

  record Cubicle(
      String kind,
      List<String> components,
      JsonNode stack,
      JsonNode heap,
      String code,
      String constants,
      @JsonProperty("system-calls") List<String> systemCalls,
      List<String> callbacks) {

    static Cubicle shared(List<String> components) {
      return new Cubicle("shared", components, null, null, null, null, null, null);
    }

    Cubicle with(List<String> newComponents, List<String> newSystemCalls) {
      return new Cubicle(
          kind, newComponents, stack, heap, code, constants, newSystemCalls, callbacks);
    }

    Cubicle withCallbacks(List<String> newCallbacks) {
      return new Cubicle(kind, components, stack, heap, code, constants, systemCalls, newCallbacks);
    }
  }

  record Component(
      List<String> files,
      @JsonProperty("syscall-instructions") String syscallInstructions,
      @JsonProperty("xrstor-instructions") String xrstorInstructions,
      @JsonProperty("far-transfers") String farTransfers) {}

  record Function(@JsonProperty("stack-words") Integer stackWords, List<Window> windows) {
    Function {
      windows = windows == null ? List.of() : windows;
    }
  }

  record Window(
      Integer parameter,
      JsonNode size,
      JsonNode stack,
      String access,
      @JsonProperty("for") String scope,
      String map) {}

  record Data(String symbol, List<String> symbols, String owner, List<String> to, String access) {
    /** Those of either key. */
    List<String> allSymbols() {
      return symbol != null ? List.of(symbol) : symbols == null ? List.of() : symbols;
    }
  }

  record Memory(String owner, String part, List<String> to, String access) {}

  record Table(String section, String access, String owner) {}
}
