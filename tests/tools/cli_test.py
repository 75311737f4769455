#!/usr/bin/env python3
"""The command line as users meet it: pictures pixel by pixel, messages, exit statuses.

Usage: cli_test.py WDDM PNG_EQUAL DATA DRIVER_SO COMPLETION [unittest arguments]
"""
import json
import os
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

WDDM, PNG_EQUAL, DATA, DRIVER_SO, COMPLETION = (Path(p).resolve() for p in sys.argv[1:6])
RECORDINGS = ["rfb-drag-1280x800", "rfb-xterm-scroll-1280x800", "rfb-drag-1920x1080"][:int(os.environ.get("OPENWDDM_TEST_RECORDINGS", "3"))]
TIMEOUT = 300
FRAMES = int(os.environ.get("OPENWDDM_TEST_FRAMES", "40"))  # of the beginning of a recording


def environment(**extra):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "NO_COLOR")}
    env.update(extra)
    return env


def wddm(*arguments, env=None, cwd=None):
    return subprocess.run([WDDM, *map(str, arguments)], capture_output=True, text=True, timeout=TIMEOUT,
                          env=env or environment(), cwd=cwd)


def small_recording(rectangles=1, cut=None):
    """A 32x24 session of one update: a raw rectangle of one colour."""
    def block(data):
        return struct.pack(">I", len(data)) + data + b"\0" * (-len(data) % 4) + struct.pack(">I", 0)

    init = struct.pack(">HH", 32, 24) + bytes([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0])
    init += struct.pack(">I", 0)
    update = struct.pack(">BBH", 0, 0, rectangles)
    update += struct.pack(">HHHHi", 0, 0, 32, 24, 0) + bytes([0x30, 0x60, 0xC0, 0]) * (32 * 24)
    data = b"FBS 001.000\n" + block(b"RFB 003.003\n") + block(b"\0\0\0\1") + block(init) + block(update)
    return data[:cut]


class Temporary(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="openwddm-test.")
        self.path = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def good(self, *arguments, **keywords):
        result = wddm(*arguments, **keywords)
        self.assertEqual(result.returncode, 0, result.stderr + result.stdout)
        return result

    def bad(self, status, says, *arguments, **keywords):
        result = wddm(*arguments, **keywords)
        self.assertEqual(result.returncode, status, result.stderr + result.stdout)
        self.assertIn(says, result.stderr)
        return result

    def assert_picture(self, found, expected, degrees=0, bits=32):
        result = subprocess.run([PNG_EQUAL, found, expected, str(degrees), str(bits)], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, f"{found}: {result.stderr}")


