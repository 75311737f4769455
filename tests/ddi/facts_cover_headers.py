#!/usr/bin/env python3
"""Every structure, enumerator and entry point type that the headers define has a row in the layout facts.

Usage: facts_cover_headers.py FACTS HEADER..."""
import re
import sys


def main():
    facts = open(sys.argv[1]).read()
    known = set(re.findall(r"\b[TVPEN]\((\w+)", facts))
    missing = []
    for path in sys.argv[2:]:
        text = re.sub(r"/\*.*?\*/", "", open(path).read(), flags=re.S)
        names = re.findall(r"^} (\w+)(?:, \*\w+)*;", text, flags=re.M)
        names += re.findall(r"^    (\w+) = [^;\n]*,\s*$", text, flags=re.M)
        names += re.findall(r"^typedef DXGKDDI\w+ \*(PDXGKDDI\w+);", text, flags=re.M)
        names += re.findall(r"^typedef NTSTATUS\(NTAPI \*(PFND3DKMT\w+)\)", text, flags=re.M)
        names += re.findall(r"^NTSTATUS NTAPI (D3DKMT\w+)\(", text, flags=re.M)
        if not names:
            sys.exit(f"{path}: no definitions found; the patterns of this script no longer fit the headers")
        missing += [f"{path}: {name} has no row in {sys.argv[1]}" for name in names if name not in known]
    if missing:
        sys.exit("\n".join(missing))


main()
