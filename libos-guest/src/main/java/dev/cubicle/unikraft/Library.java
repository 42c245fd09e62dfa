package dev.cubicle.unikraft;

import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A library of a build tree, as its link found it.
 *
 * @param name of the component: {@code vfscore} for {@code libvfscore.o}, {@code appx} for {@code
 *     appx.o}
 * @param file the object or archive
 * @param defines global and weak symbols
 * @param strong those of them that are not weak
 * @param locals symbols of its own alone
 * @param uses symbols of others
 * @param writable bytes of its data that is not constant
 * @param empty whether it has neither code nor symbols: a library of headers
 * @param debug whether it has debug information
 */
record Library(
    String name,
    Path file,
    Set<String> defines,
    Set<String> strong,
    Set<String> locals,
    Set<String> uses,
    long writable,
    boolean empty,
    boolean debug) {

  static Library of(String name, Path file, List<ObjectFile> objects) {
    return new Library(
        name,
        file,
        names(objects, Library::isExported),
        names(objects, s -> isExported(s) && s.binding() != Symbol.Binding.WEAK),
        names(objects, symbol -> symbol.isLocal() && symbol.isInSection()),
        names(objects, symbol -> !symbol.isLocal() && symbol.isUndefined()),
        sections(objects)
            .filter(section -> section.has(Section.SHF_ALLOC | Section.SHF_WRITE))
            .mapToLong(Section::size)
            .sum(),
        sections(objects).noneMatch(section -> section.isCode() && section.size() > 0)
            && names(objects, Library::isExported).isEmpty(),
        sections(objects).anyMatch(section -> section.name().equals(".debug_info")));
  }

  private static Set<String> names(List<ObjectFile> objects, Predicate<Symbol> wanted) {
    return objects.stream()
        .flatMap(object -> object.symbols().stream())
        .filter(symbol -> !symbol.name().isEmpty())
        .filter(wanted)
        .map(Symbol::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isExported(Symbol symbol) {
    return !symbol.isLocal() && !symbol.isUndefined();
  }

  private static Stream<Section> sections(List<ObjectFile> objects) {
    return objects.stream().flatMap(object -> object.sections().stream());
  }
}
