/*
 * What the files of object/ know of one another.
 */
#ifndef OPENWDDM_OBJECT_PRIVATE_H
#define OPENWDDM_OBJECT_PRIVATE_H

#include "modeset_model.h"
#include "object.h"

/* ---- allocation.c: one creation, or one opening of what exists ---- */

struct creation {
    struct dxgk_device *device;
    struct dxgk_resource *resource;      /* referenced by the caller, or by `opened` */
    struct dxgk_opened_resource *opened; /* NULL: allocations without a resource */
    bool create;                         /* they are new (ALC-20) */
    bool shared;
    const void *driver_data; /* of the call or of the resource, kernel memory; not changed */
    UINT driver_size;
    UINT count;
    struct dxgk_open **open;   /* count of them; each with the maker's reference until it is done */
    DXGK_ALLOCATIONINFO *info; /* create: the miniport's answers */
};

NTSTATUS creation_begin(struct creation *c); /* the arrays, for c->count */
/* Makes, creates, opens, and gives the handles out in `wanted`; all or nothing. */
NTSTATUS creation_run(struct creation *c, D3DDDI_ALLOCATIONINFO *wanted);
NTSTATUS creation_open(struct creation *c); /* DxgkDdiOpenAllocation alone */
NTSTATUS creation_publish(struct creation *c);
void creation_undo(struct creation *c);
void creation_end(struct creation *c);

struct dxgk_resource *resource_make(struct dxgk_adapter *adapter, bool named);
struct dxgk_opened_resource *opened_make(struct dxgk_device *device, struct dxgk_resource *resource);
struct dxgk_open *open_make(struct dxgk_device *device, struct dxgk_opened_resource *opened,
                            struct dxgk_allocation *allocation);

/* ---- face_allocation.c ---- */

struct resource_wish {
    const void *driver_data, *runtime_data;
    UINT driver_size, runtime_size;
    bool shared;
};
/* A resource with a handle that is not public yet; the maker's reference. */
NTSTATUS resource_create(struct dxgk_device *device, const struct resource_wish *wish,
                         struct dxgk_opened_resource **out);

/* ---- release.c ---- */

struct open_group {
    struct dxgk_open *leader, *last;
    UINT count;
};
void group_add(struct open_group *group,
               struct dxgk_open *open); /* its handle is closed; the reference is ours */
void group_release(struct open_group *group);
void opened_destroy(struct dxgk_object *object);
void open_destroy(struct dxgk_object *object);
void device_close_allocations(struct dxgk_device *device);

bool hold_alive(volatile LONG *references);
bool allocation_hold_alive(struct dxgk_allocation *allocation);

/* ---- resource.c ---- */

void shares_forget(void);
/* All of a shared resource on one device; takes the caller's reference over. `args` NULL: for ourselves. */
NTSTATUS resource_open(struct dxgk_device *device, struct dxgk_resource *resource, UINT count,
                       D3DKMT_OPENRESOURCE *args, struct dxgk_opened_resource **out);

NTSTATUS share_open(struct dxgk_resource *resource); /* gives it its global handle */
void share_close(struct dxgk_resource *resource);    /* nobody finds it any more */
/* With a reference; NULL: no such. */
struct dxgk_resource *share_find(D3DKMT_HANDLE share);

/* ---- handle.c ---- */

/* What `look` says of the object, under the table's lock, at DISPATCH_LEVEL; false: no such handle. */
bool handle_peek(struct dxgk_process *process, D3DKMT_HANDLE handle,
                 bool (*look)(struct dxgk_object *, void *), void *ctx);
/* False: it is the last one, and still there. */
bool object_release_unless_last(struct dxgk_object *object);

/* ---- process.c ---- */

void process_system_rest(void); /* an empty table gives its memory back */

/* ---- device.c, context.c ---- */

void device_close(struct dxgk_device *device, bool kill); /* the client is done with it, or dead */
void device_detach(struct dxgk_device *device);           /* the adapter stops: away from the miniport */
NTSTATUS context_create_without(struct dxgk_device *device, const DXGK_CONTEXTINFO *info);
NTSTATUS context_finish(struct dxgk_context *context); /* checks what it asked for; buffers; publishes */
void context_close(struct dxgk_context *context);
void context_detach(struct dxgk_context *context);

/* ---- primary.c ---- */

void primary_forget_all(struct dxgk_adapter *adapter);
/* At the end of an idle section: the scheduler learns which blanks belong to what is shown. */
void primaries_aim(struct dxgk_adapter *adapter);
/* Sets the mode and shows the client's own primary rather than the shared one. */
NTSTATUS primary_set_mode(struct dxgk_adapter *adapter, UINT source, const struct dxgk_mode *mode,
                          struct dxgk_open *open);
/* The device is being closed: sources that show a primary of it go back to a shared one. */
void primary_leave(struct dxgk_device *device);

/* ---- face_display.c ---- */

void display_disown(struct dxgk_device *device); /* it owns no source any more */
NTSTATUS display_current_mode(struct dxgk_adapter *adapter, D3DKMT_CURRENTDISPLAYMODE *mode);

#endif
