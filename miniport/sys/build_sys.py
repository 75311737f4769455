#!/usr/bin/env python3
"""Builds a miniport as the Windows driver file that it is meant to be, from the sources of the native build.

clang compiles for the msvc target with ddi/ as the only headers, lld links a native-subsystem image against an import library
that has exactly the rows of ntos/export_list.h that Windows exports, and the PE checksum, which lld leaves 0, is filled in. The
same input gives the same bytes. Beside the output lies NAME.pdb, its symbols.

    build_sys.py --name bochs --output bochs.sys --include DIR... --define NAME=VALUE... SOURCE...
"""
import argparse
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = "--target=x86_64-pc-windows-msvc"
# Frames are small (no stack probe), nothing may need the kit's security cookie or flow guard, and unwind tables are always there.
FLAGS = ["-fgnuc-version=4.2.1", "-O2", "-ffreestanding", "-fms-extensions", "-fasynchronous-unwind-tables",
         "-g", "-gcodeview", "-mno-red-zone", "-mno-stack-arg-probe", "-nostdinc", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
         "-Wno-missing-field-initializers"]
# In C++, without what needs a runtime library.
LANGUAGE = {".c": ["-std=gnu11"], ".cpp": ["-std=gnu++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"]}


def fail(message):
    sys.exit(f"build_sys.py: {message}")


