/* See under_test.h. */
#include "under_test.h"

#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct image *loaded[4];

PDRIVER_INITIALIZE driver_under_test(const char *name, PDRIVER_INITIALIZE native)
{
    const char *folder = getenv("OPENWDDM_TEST_DRIVERS");
    char path[4096], file[64];
    struct pe_fault fault;
    unsigned i = 0;

    if (!folder)
        return native;
    snprintf(file, sizeof(file), "%s.sys", name);
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    while (i < sizeof(loaded) / sizeof(loaded[0]) && loaded[i] && strcmp(loaded[i]->name, file) != 0)
        i++;
    if (i == sizeof(loaded) / sizeof(loaded[0])) {
        fprintf(stderr, "too many drivers in one test\n");
        abort();
    }
    if (!loaded[i] && !image_load_file(path, &loaded[i], &fault)) {
        fprintf(stderr, "%s: %s\n", path, fault.text);
        abort();
    }
    return image_entry(loaded[i]);
}
