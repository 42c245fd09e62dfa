package dev.cubicle.emulator.linux.fs.path;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import java.util.Optional;

/**
 * Path resolution as path_resolution(7) describes it, entirely on our own inodes: the host is only
 * ever asked for one name in one directory, so no path of the guest is a path of the host.
 */
public final class PathResolver {

  /** Bytes of a path, with its NUL (PATH_MAX). */
  public static final int PATH_LIMIT = 4096;

  /** Bytes of a name (NAME_MAX). */
  public static final int NAME_LIMIT = 255;

  /** Links followed before ELOOP (MAXSYMLINKS). */
  private static final int LINK_LIMIT = 40;

  /** What to do with the last component. */
  public enum Last {
    /** Follow it when it is a link. */
    FOLLOW,
    /** Do not follow it, unless slashes after it ask for a directory. */
    NO_FOLLOW,
    /** It is a name to make, remove or move: never follow it. */
    NAME
  }

  /** Limits on where a resolution may go ({@code openat2}). */
  public record Limits(boolean noLinks, boolean noMagicLinks, boolean beneath, boolean inRoot) {
    public static final Limits NONE = new Limits(false, false, false, false);
  }

  private final Directory root;

  public PathResolver(Directory root) {
    this.root = root;
  }

  public Directory root() {
    return root;
  }

  /**
   * Resolves {@code path}, which is shorter than {@link #PATH_LIMIT}.
   *
   * @param base where relative paths start
   * @throws LinuxError ENOENT (empty path, missing directory), ENOTDIR, ELOOP, ENAMETOOLONG; a
   *     missing last component is not an error here
   */
  public ResolvedPath resolve(Directory base, String path, Last last) throws LinuxError {
    return resolve(base, path, last, Limits.NONE);
  }

  public ResolvedPath resolve(Directory base, String path, Last last, Limits limits)
      throws LinuxError {
    if (path.isEmpty()) {
      throw new LinuxError(Errno.ENOENT);
    }
    return new Walk(base, last, limits).run(path);
  }

  /** One resolution in progress. */
  private final class Walk {
    private final Directory base;
    private final Directory top;
    private final Last last;
    private final Limits limits;
    private Directory at;
    private String path;
    private int next;
    private int links;

    Walk(Directory base, Last last, Limits limits) {
      this.base = base;
      this.top = limits.inRoot() ? base : root;
      this.last = last;
      this.limits = limits;
    }

    ResolvedPath run(String start) throws LinuxError {
      at = base;
      enter(start);
      while (true) {
        skipSlashes();
        if (next == path.length()) {
          return new ResolvedPath(at, null, at, ResolvedPath.Kind.ROOT, true);
        }
        final ResolvedPath end = step();
        if (end != null) {
          return end;
        }
      }
    }

    /** Goes on with a path or link target. */
    private void enter(String newPath) throws LinuxError {
      path = newPath;
      next = 0;
      if (path.startsWith("/")) {
        if (limits.beneath()) {
          throw new LinuxError(Errno.EXDEV);
        }
        at = top;
      }
    }

    /** One component; the result when it was the last. */
    private ResolvedPath step() throws LinuxError {
      final int start = next;
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      next = end;
      skipSlashes();
      final boolean isLast = next == path.length();
      final boolean slashes = end < path.length();
      final String name = path.substring(start, end);
      if (name.equals(".") || name.equals("..")) {
        return dots(name, isLast);
      }
      if (name.length() > NAME_LIMIT) {
        throw new LinuxError(Errno.ENAMETOOLONG);
      }
      final Inode node = at.child(name);
      if (node instanceof LinkNode link && follows(isLast, slashes)) {
        return follow(link, name, end, isLast, slashes);
      }
      if (isLast) {
        if (slashes && last != Last.NAME && node != null && !(node instanceof Directory)) {
          throw new LinuxError(Errno.ENOTDIR);
        }
        return new ResolvedPath(at, name, node, ResolvedPath.Kind.NAME, slashes);
      }
      at = directory(node);
      return null;
    }

    private ResolvedPath dots(String name, boolean isLast) throws LinuxError {
      final boolean up = name.length() == 2;
      if (up) {
        if (limits.beneath() && at == base) {
          throw new LinuxError(Errno.EXDEV);
        }
        at = at == top ? at : at.parent();
      }
      final var kind = up ? ResolvedPath.Kind.DOT_DOT : ResolvedPath.Kind.DOT;
      return isLast ? new ResolvedPath(at, null, at, kind, true) : null;
    }

    private boolean follows(boolean isLast, boolean slashes) {
      return !isLast || last == Last.FOLLOW || (slashes && last == Last.NO_FOLLOW);
    }

    private ResolvedPath follow(
        LinkNode link, String name, int end, boolean isLast, boolean slashes) throws LinuxError {
      if (++links > LINK_LIMIT || limits.noLinks()) {
        throw new LinuxError(Errno.ELOOP);
      }
      final Optional<Inode> destination = link.destination();
      if (destination.isPresent()) {
        if (limits.noMagicLinks()) {
          throw new LinuxError(Errno.ELOOP);
        }
        if (limits.beneath() || limits.inRoot()) {
          throw new LinuxError(Errno.EXDEV);
        }
        if (isLast && !slashes) {
          return new ResolvedPath(at, name, destination.get(), ResolvedPath.Kind.NAME, false);
        }
        at = directory(destination.get());
        return isLast ? new ResolvedPath(at, null, at, ResolvedPath.Kind.DOT, true) : null;
      }
      final String target = link.target();
      if (target.isEmpty()) {
        throw new LinuxError(Errno.ENOENT);
      }
      enter(target.concat(path.substring(end)));
      return null;
    }

    private Directory directory(Inode node) throws LinuxError {
      if (node == null) {
        throw new LinuxError(Errno.ENOENT);
      }
      if (node instanceof Directory directory) {
        return directory;
      }
      throw new LinuxError(Errno.ENOTDIR);
    }

    private void skipSlashes() {
      while (next < path.length() && path.charAt(next) == '/') {
        next++;
      }
    }
  }
}
