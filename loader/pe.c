/* The headers of a PE image, judged: see pe.h. */
#include "pe_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool pe_refuse(struct pe_fault *fault, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(fault->text, sizeof(fault->text), format, args);
    va_end(args);
    return false;
}

/* Offsets in the optional header of PE32+. */
enum {
    OPT_ENTRY = 16,
    OPT_BASE = 24,
    OPT_SECTION_ALIGNMENT = 32,
    OPT_FILE_ALIGNMENT = 36,
    OPT_IMAGE_SIZE = 56,
    OPT_HEADER_SIZE = 60,
    OPT_CHECKSUM = 64,
    OPT_SUBSYSTEM = 68,
    OPT_CHARACTERISTICS = 70,
    OPT_DIRECTORY_COUNT = 108,
    OPT_DIRECTORIES = 112
};

#define FILE_EXECUTABLE  0x0002u
#define FILE_NO_RELOCS   0x0001u
#define SUBSYSTEM_NATIVE 1u
#define FILE_DLL         0x2000u
#define MACHINE_X64      0x8664u
#define DOTNET           "the file is a .NET program, expected a driver: drivers are native code, in C or C++"
#define PAGE             4096u

/* ---- what kind of file it is ---- */

/* Programs for the .NET runtime say that they are 32-bit ones, whatever they run on. */
static bool is_dotnet(const uint8_t *optional, uint32_t size)
{
    uint32_t count = size >= 96 && load16(optional) == 0x10B ? load32(optional + 92) : 0;
    return count > PE_CLR && size >= 96 + (PE_CLR + 1) * 8 && load32(optional + 96 + PE_CLR * 8);
}

static bool refuse_machine(struct pe_fault *fault, unsigned machine)
{
    static const struct {
        unsigned machine;
        const char *name;
    } names[] = {{0x14C, "32-bit x86"}, {0xAA64, "ARM64"}, {0x1C4, "32-bit ARM"}, {0x200, "Itanium"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].machine == machine)
            return pe_refuse(
                fault,
                "the file is for %s processors (machine 0x%X), expected x64 (0x8664): build it for x64",
                names[i].name, machine);
    }
    return pe_refuse(fault, "the file is for machine 0x%X, expected x64 (0x8664)", machine);
}

static bool refuse_subsystem(struct pe_fault *fault, unsigned subsystem)
{
    const char *what = subsystem == 2                       ? "a user-mode program with windows"
                       : subsystem == 3                     ? "a user-mode console program"
                       : subsystem >= 10 && subsystem <= 13 ? "an EFI program"
                                                            : "of an unknown kind";

    return pe_refuse(fault,
                     "the file is %s (subsystem %u), expected a driver (native, 1): link it with "
                     "/subsystem:native /driver",
                     what, subsystem);
}

/* The PE header's offset, or 0 and a fault. */
static uint32_t find_header(const uint8_t *bytes, size_t size, struct pe_fault *fault)
{
    if (size < 64 || bytes[0] != 'M' || bytes[1] != 'Z') {
        bool elf = size >= 4 && memcmp(bytes, "\177ELF", 4) == 0;
        pe_refuse(fault,
                  elf ? "the file is an ELF file, expected a Windows driver; native drivers are loaded as .so"
                      : "the file does not begin with \"MZ\": it is no Windows program");
        return 0;
    }
    uint32_t at = load32(bytes + 0x3C);
    if (at < 64 || at % 4 || at > size || size - at < 24 || memcmp(bytes + at, "PE\0\0", 4) != 0) {
        pe_refuse(fault,
                  "there is no PE header at 0x%X, where offset 0x3C says it is: the file is truncated, or a "
                  "DOS program",
                  at);
        return 0;
    }
    return at;
}

/* ---- sections ---- */

static bool take_section(struct pe_file *file, struct pe_section *s, const uint8_t *row,
                         uint32_t previous_end, struct pe_fault *fault)
{
    memcpy(s->name, row, 8);
    for (char *c = s->name; *c; c++)
        *c = *c < 0x20 || *c > 0x7E ? '?' : *c;
    s->size = load32(row + 8);
    s->rva = load32(row + 12);
    s->file_size = load32(row + 16);
    s->file_offset = s->file_size ? load32(row + 20) : 0;
    s->flags = load32(row + 36);
    if (!s->size)
        s->size = s->file_size;
    if (s->file_size > s->size)
        s->file_size = s->size; /* the rest is padding */
    if (s->rva % PAGE || s->rva < previous_end)
        return pe_refuse(
            fault, "section %s is at 0x%X, expected a page boundary at or after 0x%X: the file is damaged",
            s->name, s->rva, previous_end);
    if (!s->size || s->rva > file->image_size || s->size > file->image_size - s->rva)
        return pe_refuse(
            fault,
            "section %s has 0x%X bytes at 0x%X, expected inside the image of 0x%X bytes: the file is damaged",
            s->name, s->size, s->rva, file->image_size);
    if (s->file_offset > file->size || s->file_size > file->size - s->file_offset)
        return pe_refuse(
            fault, "section %s has bytes 0x%X..0x%llX of the file, which has 0x%zX: the file is truncated",
            s->name, s->file_offset, (unsigned long long)s->file_offset + s->file_size, file->size);
    if (s->flags & PE_SECTION_EXECUTE && s->flags & PE_SECTION_WRITE)
        return pe_refuse(fault,
                         "section %s is both writable and executable: Windows refuses that in drivers under "
                         "HVCI; link it without /section or /merge",
                         s->name);
    return true;
}

