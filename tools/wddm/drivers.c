/*
 * See drivers.h. A driver in a shared object finds the routines of the kernel in this program, which exports them; a Windows image is
 * bound to them by the loader.
 */
#include "drivers.h"

#include "bochs_driver.h"
#include "console.h"
#include "image.h"
#include "options.h"
#include "refgpu_driver.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct driver built_in[] = {
    {.name = "bochs",
     .entry = bochs_driver_entry,
     .device = "bochs-display",
     .summary = "display-only driver for QEMU's bochs-display, the example to copy"},
    {.name = "refgpu",
     .entry = refgpu_driver_entry,
     .device = "refgpu",
     .summary = "full WDDM 1.3 driver for refgpu, the GPU model with physical addresses"},
};
#define BUILT_IN_NAMES "bochs, refgpu"

const struct driver *driver_at(size_t index)
{
    return index < sizeof(built_in) / sizeof(built_in[0]) ? &built_in[index] : NULL;
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);

    return length > tail && !strcasecmp(text + length - tail, end);
}

/* The name without folder and ending; a file that is named like a built-in driver drives the same device. */
static void name_after_file(struct driver *driver, const char *path)
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t length = (size_t)(strrchr(base, '.') - base);

    snprintf(driver->loaded_name, sizeof(driver->loaded_name), "%.*s", (int)length, base);
    driver->name = driver->loaded_name;
    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
        if (!strcmp(driver->name, built_in[i].name))
            driver->device = built_in[i].device;
    }
}

static bool load(const char *path, struct driver *driver, char *error, size_t error_size)
{
    char real[4096];

    if (access(path, R_OK)) {
        snprintf(error, error_size, "there is no driver file %s", path);
        return false;
    }
    /* Without a slash dlopen would search the system's folders. */
    snprintf(real, sizeof(real), "%s%s", strchr(path, '/') ? "" : "./", path);
    *driver = (struct driver){.device = "bochs-display", .summary = "a driver from a file"};
    driver->library = dlopen(real, RTLD_NOW | RTLD_LOCAL);
    if (!driver->library) {
        snprintf(error, error_size,
                 "cannot load %s: %s (drivers may use what ddi/wdm.h and ddi/dispmprt.h declare, and nothing "
                 "else)",
                 path, dlerror());
        return false;
    }
    driver->entry = (PDRIVER_INITIALIZE)dlsym(driver->library, "DriverEntry");
    if (!driver->entry) {
        snprintf(error, error_size, "%s does not export DriverEntry; build it without -fvisibility=hidden",
                 path);
        driver_release(driver);
        return false;
    }
    name_after_file(driver, path);
    return true;
}

static bool load_image(const char *path, struct driver *driver, char *error, size_t error_size)
{
    struct pe_fault fault;

    *driver = (struct driver){.device = "bochs-display", .summary = "a Windows driver file"};
    if (access(path, R_OK)) {
        snprintf(error, error_size, "there is no driver file %s", path);
        return false;
    }
    if (!image_load_file(path, &driver->image, &fault)) {
        snprintf(error, error_size, "cannot load %s: %s", path, fault.text);
        return false;
    }
    const struct pe_file *file = &driver->image->file;
    if (file->checksum && file->checksum != file->computed)
        console_note("%s has the checksum 0x%X in its header, but its bytes have 0x%X: it was changed after "
                     "it was linked, "
                     "and Windows would not load it; link it again",
                     path, file->checksum, file->computed);
    driver->entry = image_entry(driver->image);
    name_after_file(driver, path);
    return true;
}

bool driver_find(const char *name, struct driver *driver, char *error, size_t error_size)
{
    const char *names[sizeof(built_in) / sizeof(built_in[0])], *near;

    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
        names[i] = built_in[i].name;
        if (!strcmp(name, built_in[i].name)) {
            *driver = built_in[i];
            return true;
        }
    }
    if (ends_in(name, ".so"))
        return load(name, driver, error, error_size);
    if (ends_in(name, ".sys"))
        return load_image(name, driver, error, error_size);
    near = nearest(name, names, sizeof(names) / sizeof(names[0]));
    snprintf(error, error_size,
             "there is no driver '%s'%s%s%s; expected one of " BUILT_IN_NAMES
             " or the path of a .so or .sys file",
             name, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return false;
}

void driver_release(struct driver *driver)
{
    if (driver->library)
        dlclose(driver->library);
    driver->library = NULL;
    image_unload(driver->image);
    driver->image = NULL;
}
