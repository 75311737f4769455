/*
 * wddm info FILE.sys: what a Windows driver file is and what it wants of the kernel, without running any of it. The imports
 * are the question that decides first whether a driver can work somewhere: each is compared with what the runtime provides.
 */
#include "info_sys.h"

#include "json.h"
#include "pe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what the runtime has, and what it knows of ---- */

struct provided {
    const char *name;
    unsigned version, flags;
};

static const struct provided provided[] = {
#define EXPORT(name, group, version, irql, flags)       {#name, version, flags},
#define EXPORT_IMAGE(name, group, version, irql, flags) {#name, version, flags},
#include "export_list.h"
#undef EXPORT
};

/* NULL: nothing of that name that a .sys could import. */
static const struct provided *find(const char *name)
{
    for (size_t i = 0; i < sizeof(provided) / sizeof(provided[0]); i++) {
        if (!(provided[i].flags & (EXPORT_NATIVE | EXPORT_INLINE)) && strcmp(provided[i].name, name) == 0)
            return &provided[i];
    }
    return NULL;
}

static const struct known {
    const char *name;
    unsigned version; /* 0: nobody says */
} known[] = {
#define KNOWN(name, version) {#name, version},
#include "known_exports.h"
#undef KNOWN
};

/* Windows has it, and nothing here does; NULL: Windows is not known to have it. */
static const struct known *find_known(const char *name)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    }
    return NULL;
}

