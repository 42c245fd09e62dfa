package dev.cubicle.emulator.linux.memory;

import static dev.cubicle.emulator.linux.memory.PageRange.require;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Protection;

/** mremap: Linux's mm/mremap.c. */
final class RemapCall {
  private static final int MREMAP_MAYMOVE = 1;
  private static final int MREMAP_FIXED = 2;
  private static final int MREMAP_DONTUNMAP = 4;

  /** A move splits mappings at both places; Linux wants this many to spare. */
  private static final int SPARE_MAPPINGS = 5;

  private final AddressSpace space;

  RemapCall(AddressSpace space) {
    this.space = space;
  }

  long call(SystemCallContext context) throws LinuxError {
    long start = context.argument(0);
    long flags = context.argument(3);
    boolean mayMove = (flags & MREMAP_MAYMOVE) != 0;
    boolean fixed = (flags & MREMAP_FIXED) != 0;
    boolean keep = (flags & MREMAP_DONTUNMAP) != 0;
    require((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) == 0, Errno.EINVAL);
    require(mayMove || !(fixed || keep), Errno.EINVAL);
    require(!keep || context.argument(1) == context.argument(2), Errno.EINVAL);
    require(PageRange.aligned(start), Errno.EINVAL);
    long oldLength = PageRange.roundUp(context.argument(1));
    long newLength = PageRange.roundUp(context.argument(2));
    require(newLength != 0, Errno.EINVAL);

    Mapping mapping = space.find(start).orElseThrow(() -> new LinuxError(Errno.EFAULT));
    if (fixed || keep) {
      long target = context.argument(4);
      return moveTo(start, oldLength, target, newLength, fixed, keep);
    }
    if (Long.compareUnsigned(oldLength, newLength) >= 0) {
      if (oldLength != newLength) {
        require(PageRange.inUserSpace(start + newLength, oldLength - newLength), Errno.EINVAL);
        space.unmap(start + newLength, start + oldLength);
      }
      return start;
    }
    checkResize(mapping, start, oldLength, newLength);
    long grown = start + newLength;
    if (oldLength > 0
        && start + oldLength == mapping.end()
        && Long.compareUnsigned(newLength, AddressSpace.LIMIT - start) <= 0
        && space.isFree(mapping.end(), grown)) {
      space.map(mapping.end(), grown, mapping.attributes());
      return start;
    }
    require(mayMove, Errno.ENOMEM);
    require(newLength > 0, Errno.ENOMEM);
    long target = space.findFree(newLength, 0);
    require(target >= 0, Errno.ENOMEM);
    return move(mapping, start, oldLength, target, newLength, false);
  }

  /** mremap_to(): to a place that was asked for, or anywhere with the old range left mapped. */
  private long moveTo(
      long start, long oldLength, long target, long newLength, boolean fixed, boolean keep)
      throws LinuxError {
    require(PageRange.aligned(target), Errno.EINVAL);
    require(PageRange.inUserSpace(target, newLength), Errno.EINVAL);
    require(PageRange.inUserSpace(start, oldLength), Errno.EINVAL);
    require(start + oldLength <= target || target + newLength <= start, Errno.EINVAL);
    long place = target;
    if (fixed) {
      require(target >= AddressSpace.LOWEST, Errno.EPERM);
      space.unmap(target, target + newLength);
    } else {
      place = space.findFree(newLength, target);
      require(place >= 0, Errno.ENOMEM);
    }
    long length = oldLength;
    if (oldLength > newLength) {
      space.unmap(start + newLength, start + oldLength);
      length = newLength;
    }
    Mapping mapping = space.find(start).orElseThrow(() -> new LinuxError(Errno.EFAULT));
    checkResize(mapping, start, length, newLength);
    return move(mapping, start, length, place, newLength, keep);
  }

  /** vma_to_resize(). */
  private void checkResize(Mapping mapping, long start, long oldLength, long newLength)
      throws LinuxError {
    require(oldLength != 0 || mapping.shared(), Errno.EINVAL);
    require(Long.compareUnsigned(oldLength, mapping.end() - start) <= 0, Errno.EFAULT);
    boolean promised =
        !mapping.shared()
            && mapping.attributes().reserved()
            && (mapping.protection() & Protection.WRITE) != 0;
    require(
        !promised || Long.compareUnsigned(newLength - oldLength, space.memory().size()) <= 0,
        Errno.ENOMEM);
    require(space.mappingCount() + SPARE_MAPPINGS <= AddressSpace.MAXIMUM_MAPPINGS, Errno.ENOMEM);
  }

  private long move(
      Mapping mapping, long start, long oldLength, long target, long newLength, boolean keep) {
    if (oldLength == 0) {
      space.duplicate(mapping, start, target, newLength);
    } else {
      space.move(start, oldLength, target, newLength, keep);
    }
    return target;
  }
}
