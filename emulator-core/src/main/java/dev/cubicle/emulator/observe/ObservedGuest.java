package dev.cubicle.emulator.observe;

import dev.cubicle.emulator.memory.PeekableMemory;

/** What a {@link GuestObserver} can do with the guest: read its memory, and lift keys. */
public interface ObservedGuest extends PeekableMemory {

  /** Addresses of pages that can be lifted lie below: 1 TiB. */
  long LIMIT = 1L << 40;

  /**
   * Has accesses to a page under a PKRU value carried out whatever the page's key, and reported.
   * Page protection stays in force. Ends when the page changes its key or goes.
   *
   * @param address any address in the page
   * @param write whether it is to be written; matters for pages that are copied on writing
   * @return false if there is no such page, or its protection forbids it
   */
  boolean lift(long address, int pkru, boolean write);

  /** The page's protection key; 0 where nothing is mapped. */
  int key(long address);
}
