#!/usr/bin/env python3
"""Every D3DKMT* that the header declares is a row of the thunks' table, and the other way round.

Usage: every_thunk.py d3dkmthk.h thunk_list.h"""
import re
import sys

header, table = (open(path).read() for path in sys.argv[1:])
declared = re.findall(r"^NTSTATUS NTAPI D3DKMT(\w+)\(", header, flags=re.M)
rows = re.findall(r"^THUNK\((\w+),", table, flags=re.M)
if not declared:
    sys.exit("no prototypes found; the pattern no longer fits the header")
if len(rows) != len(set(rows)):
    sys.exit("a thunk has two rows")
if set(declared) != set(rows):
    sys.exit(f"without a row, or without a prototype: {sorted(set(declared) ^ set(rows))}")
