#!/bin/sh
# Every header of ddi/ can be the first and only one of a driver for Windows, in C and in C++. No clang: nothing to compile with.
# headers_alone.sh CLANG DDI-DIRECTORY
set -eu
[ -n "$1" ] || { echo "SKIP: no clang, so nothing here can compile for Windows; install clang"; exit 77; }
include=$("$1" -print-resource-dir)/include
for header in "$2"/*.h "$2"/crt/*.h; do
    case "${header##*/}" in
    ddi_list.h | callback_list.h | wdm_*.h | poppack.h) continue ;; # parts of others
    esac
    for kind in "c 0x300E" "c++ 0x8001"; do
        language=${kind% *} version=${kind#* }
        echo "#include \"$header\"" | "$1" --target=x86_64-pc-windows-msvc -fgnuc-version=4.2.1 -fms-extensions -ffreestanding \
            -nostdinc -isystem "$include" -I"$2" -I"$2/crt" -DDXGKDDI_INTERFACE_VERSION=$version -Wall -Wextra -Werror \
            -Wno-unused-function -Wno-pragma-pack -fsyntax-only -x $language - || { echo "$header, $language, $version"; exit 1; }
    done
done
