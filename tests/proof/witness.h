/*
 * Who has to be lost, and nobody else: a layer that sees what goes down and what the driver reports, and at every reset notes whose work it cuts
 * off and, when it is the adapter's, whose contents go. In virtual time only, where one thread runs at a time.
 */
#ifndef OPENWDDM_TESTS_PROOF_WITNESS_H
#define OPENWDDM_TESTS_PROOF_WITNESS_H

#include "ddi.h"

struct dxgk_process;

void witness_reset(void);
extern const struct ddi_shim witness_shim;
bool witness_blames(const struct dxgk_process *process); /* since witness_reset */

#endif
