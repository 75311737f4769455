#!/usr/bin/env python3
"""wddm info says of each import of a driver file what it is, and what it said is what happens when the driver calls it.

    imports_test.py WDDM CALLS-KNOWN.sys CALLS-UNKNOWN.sys
"""
import json
import pathlib
import subprocess
import sys
import unittest

WDDM, KNOWN, UNKNOWN = map(pathlib.Path, sys.argv[1:4])
del sys.argv[1:]


def run(*arguments):
    return subprocess.run([WDDM, *arguments], capture_output=True, text=True, timeout=60)


class Imports(unittest.TestCase):
    def test_three_kinds(self):
        done = run("info", KNOWN)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = {line.split()[0]: " ".join(line.split()[1:]) for line in done.stdout.splitlines() if line.startswith("    ")}
        self.assertEqual(lines["ExAllocatePool2"], "provided Windows 10")
        self.assertEqual(lines["ExFreePoolWithTag"], "provided Windows 2000")
        self.assertEqual(lines["MmHighestUserAddress"], "provided Windows 2000, a variable")
        self.assertRegex(lines["CcFlushCache"], "^stubbed .*Windows")
        self.assertRegex(lines["NoWindowsHasThis"], "^unknown .*no Windows")
        self.assertIn("Imports: 3 provided, 1 stubbed, 1 unknown", done.stdout)
        self.assertIn("loads on: Windows 10 and later", done.stdout)

    def test_json(self):
        result = json.loads(run("info", KNOWN, "--json", "-").stdout.partition("\n{")[2].join(["{", ""]))
        self.assertEqual([result[state] for state in ("provided", "stubbed", "unknown")], [3, 1, 1])
        states = {row["name"]: (row["state"], row["windows"]) for row in result["imports"]}
        self.assertEqual(states["ExAllocatePool2"], ("provided", "Windows 10"))
        self.assertEqual(states["NoWindowsHasThis"], ("unknown", None))
        self.assertEqual(states["CcFlushCache"][0], "stubbed")

    def test_a_call_names_it(self):
        for driver, name in ((KNOWN, "CcFlushCache"), (UNKNOWN, "NoWindowsHasThis")):
            with self.subTest(name=name):
                done = run("desktop", driver, "--frames", "1", "--sink", "png:/dev/null")
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"ntoskrnl.exe!{name}", done.stderr)


unittest.main()
