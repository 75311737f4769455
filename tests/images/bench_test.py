#!/usr/bin/env python3
"""wddm bench on driver files: each benchmark that runs a driver runs that of the file, and sys compares it with the native build. How fast it is is
nobody's business here.

    bench_test.py WDDM FOLDER-OF-THE-FILES
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

WDDM, FILES = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
EVERY = {"load to started adapter"}
DISPLAY = {"present, 1280x800", "present, one pixel"}
FULL = {"DxgkDdiRender, a command", "D3DKMTRender until it returns", "D3DKMTRender to fence seen", "each of 32 submissions",
        "one register: D3DKMTGetScanLine", "the same, each access a trap", "exception caught by the driver"}


def bench(name, *options):
    return subprocess.run([WDDM, "bench", name, *map(str, options)], capture_output=True, text=True, timeout=100)


class Files(unittest.TestCase):
    def good(self, name, *options):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "out.json"
            result = bench(name, "--json", out, *options)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            return json.loads(out.read_text())

    def compare(self, driver, rows):
        result = self.good("sys", "--repetitions", 3, "--driver", FILES / f"{driver}.sys")
        self.assertEqual(result["native"], driver)
        measured = {name: row for name, row in result.items() if isinstance(row, dict)}
        self.assertEqual(set(measured), rows)
        for row in measured.values():
            self.assertGreater(row["native"], 0)
            self.assertGreater(row["file"], 0)
            self.assertGreater(row["ratio"], 0)
        return measured

    def test_display_only(self):
        self.compare("bochs", EVERY | DISPLAY)

    def test_full(self):
        rows = self.compare("refgpu", EVERY | FULL)
        # A trap is a signal, and there and back is hundreds of times what a call is: that much holds on any machine.
        self.assertGreater(rows["the same, each access a trap"]["file"], rows["one register: D3DKMTGetScanLine"]["file"])

    def test_others(self):
        driver = FILES / "refgpu.sys"
        self.assertEqual(self.good("start", "--starts", 2, "--driver", driver)["driver"], "refgpu")
        self.good("start", "--starts", 2, "--driver", "refgpu")
        for name in ("render", "submit", "paging"):
            self.good(name, "--repetitions", 3, "--driver", driver)

    def test_other_devices(self):
        result = bench("submit", "--driver", FILES / "bochs.sys")
        self.assertEqual(result.returncode, 2)
        self.assertIn("needs a driver of refgpu", result.stderr)
        result = bench("sys", "--driver", "bochs")
        self.assertEqual(result.returncode, 2)
        self.assertIn("compares a driver file with the native build", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
