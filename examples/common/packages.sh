# Sourced by the one-command scripts: need_packages PACKAGE...
# Installs the Debian packages that are missing where it may, or names them and gives up.

need_packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        echo "These packages are missing:$missing" >&2
        echo "Install them, then run this again:  sudo apt-get install$missing" >&2
        exit 2
    fi
    echo "installing$missing"
    log=$(mktemp)
    # shellcheck disable=SC2086 # a list of words, and an empty or one-word command
    if $as_root apt-get update -q >"$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qy --no-install-recommends \
            $missing >>"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "apt-get could not install$missing" >&2
    exit 2
}
