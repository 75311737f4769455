#!/usr/bin/env python3
"""Drivers that fault everywhere: each ends the program with exit status 1 and a report that says what, where and by whom (OBS-35, TDR-02).

    crash_test.py WDDM CRASH.sys
"""
import concurrent.futures
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

WDDM, DRIVER = (pathlib.Path(name).resolve() for name in sys.argv[1:3])

# As in faults.h and faults.c.
NOWHERE, ENTRY, ADD, START, QUERY, DPC, ISR, TWICE, FAIL, NOTHING, NO_RESULT = range(11)
FAULTS = ("read_null write_null read_wild write_behind_block read_freed_block jump_to_null jump_to_data divide_by_zero break_point fail_fast "
          "execute_nonsense set_page_tables misalign write_own_code write_import_table overflow_stack smash_return lose_stack loop "
          "end_thread stop_system raise spoil_register fault_in_filter fault_in_finally wrong_free").split()
PLACES = {ENTRY: "DriverEntry", ADD: "DxgkDdiAddDevice", START: "DxgkDdiStartDevice", QUERY: "DxgkDdiQueryAdapterInfo",
          DPC: "DxgkDdiDpcRoutine", ISR: "DxgkDdiInterruptRoutine"}

# What the report says: bug check at PASSIVE_LEVEL and above (None: never there), and the sentence.
EXPECTED = {
    "read_null": ("0x1E", "0xD1", "read of 0x10: a null pointer plus 0x10"),
    "write_null": ("0x1E", "0xD1", "write to 0x0: a null pointer"),
    "read_wild": ("0x1E", "0x1E", "access to 0x4141414141414141, which is no address (not canonical)"),
    "jump_to_null": ("0x1E", "0xD1", "execution of 0x0: a null pointer"),
    "jump_to_data": ("0x50", "0xD1", "(.data), which is data, not code"),
    "divide_by_zero": ("0x1E", "0x1E", "division by zero"),
    "break_point": ("0x1E", "0x1E", "a breakpoint (int 3)"),
    "execute_nonsense": ("0x1E", "0x1E", "an instruction that the processor does not know"),
    "set_page_tables": ("0x1E", "0x1E", "privileged"),
    "misalign": ("0x1E", "0x1E", "wants an address that is a multiple of 16"),
    "write_own_code": ("0x50", "0xD1", "(.text), the driver's own code, which cannot be written"),
    "write_import_table": ("0x50", "0xD1", "which is read-only: constants, or the addresses of its imports"),
    "raise": ("0x1E", "0x1E", "STATUS_INSUFFICIENT_RESOURCES was raised and nobody handled it"),
    "fault_in_finally": ("0x1E", "0xD1", "a null pointer"),
}


