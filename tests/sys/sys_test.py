#!/usr/bin/env python3
"""The drivers as Windows' files: form, imports, checksum, version, reproducibility, signing, and the INFs that install them.

    sys_test.py SOURCE-ROOT WDDM FILE.sys...
"""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv[1])
WDDM = sys.argv[2]
FILES = [pathlib.Path(f) for f in sys.argv[3:]]
SYS = ROOT / "miniport" / "sys"


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


build_sys = load(SYS / "build_sys.py")


class Image:
    """As much of a PE image as the tests look at."""

    def __init__(self, data):
        self.data = data
        self.pe = struct.unpack_from("<I", data, 0x3C)[0]
        self.machine, count = struct.unpack_from("<HH", data, self.pe + 4)
        size = struct.unpack_from("<H", data, self.pe + 20)[0]
        self.optional = self.pe + 24
        self.magic = struct.unpack_from("<H", data, self.optional)[0]
        self.subsystem, self.characteristics = struct.unpack_from("<HH", data, self.optional + 68)
        self.directories = [struct.unpack_from("<II", data, self.optional + 112 + 8 * i) for i in range(16)]
        self.sections = []
        for i in range(count):
            at = self.optional + size + 40 * i
            name = data[at:at + 8].rstrip(b"\0").decode()
            vsize, rva, rsize, offset = struct.unpack_from("<IIII", data, at + 8)
            self.sections.append((name, rva, vsize, offset, rsize, struct.unpack_from("<I", data, at + 36)[0]))

    def at(self, rva):
        for _, start, vsize, offset, rsize, _ in self.sections:
            if start <= rva < start + max(vsize, rsize):
                return offset + rva - start
        raise ValueError(f"rva {rva:#x} is in no section")

    def text(self, rva):
        start = self.at(rva)
        return self.data[start:self.data.index(b"\0", start)].decode()

    def imports(self):
        """(library, name) of each."""
        rva = self.directories[1][0]
        while rva:
            lookup, _, _, name, _ = struct.unpack_from("<IIIII", self.data, self.at(rva))
            if not name:
                return
            while True:
                entry = struct.unpack_from("<Q", self.data, self.at(lookup))[0]
                if not entry:
                    break
                yield self.text(name), self.text(entry + 2) if not entry >> 63 else f"#{entry & 0xFFFF}"
                lookup += 8
            rva += 20


