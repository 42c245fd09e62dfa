/**
 * Host directories and files that the user shares with the guest.
 *
 * <p><b>How the guest is kept inside.</b> No host path is ever made from a guest path. A shared
 * directory is opened once; from there every directory on the way is opened by its parent's
 * descriptor and one name, without following links ({@link java.nio.file.SecureDirectoryStream}:
 * openat with O_NOFOLLOW), and files are opened, looked at, moved and removed the same way. Link
 * targets are guest paths and are resolved in the guest's own tree. {@code ..} is never asked of
 * the host. So even another program on the host (or another guest that shares the same directory)
 * that swaps a directory for a link between two steps cannot lead an operation outside.
 *
 * <p>Java offers no openat-like way to make directories, symbolic and hard links or to read links.
 * New ones are made under a random name in the shared directory itself, whose own path no guest can
 * change, and then moved by descriptor. A hard link's inode is compared with what was to be linked
 * before it gets its name. Reading a link and counting an inode's names use the path, and only
 * after the inode found by the path was the one found by descriptors; what remains is that a
 * program on the host that wins a race can let a guest read the <em>text</em> of a symbolic link
 * elsewhere.
 *
 * <p>Devices, named pipes and sockets in a share are shown and cannot be opened. A regular file
 * that another host program replaces by a named pipe in the moment it is opened holds up the
 * emulator.
 *
 * <p>Files show user and group 0 to the guest, and owners cannot be changed.
 */
package dev.cubicle.emulator.linux.fs.host;
