/*
 * Functions and lines for addresses, by llvm-symbolizer, from what lies beside the driver: the .pdb that the image names, or the debug
 * sections in the file itself. A .pdb of another build would tell convincing nonsense: its identity is compared first.
 */
#include "crash_private.h"

#include "image.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEBUG_DIRECTORY 6
#define DEBUG_CODEVIEW  2u
#define OUTPUT_SIZE     (64u << 10)

/* What the image says of its symbols. */
struct identity {
    char guid[40]; /* "{021FA9FE-748C-287C-4C4C-44205044422E}" */
    uint32_t age;
    char name[80]; /* without folders */
};

static uint32_t word(const uint8_t *p)
{
    uint32_t value;
    memcpy(&value, p, sizeof(value));
    return value;
}

static bool read_identity(const struct image *image, struct identity *identity)
{
    uint32_t rva = image->file.directory[DEBUG_DIRECTORY].rva,
             size = image->file.directory[DEBUG_DIRECTORY].size;

    for (uint32_t i = 0; rva && i + 28 <= size; i += 28) {
        const uint8_t *entry = image_at(image, rva + i, 28);
        if (!entry || word(entry + 12) != DEBUG_CODEVIEW)
            continue;
        uint32_t length = word(entry + 16);
        const uint8_t *r = length > 24 && length < 1024 ? image_at(image, word(entry + 20), length) : NULL;
        if (!r || memcmp(r, "RSDS", 4) != 0)
            continue;
        snprintf(identity->guid, sizeof(identity->guid),
                 "{%08X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X}", word(r + 4), r[9], r[8], r[11],
                 r[10], r[12], r[13], r[14], r[15], r[16], r[17], r[18], r[19]);
        identity->age = word(r + 20);
        char path[1024];
        snprintf(path, sizeof(path), "%.*s", (int)(length - 24), (const char *)r + 24);
        const char *base = path;
        for (const char *p = path; *p; p++)
            base = *p == '\\' || *p == '/' ? p + 1 : base;
        snprintf(identity->name, sizeof(identity->name), "%.79s", base);
        return true;
    }
    return false;
}

/* Does the .pdb beside the file belong to it? No .pdb is fine: the file may have its own. */
static bool symbols_fit(const struct crash_options *options, char *note, size_t size)
{
    struct identity identity;
    char pdb[4300], guid[60] = "";
    unsigned age = 0;
    const char *slash = strrchr(options->path, '/');

    if (!read_identity(options->image, &identity))
        return true;
    snprintf(pdb, sizeof(pdb), "%.*s%s", slash ? (int)(slash - options->path) + 1 : 0, options->path,
             identity.name);
    if (access(pdb, R_OK) != 0) {
        snprintf(note, size, "%s, which the file names, is not beside it: no functions, no lines",
                 identity.name);
        return false;
    }
    char *out = malloc(OUTPUT_SIZE);
    char *argv[] = {(char[]){"llvm-pdbutil"}, (char[]){"dump"}, (char[]){"-summary"}, pdb, NULL};
    bool good = out && crash_run(argv, out, OUTPUT_SIZE);
    const char *at = good ? strstr(out, "GUID: ") : NULL;
    const char *age_at = good ? strstr(out, "Age: ") : NULL;
    if (at && age_at && sscanf(at, "GUID: %59s", guid) == 1 && sscanf(age_at, "Age: %u", &age) == 1 &&
        strcmp(guid, identity.guid) == 0 && age <= identity.age) {
        free(out);
        return true;
    }
    free(out);
    if (*guid)
        snprintf(note, size, "%s is of another build (%s age %u; the file wants %s age %u): not used",
                 identity.name, guid, age, identity.guid, identity.age);
    else
        snprintf(note, size, "%s cannot be read by llvm-pdbutil: not used", identity.name);
    return false;
}

/* ".\miniport\x.c" as people here write it. */
static void tidy(char *file)
{
    for (char *p = file; *p; p++)
        *p = *p == '\\' ? '/' : *p;
    while (!strncmp(file, "./", 2) || !strncmp(file, "../", 3))
        memmove(file, strchr(file, '/') + 1, strlen(strchr(file, '/')));
}

