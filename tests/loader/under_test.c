/* See under_test.h. */
#include "under_test.h"

#include "exports.h"
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct image *loaded[4];

static void find(char *path, size_t size, const char *folders, const char *file)
{
    do {
        size_t length = strcspn(folders, ":");
        snprintf(path, size, "%.*s/%s", (int)length, folders, file);
        folders += length + (folders[length] == ':');
    } while (access(path, R_OK) != 0 && *folders);
}

/* NULL: the native driver is meant. */
static struct image *image_under_test(const char *name)
{
    const char *folders = getenv("OPENWDDM_TEST_DRIVERS");
    char path[4096], file[64];
    struct pe_fault fault;
    unsigned i = 0;

    if (!folders)
        return NULL;
    snprintf(file, sizeof(file), "%s.sys", name);
    while (i < sizeof(loaded) / sizeof(loaded[0]) && loaded[i] && strcmp(loaded[i]->name, file) != 0)
        i++;
    if (i == sizeof(loaded) / sizeof(loaded[0])) {
        fprintf(stderr, "too many drivers in one test\n");
        abort();
    }
    find(path, sizeof(path), folders, file);
    if (!loaded[i] && !image_load_file(path, &loaded[i], &fault)) {
        fprintf(stderr, "%s: %s\n", path, fault.text);
        abort();
    }
    return loaded[i];
}

PDRIVER_INITIALIZE driver_under_test(const char *name, PDRIVER_INITIALIZE native)
{
    struct image *image = image_under_test(name);
    return image ? image_entry(image) : native;
}

const void *export_under_test(const char *name, const char *symbol, const void *native)
{
    struct image *image = image_under_test(name);
    const void *found = image ? image_export(image, symbol) : native;

    if (!found) {
        fprintf(stderr, "%s.sys does not export %s\n", name, symbol);
        abort();
    }
    return found;
}
