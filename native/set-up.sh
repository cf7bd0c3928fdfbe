# Sourced by the launchers: brings a Debian 12 machine with the .NET SDK to the state in which the program runs.
# Each step first asks, cheaply, whether it has anything to do.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
packages=(libdnnl2 cmake g++ make pkg-config libdlib-dev libdlib-data libvips-dev liblcms2-dev libexif-dev)

say() { printf 'mien: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command with its output kept in a log, which is shown only if the command fails.
quietly() {
    local log=$artifacts/set-up.log
    mkdir -p "$artifacts"
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        die "failed: $* (its output is above and in ${log#"$root"/})"
    fi
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

    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "packages are missing: as root, run: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# True if the stamp of a step is missing or older than any of the sources given after it.
stale() {
    local stamp=$1
    shift
    [[ ! -e $stamp || -n $(find "$@" -newer "$stamp" -not -path '*/artifacts/*' -print -quit 2>/dev/null) ]]
}

# Builds the shim over dlib and libvips into artifacts/native; half a minute, once.
need_native() {
    local stamp=$artifacts/native.stamp build=$artifacts/native/build
    [[ ! -e $artifacts/native/libmien_faces.so ]] || stale "$stamp" "$root"/native/CMakeLists.txt "$root"/native/src || return 0
    say "building the native part"
    mkdir -p "$artifacts"
    : >"$artifacts/native.started"
    quietly cmake -S "$root/native" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$artifacts/native"
    quietly cmake --build "$build" --parallel 2
    quietly cmake --install "$build"
    mv "$artifacts/native.started" "$stamp"
}

# Builds a project or the solution in Release: need_build STAMP_NAME TARGET SOURCES...
need_build() {
    local stamp=$artifacts/$1.stamp target=$2 started=$artifacts/$1.started
    shift 2
    stale "$stamp" "$@" "$root"/Directory.*.props "$root"/global.json "$root"/.editorconfig || return 0
    say "building"
    mkdir -p "$artifacts"
    : >"$started"
    quietly dotnet build "$root/$target" -c Release -v quiet -nologo
    mv "$started" "$stamp" # a source saved during the build is newer than this
}
