#!/usr/bin/env python3
"""A suite makes the same calls of the native driver and of its Windows file: as many, in the same order, at the same virtual times, with the
same arguments, answers and DMA buffers.

    same_suite.py LIST PROGRAM...      LIST: the DDIs by number, one a line

OPENWDDM_TEST_DRIVERS names the folders of the files. Both runs have the same few seeds.
"""
import collections
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

LINE = struct.Struct("<IIQQ")
AFTER = 0x80000000


def names(header):
    """The rows of the list of DDIs, in order."""
    return re.findall(r"^\s*ROW\((\w+)", header.read_text(), re.M)


def run(program, folder, files):
    record = folder / ("file" if files else "native")
    env = {**os.environ, "OPENWDDM_TEST_RECORD": str(record), "OPENWDDM_TEST_BRIEF": "1"}
    if not files:
        del env["OPENWDDM_TEST_DRIVERS"]
    done = subprocess.run([program], env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{program} on the {'file' if files else 'native driver'}:\n{done.stdout}{done.stderr}")
    return record.read_bytes()


def describe(data, at, ddis):
    if at >= len(data):
        return "nothing more"
    what, _, time, digest = LINE.unpack_from(data, at)
    number = (what & ~AFTER) - 1
    name = ddis[number] if number < len(ddis) else f"DDI {number}"
    return f"{name} {'returns' if what & AFTER else 'is called'} at {time}, {digest:016X}"


def compare(program, ddis):
    with tempfile.TemporaryDirectory() as folder:
        native, file = (run(program, pathlib.Path(folder), files) for files in (False, True))
    if native != file:
        at = next((i for i in range(0, min(len(native), len(file)), LINE.size) if native[i:i + LINE.size] != file[i:i + LINE.size]),
                  min(len(native), len(file)))
        sys.exit(f"{program}: event {at // LINE.size} of {len(native) // LINE.size} and {len(file) // LINE.size} differs: native, "
                 f"{describe(native, at, ddis)}; file, {describe(file, at, ddis)}")
    count = collections.Counter((LINE.unpack_from(native, at)[0] & ~AFTER) - 1 for at in range(0, len(native), LINE.size))
    return count


def main():
    ddis = names(pathlib.Path(sys.argv[1]))
    total = collections.Counter()
    for program in sys.argv[2:]:
        count = compare(program, ddis)
        if sum(count.values()) < 50:
            sys.exit(f"{program} made {sum(count.values())} events: nothing was written down")
        print(f"{pathlib.Path(program).name}: {sum(count.values())} events of {len(count)} DDIs are the same")
        total += count
    print(f"{sum(total.values())} events of {len(total)} DDIs")
    print("never called:", ", ".join(name for number, name in enumerate(ddis) if number not in total))


main()
