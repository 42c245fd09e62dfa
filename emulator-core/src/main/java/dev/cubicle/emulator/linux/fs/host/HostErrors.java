package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** Turns the host's refusals into error numbers. */
final class HostErrors {

  /** What Java has no exception for, it tells by the C library's message. */
  private static final Map<String, Errno> REASONS =
      Map.ofEntries(
          Map.entry("Too many levels of symbolic links", Errno.ELOOP),
          Map.entry("No space left on device", Errno.ENOSPC),
          Map.entry("Disk quota exceeded", Errno.ENOSPC),
          Map.entry("Read-only file system", Errno.EROFS),
          Map.entry("File name too long", Errno.ENAMETOOLONG),
          Map.entry("Is a directory", Errno.EISDIR),
          Map.entry("Not a directory", Errno.ENOTDIR),
          Map.entry("Directory not empty", Errno.ENOTEMPTY),
          Map.entry("Operation not permitted", Errno.EPERM),
          Map.entry("Permission denied", Errno.EACCES),
          Map.entry("Invalid argument", Errno.EINVAL),
          Map.entry("Too many open files", Errno.ENFILE),
          Map.entry("File too large", Errno.EFBIG),
          Map.entry("Text file busy", Errno.ETXTBSY),
          Map.entry("Invalid cross-device link", Errno.EXDEV),
          Map.entry("Too many links", Errno.EMLINK),
          Map.entry("Device or resource busy", Errno.EBUSY),
          Map.entry("No such file or directory", Errno.ENOENT),
          Map.entry("Operation not supported", Errno.EOPNOTSUPP));

  private HostErrors() {}

  static LinuxError of(IOException error) {
    return new LinuxError(errno(error));
  }

  private static Errno errno(IOException error) {
    return switch (error) {
      case NoSuchFileException e -> Errno.ENOENT;
      case FileAlreadyExistsException e -> Errno.EEXIST;
      case AccessDeniedException e -> Errno.EACCES;
      case DirectoryNotEmptyException e -> Errno.ENOTEMPTY;
      case NotDirectoryException e -> Errno.ENOTDIR;
      case AtomicMoveNotSupportedException e -> Errno.EXDEV;
      case FileSystemException e -> reason(e.getReason());
      default -> reason(error.getMessage());
    };
  }

  private static Errno reason(String message) {
    if (message != null) {
      for (Map.Entry<String, Errno> reason : REASONS.entrySet()) {
        if (message.contains(reason.getKey())) {
          return reason.getValue();
        }
      }
    }
    return Errno.EIO;
  }
}