class Usage(Temporary):
    def test_wrong_command_lines(self):
        for arguments, says in [
            ([], "a command is missing"),
            (["desktopp"], "did you mean 'desktop'?"),
            (["xyzzy"], "unknown command 'xyzzy' ('wddm --help' lists them)"),
            (["desktop"], "DRIVER is missing"),
            (["desktop", "bochs", "--sorce", "x"], "unknown option '--sorce'; did you mean '--source'?"),
            (["desktop", "bochs", "--qqqqqqqqq"], "unknown option '--qqqqqqqqq' ('wddm desktop --help'"),
            (["desktop", "bochs", "--source"], "--source needs an argument"),
            (["desktop", "bochs", "extra"], "unexpected argument 'extra'"),
            (["desktop", "boch"], "there is no driver 'boch', did you mean 'bochs'?"),
            (["desktop", "missing.sys"], "there is no driver file missing.sys"),
            (["desktop", "missing.so"], "there is no driver file missing.so"),
            (["desktop", "bochs", "--frames", "0"], "--frames '0': expected a number from 1"),
            (["desktop", "bochs", "--frames", "-1"], "expected a number from 1"),
            (["desktop", "bochs", "--frames", "x"], "expected a number from 1"),
            (["desktop", "bochs", "--rotate", "45"], "--rotate '45': expected 0|90|180|270"),
            (["desktop", "bochs", "--depth", "8"], "--depth '8': expected 32|24|16"),
            (["desktop", "bochs", "--mode", "big"], "--mode 'big': expected WIDTHxHEIGHT"),
            (["desktop", "bochs", "--vram", "5"], "must be a power of two from 4 to 256"),
            (["desktop", "refgpu", "--vram", "5M"], "must be a power of two from 4 to 256"),
            (["desktop", "bochs", "--vram", "2"], "--vram '2': expected a size from 4M to 256M, for example 16M"),
            (["desktop", "bochs", "--vram", "4X"], "--vram '4X': expected a size from"),
            (["desktop", "bochs", "--vram", "-4M"], "--vram '-4M': expected a size from"),
            (["desktop", "bochs", "--vram", "99999999999999999999G"], "expected a size from"),
            (["desktop", "refgpu", "--aperture", "5M"], "--aperture: expected a power of two"),
            (["desktop", "refgpu", "--preempt", "never"], "--preempt 'never': expected random, or a number from 1"),
            (["desktop", "refgpu", "--windows", "63"], "--windows '63': expected a number from 0 to 62"),
            (["desktop", "refgpu", "--hang", "0"], "--hang '0': expected a number from 1"),
            (["desktop", "bochs", "--gdi", "--frames", "1"], "--gdi is for full drivers, such as refgpu; bochs is a display-only"),
            (["desktop", "bochs", "--seed", "1"], "--seed is for full drivers"),
            (["desktop", "refgpu", "--depth", "16"], "--depth is for display-only drivers; refgpu is a full one"),
            (["desktop", "refgpu", "--rotate", "90"], "the driver offers no mode for a monitor turned by 90 degrees"),
            (["desktop", "refgpu", "--mode", "100x90"], "the driver does not offer 100x90 (next: 640x480)"),
            (["desktop", "bochs", "--source", "film:x"], "unknown source 'film:x'"),
            (["desktop", "bochs", "--sink", "film:x"], "unknown sink 'film:x'"),
            (["desktop", "bochs", "--sink", "png:no/such/folder/x.png"], "there is no folder no/such/folder"),
            (["desktop", "bochs", "--source", "rfb:missing.fbs"], "cannot open missing.fbs: No such file"),
            (["desktop", "bochs", "--source", "vnc:127.0.0.1:1"], "no VNC session"),
            (["desktop", "bochs", "--json", "no/such/folder/x.json"], "cannot write no/such/folder/x.json"),
            (["desktop", "bochs", "--trace", "no/such/folder/x.json"], "--trace:"),
            (["info"], "DRIVER is missing"),
            (["info", "bochs", "--device", "rage128"], "rage128: there is no such device; expected bochs-display or refgpu"),
            (["info", "bochs", "--dept", "8", "--nope"], "expected 32|24|16"),
            (["rules", "QQQ-1"], "there is no rule 'QQQ-1'; expected an id such as DOD-33, or a family:"),
            (["rules", "DOD-33", "DOD-34"], "unexpected argument 'DOD-34'"),
            (["bench", "presnt"], "there is no benchmark 'presnt', did you mean 'present'?"),
        ]:
            with self.subTest(arguments=arguments):
                self.bad(2, says, *arguments, cwd=self.path)

    def test_locked_png(self):
        (self.path / "file").write_text("not a folder")
        self.bad(2, "there is no folder", "desktop", "bochs", "--sink", f"png:{self.path}/file/x.png")

    def test_help(self):
        self.assertIn("Usage: wddm COMMAND", self.good("--help").stdout)
        self.assertRegex(self.good("--version").stdout, r"^wddm \d+\.\d+\.\d+\n$")
        for command in ("desktop", "info", "rules", "bench"):
            result = self.good(command, "--help")
            self.assertIn(f"Usage: wddm {command}", result.stdout)
            self.assertIn("Exit status: 0 good, 1 the driver failed, 2 usage", result.stdout)

    def test_completion_knows_all_options(self):
        """The completion file lists exactly the options that --help shows."""
        for command in ("desktop", "info", "rules", "bench"):
            shown = set(re.findall(r"^  (--[a-z-]+)", self.good(command, "--help").stdout, re.M))
            script = f'source "{COMPLETION}"; _wddm_options {command}'
            listed = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()
            self.assertEqual(shown, set(listed), command)

    def test_no_display(self):
        env = environment(HOME=str(self.path), XDG_RUNTIME_DIR=str(self.path))
        self.bad(2, "use --sink png:FILE or --sink vnc:PORT", "desktop", "bochs", "--sink", "window", "--frames", 1, env=env)


