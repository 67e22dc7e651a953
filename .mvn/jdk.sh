# Sourced by ./mvnw and ./jukung: point JAVA_HOME at a JDK 25 or newer, or say what is missing.
jukung_java_major() {
  # The first lines may be the JVM's word on JAVA_TOOL_OPTIONS.
  "$1/bin/java" -version 2>&1 | sed -n 's/^[a-z]* version "\([0-9]*\).*/\1/p'
}

jukung_find_jdk() {
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*2[5-9]* /opt/java/openjdk "${HOME:-/}/.sdkman/candidates/java/current"; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] || continue
    major=$(jukung_java_major "$candidate")
    if [ "${major:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "jukung: no JDK 25 or newer found. Install one (Debian: a package named temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it; looked at JAVA_HOME='${JAVA_HOME:-}', the javac on the PATH, /usr/lib/jvm, /opt/java/openjdk and SDKMAN." >&2
  return 1
}

jukung_find_jdk || exit 1
