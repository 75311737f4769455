#!/bin/sh
# Judges the headers the way a driver for Windows sees them: compiles layout.c, whose assertions are the test, for the
# Windows target, and then the headers alone as C++, because many drivers are written in it.
# Usage: windows_target.sh CLANG LAYOUT.C DDI_DIRECTORY AT VERSION; CLANG is empty when there is none.
set -eu

clang=$1 source=$2 headers=$3 at=$4 version=$5
if [ -z "$clang" ]; then
    echo "SKIP: no clang, so nothing here can compile for Windows; install clang"
    exit 77
fi

compile() {
    "$clang" --target=x86_64-pc-windows-msvc -fms-extensions -ffreestanding -nostdinc \
        -isystem "$("$clang" -print-resource-dir)/include" -I "$headers" \
        -Wall -Wextra -Werror -Wno-unused-parameter -fsyntax-only "-DAT=$at" "-DDXGKDDI_INTERFACE_VERSION=$version" "$@"
}

compile -std=c11 "$source"
printf '#include "dispmprt.h"\n#include "callback_list.h"\n#include "d3dkmthk.h"\n' | compile -x c++ -std=c++17 -
