#!/usr/bin/env python3
"""Builds a miniport as a Windows driver file with the other tool chain that people have: GCC and the GNU linker for Windows.

    build_mingw.py --cc x86_64-w64-mingw32-gcc --output bochs.sys --exports ntos/export_list.h --include DIR... SOURCE...

The compiler's own headers expect those of the mingw runtime behind them, which a driver must not see: empty ones stand there.
"""
import argparse
import importlib.util
import pathlib
import subprocess
import sys
import tempfile

FLAGS = ["-std=gnu11", "-O2", "-ffreestanding", "-fms-extensions", "-fasynchronous-unwind-tables", "-mno-red-zone",
         "-mno-stack-arg-probe", "-mms-bitfields", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
         "-Wno-missing-field-initializers", "-nostdinc"]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"build_mingw.py: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def kernel_exports(listing):
    path = pathlib.Path(__file__).resolve().parents[2] / "miniport" / "sys" / "build_sys.py"
    spec = importlib.util.spec_from_file_location("build_sys", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module.exports(listing)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cc", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--exports", required=True, type=pathlib.Path)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("sources", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        for header in ("stdarg.h", "stddef.h", "stdint.h"):
            (place / header).touch()
        names = [f"    {name} DATA\n" if data else f"    {name}\n" for name, data in sorted(kernel_exports(args.exports).items())]
        (place / "k.def").write_text("LIBRARY ntoskrnl.exe\nEXPORTS\n" + "".join(names))
        run(args.cc.removesuffix("gcc") + "dlltool", "-d", place / "k.def", "-l", place / "k.a")
        own = run(args.cc, "-print-file-name=include")
        objects = []
        for number, source in enumerate(args.sources):
            objects.append(place / f"{number}.o")
            run(args.cc, *FLAGS, "-isystem", own, "-idirafter", place, *[f"-I{i}" for i in args.include], "-c", source, "-o", objects[-1])
        run(args.cc, "-shared", "-nostdlib", "-nostartfiles", "-Wl,--subsystem,native,--entry,DriverEntry,--dynamicbase,--nxcompat",
            "-Wl,--disable-auto-import,--no-insert-timestamp", "-o", args.output, *objects, place / "k.a")


main()
