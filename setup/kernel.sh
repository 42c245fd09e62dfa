# A Linux kernel for the comparison with QEMU. It is taken out of the distribution's package into the
# cache and never installed.
# shellcheck shell=bash disable=SC2154 # setup.sh and its other parts set home, cache, scratch

# From this version on Linux opens every key while it writes a signal frame, so that a program can
# take signals on a stack whose key is closed. Older kernels kill it: what a comparison with QEMU says
# should not depend on the release of the machine that it is made on.
readonly kernel_wanted=6.12

# Prints the packages that hold a kernel itself, as the metapackages of suite $1 name them.
kernel_packages() {
  local VERSION_ID=''
  # shellcheck source=/dev/null
  source /etc/os-release
  use_suite "$1" || return 1
  apt-cache "${suite_apt[@]}" depends linux-image-amd64 linux-image-virtual \
    "linux-image-virtual-hwe-$VERSION_ID" 2>/dev/null |
    sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p'
}

# Takes the kernel out of package $1.
unpack_kernel() {
  dpkg --fsys-tarfile "$1" | tar -x -O --wildcards '*/vmlinuz-*' >"$scratch/vmlinuz"
  [[ -s $scratch/vmlinuz ]] || return 1
  publish "$scratch/vmlinuz" "$cache/kernel/vmlinuz"
}

# Fetches a kernel of version $1 or newer.
fetch_kernel() {
  local suite package deb
  while read -r suite; do
    while read -r package; do
      dpkg --compare-versions "${package#linux-image-}" ge "$1" || continue
      say "fetching the kernel $package (apt-get download, about 100 MB)"
      deb=$(download_from "$package" "$suite" "$1") || continue
      unpack_kernel "$deb" && return 0
    done < <(kernel_packages "$suite")
  done < <(kernel_suites)
  return 1
}

# A stable kernel rather than the newest one: trixie's before those of the suites that still move.
kernel_suites() {
  suites | awk '$0 == "trixie" { stable = 1; next } { line[++n] = $0 }
    END { for (i = 1; i <= n; i++) { print line[i]; if (i == 1 && stable) print "trixie" } }'
}

ensure_kernel() {
  [[ ! -e $cache/kernel/vmlinuz ]] || return 0
  if ! has_command apt-get || ! has_command dpkg; then
    say "no kernel for the comparison with QEMU: copy a Linux bzImage to $cache/kernel/vmlinuz"
    return 0
  fi
  fetch_kernel "$kernel_wanted" && return 0
  fetch_kernel 0 && say "that kernel is older than $kernel_wanted: signals and keys differ" && return 0
  say "apt offers no kernel: the comparison with QEMU is left out"
}

# Is file $1 a program that needs no other file?
is_static() {
  ! LC_ALL=C readelf --program-headers --wide "$1" 2>/dev/null | grep -q INTERP
}

# The system's busybox may be the dynamic one, which busybox-static would replace: then a static one
# goes into the cache beside it.
ensure_static_busybox() {
  local system suite deb tree file
  [[ ! -e $cache/bin/busybox ]] || return 0
  system=$(command -v busybox) && is_static "$system" && return 0
  has_command dpkg || return 0
  say "fetching busybox-static (apt-get download, for this user only)"
  while read -r suite; do
    deb=$(download_from busybox-static "$suite" 0) || continue
    tree=$(mktemp -d "$scratch/tree.XXXXXX")
    dpkg -x "$deb" "$tree"
    for file in "$tree"/bin/busybox "$tree"/usr/bin/busybox; do
      [[ ! -f $file ]] || publish "$file" "$cache/bin/busybox"
    done
    [[ ! -e $cache/bin/busybox ]] || return 0
  done < <(suites)
  say "apt offers no busybox-static: what needs it is left out"
}