class Rules(Temporary):
    def test_one_family_all(self):
        self.assertRegex(self.good("rules", "dod-33").stdout, r"^DOD-33  ")
        family = self.good("rules", "DOD").stdout
        self.assertIn("DOD-33", family)
        self.assertNotIn("OBS-", re.findall(r"^\S+", family, re.M))
        self.assertGreater(len(self.good("rules").stdout), len(family))

    def test_json(self):
        everything = json.loads(self.good("rules", "--json", "-").stdout)["rules"]
        self.assertGreater(len(everything), 100)
        for rule in everything:
            self.assertTrue(rule["id"] and rule["statement"] and rule["page"] and rule["severity"])


class Info(Temporary):
    def test_bochs(self):
        out = self.path / "info.json"
        text = self.good("info", "bochs", "--json", out).stdout
        info = json.loads(out.read_text())
        self.assertTrue(info["display_only"])
        self.assertEqual(info["findings"], [])
        self.assertEqual(info["exit_status"], 0)
        self.assertIn({"width": 1280, "height": 800}, [{k: m[k] for k in ("width", "height")} for m in info["modes"]])
        calls = {row["name"]: row for row in info["ddi"]}
        self.assertTrue(calls["DxgkDdiPresentDisplayOnly"]["present"])
        self.assertEqual(calls["DxgkDdiStartDevice"]["calls"], 1)
        self.assertFalse(calls["DxgkDdiGetScanLine"]["present"])
        self.assertIn("display-only driver", text)
        self.assertTrue(any(child["connected"] for child in info["children"]))

    def test_refgpu(self):
        out = self.path / "info.json"
        text = self.good("info", "refgpu", "--vram", "16M", "--json", out).stdout
        info = json.loads(out.read_text())
        self.assertFalse(info["display_only"])
        self.assertEqual(info["findings"], [])
        segments = info["segments"]
        self.assertEqual([s["aperture"] for s in segments], [False, True, False])
        self.assertEqual(sum(s["size"] for s in segments if not s["aperture"]), (16 << 20) - 4096)
        self.assertEqual([n["engine"] for n in info["nodes"]], ["3D", "copy"])
        self.assertEqual([n["paging"] for n in info["nodes"]], [False, True])
        self.assertTrue(info["caps"]["PreemptionAware"])
        self.assertIn("full driver", text)
        self.assertIn("memory, CPU-visible", text)

    def test_driver_from_a_file(self):
        """A shared object finds the kernel's routines in the program."""
        self.assertIn("display-only driver", self.good("info", DRIVER_SO).stdout)

    def test_all_routines_are_there_for_drivers_from_files(self):
        """Each row of the export list is a dynamic symbol of the program, the C library's names as crt_NAME; the four memory
        routines are the host's, and one name is a macro of the headers."""
        pairs = re.findall(r"^EXPORT\((\w+), (\w+)", (DATA.parent.parent / "ntos" / "export_list.h").read_text(), re.M)
        rows = [f"crt_{name}" if group == "Crt" else name for name, group in pairs]
        listing = subprocess.run(["nm", "-D", "--defined-only", WDDM], capture_output=True, text=True, check=True).stdout
        symbols = {line.split()[-1] for line in listing.splitlines()} | {"memcmp", "memcpy", "memmove", "memset", "IoGetCurrentProcess"}
        self.assertGreater(len(rows), 100)
        self.assertEqual(set(rows) - symbols, set())
        self.assertIn("DxgkInitializeDisplayOnlyDriver", symbols)

    def test_shared_object_that_is_no_driver(self):
        self.bad(2, "cannot load", "info", self.write("text.so", b"no ELF"))

    def write(self, name, data):
        path = self.path / name
        path.write_bytes(data)
        return path


