# Sourced by the launchers: brings a Debian 12 machine with the .NET SDK to the state in which the program runs.
# Each step first asks, cheaply, whether it has anything to do.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
packages=(libdnnl2 cmake g++ make libdlib-dev libdlib-data libvips42)

say() { printf 'mien: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command with its output kept in a log, which is shown only if the command fails.
quietly() {
    local log=$artifacts/set-up.log
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        die "failed: $* (its output is above and in ${log#"$root"/})"
    fi
}

# From here to the end of the set-up this process is alone with the artefacts: others that start now wait, then find them done.
# What is started meanwhile holds the lock too, so that it outlives a set-up that is killed, but not what it started.
alone() {
    [[ ! ${MIEN_SET_UP_LOCKED-} ]] || return 0
    if ! mkdir -p "$artifacts" 2>/dev/null || ! { true >>"$artifacts/set-up.lock"; } 2>/dev/null; then
        die "this checkout is not set up, and $(id -un) may not write to $artifacts: start it once as $(stat -c %U "$root"), or use a copy of your own"
    fi
    exec 9>>"$artifacts/set-up.lock"
    flock -n 9 || { say "another start is setting up; waiting for it"; flock 9; }
    export MIEN_SET_UP_LOCKED=1 # a build that comes back here has the lock already
}

# Ends what alone began; each launcher calls it when all is there.
set_up_done() {
    [[ ${MIEN_SET_UP_LOCKED-} ]] || return 0
    exec 9>&-
    unset MIEN_SET_UP_LOCKED
}

# One word for what files are: it changes with any name, size or date, in whatever direction.
fingerprint() {
    { find "$@" -type f -not -path '*/artifacts/*' -printf '%p %s %T@\n' 2>/dev/null || true; } | LC_ALL=C sort | cksum
}

# As fingerprint, for artefacts: names and sizes, since a build that changes nothing may date them anew.
sizes() {
    { stat -L -c '%n %s' "$@" 2>/dev/null || true; } | cksum
}

need_dotnet() {
    command -v dotnet >/dev/null || die "the .NET 10 SDK is missing: install it, then run this again (package dotnet-sdk-10.0)"
}

need_packages() {
    local missing=() name state
    local -A installed=()
    while read -r name state; do
        [[ $state == installed ]] && installed[$name]=1
    done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null)
    for name in "${packages[@]}"; do
        [[ ${installed[$name]-} ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    if [[ ! ${MIEN_SET_UP_LOCKED-} ]]; then
        alone
        need_packages # another start may have installed them meanwhile
        return
    fi

    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "packages are missing: as root, run: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"
}

# Does a step unless it is done: step NAME "SOURCES" "ARTEFACTS" COMMAND... The stamp of a step says what the sources and what the
# artefacts were when it ended, so that artefacts which were cut short since, or lost, are made again. A step that was killed leaves
# its mark: the next one gets again=1 and begins from nothing.
step() {
    local stamp=$artifacts/$1.stamp mark=$artifacts/$1.started sources again=
    local -a from made
    IFS=: read -ra from <<<"$2"
    sources=$(fingerprint "${from[@]}")
    is_done() { [[ -e $stamp && ! -e $mark ]] && made_of "$1" && [[ $(<"$stamp") == "$sources $(sizes "${made[@]}")" ]]; }
    made_of() { local IFS=; made=($1); } # patterns are filled in, spaces stay
    is_done "$3" && return
    alone
    is_done "$3" && return
    [[ ! -e $mark ]] || again=1
    : >"$mark"
    "${@:4}"
    made_of "$3"
    [[ -s ${made[0]} ]] || die "failed: ${made[0]#"$root"/} was not made (see artifacts/set-up.log)"
    printf '%s\n' "$sources $(sizes "${made[@]}")" >"$stamp.new"
    mv "$stamp.new" "$stamp"
    rm -f "$mark"
}

# Builds the shim over dlib and the flat copy of the landmark model into artifacts/native; half a minute, once.
need_native() {
    step native "$root/native/CMakeLists.txt:$root/native/exports.map:$root/native/src" "$artifacts/native/*.*" build_native
}

build_native() {
    local build=$artifacts/native/build
    say "building the native part"
    [[ ! ${again-} ]] || rm -rf "$artifacts/native"
    quietly cmake -S "$root/native" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$artifacts/native"
    quietly cmake --build "$build" --parallel 2
    quietly cmake --install "$build"
    quietly "$build/flatten-landmarks" /usr/share/dlib/shape_predictor_68_face_landmarks.dat "$artifacts/native/mien_faces.landmarks"
}

# Builds a project or the solution in Release: need_build NAME TARGET ARTEFACTS SOURCES...
need_build() {
    local IFS=:
    step "$1" "${*:4}:$root/Directory.Build.props:$root/Directory.Packages.props:$root/global.json:$root/.editorconfig" "$3" build_managed "$2"
}

# No build servers stay behind: they would hold the lock.
build_managed() {
    say "building"
    local -a from_nothing=()
    [[ ! ${again-} ]] || from_nothing=(--no-incremental)
    quietly dotnet build "$root/$1" -c Release -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false "${from_nothing[@]}"
}
