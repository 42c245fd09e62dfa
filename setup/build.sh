# Builds the jars and, through Maven, the guests; lays the jars out for the launcher in target/app.
# shellcheck shell=bash disable=SC2154 # setup.sh and its other parts set home, cache, scratch

readonly app=$home/target/app

# What a build reads; a directory changes when a file in it comes or goes.
inputs_changed_since() {
  [[ -n $(find "$home/pom.xml" "$home/.mvn" "$home/setup" "$home"/*/pom.xml "$home"/*/src \
    -newer "$1" -print -quit) ]]
}

build_jars() {
  rm -rf "$home/cli/target/lib" "$home/bench/target/lib"
  (cd "$home" && quietly mvn --batch-mode --quiet -Dquickly -Dmaven.test.skip=true \
    --projects cli,bench --also-make package) ||
    fail "the build failed: see Maven's words above"
}

# Joins its arguments by colons.
class_path() {
  local IFS=:
  printf '%s\n' "$*"
}

# Copies the jars out of Maven's reach: a test run that makes them again does not disturb a guest
# that runs, nor the start-up cache, which knows the jars by their time and size. What bench needs
# beyond the command line goes to a directory of its own, so that `run` does not carry it.
stage_jars() {
  local stage=$1 jar
  mkdir -p "$stage/lib" "$stage/bench"
  cp -p "$home"/cli/target/cli-*.jar "$home"/cli/target/lib/*.jar "$stage/lib/"
  for jar in "$home"/bench/target/bench-*.jar "$home"/bench/target/lib/*.jar; do
    [[ ! -f $jar || -e $stage/lib/${jar##*/} ]] || cp -p "$jar" "$stage/bench/"
  done
}

# The options of every start. SerialGC starts soonest and guests' memory is not in the heap; the
# compilers are left alone, for the long runs need the second one. The JVM's own log goes to standard
# output, which is the guest's: it is off, so that a start-up cache which no longer fits (another
# JDK, touched jars) is passed over in silence.
java_options() {
  printf '%s\n' --enable-native-access=ALL-UNNAMED -Xlog:disable -XX:+UseSerialGC -XX:-UsePerfData
}

# Makes old class files fit for the start-up cache. Without it a start takes about 0.1 s longer.
modernise_jars() {
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$1/*" "$home/setup/ModernClassFiles.java" \
    "$1"/*.jar >/dev/null 2>&1 || say "old class files stay as they are: starts are slower"
}

# Lets one short run, of an image that is verified first, teach the JVM which classes to load and link
# ahead of time (JEP 483, 514).
# Without that cache everything works as well, only later: a failure is no failure.
train() {
  local options
  read -r -d '' -a options < <(java_options) || true
  "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$app/start.aot" "${options[@]}" "-Dcubicle.home=$home" \
    -cp "$1" dev.cubicle.cli.Main run call >/dev/null 2>&1 </dev/null &&
    [[ -s $app/start.aot ]] && return 0
  rm -f "$app/start.aot"
  return 1
}

# Writes what the launcher reads. $1…: the options of java.
write_launch() {
  local file=$1
  shift
  {
    printf 'launch_home=%q\n' "$home"
    printf 'launch_java=%q\n' "$JAVA_HOME/bin/java"
    printf 'launch_unicorn=%q\n' "$(system_unicorn)"
    printf 'launch_capstone=%q\n' "$(system_capstone)"
    printf 'launch_class_path=%q\n' "$(class_path "$app"/lib/*.jar)"
    printf 'launch_bench_class_path=%q\n' "$(class_path "$app"/bench/*.jar)"
    printf 'launch_options=('
    printf ' %q' "$@"
    printf ' )\n'
  } >"$file"
}

# Is the last build good: nothing changed since, same JDK, same place?
is_built() {
  local launch_home='' launch_java=''
  [[ -f $app/launch.sh ]] || return 1
  # shellcheck source=/dev/null
  source "$app/launch.sh"
  [[ $launch_home -ef $home && $launch_java -ef $JAVA_HOME/bin/java ]] &&
    ! inputs_changed_since "$app/launch.sh"
}

build() {
  local began options
  lock "$home/target"
  if ! is_built; then
    say "building…"
    # Files that change during the build are newer than this one, so they are seen at the next start.
    began=$scratch/began
    : >"$began"
    build_jars
    stage_jars "$scratch/app"
    modernise_jars "$scratch/app/lib"
    rm -rf "$app"
    mv "$scratch/app" "$app"
    read -r -d '' -a options < <(java_options) || true
    if train "$(class_path "$app"/lib/*.jar)"; then
      options+=("-XX:AOTCache=$app/start.aot")
    fi
    write_launch "$scratch/launch.sh" "${options[@]}"
    touch -r "$began" "$scratch/launch.sh"
    publish "$scratch/launch.sh" "$app/launch.sh"
  fi
  unlock
}
