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
        self.used, self.tokens = set(), set()  # sections that something points to, strings that something shows
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
            self.tokens.add(token.lower())
            if value is None:
                self.fault(number, f"%{token}% has no line in [Strings]")
                return ""
            return value.strip('"')
        return re.sub(r"%([^%]*)%", one, text)

    def keys(self, section, *known):
        for number, key, _ in self.sections.get(section.lower(), []):
            if key.lower() not in (k.lower() for k in known):
                self.fault(number, f"[{section}] has no key {key or '(none)'}, expected {', '.join(known)}")

    def need(self, number, name, why):
        self.used.add(name.lower())
        if name.lower() not in self.sections:
            self.fault(number, f"there is no section [{name}], {why}")
            return False
        return True


def check_catalog(inf, expected_sys):
    number, value = inf.get("version", "CatalogFile")
    expected = pathlib.PurePath(expected_sys).stem + ".cat"
    if value and value.lower() != expected.lower():
        inf.fault(number, f"CatalogFile = {value}, expected {expected}: the signed catalog is named as the driver is")


def check_registry(inf, section, named):
    """The lines of an AddReg section: root, subkey, name, flags, values."""
    for number, key, value in inf.sections.get(section.lower(), []):
        line = f"{key}={value}" if key else value
        inf.resolve(number, line)
        if not re.fullmatch(r'HK(R|LM|CR|U),[^,"]*,"?[\w.]+"?,(0x)?[0-9A-Fa-f]{1,8}(,("[^"]*"|[\w%]+))+', line):
            inf.fault(number, f"[{section}] has {line}, expected HKR,subkey,name,flags,value with strings in quotes")
        fields = [f.strip() for f in line.split(",")] + [""] * 4
        if re.fullmatch(r"0x0*10001|65537", fields[3]) and not re.fullmatch(r"(0x[0-9A-Fa-f]+|\d+)", fields[4]):
            inf.fault(number, f"[{section}] sets {fields[2]} to {fields[4]}, expected a number, as its flags say")
        for name in named:
            if name.lower() == (line.split(",") + [""] * 3)[2].strip('"').lower():
                named = [n for n in named if n != name]
    for name in named:
        inf.fault(inf.lines.get(section.lower(), 1), f"[{section}] sets no {name}")


def check_add_reg(inf, section, needed, *named):
    """What AddReg of the section names; `needed` says for what it has to be there."""
    number, lists = inf.get(section, "AddReg")
    if lists is None:
        if needed:
            inf.fault(number, f"[{section}] has no AddReg: {needed}")
        return
    for name in (n.strip() for n in lists.split(",")):
        if inf.need(number, name, "which AddReg names"):
            if not inf.sections[name.lower()]:
                inf.fault(number, f"[{name}] sets nothing")
            check_registry(inf, name, named)


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
    inf.keys("Version", *(key for key, _, _ in wanted), "PnpLockdown")
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
    inf.used |= {"sourcedisksfiles", "sourcedisksnames", "destinationdirs"}
    disks = {key: value for _, key, value in inf.sections.get("sourcedisksnames", [])}
    for line, key, value in inf.sections.get("sourcedisksnames", []):
        if not re.fullmatch(r'\d+', key) or not re.fullmatch(r'(%\w+%|"[^"]+")(,.*)?', value):
            inf.fault(line, f"a disk {key} = {value}, expected NUMBER = %Name%")
        inf.resolve(line, value)
    for line, key, value in inf.sections.get("sourcedisksfiles", []):
        if value.split(",")[0].strip() not in disks:
            inf.fault(line, f"{key} is on disk {value or '(none)'}, of which [SourceDisksNames] does not know")
    inf.keys("DestinationDirs", "DefaultDestDir", *(name for name in inf.sections if name.endswith(".files")))
    line, value = inf.get("destinationdirs", "DefaultDestDir")
    if value not in ("12", "13"):
        inf.fault(line, f"DefaultDestDir = {value}, expected 13 (the driver store)")
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
    if expected_sys and fields[0].lower() != pathlib.PurePath(expected_sys).stem.lower():
        inf.fault(number, f"AddService names the service {fields[0]}, expected {pathlib.PurePath(expected_sys).stem}")
    section = fields[2] if len(fields) > 2 else ""
    inf.used.add(install.lower() + ".services")
    inf.keys(install + ".Services", "AddService")
    if not inf.need(number, section, "which AddService names"):
        return
    if len(fields) > 3:
        if inf.need(number, fields[3], "which AddService names"):
            inf.keys(fields[3], "AddReg")
            check_add_reg(inf, fields[3], "the event log knows no texts", "EventMessageFile", "TypesSupported")
    inf.keys(section, "ServiceType", "StartType", "ErrorControl", "ServiceBinary", "LoadOrderGroup", "Description", "DisplayName")
    for key, wanted in (("ServiceType", "1"), ("StartType", "3"), ("ErrorControl", "0")):
        line, got = inf.get(section, key)
        if got != wanted:
            inf.fault(line, f"{key} = {got}, expected {wanted}")
    line, binary = inf.get(section, "ServiceBinary")
    match = re.fullmatch(r"%1[23]%\\([\w.-]+)", binary or "")
    if match and inf.get("destinationdirs", "DefaultDestDir")[1] not in (None, binary[1:3]):
        inf.fault(line, f"ServiceBinary = {binary}, but DefaultDestDir is another folder: the service would not find its file")
    if not match:
        inf.fault(line, f"ServiceBinary = {binary}, expected %13%\\NAME.sys")
    elif match[1].lower() not in copied:
        inf.fault(line, f"the service starts {match[1]}, which is not copied")
    elif expected_sys and match[1].lower() != expected_sys.lower():
        inf.fault(line, f"the service starts {match[1]}, expected {expected_sys}")