static bool take_sections(struct pe_file *file, uint32_t table, unsigned count, struct pe_fault *fault)
{
    uint32_t end = (file->header_size + PAGE - 1) / PAGE * PAGE;

    if (!count || count > PE_MAX_SECTIONS || table > file->size || file->size - table < count * 40u ||
        table + count * 40u > file->header_size)
        return pe_refuse(fault,
                         "%u sections at 0x%X of the file, expected 1 to %u and a table inside the headers: "
                         "the file is damaged",
                         count, table, PE_MAX_SECTIONS);
    for (unsigned i = 0; i < count; i++) {
        struct pe_section *s = &file->section[i];
        if (!take_section(file, s, file->bytes + table + i * 40u, end, fault))
            return false;
        end = (s->rva + s->size + PAGE - 1) / PAGE * PAGE;
        file->section_count++;
    }
    return true;
}

/* ---- directories ---- */

static const char *const directory_names[PE_DIRECTORIES] = {
    "export table",         "import table",
    "resource table",       "unwind table",
    "certificate table",    "relocation table",
    "debug table",          "architecture table",
    "global pointer",       "TLS directory",
    "load configuration",   "table of bound imports",
    "import address table", "table of delayed imports",
    ".NET header",          "last directory"};

static bool take_directories(struct pe_file *file, const uint8_t *optional, uint32_t optional_size,
                             struct pe_fault *fault)
{
    uint32_t count = load32(optional + OPT_DIRECTORY_COUNT);

    if (count > PE_DIRECTORIES || optional_size < OPT_DIRECTORIES + count * 8)
        return pe_refuse(fault,
                         "%u data directories in an optional header of %u bytes, expected at most %d that "
                         "fit: the file is damaged",
                         count, optional_size, PE_DIRECTORIES);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rva = load32(optional + OPT_DIRECTORIES + i * 8),
                 size = load32(optional + OPT_DIRECTORIES + i * 8 + 4);
        uint64_t limit = i == PE_SECURITY ? file->size : file->image_size;
        if (!rva || !size)
            continue;
        if (rva > limit || size > limit - rva)
            return pe_refuse(fault,
                             "the %s (data directory %u) has 0x%X bytes at 0x%X, expected inside the %s of "
                             "0x%llX: the file is damaged",
                             directory_names[i], i, size, rva, i == PE_SECURITY ? "file" : "image",
                             (unsigned long long)limit);
        file->directory[i].rva = rva;
        file->directory[i].size = size;
    }
    if (file->directory[PE_CLR].size)
        return pe_refuse(fault, DOTNET);
    if (file->directory[PE_TLS].size)
        return pe_refuse(
            fault, "the file has thread-local storage (a TLS directory), which kernel code cannot have: "
                   "remove __declspec(thread)");
    return true;
}

/* ---- the whole ---- */

static bool is_power_of_two(uint32_t x)
{
    return x && !(x & (x - 1));
}

static bool take_optional(struct pe_file *file, const uint8_t *optional, uint32_t size,
                          struct pe_fault *fault)
{
    if (size < OPT_DIRECTORIES || load16(optional) != 0x20B)
        return pe_refuse(fault, "the optional header is %u bytes of kind 0x%X, expected 0x20B (PE32+)", size,
                         size >= 2 ? load16(optional) : 0);
    if (load16(optional + OPT_SUBSYSTEM) != SUBSYSTEM_NATIVE)
        return refuse_subsystem(fault, load16(optional + OPT_SUBSYSTEM));
    file->entry = load32(optional + OPT_ENTRY);
    file->base = load64(optional + OPT_BASE);
    file->image_size = load32(optional + OPT_IMAGE_SIZE);
    file->header_size = load32(optional + OPT_HEADER_SIZE);
    file->checksum = load32(optional + OPT_CHECKSUM);
    file->characteristics = load16(optional + OPT_CHARACTERISTICS);
    uint32_t section = load32(optional + OPT_SECTION_ALIGNMENT),
             packed = load32(optional + OPT_FILE_ALIGNMENT);
    if (!is_power_of_two(section) || !is_power_of_two(packed) || section < PAGE || packed > section)
        return pe_refuse(
            fault,
            "sections are aligned to %u bytes in memory and %u in the file, expected powers of two, at least "
            "%u in "
            "memory: link it without /align (less would make all of it writable code, which HVCI forbids)",
            section, packed, PAGE);
    if (!file->image_size || file->image_size > PE_MAX_IMAGE || file->header_size > file->size ||
        file->header_size > file->image_size)
        return pe_refuse(fault,
                         "an image of 0x%X bytes with headers of 0x%X, expected at most 0x%X, and headers "
                         "inside the file of 0x%zX: the file is truncated or damaged",
                         file->image_size, file->header_size, PE_MAX_IMAGE, file->size);
    return true;
}

