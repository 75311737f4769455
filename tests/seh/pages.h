/* What the driver with unusual sections and checks, and the program that loads it, know of each other. */
#ifndef OPENWDDM_SEH_PAGES_H
#define OPENWDDM_SEH_PAGES_H

#include "wdm.h"

/* The registry path that the entry is given has this as its buffer. */
struct pages_shared {
    NTSTATUS answer; /* what the entry shall return */
    ULONG runs;      /* of the entry, as code in INIT counts them */
    /* From the driver. */
    ULONG(NTAPI *paged_code)(ULONG value);  /* in PAGE; value + 1 */
    ULONG(NTAPI *read_paged)(VOID);         /* .text, data in PAGEDATA; 11 to begin with */
    VOID(NTAPI *write_paged)(ULONG value);  /* the same */
    ULONG(NTAPI *tries_paged)(ULONG value); /* calls paged_code in a __try; 99: it caught something */
    ULONG(NTAPI *plain)(ULONG value);       /* in .text; value + 2 */
    ULONG(NTAPI *initial)(ULONG value);     /* in INIT; value + 3 */
    PVOID(NTAPI *lock)(VOID);               /* the section of paged_code */
    VOID(NTAPI *unlock)(PVOID handle);
    VOID(NTAPI *page_all)(BOOLEAN on); /* MmPageEntireDriver, MmResetDriverPaging */
    PVOID paged_data;
    ULONG(NTAPI *call)(ULONG(NTAPI *fn)(ULONG), ULONG value); /* through a checked pointer */
    ULONG(NTAPI *overrun)(ULONG bytes); /* writes so many behind 16 in a buffer on its stack */
    ULONG(NTAPI *guarded_frame)
    (ULONG kind, ULONG damage);             /* raises in a frame whose handler checks the cookie */
    ULONG(NTAPI *raises_through_cxx)(VOID); /* in a frame whose handler is an import that nobody has */
};

enum { GS_CHECK, GS_CHECK_SEH, GS_CHECK_ALIGNED };

#endif
