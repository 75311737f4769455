/*
 * Every thunk, once: THUNK(name, argument structure, direction, handler). From it come the numbers, the table and the entry points
 * D3DKMT<name>. No include guard: whoever includes it says what THUNK means. Structures
 * are const where the prototype says so: such a handler has no outputs in the structure.
 */
/* clang-format off */
/* thunk_adapter.c */
THUNK(OpenAdapterFromHdc,             D3DKMT_OPENADAPTERFROMHDC,                   THUNK_OUT, thunk_open_from_hdc)
THUNK(OpenAdapterFromGdiDisplayName,  D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME,        THUNK_OUT, thunk_open_from_display)
THUNK(OpenAdapterFromDeviceName,      D3DKMT_OPENADAPTERFROMDEVICENAME,            THUNK_OUT, thunk_open_from_device)
THUNK(OpenAdapterFromLuid,            D3DKMT_OPENADAPTERFROMLUID,                  THUNK_OUT, thunk_open_from_luid)
THUNK(EnumAdapters,                   const D3DKMT_ENUMADAPTERS,                   THUNK_IN,  thunk_enum_adapters)
THUNK(CloseAdapter,                   const D3DKMT_CLOSEADAPTER,                   THUNK_IN,  thunk_close_adapter)
/* thunk_query.c */
THUNK(QueryAdapterInfo,               const D3DKMT_QUERYADAPTERINFO,               THUNK_IN,  thunk_query_adapter_info)
THUNK(Escape,                         const D3DKMT_ESCAPE,                         THUNK_IN,  thunk_escape)
THUNK(GetDeviceState,                 D3DKMT_GETDEVICESTATE,                       THUNK_OUT, thunk_get_device_state)
/* thunk_device.c */
THUNK(CreateDevice,                   D3DKMT_CREATEDEVICE,                         THUNK_OUT, thunk_create_device)
THUNK(DestroyDevice,                  const D3DKMT_DESTROYDEVICE,                  THUNK_IN,  thunk_destroy_device)
THUNK(CreateContext,                  D3DKMT_CREATECONTEXT,                        THUNK_OUT, thunk_create_context)
THUNK(DestroyContext,                 const D3DKMT_DESTROYCONTEXT,                 THUNK_IN,  thunk_destroy_context)
THUNK(SetContextSchedulingPriority,   const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY,   THUNK_IN,  thunk_set_context_priority)
THUNK(GetContextSchedulingPriority,   D3DKMT_GETCONTEXTSCHEDULINGPRIORITY,         THUNK_OUT, thunk_get_context_priority)
THUNK(WaitForIdle,                    const D3DKMT_WAITFORIDLE,                    THUNK_IN,  thunk_wait_for_idle)
/* thunk_allocation.c */
THUNK(CreateAllocation,               D3DKMT_CREATEALLOCATION,                     THUNK_OUT, thunk_create_allocation)
THUNK(DestroyAllocation,              const D3DKMT_DESTROYALLOCATION,              THUNK_IN,  thunk_destroy_allocation)
THUNK(SetAllocationPriority,          const D3DKMT_SETALLOCATIONPRIORITY,          THUNK_IN,  thunk_set_allocation_priority)
THUNK(QueryAllocationResidency,       const D3DKMT_QUERYALLOCATIONRESIDENCY,       THUNK_IN,  thunk_query_residency)
/* thunk_resource.c */
THUNK(QueryResourceInfo,              D3DKMT_QUERYRESOURCEINFO,                    THUNK_OUT, thunk_query_resource_info)
THUNK(OpenResource,                   D3DKMT_OPENRESOURCE,                         THUNK_OUT, thunk_open_resource)
/* thunk_lock.c */
THUNK(Lock,                           D3DKMT_LOCK,                                 THUNK_OUT, thunk_lock)
THUNK(Unlock,                         const D3DKMT_UNLOCK,                         THUNK_IN,  thunk_unlock)
/* thunk_render.c */
THUNK(Render,                         D3DKMT_RENDER,                               THUNK_ANY, thunk_render)
/* thunk_present.c */
THUNK(Present,                        D3DKMT_PRESENT,                              THUNK_IN,  thunk_present)
/* thunk_sync.c */
THUNK(CreateSynchronizationObject,    D3DKMT_CREATESYNCHRONIZATIONOBJECT,          THUNK_OUT, thunk_create_sync)
THUNK(CreateSynchronizationObject2,   D3DKMT_CREATESYNCHRONIZATIONOBJECT2,         THUNK_OUT, thunk_create_sync2)
THUNK(OpenSynchronizationObject,      D3DKMT_OPENSYNCHRONIZATIONOBJECT,            THUNK_OUT, thunk_open_sync)
THUNK(DestroySynchronizationObject,   const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT,   THUNK_IN,  thunk_destroy_sync)
THUNK(SignalSynchronizationObject,    const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT,    THUNK_IN,  thunk_signal)
THUNK(SignalSynchronizationObject2,   const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2,   THUNK_IN,  thunk_signal2)
THUNK(WaitForSynchronizationObject,   D3DKMT_WAITFORSYNCHRONIZATIONOBJECT,         THUNK_IN,  thunk_wait)
THUNK(WaitForSynchronizationObject2,  D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2,        THUNK_IN,  thunk_wait2)
/* thunk_display.c */
THUNK(GetDisplayModeList,             D3DKMT_GETDISPLAYMODELIST,                   THUNK_OUT, thunk_get_mode_list)
THUNK(SetDisplayMode,                 const D3DKMT_SETDISPLAYMODE,                 THUNK_IN,  thunk_set_display_mode)
THUNK(GetSharedPrimaryHandle,         D3DKMT_GETSHAREDPRIMARYHANDLE,               THUNK_OUT, thunk_get_shared_primary)
THUNK(SetVidPnSourceOwner,            const D3DKMT_SETVIDPNSOURCEOWNER,            THUNK_IN,  thunk_set_source_owner)
THUNK(WaitForVerticalBlankEvent,      const D3DKMT_WAITFORVERTICALBLANKEVENT,      THUNK_IN,  thunk_wait_for_vblank)
THUNK(GetScanLine,                    D3DKMT_GETSCANLINE,                          THUNK_OUT, thunk_get_scan_line)
/* clang-format on */