static const char *windows_name(unsigned version)
{
    static const struct {
        unsigned version;
        const char *name;
    } names[] = {{0x0A00, "Windows 10"}, {0x0603, "Windows 8.1"}, {0x0602, "Windows 8"},
                 {0x0601, "Windows 7"},  {0x0600, "Vista"},       {0x0502, "Server 2003"},
                 {0x0501, "Windows XP"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (version >= names[i].version)
            return names[i].name;
    }
    return "Windows 2000";
}

/* The graphics kernel offers them by name; on Windows drivers ask its device for them. */
static bool registers_by_name(const char *name)
{
    return strcmp(name, "DxgkInitialize") == 0 || strcmp(name, "DxgkInitializeDisplayOnlyDriver") == 0;
}

/* ---- one file ---- */

/* What a driver gets for an import. The last two are stubs that stop the system when they are called. */
enum state { PROVIDED, STUBBED, UNKNOWN };

static const char *const state_names[] = {"provided", "stubbed", "unknown"};

/* `version`: of the first Windows that has it; 0 when nobody says. */
static enum state judge(const struct pe_import *import, unsigned *version)
{
    const struct provided *p = import->name ? find(import->name) : NULL;
    const struct known *k = import->name && !p ? find_known(import->name) : NULL;

    *version = p ? p->version : k ? k->version : 0;
    return p || (import->name && registers_by_name(import->name)) ? PROVIDED : k ? STUBBED : UNKNOWN;
}

struct sys {
    struct pe_file file;
    struct pe_import *imports;
    size_t count, room, of[UNKNOWN + 1];
    unsigned oldest;  /* NT version that has every import, as far as they are known */
    bool by_name;     /* imports DxgkInitialize or its sister */
    bool asks_device; /* the kit's port library: it looks for \Device\DxgKrnl */
};

static bool keep(void *ctx, const struct pe_import *import)
{
    struct sys *sys = ctx;

    if (sys->count == sys->room) {
        size_t room = sys->room ? 2 * sys->room : 64;
        struct pe_import *grown = realloc(sys->imports, room * sizeof(*grown));
        if (!grown)
            return false;
        sys->imports = grown;
        sys->room = room;
    }
    sys->imports[sys->count++] = *import;
    unsigned version;
    sys->of[judge(import, &version)]++;
    if (version > sys->oldest)
        sys->oldest = version;
    sys->by_name |= import->name && registers_by_name(import->name);
    if (import->name && strcmp(import->name, "IoGetDeviceObjectPointer") == 0)
        sys->asks_device = true;
    return true;
}

static void *read_file(const char *path, size_t *size)
{
    FILE *stream = fopen(path, "rb");
    uint8_t *bytes = NULL;
    size_t room = 0;

    *size = 0;
    while (stream && *size <= PE_MAX_IMAGE) {
        if (*size == room) {
            uint8_t *grown = realloc(bytes, room = room ? 2 * room : 1 << 16);
            if (!grown)
                break;
            bytes = grown;
        }
        size_t got = fread(bytes + *size, 1, room - *size, stream);
        *size += got;
        if (!got)
            break;
    }
    bool bad = !stream || ferror(stream) || *size > PE_MAX_IMAGE;
    if (bad) {
        fprintf(stderr, "wddm info: %s: %s\n", path,
                stream && *size > PE_MAX_IMAGE ? "larger than any driver (256 MiB)" : strerror(errno));
        free(bytes);
        bytes = NULL;
    }
    if (stream)
        fclose(stream);
    return bytes;
}

/* ---- output ---- */

static void print_sections(const struct pe_file *file)
{
    printf("\nSections\n");
    for (unsigned i = 0; i < file->section_count; i++) {
        const struct pe_section *s = &file->section[i];
        printf("  %-8s 0x%06X  %8u bytes  %c%c%c%s%s\n", s->name, s->rva, s->size,
               s->flags & PE_SECTION_READ ? 'r' : '-', s->flags & PE_SECTION_WRITE ? 'w' : '-',
               s->flags & PE_SECTION_EXECUTE ? 'x' : '-',
               s->flags & PE_SECTION_DISCARD ? "  discardable" : "",
               strncmp(s->name, "PAGE", 4) == 0 ? "  pageable" : "");
    }
}

static void print_import(const struct pe_import *import)
{
    unsigned version;
    enum state state = judge(import, &version);
    const struct provided *p = import->name ? find(import->name) : NULL;

    if (!import->name)
        printf("    #%-43u unknown   imports by number differ between systems\n", import->ordinal);
    else if (registers_by_name(import->name))
        printf("    %-44s provided  here; Windows exports no such name\n", import->name);
    else if (state == UNKNOWN)
        printf("    %-44s unknown   no Windows is known to export it\n", import->name);
    else
        printf("    %-44s %-9s %s%s\n", import->name, state_names[state],
               version ? windows_name(version) : "some Windows",
               p && p->flags & EXPORT_DATA ? ", a variable" : "");
}

static void print_imports(const struct sys *sys)
{
    const char *library = "";

    printf("\nImports: %zu provided, %zu stubbed, %zu unknown; the first Windows that has each\n",
           sys->of[PROVIDED], sys->of[STUBBED], sys->of[UNKNOWN]);
    for (size_t i = 0; i < sys->count; i++) {
        if (strcmp(library, sys->imports[i].library) != 0)
            printf("  %s\n", library = sys->imports[i].library);
        print_import(&sys->imports[i]);
    }
    if (sys->of[STUBBED] + sys->of[UNKNOWN])
        printf("\nThe driver starts all the same. One that is stubbed or unknown stops the system when it is "
               "called, and says its name.\n");
}

static bool print_export(void *ctx, const struct pe_export *export)
{
    size_t *count = ctx;

    if (!(*count)++)
        printf("\nExports\n");
    if (export->forward)
        printf("    %-44s is %s\n", export->name, export->forward);
    else
        printf("    %-44s 0x%06X\n", export->name, export->rva);
    return true;
}

static void print_exports(const struct pe_file *file)
{
    size_t count = 0;

    if (!pe_exports(file, print_export, &count))
        printf("\nthe export table is damaged after %zu names\n", count);
}

static void print_all(const char *path, const struct sys *sys)
{
    const struct pe_file *file = &sys->file;

    printf("%s: Windows kernel driver, x64, image of %u bytes, entry 0x%X, %s\n", path, file->image_size,
           file->entry, file->relocatable ? "relocatable" : "fixed in place");
    if (!file->checksum)
        printf("checksum: none; Windows does not load a boot driver without one\n");
    else if (file->checksum != file->computed)
        printf("checksum: 0x%X, but the file's is 0x%X: it was changed after it was linked\n", file->checksum,
               file->computed);
    printf("signature: %s\n", file->directory[PE_SECURITY].size ? "there is one (not verified)" : "none");
    printf("registers: %s\n", sys->by_name       ? "by importing the graphics kernel's entry point"
                              : sys->asks_device ? "by the port library, through \\Device\\DxgKrnl"
                                                 : "not as a display driver");
    printf("loads on: %s and later, as far as its known imports tell\n", windows_name(sys->oldest));
    print_sections(file);
    print_imports(sys);
    print_exports(file);
}

static bool write_json(const char *path, const struct sys *sys)
{
    struct json json;
    unsigned version;
    char error[200];

    if (!json_open(&json, path, error, sizeof(error))) {
        fprintf(stderr, "wddm info: %s\n", error);
        return false;
    }
    json_string(&json, "command", "info");
    json_unsigned(&json, "image_size", sys->file.image_size);
    json_bool(&json, "checksum_good", sys->file.checksum == sys->file.computed);
    json_bool(&json, "signed", sys->file.directory[PE_SECURITY].size != 0);
    for (size_t i = 0; i <= UNKNOWN; i++)
        json_unsigned(&json, state_names[i], sys->of[i]);
    json_array(&json, "imports");
    for (size_t i = 0; i < sys->count; i++) {
        json_object(&json, NULL);
        json_string(&json, "library", sys->imports[i].library);
        json_string(&json, "name", sys->imports[i].name);
        json_string(&json, "state", state_names[judge(&sys->imports[i], &version)]);
        json_string(&json, "windows", version ? windows_name(version) : NULL);
        json_end(&json);
    }
    json_end(&json);
    if (!json_close(&json, error, sizeof(error))) {
        fprintf(stderr, "wddm info: %s\n", error);
        return false;
    }
    return true;
}

/* ---- face ---- */

bool is_sys_file(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".sys") == 0;
}

int info_sys(const char *path, const char *json)
{
    struct sys sys = {0};
    struct pe_fault fault;
    size_t size;
    int status = 2;

    void *bytes = read_file(path, &size);
    if (!bytes)
        return 2;
    if (!pe_open(&sys.file, bytes, size, &fault) || !pe_imports(&sys.file, keep, &sys, &fault)) {
        fprintf(stderr, "wddm info: %s: %s\n", path, fault.text);
    } else {
        print_all(path, &sys);
        status = !json || write_json(json, &sys) ? 0 : 2;
    }
    free(sys.imports);
    free(bytes);
    return status;
}
