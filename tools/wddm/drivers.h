/*
 * The drivers that the tools know by name, and those that they load from a file.
 */
#ifndef OPENWDDM_DRIVERS_H
#define OPENWDDM_DRIVERS_H

#include "wdm.h"

#include <stdbool.h>
#include <stddef.h>

struct driver {
    const char *name;
    PDRIVER_INITIALIZE entry;
    const char *device; /* that it drives by default */
    const char *summary;
    void *library;       /* of a driver from a shared object */
    struct image *image; /* of one from a Windows image; both NULL: built in */
    char loaded_name[64];
};

/* name: a built-in driver, or the path of a shared object that exports DriverEntry, or of a .sys. False with the reason in error. */
bool driver_find(const char *name, struct driver *driver, char *error, size_t error_size);
void driver_release(struct driver *driver);

/* NULL past the end. */
const struct driver *driver_at(size_t index);

#endif