class Desktop(Temporary):
    def play(self, name, *options, sink="out.png"):
        out = self.path / sink
        self.good("desktop", "bochs", "--source", f"rfb:{DATA}/{name}.fbs.zst", "--sink", f"png:{out}", *options)
        return out

    def test_recordings_at_every_rotation(self):
        """The screen is the frame that a VNC client holds at the end."""
        for name in RECORDINGS:
            for degrees in (0, 90, 180, 270):
                with self.subTest(name=name, degrees=degrees):
                    out = self.play(name, "--rotate", degrees)
                    self.assert_picture(out, DATA / f"{name}.final.png", degrees)

    def test_depths_at_every_rotation(self):
        """24 bits are exact, 16 within their step."""
        name = RECORDINGS[0]
        for bits in (24, 16):
            for degrees in (0, 90, 180, 270):
                with self.subTest(bits=bits, degrees=degrees):
                    out = self.play(name, "--rotate", degrees, "--depth", bits)
                    self.assert_picture(out, DATA / f"{name}.final.png", degrees, bits)

    def test_every_frame_is_right(self):
        out = self.path / "r.json"
        self.play(RECORDINGS[0], "--verify", "--json", out)
        result = json.loads(out.read_text())
        self.assertEqual(result["frames"], 1082)
        self.assertEqual(result["frames_verified"], 1083)
        self.assertEqual(result["moves"], result["driver"]["moves"])
        self.assertGreater(result["pixels_moved"], 100000000)
        self.assertEqual(result["findings"], [])
        self.assertEqual(result["leaks"], 0)

    def test_driver_from_a_file(self):
        out = self.path / "out.png"
        self.good("desktop", DRIVER_SO, "--source", f"rfb:{DATA}/{RECORDINGS[0]}.fbs.zst", "--sink", f"png:{out}")
        self.assert_picture(out, DATA / f"{RECORDINGS[0]}.final.png")

    def test_pattern_numbered(self):
        result = self.good("desktop", "bochs", "--source", "pattern:640x480", "--frames", 25, "--every", 10, "--sink",
                           f"png:{self.path}/p.png", "--verify")
        self.assertEqual(sorted(p.name for p in self.path.iterdir()), ["p-00010.png", "p-00020.png"])
        self.assertIn("screen equal to the desktop", result.stdout)

    def test_default_is_a_pattern_in_a_file(self):
        self.good("desktop", "bochs", cwd=self.path)
        self.assertTrue((self.path / "wddm.png").exists())

    def test_desktop_larger_and_smaller_than_the_mode(self):
        """A fixed mode cuts a larger desktop off and leaves black around a smaller one, with every move still right."""
        for size in ("1600x1200", "320x240", "1024x768"):
            with self.subTest(size=size):
                self.good("desktop", "bochs", "--source", f"pattern:{size}", "--mode", "1024x768", "--frames", 60, "--verify",
                          "--sink", f"png:{self.path}/x.png")

    def test_size_of_its_own(self):
        """A size that is in no list becomes a mode of its own, turned as well."""
        for degrees in (0, 90):
            out = self.path / "x.json"
            self.good("desktop", "bochs", "--source", "pattern:1111x701", "--frames", 5, "--verify", "--rotate", degrees,
                      "--sink", f"png:{self.path}/x.png", "--json", out)
            result = json.loads(out.read_text())
            self.assertEqual((result["width"], result["height"]), (1111, 701))

    def test_size_that_no_mode_has(self):
        """Too small for a mode: in a corner of a larger one. Too large for the memory: as much of it as fits."""
        for size, vram in (("100x90", 64), ("3000x2000", 4)):
            with self.subTest(size=size):
                result = self.good("desktop", "bochs", "--source", f"pattern:{size}", "--frames", 5, "--verify", "--vram", vram,
                                   "--sink", f"png:{self.path}/x.png")
                self.assertRegex(result.stderr, r"is shown in mode \d+x\d+, at its top left")

    def test_mode_that_is_not_offered(self):
        self.bad(2, "the driver does not offer 100x90 (next: ", "desktop", "bochs", "--mode", "100x90", "--sink",
                 f"png:{self.path}/x.png")

    def test_window(self):
        """SDL's dummy driver stands in for a display."""
        self.good("desktop", "bochs", "--source", "pattern:640x480", "--sink", "window", "--frames", 10,
                  env=environment(SDL_VIDEODRIVER="dummy"))

    def test_trace(self):
        out = self.path / "trace.json"
        self.good("desktop", "bochs", "--frames", 3, "--trace", out, "--sink", f"png:{self.path}/x.png")
        text = out.read_text()
        json.loads(text)
        self.assertIn("DxgkDdiPresentDisplayOnly", text)


