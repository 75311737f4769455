/*
 * Devices inside the runtime: where a function's base address registers lie in physical address space, and how an address a
 * driver holds leads back to them. hal_*.c are the only files above bus/ that call it.
 */
#ifndef OPENWDDM_HAL_H
#define OPENWDDM_HAL_H

#include "ke.h"
#include "bus.h"

#define HAL_FIRST_DEVICE_IRQL 5
#define HAL_KEY_LENGTH        112

struct hal_bar {
    uint64_t start, size; /* physical, or port numbers */
    bool io;
    char *pointer; /* plain memory, or NULL */
    char *token;   /* else: addresses that stand for the registers; inaccessible */
    unsigned mappings;
};

/* A physical device object; the DEVICE_OBJECT is what drivers see. */
struct hal_pdo {
    DEVICE_OBJECT device;
    LIST_ENTRY link;
    struct bus_device *bus;
    unsigned number;
    KIRQL irql;
    struct hal_bar bars[BUS_BAR_COUNT];
    WCHAR driver_key[HAL_KEY_LENGTH], device_key[HAL_KEY_LENGTH];
    union {
        CM_RESOURCE_LIST list;
        UCHAR bytes[sizeof(CM_RESOURCE_LIST) + 40 * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR)];
    } resources;
};

static inline struct hal_pdo *hal_pdo_of(PDEVICE_OBJECT device)
{
    return CONTAINING_RECORD(device, struct hal_pdo, device);
}

void hal_start(void);
void hal_stop(bool count_leaks);

/* All PDOs and their BARs; hal_lock held. */
extern struct host_mutex hal_lock;
extern LIST_ENTRY hal_pdos;

/* hal_mmio.c */
void hal_mmio_start(void);
void hal_mmio_stop(bool count_leaks);
char *hal_token_alloc(uint64_t size);            /* hal_lock held */
void hal_mmio_forget(const struct hal_pdo *pdo); /* hal_lock held: its mappings lead nowhere now */
bool hal_is_register(const volatile void *p);
bool hal_physical(const void *p, uint64_t *physical);
void *hal_memory(uint64_t physical, uint64_t size); /* NULL: not inside a BAR that is plain memory */

/* hal_interrupt.c */
void hal_interrupt_start(void);
void hal_interrupt_stop(bool count_leaks);

#endif