/* Function and place in turn, an empty line behind each address. Returns what follows. */
static char *take_symbols(char *out, struct crash_place *place)
{
    while (out && *out && *out != '\n') {
        char *file = strchr(out, '\n'), *end = file ? strchr(file + 1, '\n') : NULL;
        if (!end)
            return NULL;
        *file++ = *end = 0;
        struct crash_symbol *s = &place->symbol[place->symbols];
        char *column = strrchr(file, ':');
        if (column)
            *column = 0;
        char *line = strrchr(file, ':');
        if (strcmp(out, "??") != 0 && place->symbols < CRASH_INLINED) {
            s->line = line ? (unsigned)atoi(line + 1) : 0;
            if (line)
                *line = 0;
            tidy(file);
            snprintf(s->function, sizeof(s->function), "%s", out);
            snprintf(s->file, sizeof(s->file), "%s", strcmp(file, "??") ? file : "");
            place->symbols++;
        }
        out = end + 1;
    }
    return out && *out ? out + 1 : NULL;
}

/* All places in one file. */
static bool symbolize(const char *path, struct crash_place *const *places, unsigned count,
                      bool first_is_exact)
{
    char object[4200], addresses[32][24];
    char *argv[40] = {(char[]){"llvm-symbolizer"}, (char[]){"--relative-address"},
                      (char[]){"--functions=short"}, object};
    char *out = malloc(OUTPUT_SIZE);

    snprintf(object, sizeof(object), "--obj=%s", path);
    for (unsigned i = 0; i < count && i < 32; i++) {
        snprintf(addresses[i], sizeof(addresses[i]), "0x%llx",
                 (unsigned long long)(places[i]->offset - (i || !first_is_exact)));
        argv[4 + i] = addresses[i];
    }
    bool good = out && crash_run(argv, out, OUTPUT_SIZE);
    char *next = good ? out : NULL;
    for (unsigned i = 0; i < count && i < 32 && next; i++)
        next = take_symbols(next, places[i]);
    free(out);
    return good;
}

/* ---- which module ---- */

static const char *locate(const struct crash_options *options, ULONG_PTR pc, struct crash_place *place)
{
    const struct image *image = image_find(pc);
    struct image_place at;
    Dl_info info;

    if (image) {
        image_describe(image, pc, &at);
        snprintf(place->module, sizeof(place->module), "%s", image->name);
        place->offset = at.offset;
        snprintf(place->near, sizeof(place->near), at.symbol ? "%.60s+0x%X" : "%.60s",
                 at.symbol ? at.symbol : at.section, at.from_symbol);
        return image == options->image ? options->path : NULL;
    }
    if (!pc || !dladdr((void *)pc, &info) || !info.dli_fname)
        return NULL;
    const char *slash = strrchr(info.dli_fname, '/');
    snprintf(place->module, sizeof(place->module), "%s", slash ? slash + 1 : info.dli_fname);
    place->offset = pc - (ULONG_PTR)info.dli_fbase;
    if (info.dli_sname)
        snprintf(place->near, sizeof(place->near), "%.60s+0x%llX", info.dli_sname,
                 pc - (ULONG_PTR)info.dli_saddr);
    return access(info.dli_fname, R_OK) == 0 ? info.dli_fname : "/proc/self/exe";
}

void crash_places(const struct crash_options *options, const ULONG_PTR *pc, unsigned count,
                  struct crash_place *places, char *note, size_t note_size)
{
    const char *file[16] = {0};
    bool done[16] = {0};

    note[0] = 0;
    memset(places, 0, count * sizeof(*places));
    for (unsigned i = 0; i < count && i < 16; i++)
        file[i] = locate(options, pc[i], &places[i]);
    for (unsigned i = 0; i < count && i < 16; i++) {
        struct crash_place *together[16];
        unsigned n = 0;
        if (done[i] || !file[i])
            continue;
        for (unsigned j = i; j < count && j < 16; j++) {
            if (file[j] && !strcmp(file[j], file[i])) {
                together[n++] = &places[j];
                done[j] = true;
            }
        }
        bool fits = !options->image || file[i] != options->path || symbols_fit(options, note, note_size);
        if (fits && !symbolize(file[i], together, n, i == 0) && !*note)
            snprintf(note, note_size,
                     "llvm-symbolizer (Debian package llvm) did not answer: no functions, no lines");
    }
}
