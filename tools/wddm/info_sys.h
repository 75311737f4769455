/* wddm info FILE.sys, see info_sys.c. */
#ifndef OPENWDDM_INFO_SYS_H
#define OPENWDDM_INFO_SYS_H

#include <stdbool.h>

/* Is this the name of a Windows driver file? */
bool is_sys_file(const char *name);
/* Exit status: 0, or 2 when the file cannot be read or is no driver for x64. `json` may be NULL. */
int info_sys(const char *path, const char *json);

#endif
