/*
 * A good display-only driver that does one thing wrong. The example driver (miniport/bochs) is compiled once more with its
 * registration redirected to here; a misdeed takes the table it registers, replaces an entry or two by functions that misbehave and
 * otherwise call on, and registers that. So every misdeed is a few lines, and everything around it is a driver that works.
 *
 * Driver side: includes ddi/ only.
 */
#ifndef MISDEEDS_H
#define MISDEEDS_H

#ifndef DXGKDDI_INTERFACE_VERSION
#define DXGKDDI_INTERFACE_VERSION 0x300E
#endif
#include "dispmprt.h"
#include "misdeeds_face.h"

/* For the files of misdeeds: the table and interface of the good driver, and the rows. */
typedef void misdeed_spoil(KMDDOD_INITIALIZATION_DATA *table);
struct misdeed {
    const char *name;
    misdeed_spoil *spoil;
};
extern KMDDOD_INITIALIZATION_DATA misdeed_good; /* as the good driver filled it */
extern DXGKRNL_INTERFACE misdeed_kernel;        /* from StartDevice on */
extern struct probe_facts probe_facts;
extern PDEVICE_OBJECT misdeed_pdo; /* from AddDevice on */

extern const struct misdeed misdeeds_start[], misdeeds_modes[], misdeeds_present[],
    misdeeds_probe[]; /* each ends with a NULL name */

#endif
