#!/bin/sh
# The library as another program meets it: installed, found by pkg-config, the example compiled and run against it alone.
# CC may have words (ccache cc). Usage: pkg_config.sh MESON BUILD_DIRECTORY CC EXAMPLE.C SCRATCH_DIRECTORY
set -eu

meson=$1 build=$2 cc=$3 example=$4 scratch=$5
if ! command -v pkg-config >/dev/null; then
    echo "SKIP: no pkg-config; install it"
    exit 77
fi
rm -rf "$scratch"
DESTDIR="$scratch" "$meson" install -C "$build" --no-rebuild --quiet --tags devel,runtime
pc=$(find "$scratch" -name openwddm.pc)
prefix=$scratch$(sed -n 's/^prefix=//p' "$pc")
export PKG_CONFIG_PATH="${pc%/*}"
flags=$(pkg-config --define-variable=prefix="$prefix" --cflags --libs openwddm)
# shellcheck disable=SC2086
$cc -std=gnu11 -Wall -Wextra -Werror -Wno-unused-parameter "$example" $flags -o "$scratch/fill"
library=$(find "$scratch" -name libopenwddm.so.0)
LD_LIBRARY_PATH="${library%/*}" "$scratch/fill"
# Nothing but the thunks and the machine is exported.
if nm -D --defined-only "$library" | awk '{print $3}' | sed 's/@.*//' | grep -v -E '^(D3DKMT|openwddm_)'; then
    echo "the library exports more than D3DKMT* and openwddm_*"
    exit 1
fi