class Crash(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def driver(self, place, fault):
        folder = self.place / f"{place}-{fault}"
        folder.mkdir()
        data = bytearray(DRIVER.read_bytes())
        at = data.index(b"CRASHME!")
        struct.pack_into("<II", data, at + 8, place, FAULTS.index(fault))
        (folder / "crash.sys").write_bytes(data)
        shutil.copy(DRIVER.with_suffix(".pdb"), folder)
        return folder / "crash.sys"

    def run_it(self, place, fault, *options):
        driver = self.driver(place, fault)
        done = subprocess.run([WDDM, "desktop", driver, "--device", "refgpu", "--frames", "3", "--sink", f"png:{driver.parent}/x.png", *options],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 1, f"{fault} in {place}: status {done.returncode}\n{done.stderr}")
        self.report = done.stderr
        return driver

    def crashes(self, place, fault, *texts):
        self.run_it(place, fault)
        self.has(f"{fault} in {place}", "the system stopped: bug check", *texts)

    def has(self, what, *texts):
        for text in texts:
            self.assertIn(text, self.report, f"{what}: expected '{text}' in\n{self.report}")

    def test_every_fault_everywhere(self):
        """The bug check, the sentence, the routine, the thread's level, the function and its line."""
        for fault, (low, high, sentence) in EXPECTED.items():
            for place in (ENTRY, START) if fault in ("raise", "misalign") else (START, DPC):
                with self.subTest(fault=fault, place=place):
                    code = low if place in (ENTRY, ADD, START) else high
                    self.crashes(place, fault, f"bug check {code} ", sentence, f"in          {PLACES[place]}",
                                 "DISPATCH_LEVEL, in a DPC" if place == DPC else "PASSIVE_LEVEL")

    def test_every_place(self):
        for place, name in PLACES.items():
            with self.subTest(place=name):
                self.crashes(place, "read_null", f"in          {name}", "#0  read_null at tests/crash/faults.c:", "crash_" if place != ISR
                             else "device level")

    def test_functions_and_lines(self):
        self.crashes(START, "read_null", "at (inlined) at tests/crash/driver.c:", "crash_start_device at tests/crash/driver.c:", "crash.sys+0x")

    def test_the_instruction(self):
        self.crashes(DPC, "read_null", "; rax = 0x0", "=> ", "mov     eax, dword ptr [rax + 0x10]", "registers   rax 0000000000000000")

    def test_who_called_a_null_pointer(self):
        self.crashes(START, "jump_to_null", "jump_to_null at tests/crash/faults.c:", "crash_start_device at")

    def test_arguments_of_the_call(self):
        self.crashes(QUERY, "read_null", "in          DxgkDdiQueryAdapterInfo: ", "ype=")

    def test_the_stack_is_used_up(self):
        for place in (ENTRY, DPC, ISR):
            with self.subTest(place=place):
                self.crashes(place, "overflow_stack", "bug check 0x7F UNEXPECTED_KERNEL_MODE_TRAP", "the thread's stack is used up")

    def test_a_filter_that_faults_uses_up_the_stack(self):
        for place in (START, DPC):
            with self.subTest(place=place):
                self.crashes(place, "fault_in_filter", "bug check 0x7F")

    def test_the_stack_is_lost(self):
        for place in (ENTRY, DPC, ISR):
            with self.subTest(place=place):
                self.crashes(place, "lose_stack", "lose_stack at tests/crash/faults.c:")
                self.crashes(place, "smash_return", "smash_return at tests/crash/faults.c:", "ret")

    def test_loops_are_ended(self):
        for place in (START, DPC, ISR):
            with self.subTest(place=place):
                self.run_it(place, "loop", "--watchdog", "200")
                self.has("loop", "bug check 0x116 VIDEO_TDR_FAILURE", "loop at tests/crash/faults.c:", PLACES[place], "TDR-02")

    def test_crashes_while_the_crash_screen_is_drawn(self):
        for fault in ("read_null", "overflow_stack", "jump_to_null"):
            with self.subTest(fault=fault):
                self.crashes(TWICE, fault)

    def test_a_thread_that_is_not_the_drivers_is_not_ended(self):
        self.run_it(START, "end_thread")
        self.has("end_thread", "violation SYN-10 in PsTerminateSystemThread", "A DDI returns")

    def test_stops_by_itself(self):
        self.crashes(START, "stop_system", "bug check 0xE2 MANUALLY_INITIATED_CRASH", "0x1 0x2 0x3 0x4")

    def test_frees_what_is_no_block(self):
        self.crashes(START, "wrong_free", "bug check 0xC2 BAD_POOL_CALLER", "is not the beginning of a pool block")

    def test_registers_that_come_back_wrong(self):
        self.crashes(START, "spoil_register")

    def test_entries_that_do_not_register(self):
        self.run_it(FAIL, "read_null")
        self.has("failing DriverEntry", "DriverEntry failed with 0xC0000001 STATUS_UNSUCCESSFUL")
        self.run_it(NOTHING, "read_null")
        self.has("DriverEntry that registers nothing", "DriverEntry")
        self.run_it(NO_RESULT, "read_null")

    # ---- symbols ----

    def test_symbols_of_another_build_are_not_used(self):
        folder = self.driver(START, "read_null").parent
        pdb = bytearray((folder / "crash.pdb").read_bytes())
        guid = (DRIVER.read_bytes().split(b"RSDS")[1])[:8]
        self.assertGreaterEqual(pdb.count(guid), 1)
        (folder / "crash.pdb").write_bytes(pdb.replace(guid, bytes(8)))
        self.report = subprocess.run([WDDM, "desktop", folder / "crash.sys", "--device", "refgpu"], capture_output=True, text=True, timeout=120,
                                     cwd=folder).stderr
        self.has("symbols", "crash.pdb is of another build", "not used", "crash.sys+0x")
        self.assertNotIn("faults.c", self.report)

    def test_no_symbols(self):
        folder = self.driver(START, "read_null").parent
        (folder / "crash.pdb").unlink()
        self.report = subprocess.run([WDDM, "desktop", folder / "crash.sys", "--device", "refgpu"], capture_output=True, text=True, timeout=120,
                                     cwd=folder).stderr
        self.has("no symbols", "crash.pdb, which the file names, is not beside it", "crash.sys+0x")

    # ---- the minidump ----

    def test_minidump(self):
        """Read by the public description of the format: each stream, the registers, the stack, the module's identity."""
        dump = self.place / "x.dmp"
        driver = self.run_it(START, "read_null", "--dump", dump, "--json", self.place / "x.json")
        self.has("dump", f"dump        {dump}")
        data = dump.read_bytes()
        magic, version, count, directory = struct.unpack_from("<4I", data)
        self.assertEqual((magic, version & 0xFFFF), (0x504D444D, 0xA793))
        streams = {}
        for i in range(count):
            kind, size, at = struct.unpack_from("<3I", data, directory + 12 * i)
            self.assertLessEqual(at + size, len(data))
            streams[kind] = (at, size)
        self.assertEqual(set(streams), {3, 4, 6, 7, 9, 10})
        at = streams[7][0]
        self.assertEqual(struct.unpack_from("<H", data, at)[0], 9)      # AMD64
        self.assertEqual(struct.unpack_from("<I", data, at + 20)[0], 2)  # Windows NT
        # The exception and its registers.
        at = streams[6][0]
        thread, code, address = *struct.unpack_from("<I4xI", data, at), struct.unpack_from("<Q", data, at + 24)[0]
        self.assertEqual(code, 0xC0000005)
        self.assertEqual(struct.unpack_from("<2Q", data, at + 40), (0, 0x10))
        size, context = struct.unpack_from("<2I", data, at + 160)
        self.assertEqual(size, 0x4D0)
        rax, rsp, rip = (struct.unpack_from("<Q", data, context + o)[0] for o in (0x78, 0x98, 0xF8))
        self.assertEqual((rax, rip), (0, address))
        # Its thread is in the list, with the same registers.
        at = streams[3][0]
        self.assertEqual(struct.unpack_from("<2I", data, at), (1, thread))
        self.assertEqual(struct.unpack_from("<2I", data, at + 4 + 40), (size, context))
        # The module: where rip lies, its file, its symbols.
        at = streams[4][0]
        self.assertEqual(struct.unpack_from("<I", data, at)[0], 1)
        base, size = struct.unpack_from("<QI", data, at + 4)
        self.assertTrue(base <= rip < base + size)
        name = struct.unpack_from("<I", data, at + 4 + 20)[0]
        length = struct.unpack_from("<I", data, name)[0]
        self.assertEqual(data[name + 4:name + 4 + length].decode("utf-16-le"), os.path.realpath(driver))
        size, record = struct.unpack_from("<2I", data, at + 4 + 76)
        mine = driver.read_bytes()
        rsds = mine.index(b"RSDS")
        self.assertEqual(data[record:record + size], mine[rsds:rsds + size])
        # Memory: the stack at rsp, the code at rip.
        at = streams[9][0]
        count, where = struct.unpack_from("<2Q", data, at)
        memory = []
        for i in range(count):
            begin, size = struct.unpack_from("<2Q", data, at + 16 + 16 * i)
            memory.append((begin, data[where:where + size]))
            self.assertEqual(len(memory[-1][1]), size)
            where += size
        self.assertEqual(where, len(data))
        self.assertTrue(any(begin <= rsp < begin + len(bytes_) for begin, bytes_ in memory))
        code = next(bytes_[rip - begin:rip - begin + 3] for begin, bytes_ in memory if begin <= rip < begin + len(bytes_))
        self.assertEqual(code, b"\x8b\x40\x10")  # mov eax, [rax + 0x10]
        comment = data[streams[10][0]:sum(streams[10])]
        self.assertIn(b"Bug check 0x1E KMODE_EXCEPTION_NOT_HANDLED", comment)
        self.assertEqual(json.loads((self.place / "x.json").read_text())["bugcheck"], "0x1E")

    def test_a_dump_that_cannot_be_written(self):
        self.run_it(START, "read_null", "--dump", "/nowhere/x.dmp")
        self.has("dump", "not written: /nowhere/x.dmp: No such file or directory")


def main():
    """The tests wait for processes: as many at once as there are processors."""
    cases = list(unittest.defaultTestLoader.loadTestsFromTestCase(Crash))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda case: unittest.TextTestRunner(stream=open(os.devnull, "w")).run(case), cases))
    failed = [f for result in results for f in result.failures + result.errors]
    for case, text in failed:
        print(f"FAILED {case}\n{text}")
    print(f"{len(cases)} tests, {len(failed)} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
