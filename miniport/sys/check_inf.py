#!/usr/bin/env python3
"""Judges a display driver's INF the way set-up on Windows would read it: that every section it points to is there, that what
is copied is what the service starts, and that class, catalog, version and hardware ids are well formed.

    check_inf.py FILE.inf [--sys NAME.sys]

Prints one line per fault, FILE:LINE: what is wrong, expected ...; exit status 1 when there is any.
"""
import argparse
import pathlib
import re
import sys

DISPLAY_CLASS = "{4d36e968-e325-11ce-bfc1-08002be10318}"


class Inf:
    def __init__(self, path):
        self.path, self.faults = path, []
        self.sections, self.lines = {}, {}  # name in lower case -> [(line, key, value)], and where it starts
        section = None
        for number, raw in enumerate(path.read_text().splitlines(), 1):
            line = self.strip_comment(raw)
            if not line:
                continue
            head = re.fullmatch(r"\[([^\]]+)\]", line)
            if head:
                section = head[1].lower()
                if section in self.sections:
                    self.fault(number, f"section [{head[1]}] is there twice")
                self.sections.setdefault(section, [])
                self.lines[section] = number
            elif section is None:
                self.fault(number, "a line before the first section")
            else:
                key, equals, value = line.partition("=")
                self.sections[section].append((number, key.strip() if equals else "", (value if equals else line).strip()))

    @staticmethod
    def strip_comment(line):
        out, quoted = "", False
        for c in line:
            if c == '"':
                quoted = not quoted
            if c == ";" and not quoted:
                break
            out += c
        return out.strip()

    def fault(self, line, text):
        self.faults.append(f"{self.path}:{line}: {text}")

    def get(self, section, key):
        """(line, value), or (line of the section, None)."""
        for number, k, value in self.sections.get(section.lower(), []):
            if k.lower() == key.lower():
                return number, value
        return self.lines.get(section.lower(), 1), None

    def resolve(self, number, text):
        """With %tokens% replaced by [Strings]; %13% and %% are set-up's own."""
        def one(match):
            token = match[1]
            if token == "":
                return "%"
            if token.isdigit():
                return match[0]
            _, value = self.get("strings", token)
            if value is None:
                self.fault(number, f"%{token}% has no line in [Strings]")
                return ""
            return value.strip('"')
        return re.sub(r"%([^%]*)%", one, text)

    def need(self, number, name, why):
        if name.lower() not in self.sections:
            self.fault(number, f"there is no section [{name}], {why}")
            return False
        return True


def check_version(inf):
    if not inf.need(1, "Version", "which every INF begins with"):
        return
    wanted = [("Signature", r'"?\$WINDOWS NT\$"?', '"$WINDOWS NT$"'), ("Class", r"Display", "Display"),
              ("ClassGuid", re.escape(DISPLAY_CLASS), DISPLAY_CLASS), ("CatalogFile", r"[\w.-]+\.cat", "NAME.cat"),
              ("DriverVer", r"(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/\d{4},\d+(\.\d+){3}", "MM/DD/YYYY,a.b.c.d"),
              ("Provider", r"%\w+%|\".+\"", "a name")]
    for key, pattern, expected in wanted:
        number, value = inf.get("version", key)
        if value is None:
            inf.fault(number, f"[Version] has no {key}, expected {expected}")
        elif not re.fullmatch(pattern, value, re.I):
            inf.fault(number, f"{key} = {value}, expected {expected}")
        else:
            inf.resolve(number, value)
    number, value = inf.get("version", "PnpLockdown")
    if value != "1":
        inf.fault(number, "PnpLockdown is not 1: driver files could be replaced by anybody who may write there")


def check_files(inf, install):
    """Names that are copied; each is on the disk."""
    copied = set()
    number, lists = inf.get(install, "CopyFiles")
    for name in filter(None, (n.strip() for n in (lists or "").split(","))):
        if name.startswith("@"):
            copied.add(name[1:].lower())
        elif inf.need(number, name, "which CopyFiles names"):
            copied |= {value.split(",")[0].strip().lower() for _, _, value in inf.sections[name.lower()]}
    if not copied:
        inf.fault(number, f"[{install}] copies no file")
    disk = {key.lower() for _, key, _ in inf.sections.get("sourcedisksfiles", [])}
    for name in sorted(copied - disk):
        inf.fault(number, f"{name} is copied, but [SourceDisksFiles] does not say where it is")
    return copied


def check_service(inf, install, copied, expected_sys):
    number, value = inf.get(install + ".Services", "AddService")
    if value is None:
        inf.fault(number, f"[{install}.Services] has no AddService: the driver would never start")
        return
    fields = [f.strip() for f in value.split(",")]
    if len(fields) < 3 or not int(fields[1] or "0", 0) & 2:
        inf.fault(number, "AddService without flag 0x2: the service is not the device's function driver")
    section = fields[2] if len(fields) > 2 else ""
    if not inf.need(number, section, "which AddService names"):
        return
    if len(fields) > 3:
        inf.need(number, fields[3], "which AddService names")
    for key, wanted in (("ServiceType", "1"), ("StartType", "3")):
        line, got = inf.get(section, key)
        if got != wanted:
            inf.fault(line, f"{key} = {got}, expected {wanted}")
    line, binary = inf.get(section, "ServiceBinary")
    match = re.fullmatch(r"%1[23]%\\([\w.-]+)", binary or "")
    if not match:
        inf.fault(line, f"ServiceBinary = {binary}, expected %13%\\NAME.sys")
    elif match[1].lower() not in copied:
        inf.fault(line, f"the service starts {match[1]}, which is not copied")
    elif expected_sys and match[1].lower() != expected_sys.lower():
        inf.fault(line, f"the service starts {match[1]}, expected {expected_sys}")


def check_models(inf, expected_sys):
    if not inf.need(1, "Manufacturer", "which every driver INF has"):
        return
    for number, key, value in inf.sections["manufacturer"]:
        inf.resolve(number, key)
        parts = [p.strip() for p in value.split(",")]
        decorated = [p for p in parts[1:] if p.lower().startswith("ntamd64")]
        if not decorated:
            inf.fault(number, "no NTamd64 decoration: a 64-bit system finds no model")
        for decoration in decorated:
            check_model(inf, number, f"{parts[0]}.{decoration}", expected_sys)


def check_model(inf, number, models, expected_sys):
    if not inf.need(number, models, "which [Manufacturer] names"):
        return
    if not inf.sections[models.lower()]:
        inf.fault(number, f"[{models}] names no device")
    for line, key, value in inf.sections[models.lower()]:
        inf.resolve(line, key)
        install, *ids = [v.strip() for v in value.split(",")]
        if not ids:
            inf.fault(line, "a model without a hardware id")
        for hardware in ids:
            if not re.fullmatch(r"PCI\\VEN_[0-9A-F]{4}&DEV_[0-9A-F]{4}(&SUBSYS_[0-9A-F]{8})?(&REV_[0-9A-F]{2})?|ROOT\\\w+",
                                hardware):
                inf.fault(line, f"hardware id {hardware}, expected PCI\\VEN_xxxx&DEV_xxxx in capitals")
        if inf.need(line, install, "which the model names"):
            check_service(inf, install, check_files(inf, install), expected_sys)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inf", type=pathlib.Path)
    parser.add_argument("--sys", help="the driver file that the INF must install")
    args = parser.parse_args()
    inf = Inf(args.inf)
    check_version(inf)
    check_models(inf, args.sys)
    print("\n".join(inf.faults), end="\n" if inf.faults else "")
    sys.exit(1 if inf.faults else 0)


if __name__ == "__main__":
    main()
