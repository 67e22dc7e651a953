# Sourced by ./mvnw and ./jukung: point JAVA_HOME at a JDK 25 or newer, or say what is missing.
jukung_java_major() {
  "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
}

jukung_find_jdk() {
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/temurin-2[5-9]* /usr/lib/jvm/java-2[5-9]-* /usr/lib/jvm/jdk-2[5-9]* /opt/java/openjdk; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] || continue
    major=$(jukung_java_major "$candidate")
    if [ "${major:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "jukung: no JDK 25 or newer found. Install one (Debian: a package named temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it; looked at JAVA_HOME='${JAVA_HOME:-}', /usr/lib/jvm/* and /opt/java/openjdk." >&2
  return 1
}

jukung_find_jdk || exit 1
