package dev.cubicle.trampolines.build.image;

/**
 * All input sections of one name, one after the other, for whoever refers to {@code __start_NAME}.
 *
 * @param section a C identifier
 * @param start the link's name for {@code __start_NAME}
 * @param stop the link's name for {@code __stop_NAME}
 * @param cubicle that keeps it for itself, or -1 when everyone may read it
 */
public record SectionTable(String section, String start, String stop, int cubicle) {}
