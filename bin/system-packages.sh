# Sourced by bin/setup: which Debian packages are missing, and how they come in.

# `find_library` is what WeasyPrint's own loading comes down to, and it knows each platform's names.
has_libraries() {
    "$1" -c 'import ctypes.util, sys; sys.exit(not all(map(ctypes.util.find_library, sys.argv[1:])))' "${@:2}"
}

missing_for_run() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    has_libraries "$1" pango-1.0 pangoft2-1.0 || echo libpango-1.0-0 libpangoft2-1.0-0
    has_libraries "$1" harfbuzz harfbuzz-subset || echo libharfbuzz0b libharfbuzz-subset0
    has_libraries "$1" fontconfig || echo libfontconfig1
}

missing_for_tests() {
    command -v chromium-headless-shell >/dev/null || echo chromium-headless-shell
    command -v redis-server >/dev/null || echo redis-server
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || echo postgresql
    command -v java >/dev/null || echo default-jre-headless
    command -v xgettext >/dev/null || echo gettext
    command -v qpdf >/dev/null || echo qpdf
    command -v pdftotext >/dev/null || echo poppler-utils
    command -v npm >/dev/null || echo npm
    command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || echo nginx-light
    command -v wrk >/dev/null || echo wrk
    command -v systemd-analyze >/dev/null || echo systemd
}

missing_packages() {
    missing_for_run "$1"
    if [ "$2" = tests ]; then
        missing_for_tests
    fi
}

install_packages() {
    local packages
    packages=$(echo "$1" | tr '\n' ' ')
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "These system packages (Debian's names) are missing: $packages" >&2
        echo "Install them and call this command again, for example: sudo apt-get install $packages" >&2
        exit 1
    fi
    echo "Installing system packages: $packages"
    apt-get update --quiet=2
    # shellcheck disable=SC2086 -- a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $packages >/dev/null
}