static bool check_entry(const struct pe_file *file, struct pe_fault *fault)
{
    const struct pe_section *s = pe_section_of(file, file->entry);

    if (!file->entry)
        return pe_refuse(fault, file->library
                                    ? "the file is a library of routines for other drivers (a DLL without an "
                                      "entry point), expected a "
                                      "driver: hand over the driver that imports from it"
                                    : "the file has no entry point: link it with /entry:DriverEntry");
    if (!s || !(s->flags & PE_SECTION_EXECUTE) || file->entry - s->rva >= s->file_size)
        return pe_refuse(fault,
                         "the entry point 0x%X is in %s, expected inside the code of a section that may be "
                         "executed: the file "
                         "is damaged",
                         file->entry, s ? s->name : "no section");
    return true;
}

/* The 16-bit one's complement sum of the file without the field, plus its length. */
static uint32_t sum(const uint8_t *bytes, size_t size, size_t field)
{
    uint64_t total = 0;

    for (size_t i = 0; i < size; i += 2) {
        if (i - field >= 4)
            total += bytes[i] | (i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0);
    }
    while (total >> 16)
        total = (total & 0xFFFF) + (total >> 16);
    return (uint32_t)total + (uint32_t)size;
}

bool pe_open(struct pe_file *file, const void *bytes, size_t size, struct pe_fault *fault)
{
    *file = (struct pe_file){.bytes = bytes, .size = size};
    uint32_t at = find_header(bytes, size, fault);
    if (!at)
        return false;
    const uint8_t *header = file->bytes + at, *optional = header + 24;
    uint32_t optional_size = load16(header + 20), flags = load16(header + 22);
    if (is_dotnet(optional, optional_size <= size - at - 24 ? optional_size : 0))
        return pe_refuse(fault, DOTNET);
    if (load16(header + 4) != MACHINE_X64)
        return refuse_machine(fault, load16(header + 4));
    if (!(flags & FILE_EXECUTABLE))
        return pe_refuse(
            fault, "the file is an object file or was not linked to the end (characteristics 0x%X)", flags);
    if (optional_size > size - at - 24)
        return pe_refuse(fault, "the optional header has %u bytes, the file ends before: it is truncated",
                         optional_size);
    file->stamp = load32(header + 8);
    file->library = flags & FILE_DLL;
    if (!take_optional(file, optional, optional_size, fault) ||
        !take_sections(file, at + 24 + optional_size, load16(header + 6), fault) ||
        !take_directories(file, optional, optional_size, fault) || !check_entry(file, fault))
        return false;
    file->relocatable = !(flags & FILE_NO_RELOCS); /* without a table: it holds no address at all */
    file->computed = sum(file->bytes, size, at + 24 + OPT_CHECKSUM);
    return true;
}

/* ---- places ---- */

const struct pe_section *pe_section_of(const struct pe_file *file, uint32_t rva)
{
    for (unsigned i = 0; i < file->section_count; i++) {
        if (rva - file->section[i].rva < file->section[i].size)
            return &file->section[i];
    }
    return NULL;
}

const void *pe_at(const struct pe_file *file, uint32_t rva, uint32_t length)
{
    const struct pe_section *s = pe_section_of(file, rva);

    if (!s)
        return rva <= file->header_size && length <= file->header_size - rva ? file->bytes + rva : NULL;
    uint32_t offset = rva - s->rva;
    return offset <= s->file_size && length <= s->file_size - offset ? file->bytes + s->file_offset + offset
                                                                     : NULL;
}

const char *pe_string(const struct pe_file *file, uint32_t rva)
{
    const struct pe_section *s = pe_section_of(file, rva);
    uint32_t start = s ? s->rva : 0, size = s ? s->file_size : file->header_size;

    if (rva - start >= size)
        return NULL;
    const char *text = (const char *)file->bytes + (s ? s->file_offset : 0) + (rva - start);
    uint32_t room = size - (rva - start);
    for (uint32_t length = 0; length <= PE_MAX_NAME && length < room; length++) {
        if (!text[length])
            return length ? text : NULL;
        if (text[length] < 0x21 || text[length] > 0x7E)
            return NULL;
    }
    return NULL;
}
