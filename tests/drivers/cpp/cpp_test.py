#!/usr/bin/env python3
"""The driver in C++ shows a desktop: virtual functions, static objects, new and delete, destructors (DOD-01, DOD-20).

    cpp_test.py WDDM PNG_EQUAL DATA DRIVER.sys
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

WDDM, PNG_EQUAL, DATA, DRIVER = map(pathlib.Path, sys.argv[1:5])
NAME = "rfb-drag-1280x800"


class Cpp(unittest.TestCase):
    def desktop(self, *options):
        with tempfile.TemporaryDirectory() as place:
            out, results = pathlib.Path(place, "x.png"), pathlib.Path(place, "x.json")
            done = subprocess.run([WDDM, "desktop", DRIVER, "--source", f"rfb:{DATA}/{NAME}.fbs.zst", "--sink", f"png:{out}",
                                   "--json", results, *options], capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            if not options:
                final = DATA / f"{NAME}.final.png"
                self.assertEqual(subprocess.run([PNG_EQUAL, out, final, "0", "32"]).returncode, 0)
            return json.loads(results.read_text())

    def test_picture(self):
        result = self.desktop()
        self.assertEqual(result["findings"], [])
        self.assertEqual(result["leaks"], 0)

    def test_turned(self):
        for degrees in ("90", "180", "270"):
            with self.subTest(degrees=degrees):
                self.assertEqual(self.desktop("--rotate", degrees, "--frames", "50", "--verify")["frames_verified"], 51)

    def test_is_what_it_says(self):
        done = subprocess.run([WDDM, "info", DRIVER], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(".CRT", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
