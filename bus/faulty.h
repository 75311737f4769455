/*
 * A bus on which things go wrong: wraps another bus_device and injects what hardware does on a bad day.
 * Drivers and the kernel runtime see an ordinary function. Faults are counted, not timed, so a run repeats
 * exactly.
 */
#ifndef OPENWDDM_FAULTY_H
#define OPENWDDM_FAULTY_H

#include "bus.h"

/* What goes wrong. All zero: nothing. "every N" hits the Nth, 2Nth, ... occurrence. */
struct bus_faults {
    uint64_t seed;            /* of the garbage */
    uint64_t vanish_after;    /* register and config accesses until the function is gone; 0 = stays */
    unsigned drop_every;      /* interrupts that never arrive */
    unsigned duplicate_every; /* interrupts that arrive twice */
    unsigned spurious_every; /* accesses after which message 0 arrives though the device did not ask for it */
    unsigned garbage_config_every; /* config reads that return random bits */
};

struct bus_fault_counts {
    uint64_t accesses;   /* reads and writes of registers and config space */
    uint64_t interrupts; /* raised by the device below */
    uint64_t delivered;  /* that reached the handler, injected ones included */
    uint64_t dropped, duplicated, spurious, garbage;
    bool vanished;
};

/* Owns `inner` from success on and closes it. NULL on ENOMEM; then `inner` stays the caller's. A BAR that is
 * plain memory stays plain memory: accesses by pointer are neither counted nor disturbed. */
struct bus_device *bus_faulty_open(struct bus_device *inner, const struct bus_faults *faults);

/* From any thread. */
void bus_faulty_vanish(struct bus_device *bus);                      /* surprise removal now */
void bus_faulty_interrupt(struct bus_device *bus, unsigned message); /* one spurious interrupt now */
void bus_faulty_query(struct bus_device *bus, struct bus_fault_counts *counts);

#endif