def run(*command, place=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=place)
    if done.returncode:
        fail(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def exports(listing):
    """Names Windows' kernel exports, and which are variables: the rows without NATIVE and INLINE."""
    rows = re.findall(r"^EXPORT(?:_IMAGE)?\((\w+), (\w+), (\w+), \w+, ([^)]*)\)", listing.read_text(), re.M)
    if len(rows) < 100:
        fail(f"{listing}: only {len(rows)} rows were understood")
    return {name: "DATA" in flags for name, _, _, flags in rows if "NATIVE" not in flags and "INLINE" not in flags}


def import_library(directory, number, module, lines):
    definition, library = directory / f"{number}.def", directory / f"{number}.lib"
    definition.write_text(f"LIBRARY {module}\nEXPORTS\n" + "".join(f"    {line}\n" for line in lines))
    run("llvm-dlltool", "-m", "i386:x86-64", "-d", definition, "-l", library)
    return library


def import_libraries(directory, args):
    """Of the kernel, and of modules that tests name: MODULE=NAME,NAME@ORDINAL..."""
    others = [(module, names.split(",")) for module, _, names in (row.partition("=") for row in args.library)]
    elsewhere = {name.split("@")[0] for _, names in others for name in names}
    kernel = [f"{name} DATA" if data else name for name, data in sorted(exports(args.exports).items()) if name not in elsewhere]
    libraries = [import_library(directory, 0, "ntoskrnl.exe", kernel + args.imports)]
    for number, (module, names) in enumerate(others, 1):
        lines = [name.replace("@", " @") + " NONAME" if "@" in name else name for name in names]
        libraries.append(import_library(directory, number, module, lines))
    return libraries


def defines_of(source, args):
    """Those that are for sources of its folder alone."""
    return [define for folder, define in args.define_in if source.resolve().parent == pathlib.Path(folder).resolve()]


def from_root(path):
    """Relative to the repository, for what lies in it: the compiler writes its command line into the symbols."""
    path = pathlib.Path(path).resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def compile_all(directory, args):
    resources = run("clang", "-print-resource-dir").strip()
    objects = []
    for number, source in enumerate(sorted(args.sources, key=lambda source: (source.name, source.parent.name))):  # however they were found
        out = directory / f"{number:02}_{source.name}.obj"
        name = from_root(source)
        run("clang", TARGET, *FLAGS, *args.flag, *LANGUAGE[source.suffix], "-isystem", f"{resources}/include", *[f"-I{from_root(i)}" for i in args.include],
            *[f"-D{d}" for d in args.define + defines_of(source, args)], f"-fmacro-prefix-map={name.parent}=.",
            "-ffile-compilation-dir=.", "-c", name, "-o", out, place=ROOT)
        objects.append(out)
    return objects


VERSION_RC = """1 VERSIONINFO
FILEVERSION {commas}
PRODUCTVERSION {commas}
FILEFLAGSMASK 0x3fL
FILEFLAGS 0x0L
FILEOS 0x40004L
FILETYPE 0x3L
FILESUBTYPE 0x4L
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "CompanyName", "openwddm"
      VALUE "FileDescription", "{description}"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "{name}.sys"
      VALUE "LegalCopyright", "MIT licence"
      VALUE "OriginalFilename", "{name}.sys"
      VALUE "ProductName", "openwddm"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
"""


def version_resource(directory, args):
    parts = (args.version.split(".") + ["0"] * 4)[:4]
    script, out = directory / "version.rc", directory / "version.res"
    script.write_text(VERSION_RC.format(commas=",".join(parts), version=".".join(parts), name=args.name,
                                        description=args.description))
    run("llvm-rc", "/FO", out, script)
    return out


def checksum(image, field):
    """The 16-bit one's complement sum of the file without the field, plus its length."""
    data = bytes(image[:field]) + b"\0\0\0\0" + bytes(image[field + 4:])
    data += b"\0" * (-len(data) % 2)
    total = sum(struct.unpack(f"<{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return (total + len(image)) & 0xFFFFFFFF


def checksum_field(image):
    return struct.unpack_from("<I", image, 0x3C)[0] + 24 + 64


def seal(path):
    image = bytearray(path.read_bytes())
    field = checksum_field(image)
    struct.pack_into("<I", image, field, checksum(image, field))
    path.write_bytes(image)


def link(directory, args, objects, libraries):
    """In the folder of the objects, with relative names only: what the .pdb says of them is in the identity that file and .pdb share."""
    name = args.output.stem
    run("lld-link", "/driver", "/subsystem:native", f"/entry:{args.entry}", "/nodefaultlib", "/dynamicbase", "/nxcompat", "/Brepro",
        "/debug", f"/pdb:{name}.pdb", f"/pdbaltpath:{name}.pdb", "/pdbsourcepath:.", f"/out:{name}.sys",
        *[f"/export:{export},DATA" for export in args.export],
        *[o.name for o in objects], "version.res", *[pathlib.Path(l).name for l in libraries], *args.link, place=directory)
    shutil.copyfile(directory / f"{name}.sys", args.output)
    shutil.copyfile(directory / f"{name}.pdb", args.output.with_suffix(".pdb"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", required=True)
    parser.add_argument("--description", default="openwddm display miniport")
    parser.add_argument("--version", default="0.1.0.0")
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--exports", required=True, type=pathlib.Path, help="ntos/export_list.h")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--define", action="append", default=[])
    parser.add_argument("--define-in", action="append", default=[], nargs=2, metavar=("FOLDER", "NAME=VALUE"),
                        help="a definition for the sources in one folder")
    parser.add_argument("--entry", default="DriverEntry")
    parser.add_argument("--export", action="append", default=[], help="a variable that the file exports, for tests")
    parser.add_argument("--import", action="append", default=[], dest="imports", help="one more name of ntoskrnl.exe, for tests")
    parser.add_argument("--library", action="append", default=[], metavar="MODULE=NAME,...",
                        help="one more module to import from, for tests; NAME@NUMBER is imported by number")
    parser.add_argument("--link", action="append", default=[], help="one more for the linker, as --link=/filealign:4096")
    parser.add_argument("--flag", action="append", default=[], help="one more for the compiler, as --flag=-Os; the last wins")
    parser.add_argument("sources", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        directory = pathlib.Path(place)
        objects = compile_all(directory, args)
        version_resource(directory, args)
        link(directory, args, objects, import_libraries(directory, args))
    seal(args.output)


if __name__ == "__main__":
    main()