class Composed(Temporary):
    """The same desktops through the full driver: programs, a compositor, flips."""

    TORTURE = ("--vram", "4M", "--move-all", "--preempt", "random")

    def play(self, name, *options):
        out, results = self.path / "out.png", self.path / "r.json"
        self.good("desktop", "refgpu", "--source", f"rfb:{DATA}/{name}.fbs.zst", "--sink", f"png:{out}", "--json", results,
                  *options)
        result = json.loads(results.read_text())
        self.assertEqual(result["findings"], [])
        self.assertEqual(result["leaks"], 0)
        return out, result

    def whole(self, name, *options):
        out, result = self.play(name, *options)
        self.assert_picture(out, DATA / f"{name}.final.png")
        return result

    def test_recordings(self):
        for name in RECORDINGS:
            with self.subTest(name=name):
                result = self.whole(name)
                self.assertGreater(result["driver"]["flips"], result["frames"] // 2)
                self.assertGreater(result["driver"]["patches_skipped"], result["driver"]["patches"])
                self.assertEqual(result["composer"]["devices_lost"], 0)

    def test_recordings_by_gdi(self):
        for name in RECORDINGS[:2]:
            with self.subTest(name=name):
                self.assertEqual(self.whole(name, "--gdi")["driver"]["flips"], 0)

    def test_torture(self):
        """Little memory, all of it moving, every other submission preempted: the same file as without."""
        for seed, name in enumerate(RECORDINGS, 1):
            with self.subTest(name=name):
                driver = self.whole(name, *self.TORTURE, "--seed", seed)["driver"]
                self.assertGreater(driver["moved"], 1000)
                self.assertGreater(driver["preemptions"], 100)
                self.assertLess(driver["patches_skipped"], driver["patches"] / 10)  # what has no other place stays

    def test_beginnings(self):
        """Each switch by itself, each frame compared."""
        for options, counter in [
            (("--no-patch-skip",), "patches"),
            (("--tiny-dma",), "passes"),
            (("--preempt", "3"), "preemptions"),
            (("--move-all", "--gdi"), "moved"),
            (("--vram", "4M", "--aperture", "16M"), "evictions"),
            (("--hang", 7 * FRAMES), "engine_resets"),
            (("--hang-copy", 5 * FRAMES), "engine_resets"),
            (("--hang-copy", "20", "--vram", "4M", "--move-all"), "adapter_resets"),
            (("--windows", "62"), "flips"),
            (("--windows", "0"), "flips"),
        ]:
            with self.subTest(options=options):
                _, result = self.play(RECORDINGS[0], "--frames", FRAMES, "--verify", *options)
                self.assertEqual(result["frames_verified"], FRAMES + 1)
                self.assertGreater(result["driver"][counter], 0)

    def test_sizes(self):
        for source, mode in (("320x240", "1024x768"), ("1600x1200", "1024x768"), ("1111x701", "1280x720")):
            for gdi in ((), ("--gdi",)):
                with self.subTest(source=source, gdi=gdi):
                    out = self.path / "x.json"
                    self.good("desktop", "refgpu", "--source", f"pattern:{source}", "--mode", mode, "--frames", 20, "--verify",
                              "--sink", f"png:{self.path}/x.png", "--json", out, *gdi)
                    result = json.loads(out.read_text())
                    self.assertEqual(f'{result["width"]}x{result["height"]}', mode)

    def test_trace(self):
        out = self.path / "trace.json"
        self.good("desktop", "refgpu", "--frames", 3, "--trace", out, "--sink", f"png:{self.path}/x.png")
        names = {event.get("name") for event in json.loads(out.read_text())}
        self.assertLessEqual({"DxgkDdiRender", "DxgkDdiPatch", "DxgkDdiSubmitCommand", "DxgkDdiBuildPagingBuffer",
                              "DxgkDdiPresent"}, names)

    def test_device(self):
        """A driver of whatever name, on the device it is told; on another it refuses (OBS-21)."""
        self.good("info", "refgpu", "--device", "refgpu")
        self.bad(1, "OBS-21", "info", "refgpu", "--device", "bochs-display")
        self.bad(1, r"given is bochs-display, PCI\VEN_1234&DEV_1111; a driver for other hardware", "info", "refgpu",
                 "--device", "bochs-display")

    def test_window(self):
        self.good("desktop", "refgpu", "--source", "pattern:640x480", "--sink", "window", "--frames", 10,
                  env=environment(SDL_VIDEODRIVER="dummy"))


class Benchmarks(Temporary):
    """They run, and their numbers are numbers; how large is nobody's business here."""

    def bench(self, name, *options):
        out = self.path / "bench.json"
        self.good("bench", name, "--repetitions", 3, "--json", out, *options)
        result = json.loads(out.read_text())
        self.assertEqual(result["bench"], name)
        return result

    def test_render(self):
        rows = self.bench("render")["rows"]
        self.assertEqual([row["stream"] for row in rows], ["regular", "random"])
        for row in rows:
            self.assertGreater(row["cached"]["ns_per_command"], 0)
            self.assertGreater(row["memory"]["ratio"], 0)
            self.assertGreater(row["patch_entries"], row["commands"])

    def test_paging(self):
        result = self.bench("paging")
        for size in ("8 MB", "1 MB", "64 KB"):
            self.assertGreater(result[size]["paging_megabytes_per_second"], 0)

    def test_submit(self):
        result = self.bench("submit")
        for row in ("condvar", "spin_futex", "submit", "call"):
            self.assertGreaterEqual(result[row]["p99_us"], result[row]["p50_us"])
        self.assertGreater(result["buffers_per_second"], 0)

    def test_scale(self):
        result = self.bench("scale")
        for row, largest in (("allocations", 100000), ("contexts", 1000), ("processes", 64)):
            steps = result[row]["steps"]
            self.assertEqual(steps[-1]["size"], largest)
            self.assertTrue(all(step["ns_per_submission"] > 0 for step in steps))
            self.assertGreater(result[row]["bytes_each"], 0)


class BadInput(Temporary):
    def play(self, data, says):
        source, out = self.path / "x.fbs", self.path / "x.png"
        source.write_bytes(data)
        result = self.bad(2, says, "desktop", "bochs", "--source", f"rfb:{source}", "--sink", f"png:{out}")
        self.assertNotIn("differs from the desktop", result.stderr)
        return out

    def test_cut_off_before_and_inside_the_picture(self):
        for cut in (0, 5, 30, 60, 90, 100, 200, 1000):
            with self.subTest(cut=cut):
                self.play(small_recording(cut=cut), "at byte ")

    def test_picture_so_far_is_kept(self):
        """What was whole when the recording broke off is on the screen, and in the file."""
        out = self.play(small_recording(rectangles=2), "the recording ends inside")
        self.assertTrue(out.exists())

    def test_damaged(self):
        data = bytearray(small_recording())
        data[-4 - 32 * 24 * 4 - 1] = 99
        self.play(bytes(data), "encoding 99; expected raw (0)")

    def test_not_a_recording(self):
        self.play(b"\x89PNG\r\n\x1a\n and so on", "expected 'FBS 001.000'")


class BadDrivers(Temporary):
    """A refusal explains itself: the rule, the value, what was expected, what to do. Exit status 1."""

    def run_bad(self, name, *says):
        out = self.path / "bad.json"
        result = wddm("desktop", DRIVER_SO.parent / f"{name}.so", "--source", "pattern:64x48", "--frames", 3, "--sink",
                      f"png:{self.path}/x.png", "--json", out)
        self.assertEqual(result.returncode, 1, result.stderr)
        for text in says:
            self.assertIn(text, result.stderr)
        found = json.loads(out.read_text())
        self.assertEqual(found["exit_status"], 1)
        return found

    def test_refused(self):
        found = self.run_bad("refused", "refusal OBS-15 in DxgkDdiQueryAdapterInfo", "    rule      WDDMVersion 0",
                             "    expected  DXGKDDI_WDDMv1_2", "    do        Set WDDMVersion", "the reason is above")
        self.assertEqual(found["end"], "refused")
        self.assertEqual(found["findings"][0]["rule"], "OBS-15")

    def test_writes_beyond_a_buffer(self):
        self.run_bad("overrun", "violation DOD-15 in DxgkDdiQueryDeviceDescriptor: DescriptorBuffer")

    def test_returns_at_a_raised_irql(self):
        found = self.run_bad("irql", "violation SYN-10 in DxgkDdiPresentDisplayOnly: IRQL at return = 2")
        self.assertTrue(any(f["rule"] == "SYN-10" and f["severity"] == "violation" for f in found["findings"]))

    def test_crash(self):
        found = self.run_bad("crash", "the system stopped: bug check 0x", "in          DriverEntry", "oldest first:")
        self.assertEqual(found["end"], "bug check")


class Live(Temporary):
    """Processes that serve, wait and are interrupted."""

    def serve(self, *options):
        """A desktop at a VNC port of its own; (process, port)."""
        process = subprocess.Popen([WDDM, "desktop", "bochs", *map(str, options), "--sink", "vnc:0"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=environment())
        self.addCleanup(self.end, process)
        for line in process.stderr:
            match = re.search(r"served to VNC viewers at 127\.0\.0\.1:(\d+)", line)
            if match:
                return process, int(match.group(1))
        self.fail("it does not serve")

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()

    def test_vnc_in_and_out(self):
        """One desktop looks at another one's screen: the last picture of a recording comes through both."""
        name = RECORDINGS[0]
        server, port = self.serve("--source", f"rfb:{DATA}/{name}.fbs.zst")
        while "its last picture stays" not in server.stderr.readline():
            pass
        out = self.path / "seen.png"
        self.good("desktop", "bochs", "--source", f"vnc:127.0.0.1:{port}", "--sink", f"png:{out}", "--frames", 1, "--verify")
        self.assert_picture(out, DATA / f"{name}.final.png")
        server.send_signal(signal.SIGINT)
        self.assertEqual(server.wait(TIMEOUT), 0)

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server, _ = self.serve("--source", "pattern:320x240")
            server.send_signal(number)
            out, err = server.communicate(timeout=TIMEOUT)
            self.assertEqual(server.returncode, 0, err)

    def test_server_goes_away(self):
        server, port = self.serve("--source", "pattern:320x240")
        viewer = subprocess.Popen([WDDM, "desktop", "bochs", "--source", f"vnc:127.0.0.1:{port}", "--sink",
                                   f"png:{self.path}/x.png", "--progress"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True, env=environment())
        self.addCleanup(self.end, viewer)
        while "frames, " not in viewer.stderr.readline():
            self.assertIsNone(viewer.poll())
        server.send_signal(signal.SIGTERM)
        server.wait(TIMEOUT)
        out, err = viewer.communicate(timeout=TIMEOUT)
        self.assertEqual(viewer.returncode, 2, err)
        self.assertIn("the connection is lost", err)
        self.assertTrue((self.path / "x.png").exists())

    def test_idle_desktop_uses_no_cpu(self):
        """Two seconds of a still desktop cost no more processor time than none."""
        source = self.path / "x.fbs"
        source.write_bytes(small_recording())

        def cost(driver, seconds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.good("desktop", driver, "--source", f"rfb:{source}", "--sink", "vnc:0", "--seconds", seconds)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        for driver in ("bochs", "refgpu"):
            with self.subTest(driver=driver):
                self.assertLess(cost(driver, 3) - cost(driver, 1), 0.5)


if __name__ == "__main__":
    # Classes by name; "but:A,B" is all the others.
    words = []
    for word in sys.argv[6:]:
        left_out = word.removeprefix("but:").split(",")
        words += [word] if not word.startswith("but:") else [c.__name__ for c in Temporary.__subclasses__() if c.__name__ not in left_out]
    unittest.main(argv=[sys.argv[0], *words])