class DriverFiles(unittest.TestCase):
    def images(self):
        self.assertTrue(FILES, "no .sys was built: install clang, lld and llvm (scripts/install-packages check)")
        for path in FILES:
            with self.subTest(file=path.name):
                yield path, Image(path.read_bytes())

    def test_is_a_native_64_bit_image_that_may_be_moved(self):
        for _, image in self.images():
            self.assertEqual((image.machine, image.magic, image.subsystem), (0x8664, 0x20B, 1))
            self.assertEqual(image.characteristics & 0x140, 0x140)  # dynamic base, no execute
            self.assertTrue(image.directories[5][1], "no relocations")
            self.assertTrue(image.directories[3][1], "no unwind table")

    def test_no_section_is_writable_and_executable(self):
        for _, image in self.images():
            for name, *_, flags in image.sections:
                self.assertNotEqual(flags & 0xA0000000, 0xA0000000, name)

    def test_imports_only_what_windows_kernel_exports(self):
        known = set(build_sys.exports(ROOT / "ntos" / "export_list.h"))
        known |= set(build_sys.COMPILER_NEEDS)
        for _, image in self.images():
            imports = list(image.imports())
            self.assertGreater(len(imports), 5)
            self.assertEqual({library for library, _ in imports}, {"ntoskrnl.exe"})
            self.assertEqual([name for _, name in imports if name not in known], [])

    def test_the_checksum_is_that_of_the_file(self):
        for _, image in self.images():
            field = build_sys.checksum_field(image.data)
            stored = struct.unpack_from("<I", image.data, field)[0]
            self.assertEqual(stored, build_sys.checksum(image.data, field))
            changed = bytearray(image.data)
            changed[-1] ^= 1
            self.assertNotEqual(stored, build_sys.checksum(changed, field))

    def test_has_its_version(self):
        for path, image in self.images():
            self.assertIn((path.stem + ".sys").encode("utf-16-le"), image.data)
            self.assertIn("ProductVersion".encode("utf-16-le"), image.data)

    def test_nothing_of_the_machine_is_in_it(self):
        for _, image in self.images():
            self.assertNotIn(str(ROOT).encode(), image.data)
            self.assertIsNone(re.search(rb"\.pdb\0", image.data))

    def test_the_same_sources_give_the_same_bytes(self):
        for path, image in self.images():
            name = path.stem
            sources = sorted((ROOT / "miniport" / name).glob("*.c"))
            with tempfile.TemporaryDirectory() as place:
                outs = [pathlib.Path(place) / "one" / f"{name}.sys", pathlib.Path(place) / "two" / f"{name}.sys"]
                for out in outs:
                    out.parent.mkdir()
                    subprocess.run([SYS / "build_sys.py", "--name", name, "--output", out, "--exports",
                                    ROOT / "ntos" / "export_list.h", "--include", ROOT / "ddi", "--include", ROOT / "device",
                                    "--include", ROOT / "miniport" / "common", "--include", ROOT / "miniport" / name,
                                    *sources, *sorted((ROOT / "miniport" / "common").glob("*.c")), SYS / "displib.c"],
                                   check=True)
                self.assertEqual(outs[0].read_bytes(), outs[1].read_bytes())

    def test_can_be_signed_for_testing(self):
        for tool in ("openssl", "osslsigncode"):
            self.assertTrue(shutil.which(tool), f"{tool} is missing (scripts/install-packages check)")
        for path, image in self.images():
            with tempfile.TemporaryDirectory() as place:
                subprocess.run([SYS / "test_sign", path, f"{place}/signed.sys"], check=True, stdout=subprocess.DEVNULL,
                               env={**os.environ, "OPENWDDM_KEYS": place})
                signed = Image(pathlib.Path(place, "signed.sys").read_bytes())
                self.assertTrue(signed.directories[4][1], "no certificate table")
                self.assertEqual(signed.data[0x400:len(image.data)], image.data[0x400:])

    def test_info_shows_what_it_wants_of_the_kernel(self):
        for path, image in self.images():
            with tempfile.TemporaryDirectory() as place:
                done = subprocess.run([WDDM, "info", path, "--json", f"{place}/info.json"], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                info = json.loads(pathlib.Path(place, "info.json").read_text())
            self.assertTrue(info["checksum_good"])
            self.assertEqual([i["name"] for i in info["imports"]], [name for _, name in image.imports()])
            missing = [i["name"] for i in info["imports"] if not i["provided"]]
            self.assertEqual(sorted(missing), sorted(set(missing) & set(build_sys.COMPILER_NEEDS)))
            self.assertIn("through \\Device\\DxgKrnl", done.stdout)

    def test_info_says_why_a_file_is_no_driver(self):
        for path, image in self.images():
            for name, data, words in (("cut.sys", image.data[:5000], "truncated"), ("elf.sys", b"\x7fELF" + bytes(100), "ELF"),
                                      ("empty.sys", b"", "MZ")):
                with tempfile.TemporaryDirectory() as place:
                    file = pathlib.Path(place, name)
                    file.write_bytes(data)
                    done = subprocess.run([WDDM, "info", file], capture_output=True, text=True)
                self.assertEqual(done.returncode, 2)
                self.assertIn(words, done.stderr)


class InfFiles(unittest.TestCase):
    def judge(self, path, name):
        done = subprocess.run([SYS / "check_inf.py", path, "--sys", f"{name}.sys"], capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_each_is_good(self):
        infs = sorted(SYS.glob("*.inf"))
        self.assertGreaterEqual(len(infs), 2)
        for inf in infs:
            self.assertEqual(self.judge(inf, inf.stem), (0, ""), inf.name)

    def test_each_fault_is_named(self):
        good = (SYS / "bochs.inf").read_text()
        faults = [
            ("Class       = Display", "Class       = Net", "Class = Net"),
            ("{4d36e968", "{4d36e969", "ClassGuid"),
            ("CatalogFile = bochs.cat\n", "", "no CatalogFile"),
            ("DriverVer   = 11/21/2026,0.1.0.0", "DriverVer   = 2026-11-21", "DriverVer"),
            ("PnpLockdown = 1\n", "", "PnpLockdown"),
            ("Models,NTamd64.6.2", "Models", "NTamd64"),
            ("PCI\\VEN_1234&DEV_1111", "PCI\\VEN_1234", "hardware id"),
            ("bochs.sys = 1\n", "", "SourceDisksFiles"),
            ("[Install.Files]", "[Install.File]", "[Install.Files]"),
            ("AddService = bochs, 0x00000002", "AddService = bochs, 0x00000000", "0x2"),
            ("ServiceType   = 1", "ServiceType   = 2", "ServiceType"),
            ("%13%\\bochs.sys", "%13%\\other.sys", "not copied"),
            ('Device   = "Bochs display (display only)"\n', "", "%Device%"),
            ("[EventLog]", "[EventLogs]", "[EventLog]"),
        ]
        for old, new, named in faults:
            self.assertIn(old, good)
            with tempfile.NamedTemporaryFile("w", suffix=".inf") as inf, self.subTest(fault=named):
                inf.write(good.replace(old, new))
                inf.flush()
                status, text = self.judge(inf.name, "bochs")
                self.assertEqual(status, 1)
                self.assertIn(named, text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
