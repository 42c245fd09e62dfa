package dev.cubicle.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/**
 * Where libunicorn and libcapstone are. Searched, in this order:
 *
 * <ol>
 *   <li>the system property {@code cubicle.unicorn} or {@code cubicle.capstone},
 *   <li>the environment variable {@code CUBICLE_UNICORN} or {@code CUBICLE_CAPSTONE},
 *   <li>{@code lib} in the per-user cache: {@code
 *       ${CUBICLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cubicle}},
 *   <li>the directories where Linux distributions and Homebrew put libraries.
 * </ol>
 *
 * <p>A file that a property or variable names is taken as it is; if it is not there, that is an
 * error rather than a reason to search on. Versions are checked by the bindings, once loaded.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * The file of libunicorn.
   *
   * @throws NativeLibraryException when there is none
   */
  public static Path unicorn() {
    return LibrarySearch.ofThisProcess().find(NativeLibrary.UNICORN);
  }

  /**
   * The file of libcapstone.
   *
   * @throws NativeLibraryException when there is none
   */
  public static Path capstone() {
    return LibrarySearch.ofThisProcess().find(NativeLibrary.CAPSTONE);
  }

  /**
   * Loads {@code library} until {@code arena} is closed.
   *
   * @throws NativeLibraryException when the file is cut short or the dynamic linker refuses it
   */
  public static SymbolLookup open(Path library, Arena arena) {
    LibraryFile.requireWhole(library);
    try {
      return SymbolLookup.libraryLookup(library, arena);
    } catch (IllegalArgumentException e) {
      throw new NativeLibraryException(
          library
              + " cannot be loaded as a library for "
              + System.getProperty("os.arch")
              + ": run ./cubicle setup, or name another",
          e);
    }
  }
}
