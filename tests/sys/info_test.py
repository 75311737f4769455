#!/usr/bin/env python3
"""What wddm says of a file with imports and exports of every form, and of one that was edited: info_test.py WDDM imports.sys"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

WDDM, DRIVER = map(pathlib.Path, sys.argv[1:3])


def wddm(*arguments):
    return subprocess.run([WDDM, *arguments], capture_output=True, text=True, timeout=60)


class Info(unittest.TestCase):
    def test_every_form(self):
        done = wddm("info", DRIVER)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in (r"#123 +unknown", r"  hal\.dll\n    KeStallExecutionProcessor +provided",
                      r"  delayed\.sys\n    KeQueryPerformanceCounter +provided", r"  WppRecorder\.sys\n    WppAutoLogStart",
                      r"  ext-ms-win-ntos-werkernel-l1-1-0\.dll\n", r"Exports\n    Elsewhere +is ntoskrnl\.KeBugCheck\n"):
            self.assertRegex(done.stdout, words)

    def test_a_wrong_checksum_is_a_warning(self):
        with tempfile.TemporaryDirectory() as place:
            edited = pathlib.Path(place, "edited.sys")
            data = bytearray(DRIVER.read_bytes())
            data[0x50] ^= 0x5A  # in the DOS program, which nothing reads
            edited.write_bytes(data)
            done = wddm("desktop", edited, "--source", "pattern:64x48", "--frames", "1")
        self.assertEqual(done.returncode, 1)  # this one registers nothing
        self.assertTrue(re.search(r"edited\.sys has the checksum 0x[0-9A-F]+ in its header, but its bytes have 0x[0-9A-F]+: it was changed "
                                  r"after it was linked, and Windows would not load it; link it again", done.stderr), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
