#!/usr/bin/env python3
"""A trace is JSON, its events nest, every present bar ends, and one seed gives one file: trace_test.py WRITE_TRACE."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile


def write(program, path, seed):
    subprocess.run([program, path, str(seed)], check=True)
    return path.read_bytes()


def check(events):
    open_calls = collections.defaultdict(list)
    bars, times, names = collections.Counter(), {}, set()
    for e in events:
        phase = e["ph"]
        if phase == "M":
            continue
        key = e["pid"], e["tid"]
        assert e["ts"] >= times.get(key, 0), f"time runs backwards: {e}"
        times[key] = e["ts"]
        names.add(e["name"])
        if phase == "B":
            open_calls[key].append(e["name"])
        elif phase == "E":
            assert open_calls[key] and open_calls[key].pop() == e["name"], f"ends what is not innermost: {e}"
            assert "result" in e["args"], e
        else:
            bars[e["id"]] += 1 if phase == "b" else -1
            assert bars[e["id"]] in (0, 1), f"two presents pending on one source: {e}"
    assert not any(open_calls.values()), f"never returned: {dict(open_calls)}"
    assert not +bars, f"presents that never end: {bars}"
    for name in ("DxgkDdiAddDevice", "DxgkDdiPresentDisplayOnly", "DxgkCbNotifyInterrupt", "DxgkDdiDpcRoutine", "present"):
        assert name in names, f"no {name} in the trace"


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        first = write(program, folder / "1.json", 1)
        assert first == write(program, folder / "2.json", 1), "two runs of one seed differ"
        for seed in range(1, 9):
            check(json.loads(write(program, folder / "3.json", seed)))


main()
