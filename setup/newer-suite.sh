# Fetches single packages without installing them: from the machine's own release when it has them
# new enough, else from a newer suite of the same archive. apt does the work with lists and sources
# of its own in a scratch directory, so that the system's configuration is neither changed nor
# upgraded, and checks signatures with the keys that the system trusts for that archive.
# shellcheck shell=bash disable=SC2154 # setup.sh and its other parts set home, cache, scratch

# Newer suites of an archive ($1: its origin), most wanted first.
newer_suites() {
  case $1 in
    Ubuntu) printf '%s\n' resolute questing plucky ;;
    *) printf '%s\n' forky sid trixie ;;
  esac
}

# Prints "URI|SUITE|ORIGIN|SOURCE FILE" of the archive that the system was installed from. The origin
# is known from the lists that apt has; where it has none, the release's codename has to do.
main_archive() {
  local VERSION_CODENAME='' ID=debian uri origin label release component entry
  # shellcheck source=/dev/null
  source /etc/os-release
  while IFS='|' read -r uri origin label release component entry; do
    [[ $component == main ]] || continue
    if [[ $origin == Debian && $label == Debian || $origin == Ubuntu && $label == Ubuntu ]]; then
      printf '%s|%s|%s|%s\n' "$uri" "$release" "$origin" "${entry%:*}"
      return 0
    fi
  done < <(index_targets)
  while IFS='|' read -r uri origin label release component entry; do
    if [[ $component == main && $release == "$VERSION_CODENAME" ]]; then
      [[ $ID == ubuntu ]] && origin=Ubuntu || origin=Debian
      printf '%s|%s|%s|%s\n' "$uri" "$release" "$origin" "${entry%:*}"
      return 0
    fi
  done < <(index_targets --no-release-info)
  return 1
}

# The fields are apt's to fill in, not the shell's.
# shellcheck disable=SC2016
index_targets() {
  apt-get indextargets "$@" 'Created-By: Packages' \
    --format '$(REPO_URI)|$(ORIGIN)|$(LABEL)|$(RELEASE)|$(COMPONENT)|$(SOURCESENTRY)'
}

# Reads a .sources file; prints its stanza for archive `uri` and suite `release`, but for suite
# `suite`. Everything else in it stays: keys (also those written into it), trust, architectures.
stanza_for_suite() {
  awk -v uri="$1" -v release="$2" -v suite="$3" '
    function slashless(text) { sub(/\/+$/, "", text); return text }
    function flush() { if (has_uri && has_release) { printf "%s\n", text; found = 1 }
                       text = ""; has_uri = has_release = 0; field = "" }
    function look(start,   i) {
      for (i = start; i <= NF; i++) {
        if (field == "uris:" && slashless($i) == slashless(uri)) has_uri = 1
        if (field == "suites:" && slashless($i) == release) has_release = 1
      }
    }
    /^#/ { next }
    /^[ \t]*$/ { flush(); if (found) exit; next }
    /^[^ \t]/ { field = tolower($1); look(2) }
    /^[ \t]/ { look(1) }
    field == "suites:" { if (/^[^ \t]/) text = text "Suites: " suite "\n"; next }
    field == "types:" { if (/^[^ \t]/) text = text "Types: deb\n"; next }
    { text = text $0 "\n" }
    END { if (!found) flush() }'
}

# The same for a .list file, whose entries are lines: deb [options] URI SUITE COMPONENT…
line_for_suite() {
  awk -v uri="$1" -v release="$2" -v suite="$3" '
    function slashless(text) { sub(/\/+$/, "", text); return text }
    $1 == "deb" {
      at = 2
      if ($2 ~ /^\[/) { while (at < NF && $at !~ /\]$/) at++; at++ }
      if (slashless($at) == slashless(uri) && $(at + 1) == release) {
        $(at + 1) = suite
        print
        exit
      }
    }'
}

# Makes `suite_apt` the options by which apt works on suite $1 alone; prepares its directory and reads
# the suite's lists when that is not done yet. Fails when the archive has no such suite.
suite_options() {
  local directory=$scratch/suite-$1 archive uri release origin file kind=list
  suite_apt=(-o "Dir::State::Lists=$directory/lists" -o "Dir::Cache=$directory/cache"
    -o "Dir::Etc::SourceList=/dev/null" -o "Dir::Etc::SourceParts=$directory/sources"
    -o "APT::Sandbox::User=root" -o "Acquire::Languages=none" -o "Acquire::Retries=3")
  [[ ! -e $directory/failed ]] || return 1
  [[ ! -e $directory/ready ]] || return 0
  mkdir -p "$directory/lists/partial" "$directory/cache/archives/partial" "$directory/sources"
  archive=$(main_archive) || return 1
  IFS='|' read -r uri release origin file <<<"$archive"
  [[ $file != *.sources ]] || kind=sources
  if [[ $kind == sources ]]; then
    stanza_for_suite "$uri" "$release" "$1" <"$file" >"$directory/sources/suite.sources"
  else
    line_for_suite "$uri" "$release" "$1" <"$file" >"$directory/sources/suite.list"
  fi
  if [[ -s $directory/sources/suite.$kind ]] &&
    apt-get "${suite_apt[@]}" -o APT::Update::Error-Mode=any --quiet update >"$directory/log" 2>&1; then
    : >"$directory/ready"
  else
    : >"$directory/failed"
    return 1
  fi
}

# Makes `suite_apt` the options for suite $1; "own" is the system's release, as it is configured.
use_suite() {
  if [[ $1 == own ]]; then
    suite_apt=(-o "APT::Sandbox::User=root")
  else
    suite_options "$1"
  fi
}

# The version that a suite offers of package $1, empty if none. An installed version is not an offer.
offered_version() {
  apt-cache "${suite_apt[@]}" madison "$1" 2>/dev/null | awk -F' *\\| *' 'NR == 1 { print $2 }'
}

# Downloads package $1, if suite $2 offers it in version $3 or newer; prints the file.
download_from() {
  local version directory=$scratch/download-$1-$2 file
  use_suite "$2" || return 1
  version=$(offered_version "$1")
  [[ -n $version ]] && dpkg --compare-versions "$version" ge "$3" || return 1
  mkdir -p "$directory"
  (cd "$directory" && quietly apt-get "${suite_apt[@]}" --quiet download "$1=$version") || return 1
  for file in "$directory"/*.deb; do
    [[ -f $file ]] && printf '%s\n' "$file" && return 0
  done
  return 1
}

# The suites to look through, the system's own first.
suites() {
  local archive origin
  printf 'own\n'
  archive=$(main_archive) || return 0
  IFS='|' read -r _ _ origin _ <<<"$archive"
  # A fresh machine has no lists yet; then its own release is read like a newer one.
  [[ -n $(offered_somewhere) ]] || printf '%s\n' "$archive" | cut -d '|' -f 2
  newer_suites "$origin"
}

offered_somewhere() {
  apt-cache policy libc6 2>/dev/null | sed -n 's/^     *[0-9]* \(.*Packages\)/\1/p'
}