def check_shown(inf, number, name):
    """A name for people."""
    if not re.fullmatch(r'%\w+%|"[^"]+"', name):
        inf.fault(number, f"the name {name}, expected %Name% of [Strings]")
    inf.resolve(number, name)


def check_install(inf, install):
    inf.keys(install, "FeatureScore", "CopyFiles", "AddReg", "DelReg", "Include", "Needs")
    number, value = inf.get(install, "FeatureScore")
    if not re.fullmatch(r"[0-9A-Fa-f]{2}", value or ""):
        inf.fault(number, f"FeatureScore = {value}, expected two hexadecimal digits: Windows prefers its own driver to one without")
    check_add_reg(inf, install, None)


def check_strings(inf):
    inf.used.add("strings")
    for number, key, value in inf.sections.get("strings", []):
        if not re.fullmatch(r'"[^"]+"', value):
            inf.fault(number, f"the string {key} = {value}, expected text in quotes")
        if key.lower() not in inf.tokens:
            inf.fault(number, f"nothing shows the string %{key}%")


def check_models(inf, expected_sys):
    if not inf.need(1, "Manufacturer", "which every driver INF has"):
        return
    if not inf.sections["manufacturer"]:
        inf.fault(inf.lines["manufacturer"], "[Manufacturer] names nobody")
    for number, key, value in inf.sections["manufacturer"]:
        check_shown(inf, number, key)
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
        check_shown(inf, line, key)
        install, *ids = [v.strip() for v in value.split(",")]
        if not ids:
            inf.fault(line, "a model without a hardware id")
        for hardware in ids:
            if not re.fullmatch(r"PCI\\VEN_[0-9A-F]{4}&DEV_[0-9A-F]{4}(&SUBSYS_[0-9A-F]{8})?(&REV_[0-9A-F]{2})?|ROOT\\\w+",
                                hardware):
                inf.fault(line, f"hardware id {hardware}, expected PCI\\VEN_xxxx&DEV_xxxx in capitals")
        if inf.need(line, install, "which the model names"):
            check_install(inf, install)
            check_service(inf, install, check_files(inf, install), expected_sys)


def judge(path, expected_sys=None):
    """The faults, a line each."""
    inf = Inf(path)
    check_version(inf)
    inf.used |= {"version", "manufacturer"}
    check_models(inf, expected_sys)
    if expected_sys:
        check_catalog(inf, expected_sys)
    check_strings(inf)
    for section, number in inf.lines.items():
        if section not in inf.used:
            inf.fault(number, f"nothing names the section [{section}]")
    return inf.faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inf", type=pathlib.Path)
    parser.add_argument("--sys", help="the driver file that the INF must install")
    args = parser.parse_args()
    faults = judge(args.inf, args.sys)
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
