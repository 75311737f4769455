#!/usr/bin/env python3
"""The drivers as Windows' files: form, imports, checksum, version, reproducibility, signing, and the INFs that install them.

    sys_test.py SOURCE-ROOT WDDM PNG-EQUAL SYS-IDS FILE.sys...
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
WDDM = pathlib.Path(sys.argv[2]).resolve()
PNG_EQUAL = pathlib.Path(sys.argv[3]).resolve()
IDS = pathlib.Path(sys.argv[4]).resolve()
FILES = [pathlib.Path(f).resolve() for f in sys.argv[5:]]
SYS = ROOT / "miniport" / "sys"

def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


build_sys = load(SYS / "build_sys.py")
check_inf = load(SYS / "check_inf.py")


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
            version = self.version(image)
            self.assertEqual(version["OriginalFilename"], path.name)
            self.assertEqual(version["InternalName"], path.name)
            self.assertEqual(version["FileVersion"], version["ProductVersion"])
            for name in ("CompanyName", "FileDescription", "LegalCopyright", "ProductName"):
                self.assertTrue(version[name], name)
            fixed = image.data.index(struct.pack("<I", 0xFEEF04BD))
            _, _, high, low, product_high, product_low, _, flags, system, kind, subkind = struct.unpack_from("<11I", image.data, fixed)
            numbers = ".".join(str(n) for n in (high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF))
            self.assertEqual((numbers, product_high, product_low), (version["FileVersion"], high, low))
            self.assertEqual((flags, system, kind, subkind), (0, 0x40004, 3, 4))  # released, NT, a driver, of a display
            # The INF says of itself the version that it installs.
            self.assertIn("," + numbers, check_inf.Inf(SYS / f"{path.stem}.inf").get("Version", "DriverVer")[1])

    @staticmethod
    def version(image):
        """The strings of the version resource."""
        text = image.data[image.directories[2][0] and image.at(image.directories[2][0]):].decode("utf-16-le", "replace")
        names = ("CompanyName", "FileDescription", "FileVersion", "InternalName", "LegalCopyright", "OriginalFilename", "ProductName",
                 "ProductVersion")
        return {name: re.search(name + "\0+([^\0]+)\0", text)[1] for name in names}

    def test_nothing_of_the_machine_is_in_it(self):
        for path, image in self.images():
            self.assertNotIn(str(ROOT).encode(), path.with_suffix(".pdb").read_bytes())
            self.assertNotIn(str(ROOT).encode(), image.data)
            self.assertEqual(re.findall(rb"[^\0]*\.pdb\0", image.data[image.data.index(b"RSDS") + 24:]), [path.stem.encode() + b".pdb\0"])

    def test_the_same_sources_give_the_same_bytes(self):
        """Wherever they and the output lie: built once more from a copy of the tree."""
        for path, image in self.images():
            name = path.stem
            with tempfile.TemporaryDirectory() as place:
                copy, out = pathlib.Path(place, "elsewhere"), pathlib.Path(place, "out", f"{name}.sys")
                for folder in ("ddi", "device", "miniport"):
                    shutil.copytree(ROOT / folder, copy / folder)
                shutil.copytree(ROOT / "ntos", copy / "ntos", ignore=lambda folder, names: {n for n in names if n.endswith(".c")})
                out.parent.mkdir()
                miniport = copy / "miniport"
                version = self.version(image)
                subprocess.run([miniport / "sys" / "build_sys.py", "--name", name, "--output", out, "--description",
                                version["FileDescription"], "--version", version["FileVersion"], "--exports",
                                copy / "ntos" / "export_list.h", "--include", copy / "ddi", "--include", copy / "device", "--include",
                                miniport / "common", "--include", miniport / name, *(miniport / name).glob("*.c"), *(miniport / "common").glob("*.c"),
                                miniport / "sys" / "displib.c"], check=True, cwd=place)
                self.assertEqual(out.read_bytes(), image.data)

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
                # The signature holds, and no longer when a byte of code is another.
                verify = ["osslsigncode", "verify", "-CAfile", f"{place}/test.crt", "-in"]
                done = subprocess.run([*verify, f"{place}/signed.sys"], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                changed = bytearray(signed.data)
                changed[0x410] ^= 1
                pathlib.Path(place, "changed.sys").write_bytes(changed)
                self.assertNotEqual(subprocess.run([*verify, f"{place}/changed.sys"], capture_output=True).returncode, 0)
                # It is a driver as before.
                done = subprocess.run([WDDM, "desktop", f"{place}/signed.sys", "--device", {"bochs": "bochs-display"}.get(path.stem, path.stem),
                                       "--source", "pattern:64x48", "--frames", "2"], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertNotIn("checksum", done.stderr)

    def test_info_shows_what_it_wants_of_the_kernel(self):
        for path, image in self.images():
            with tempfile.TemporaryDirectory() as place:
                done = subprocess.run([WDDM, "info", path, "--json", f"{place}/info.json"], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                info = json.loads(pathlib.Path(place, "info.json").read_text())
            self.assertTrue(info["checksum_good"])
            self.assertEqual([i["name"] for i in info["imports"]], [name for _, name in image.imports()])
            self.assertEqual([i["name"] for i in info["imports"] if i["state"] != "provided"], [])
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


class RunningFiles(unittest.TestCase):
    """The files at work: wddm takes one wherever it takes a driver."""

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def wddm(self, *arguments):
        return subprocess.run([WDDM, *arguments], capture_output=True, text=True, timeout=120, cwd=self.place)

    def build(self, name, source):
        """A driver of a few lines; '#' stands for the headers."""
        file = self.place / f"{name}.c"
        file.write_text(source.replace("#", '#include "dispmprt.h"\n', 1))
        out = self.place / f"{name}.sys"
        subprocess.run([SYS / "build_sys.py", "--name", name, "--output", out, "--exports", ROOT / "ntos" / "export_list.h",
                        "--include", ROOT / "ddi", file, SYS / "displib.c"], check=True)
        return out

    def test_shows_a_desktop_pixel_by_pixel(self):
        recordings = ["xterm-scroll-1280x800"] if "OPENWDDM_TEST_BRIEF" in os.environ else ["xterm-scroll-1280x800", "drag-1280x800"]
        for path in FILES:
            for recording in recordings:
                with self.subTest(file=path.name, recording=recording):
                    picture = self.place / "screen.png"
                    data = ROOT / "tests" / "data" / f"rfb-{recording}"
                    done = self.wddm("desktop", path, "--source", f"rfb:{data}.fbs.zst", "--sink", f"png:{picture}")
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertIn("screen equal to the desktop, pixel by pixel", done.stdout)
                    self.assertIn(f"{path.stem} on ", done.stdout)
                    equal = subprocess.run([PNG_EQUAL, picture, f"{data}.final.png", "0", "32"], capture_output=True, text=True)
                    self.assertEqual(equal.returncode, 0, equal.stderr)

    def test_keeps_the_rules_under_the_checks(self):
        for path in FILES:
            done = self.wddm("desktop", path, "--source", "pattern:640x480", "--frames", "20", "--check", "--json",
                             self.place / "run.json", "--trace", self.place / "run.trace")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(json.loads((self.place / "run.json").read_text())["end"], "good")
            self.assertGreater((self.place / "run.trace").stat().st_size, 10000)

    def test_a_driver_that_refuses(self):
        bad = self.build("refuses", """#
            NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path) { return STATUS_DEVICE_NOT_READY; }""")
        done = self.wddm("desktop", bad, "--source", "pattern:64x48", "--frames", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("0xC00000A3 STATUS_DEVICE_NOT_READY", done.stderr)

    def test_a_driver_that_registers_nothing(self):
        bad = self.build("silent", """#
            NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path) { return STATUS_SUCCESS; }""")
        done = self.wddm("desktop", bad, "--source", "pattern:64x48", "--frames", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("DOD-01", done.stderr)

    def test_a_driver_that_faults_in_its_entry(self):
        bad = self.build("faults", """#
            NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
            { *(volatile ULONG *)0x777000 = 1; return STATUS_SUCCESS; }""")
        done = self.wddm("desktop", bad, "--source", "pattern:64x48", "--frames", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("0x777000", done.stderr)
        self.assertRegex(done.stderr, r"faults\.sys\+0x[0-9A-F]+")
        self.assertIn("DriverEntry", done.stderr)

    def test_a_driver_that_overflows_its_stack(self):
        bad = self.build("deep", """#
            static ULONG deeper(volatile ULONG *p) { volatile ULONG a[64]; a[0] = *p; return a[0] == 2 ? 0 : deeper(a) + a[0]; }
            NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
            { volatile ULONG n = 1; return (NTSTATUS)deeper(&n); }""")
        done = self.wddm("desktop", bad, "--source", "pattern:64x48", "--frames", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("OBS-35", done.stderr)

    def test_files_that_are_no_drivers(self):
        data = FILES[0].read_bytes()
        for name, changed, words in (
                ("arm.sys", self.patched(data, 4, 0xAA64), "for ARM64 processors"),
                ("small.sys", self.patched(data, 4, 0x14C), "for 32-bit x86 processors"),
                ("user.sys", self.patched(data, 24 + 68, 3), "a user-mode console program"),
                ("cut.sys", data[:3000], "truncated"), ("text.sys", b"hello", "MZ")):
            file = self.place / name
            file.write_bytes(changed)
            done = self.wddm("desktop", file, "--source", "pattern:64x48", "--frames", "1")
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"cannot load {file}: ", done.stderr)
            self.assertIn(words, done.stderr)

    @staticmethod
    def patched(data, offset, value):
        image = bytearray(data)
        struct.pack_into("<H", image, struct.unpack_from("<I", data, 0x3C)[0] + offset, value)
        return bytes(image)


class InfFiles(unittest.TestCase):
    def judge(self, path, name):
        done = subprocess.run([SYS / "check_inf.py", path, "--sys", f"{name}.sys"], capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_each_is_good(self):
        infs = sorted(SYS.glob("*.inf"))
        self.assertGreaterEqual(len(infs), 2)
        for inf in infs:
            self.assertEqual(self.judge(inf, inf.stem), (0, ""), inf.name)

    def test_each_change_is_found(self):
        """Every line gone, misspelt, without its value, or with another."""
        for inf in sorted(SYS.glob("*.inf")):
            lines = inf.read_text().splitlines()
            for number, line in enumerate(lines):
                if not line.split(";")[0].strip():
                    continue
                key, equals, value = line.partition("=")
                changes = [None, "X" + line] if not line.startswith("[") else [None, "[X" + line[1:]]
                changes += [f"{key}= X{value.strip()}", f"{key}="] if equals else []
                changes += [line + "X"] if not equals and not line.startswith("[") else []
                for change in changes:
                    with tempfile.TemporaryDirectory() as place, self.subTest(inf=inf.name, line=number + 1, change=change):
                        changed = pathlib.Path(place, inf.name)
                        changed.write_text("\n".join(lines[:number] + ([change] if change is not None else []) + lines[number + 1:]))
                        self.assertTrue(check_inf.judge(changed, f"{inf.stem}.sys"), "no fault was found")

    def test_the_ids_are_those_of_the_devices(self):
        """What the device models say of themselves in configuration space, as the program SYS_IDS reads it."""
        done = subprocess.run([IDS], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, hardware = line.split()
            inf = check_inf.Inf(SYS / f"{name}.inf")
            models = [value for section, rows in inf.sections.items() if section.startswith("models.") for _, _, value in rows]
            self.assertEqual([v.split(",")[1].strip() for v in models], [hardware])

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
