#!/usr/bin/env python3
"""Driver files of every making show the recorded desktop, pixel by pixel, and keep the rules (DOD-20, DOD-31).

    present_test.py WDDM PNG_EQUAL DATA HOW-IT-REGISTERS FILE.sys
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

WDDM, PNG_EQUAL, DATA = map(pathlib.Path, sys.argv[1:4])
REGISTERS, DRIVER = sys.argv[4:6]
NAME = "rfb-drag-1280x800"


class Presents(unittest.TestCase):
    def test_picture(self):
        with tempfile.TemporaryDirectory() as place:
            out, results = pathlib.Path(place, "x.png"), pathlib.Path(place, "x.json")
            done = subprocess.run([WDDM, "desktop", DRIVER, "--source", f"rfb:{DATA}/{NAME}.fbs.zst", "--sink", f"png:{out}",
                                   "--json", results, "--check"], capture_output=True, text=True, timeout=120)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(subprocess.run([PNG_EQUAL, out, DATA / f"{NAME}.final.png", "0", "32"]).returncode, 0)
            result = json.loads(results.read_text())
        self.assertEqual((result["findings"], result["leaks"]), ([], 0))

    def test_registers(self):
        done = subprocess.run([WDDM, "info", DRIVER], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"registers: {REGISTERS}", done.stdout)
        self.assertIn(" 0 stubbed, 0 unknown", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
