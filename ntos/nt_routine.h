/*
 * Routines by name, for MmGetSystemRoutineAddress. Native drivers get what they link against; who loads files of other compilers says
 * where those call in.
 */
#ifndef OPENWDDM_NT_ROUTINE_H
#define OPENWDDM_NT_ROUTINE_H

/* NULL: the native ones. */
void nt_routine_finder(const void *(*find)(const char *name));

#endif
