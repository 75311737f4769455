/*
 * The rules, one row each, as data: RULE(id, severity, page, statement), sorted by prefix, then number. The
 * including file defines RULE. rules.h says what severity and page mean.
 */
// clang-format off

/* ALC: allocations */
RULE("ALC-01", VIOLATION, "nc-d3dkmddi-dxgkddi_createallocation",
     "DxgkDdiCreateAllocation returns handle, size, alignment, segments, flags and priority of each "
     "allocation.")
RULE("ALC-02", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "An allocation's Size is greater than 0 and is rounded up to pages; Alignment is in bytes.")
RULE("ALC-03", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "PitchAlignedSize is 0, or at least Size where pitch-aligned segments are supported.")
RULE("ALC-04", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "PreferredSegment may name only segments of the supported sets.")
RULE("ALC-05", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "The supported segment sets are not empty and name no segment beyond NbSegment.")
RULE("ALC-06", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "EvictionSegmentSet names aperture segments only; 0 copies straight to system memory.")
RULE("ALC-07", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "AllocationPriority 0 is invalid; 0x78000000 is normal.")
RULE("ALC-08", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfoflags",
     "Lock succeeds only on allocations created CpuVisible.")
RULE("ALC-09", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfoflags",
     "Cached and PermanentSysMem need CpuVisible; Protected, PermanentSysMem and the ExistingSysMem "
     "flags exclude each other, and none goes with a primary.")
RULE("ALC-10", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfoflags",
     "Existing system memory is page aligned and a whole number of pages.")
RULE("ALC-11", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfoflags",
     "UseAlternateVA is for primaries only.")
RULE("ALC-12", NOTE, "ns-d3dkmddi-_dxgk_allocationinfoflags",
     "With SynchronousPaging paging waits for the allocation to be idle, and later work for the paging.")
RULE("ALC-13", NOTE, "ns-d3dkmddi-_dxgk_allocationinfoflags",
     "Overlay and capture allocations stay pinned except during TDR and stop.")
RULE("ALC-14", VIOLATION, "ns-d3dkmddi-_dxgk_allocationinfo",
     "Renamed instances of an allocation are made without asking the driver, so one allocation may be "
     "resident at several addresses.")
RULE("ALC-15", NOTE, "nc-d3dkmddi-dxgkddi_createallocation",
     "With Flags.Resource the driver may return hResource, which comes back at later additions.")
RULE("ALC-16", VIOLATION, "nc-d3dkmddi-dxgkddi_createallocation",
     "Allocations belong to the adapter, not to a device: the driver must not keep device pointers in "
     "them.")
RULE("ALC-17", VIOLATION, "nc-d3dkmddi-dxgkcb_gethandledata",
     "DxgkCbGetHandleData translates kernel handles; when it gives NULL the DDI fails with "
     "STATUS_INVALID_HANDLE.")
RULE("ALC-18", NOTE, "nc-d3dkmddi-dxgkcb_enumhandlechildren",
     "DxgkCbEnumHandleChildren walks the allocations of a resource and gives NULL past the end; "
     "DxgkCbGetHandleParent gives the resource.")
RULE("ALC-19", VIOLATION, "nc-d3dkmddi-dxgkddi_openallocationinfo",
     "DxgkDdiOpenAllocation must return a non-NULL hDeviceSpecificAllocation for each allocation.")
RULE("ALC-20", VIOLATION, "nc-d3dkmddi-dxgkddi_openallocationinfo",
     "Allocation private data may be modified only with Flags.Create; resource private data never.")
RULE("ALC-21", NOTE, "nc-d3dkmddi-dxgkddi_openallocationinfo",
     "Any process on the adapter may open a shared allocation on its own device.")
RULE("ALC-22", NOTE, "nc-d3dkmddi-dxgkddi_closeallocation",
     "Every opened binding is closed before its allocation is destroyed.")
RULE("ALC-23", VIOLATION, "nc-d3dkmddi-dxgkddi_destroyallocation",
     "DxgkDdiDestroyAllocation frees the driver's data; Flags.DestroyResource says whether the resource "
     "dies too.")
RULE("ALC-24", VIOLATION, "nc-d3dkmddi-dxgkddi_describeallocation",
     "DxgkDdiDescribeAllocation must describe primaries and present sources as they were created.")
RULE("ALC-25", VIOLATION, "ns-d3dkmddi-_dxgkarg_getstandardallocationdriverdata",
     "DxgkDdiGetStandardAllocationDriverData first returns sizes, not both 0, then fills the blocks.")
RULE("ALC-26", NOTE, "ns-d3dkmddi-_dxgk_allocationinfo",
     "Private data of shared and primary allocations arrives as element 0 of pAllocationInfo.")
RULE("ALC-27", VIOLATION, "display/threading-and-synchronization-zero-level",
     "The allocation DDIs run at PASSIVE_LEVEL, pageable, level zero.")
RULE("ALC-28", VIOLATION, "ns-d3dkmddi-_dxgkarg_createdevice",
     "DxgkDdiCreateDevice must return its own handle in hDevice; only memory limits the number of "
     "devices.")
RULE("ALC-29", VIOLATION, "nc-d3dkmddi-dxgkddi_createcontext",
     "DxgkDdiCreateContext fills DXGK_CONTEXTINFO with sizes greater than 0; only lack of memory may "
     "make it fail.")

/* CBK: callbacks and what a driver is handed */
RULE("CBK-01", NOTE, "layout",
     "DXGKRNL_INTERFACE is handed out at least as large as the declared version needs; Size and Version "
     "say what is valid.")
RULE("CBK-02", NOTE, "samples",
     "A driver takes the smaller of the Size that is offered and the size it was compiled with.")
RULE("CBK-03", VIOLATION, "ns-dispmprt-_dxgkrnl_interface",
     "DeviceHandle is the first argument of every callback except those that take a structure of "
     "arguments or another handle.")
RULE("CBK-04", VIOLATION, "ns-dispmprt-_dxgk_device_info",
     "DXGK_DEVICE_INFO carries the translated resource list and the registry path; a driver maps what "
     "the list names, and gives every mapping back.")
RULE("CBK-05", NOTE, "samples",
     "DxgkCbReadDeviceSpace serves any offset and length of configuration space and says how much it "
     "read.")
RULE("CBK-06", NOTE, "samples",
     "Each DMA buffer keeps one kernel address for its whole life, and its private block is neither "
     "moved nor cleared.")
RULE("CBK-07", NOTE, "samples",
     "A driver may run its buffers on a thread and report completion through DxgkCbSynchronizeExecution.")
RULE("CBK-08", NOTE, "samples",
     "A driver whose preemption, fence and reset entries do nothing can serve only as long as nothing "
     "goes wrong.")

/* DOD: display-only drivers */
RULE("DOD-01", VIOLATION, "display/driverentry-of-display-miniport-driver",
     "DriverEntry zero-fills KMDDOD_INITIALIZATION_DATA, sets Version and the pointers, calls "
     "DxgkInitializeDisplayOnlyDriver and returns its status; the structure need not survive.")
RULE("DOD-02", VIOLATION, "layout",
     "Version of KMDDOD_INITIALIZATION_DATA decides how much of it is valid: 328 bytes on x64 for "
     "Windows 8 and WDDM 1.3, 336 from WDDM 2.0.")
RULE("DOD-03", VIOLATION, "ns-dispmprt-_kmddod_initialization_data",
     "DxgkDdiGetScanLine and DxgkDdiControlInterrupt are both present, together with InterruptRoutine "
     "and DpcRoutine, and then frequencies are real; or both are absent, and then frequencies are "
     "D3DKMDT_FREQUENCY_NOTSPECIFIED.")
RULE("DOD-04", NOTE, "display/driverentry-of-display-miniport-driver",
     "Every DDI of a display-only driver can also be implemented by a full driver, except "
     "DxgkDdiPresentDisplayOnly.")
RULE("DOD-05", VIOLATION, "samples",
     "A display-only driver must fill the 28 DDIs without which no known one works, from "
     "DxgkDdiAddDevice to DxgkDdiSystemDisplayWrite; the others may be NULL.")
RULE("DOD-06", NOTE, "ns-dispmprt-_kmddod_initialization_data",
     "A display-only driver has no DxgkDdiRecommendVidPnTopology.")
RULE("DOD-07", VIOLATION, "samples",
     "A DDI may come shortly before start or after stop; the driver then answers STATUS_UNSUCCESSFUL, "
     "and SetPowerState success.")
RULE("DOD-10", VIOLATION, "nc-dispmprt-dxgkddi_add_device",
     "DxgkDdiAddDevice returns the context that is the first argument of later calls; NULL with success "
     "means that the adapter is not taken.")
RULE("DOD-11", VIOLATION, "nc-dispmprt-dxgkddi_start_device",
     "DxgkDdiStartDevice copies what it needs of the interface and start information, which do not "
     "outlive the call, and returns the numbers of sources and children.")
RULE("DOD-12", VIOLATION, "nc-d3dkmddi-dxgkddi_vidpn_acquiresourcemodeset",
     "Sources are numbered from 0; targets are the ChildUid values of DxgkDdiQueryChildRelations. A "
     "driver names no others.")
RULE("DOD-13", VIOLATION, "nc-dispmprt-dxgkddi_query_child_relations",
     "DxgkDdiQueryChildRelations fills NumberOfChildren descriptors with unique ChildUids and leaves the "
     "zeroed one after them alone.")
RULE("DOD-14", VIOLATION, "nc-dispmprt-dxgkddi_query_child_status",
     "DxgkDdiQueryChildStatus answers StatusConnection for children with polled or interruptible "
     "hot-plug awareness.")
RULE("DOD-15", VIOLATION, "nc-dispmprt-dxgkddi_query_device_descriptor",
     "DxgkDdiQueryDeviceDescriptor returns EDID bytes by offset and length and never writes beyond "
     "DescriptorLength.")
RULE("DOD-16", VIOLATION, "samples",
     "DxgkDdiQueryAdapterInfo answers DRIVERCAPS, zeroed and then filled; types it does not know give "
     "STATUS_NOT_SUPPORTED.")
RULE("DOD-17", VIOLATION, "samples",
     "DxgkDdiQueryAdapterInfo writes at most OutputDataSize bytes.")
RULE("DOD-18", VIOLATION, "nc-dispmprt-dxgkddi_set_power_state",
     "DxgkDdiSetPowerState never fails, for the adapter (0xFFFFFFFF) or for a child, even one just "
     "unplugged.")
RULE("DOD-19", VIOLATION, "display/plug-and-play--pnp--start-and-stop-cases",
     "After start and after return to D0 every source is invisible and black until it is made visible.")
RULE("DOD-20", VIOLATION, "nc-dispmprt-dxgkddi_unload",
     "DxgkDdiUnload frees what DriverEntry left behind.")
RULE("DOD-30", NOTE, "ns-d3dkmddi-_dxgkarg_present_displayonly",
     "DXGKARG_PRESENT_DISPLAYONLY gives the source, the image's virtual address, BytesPerPixel, a signed "
     "Pitch, Flags, moves and dirty rectangles.")
RULE("DOD-31", NOTE, "samples",
     "pSource is the complete current image of the source, so moves and dirty rectangles are enough to "
     "bring the screen up to date.")
RULE("DOD-32", VIOLATION, "ns-d3dkmdt-_d3dkmt_move_rect",
     "A move copies the rectangle of equal size at SourcePoint to DestRect on the screen; a dirty "
     "rectangle is copied from the same place in the image.")
RULE("DOD-33", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "All moves are finished before the first dirty rectangle, and each operation before the next one "
     "starts.")
RULE("DOD-34", VIOLATION, "ns-d3dkmddi-_dxgkarg_present_displayonly",
     "With Flags.Rotate the image is rotated by the committed path rotation while it is copied, else "
     "copied as is; rectangles are in source coordinates.")
RULE("DOD-35", NOTE, "samples",
     "The image has 32 bits per pixel; BytesPerPixel below 4 may be refused with "
     "STATUS_INVALID_PARAMETER.")
RULE("DOD-36", VIOLATION, "samples",
     "A present to an invisible source or a powered-off monitor returns STATUS_SUCCESS without drawing.")
RULE("DOD-37", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "A synchronous present returns after the pixels are on the screen, with success or an error, never "
     "STATUS_PENDING.")
RULE("DOD-38", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "An asynchronous present returns STATUS_PENDING and is reported later.")
RULE("DOD-39", NOTE, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "A driver may also return STATUS_SUCCESS and report progress later: the present was over with its "
     "return, the report is only counted.")
RULE("DOD-40", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "Progress is reported by DxgkCbNotifyInterrupt of type DISPLAYONLY_PRESENT_PROGRESS with an "
     "existing VidPnSourceId and ProgressId 0 (complete) or 1 (failed), then DxgkCbQueueDpc, then "
     "DxgkCbNotifyDpc in the DPC.")
RULE("DOD-41", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "Each source has at most one pending present, and each pending present gets one progress report.")
RULE("DOD-42", NOTE, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "A driver may be synchronous in one call and asynchronous in the next.")
RULE("DOD-43", NOTE, "samples",
     "A progress report may come before DxgkDdiPresentDisplayOnly has returned STATUS_PENDING.")
RULE("DOD-44", VIOLATION, "samples",
     "pMoves and pDirtyRect are valid only during the call; an asynchronous driver copies them. The "
     "image stays valid until completion.")
RULE("DOD-45", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "Progress must be reported within TdrDodPresentDelay (2 s), or the adapter is reset.")
RULE("DOD-46", NOTE, "ns-d3dkmddi-_dxgkarg_present_displayonly",
     "pfnPresentDisplayOnlyProgress is reserved and NULL.")
RULE("DOD-47", NOTE, "inferred",
     "After an error status or failed progress the present is lost and the area stays dirty.")
RULE("DOD-48", VIOLATION, "nc-d3dkmddi-dxgkddi_presentdisplayonly",
     "DxgkDdiPresentDisplayOnly runs at PASSIVE_LEVEL, level zero.")
RULE("DOD-49", NOTE, "samples",
     "The first present after a commit or after becoming visible covers the whole source.")
RULE("DOD-50", VIOLATION, "ns-d3dkmddi-_dxgkargcb_notify_interrupt_data",
     "DISPLAYONLY_VSYNC carries the target and comes at the refresh rate while enabled.")
RULE("DOD-51", VIOLATION, "samples",
     "D3DDDIFMT_A8R8G8B8 is the only source format that a display-only driver may offer.")

/* FEN: fences, interrupts and DPCs */
RULE("FEN-01", NOTE, "display/supplying-fence-identifiers",
     "The driver writes the fence id to the end of the DMA buffer at Patch, or to the ring at Submit.")
RULE("FEN-02", VIOLATION, "display/submitting-a-command-buffer",
     "A completion is reported by DxgkCbNotifyInterrupt at device IRQL, then DxgkCbQueueDpc, then "
     "DxgkCbNotifyDpc in the DPC.")
RULE("FEN-03", VIOLATION, "ne-d3dkmddi-_dxgk_interrupt_type",
     "The fence id reported is the latest completed one of its node: newer than the last report, not "
     "newer than the last submission.")
RULE("FEN-04", VIOLATION, "ns-d3dkmddi-_dxgkargcb_notify_interrupt_data",
     "EngineOrdinal is 0 unless adapters are linked.")
RULE("FEN-05", VIOLATION, "nc-d3dkmddi-dxgkcb_notify_interrupt",
     "DxgkCbNotifyInterrupt is called at device IRQL, never re-entrantly, and always from one fixed "
     "interrupt level, named by DXGK_DRIVERCAPS.InterruptMessageNumber.")
RULE("FEN-06", VIOLATION, "nc-d3dkmddi-dxgkcb_notify_interrupt",
     "After DxgkCbNotifyInterrupt a DPC must be queued before the interrupt routine or synchronized "
     "routine ends.")
RULE("FEN-07", VIOLATION, "nc-d3dkmddi-dxgkcb_notify_interrupt",
     "With several causes pending, DMA notifications come before CRTC notifications.")
RULE("FEN-08", VIOLATION, "nc-d3dkmddi-dxgkcb_notify_interrupt",
     "Outside its interrupt routine a driver reaches device IRQL with DxgkCbSynchronizeExecution only, "
     "and reports from the synchronized routine.")
RULE("FEN-09", VIOLATION, "nc-dispmprt-dxgkddi_interrupt_routine",
     "The interrupt routine may call no callback but DxgkCbNotifyInterrupt and DxgkCbQueueDpc.")
RULE("FEN-10", VIOLATION, "nc-dispmprt-dxgkddi_interrupt_routine",
     "With a line interrupt the routine returns FALSE at once, without side effects, when its adapter "
     "did not raise the interrupt.")
RULE("FEN-11", NOTE, "nc-dispmprt-dxgkcb_queue_dpc",
     "Each adapter has one DPC: DxgkCbQueueDpc returns FALSE and does nothing while it is queued "
     "already.")
RULE("FEN-12", VIOLATION, "nc-dispmprt-dxgkddi_dpc_routine",
     "DxgkDdiDpcRoutine runs at DISPATCH_LEVEL; several adapters may be in it at once.")
RULE("FEN-13", NOTE, "nc-dispmprt-dxgkcb_synchronize_execution",
     "DxgkCbSynchronizeExecution returns SUCCESS, INVALID_PARAMETER, or UNSUCCESSFUL while no interrupt "
     "is connected; the routine's answer comes through ReturnValue.")
RULE("FEN-14", VIOLATION, "nc-d3dkmddi-dxgkddi_querycurrentfence",
     "Before DxgkDdiQueryCurrentFence returns, a completed fence not yet reported must be reported at "
     "device IRQL.")
RULE("FEN-15", VIOLATION, "nc-d3dkmddi-dxgkddi_querycurrentfence",
     "A fence may be reported only after all pixels of the work before it have been written.")
RULE("FEN-16", NOTE, "layout",
     "DXGKARGCB_NOTIFY_INTERRUPT_DATA is 80 bytes on x64: the type at 0, a 64-byte union at 8, Flags at "
     "72.")
RULE("FEN-17", VIOLATION, "ne-d3dkmddi-_dxgk_interrupt_type",
     "The interrupt type reported must exist for the driver's kind and interface version: 3 CRTC_VSYNC "
     "is for full drivers, 5 and 6 for display-only drivers from Windows 8 on.")
RULE("FEN-18", VIOLATION, "ns-d3dkmddi-_dxgkargcb_notify_interrupt_data",
     "CRTC_VSYNC carries the target and the address being scanned out, not zero even while the source is "
     "invisible.")
RULE("FEN-19", VIOLATION, "nc-d3dkmddi-dxgkddi_controlinterrupt",
     "DxgkDdiControlInterrupt is asked for vertical blank only; another type must give "
     "STATUS_NOT_IMPLEMENTED. Once enabled, every such interrupt must be reported.")

/* GDI: GDI acceleration */
RULE("GDI-01", NOTE, "nc-d3dkmddi-dxgkddi_renderkm",
     "DxgkDdiRenderKm takes a DXGKARG_RENDER whose command buffer is kernel memory, so no fault "
     "protection is needed.")
RULE("GDI-02", VIOLATION, "display/specifying-gdi-hardware-accelerated-rendering-operations",
     "The command buffer is a packed array of variable-length DXGK_RENDERKM_COMMAND records, "
     "CommandLength bytes long.")
RULE("GDI-03", VIOLATION, "ns-d3dkmddi-_dxgk_renderkm_command",
     "CommandSize is the distance to the next record and includes the header and the sub-rectangles that "
     "follow.")
RULE("GDI-04", VIOLATION, "ns-d3dkmddi-_dxgk_renderkm_command",
     "The sub-rectangle array that pSubRects points to lies inside its record.")
RULE("GDI-05", VIOLATION, "nc-d3dkmddi-dxgkddi_renderkm",
     "Pre-patching, complete patch lists, NULL element 0, advanced out pointers, several passes and "
     "level zero apply to RenderKm as to Render.")
RULE("GDI-06", VIOLATION, "nc-d3dkmddi-dxgkddi_renderkm",
     "RenderKm may answer SUCCESS, NO_MEMORY, INSUFFICIENT_DMA_BUFFER, INVALID_PARAMETER, "
     "INVALID_USER_BUFFER and the other results of Render.")
RULE("GDI-07", VIOLATION, "display/gdi-hardware-acceleration",
     "GDI acceleration is announced by the RenderKm pointer together with "
     "SupportKernelModeCommandBuffer, from interface version Windows 7 on, and needs a cache-coherent "
     "aperture segment.")
RULE("GDI-08", NOTE, "display/initialization-and-dma-buffer-creation",
     "Devices and contexts for GDI are marked by Flags.GdiDevice and Flags.GdiContext.")
RULE("GDI-09", VIOLATION, "ns-d3dkmddi-_dxgk_contextinfo",
     "The AllocationListSize of a GDI context must be 256.")
RULE("GDI-10", VIOLATION, "display/gdi-hardware-acceleration",
     "A driver with GDI acceleration implements CreateAllocation and GetStandardAllocationDriverData for "
     "GDI surfaces and returns a pitch for those the CPU sees.")
RULE("GDI-11", NOTE, "ns-d3dkmthk-_d3dkmt_renderflags",
     "D3DKMT_RENDERFLAGS.RenderKm selects DxgkDdiRenderKm instead of DxgkDdiRender.")
RULE("GDI-20", VIOLATION, "ns-d3dkmddi-_dxgk_gdiarg_bitblt",
     "Rectangles exclude right and bottom and are well ordered; DstRect may overhang the surface, and "
     "all drawing stays inside the sub-rectangles.")
RULE("GDI-21", NOTE, "ns-d3dkmddi-_dxgk_gdiarg_bitblt",
     "The source point of a non-stretched copy is the sub-rectangle minus the DstRect origin plus the "
     "SrcRect origin and lies inside the source surface.")
RULE("GDI-22", VIOLATION, "ns-d3dkmddi-_dxgk_gdiarg_bitblt",
     "A pixel lies at base + y * pitch + x * 4; pitch members count only for surfaces that the CPU sees "
     "and must be ignored for others.")
RULE("GDI-23", VIOLATION, "ne-d3dkmddi-_dxgk_gdirop_bitblt",
     "BITBLT raster operations: 1 copy, 2 xor, 3 and, 4 or, 5 ROP3 (only with SupportAllBltRops).")
RULE("GDI-24", VIOLATION, "ne-d3dkmddi-_dxgk_gdirop_colorfill",
     "COLORFILL raster operations: 1 copy, 2 xor, 3 PDXN, 4 invert destination, 5 and, 6 or, 7 ROP3; "
     "Color is A8R8G8B8.")
RULE("GDI-25", VIOLATION, "ns-d3dkmddi-_dxgk_gdiarg_alphablend",
     "ALPHABLEND applies a constant alpha and, if flagged, pixel alpha; different sizes are sampled by "
     "dropping or repeating pixels.")
RULE("GDI-26", NOTE, "ns-d3dkmddi-_dxgk_gdiarg_stretchblt",
     "The source of STRETCHBLT never overhangs; mono modes and mirroring come only with their caps, "
     "HALFTONE never.")
RULE("GDI-27", VIOLATION, "ns-d3dkmddi-_dxgk_gdiarg_transparentblt",
     "TRANSPARENTBLT copies the pixels that differ from Color; HonorAlpha says whether alpha takes part "
     "in the comparison.")
RULE("GDI-28", VIOLATION, "ns-d3dkmddi-_dxgk_gdiarg_cleartypeblend",
     "CLEARTYPEBLEND blends text through an alpha and a gamma surface: alpha 0 keeps the destination, "
     "alpha 255 gives Color2, destination alpha stays.")
RULE("GDI-29", NOTE, "ns-d3dkmddi-_dxgk_presentationcaps",
     "Operations that the NoSameBitmap caps exclude are never issued.")
RULE("GDI-30", VIOLATION, "ns-d3dkmddi-_dxgk_presentationcaps",
     "AlignmentShift is an exponent of at least 2; the texture limits are 2^(11 + shift).")

/* LST: allocation lists */
RULE("LST-01", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "D3DDDI_ALLOCATIONLIST elements (8 bytes) become DXGK_ALLOCATIONLIST elements (24 bytes).")
RULE("LST-02", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "The handle becomes hDeviceSpecificAllocation of the same device; index and write bit stay.")
RULE("LST-03", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "Handle 0 stays a NULL element.")
RULE("LST-04", NOTE, "inferred",
     "A handle that is not open on the device is refused before the driver is called.")
RULE("LST-05", NOTE, "ns-d3dkmddi-_dxgk_allocationlist",
     "SegmentId of DXGK_ALLOCATIONLIST is 5 bits wide, mask 0x3E.")
RULE("LST-06", VIOLATION, "ns-d3dkmddi-_dxgk_allocationlist",
     "Only allocations marked WriteOperation may be written by the DMA buffer.")
RULE("LST-07", NOTE, "ns-d3dukmdt-_d3dddi_allocationlist",
     "An OfferPriority other than NONE offers the allocation once the DMA buffer was processed.")

/* OBS: seen on Windows */
RULE("OBS-01", NOTE, "observed",
     "A display-only driver is asked QueryInterface, StartDevice, QueryChildRelations, QueryAdapterInfo "
     "types 1 and 47, QueryDeviceDescriptor, RecommendMonitorModes, EnumVidPnCofuncModality, "
     "CommitVidPn, SetVidPnSourceVisibility, SetPointerPosition, PresentDisplayOnly, in this order.")
RULE("OBS-02", NOTE, "observed",
     "A full driver is asked CreateDevice and CreateContext before its segments, and IsSupportedVidPn "
     "before the first EnumVidPnCofuncModality.")
RULE("OBS-04", NOTE, "observed",
     "The desktop's own bring-up on a full driver: a GDI context, standard allocations for the shared "
     "primary and the shadow, their creation and opening, paging, CommitVidPn, SetVidPnSourceAddress, "
     "ControlInterrupt, and then presents.")
RULE("OBS-05", NOTE, "observed",
     "QueryInterface comes while AddDevice is still completing; refusing every interface with "
     "STATUS_NOT_SUPPORTED stops no start.")
RULE("OBS-07", NOTE, "observed",
     "A start refused after StartDevice is undone in order, ending with StopDevice, within milliseconds.")
RULE("OBS-08", NOTE, "observed",
     "Disabling and enabling a device runs the whole start again with the image that is loaded already.")
RULE("OBS-09", NOTE, "observed",
     "A refusal after a successful DxgkDdiStartDevice appears as Code 43 without any status in the event "
     "log.")
RULE("OBS-10", NOTE, "observed",
     "The reason of a refusal is told only in the trace provider of the graphics kernel.")
RULE("OBS-11", VIOLATION, "observed",
     "A driver table that is not accepted sees only AddDevice, RemoveDevice and Unload.")
RULE("OBS-13", VIOLATION, "observed",
     "DXGK_DRIVERCAPS is asked with the size of the declared interface version: 0x220 for Windows 8, "
     "0x228 for WDDM 1.3. A driver that wants more and answers STATUS_BUFFER_TOO_SMALL is refused.")
RULE("OBS-14", VIOLATION, "observed",
     "A driver that declares a newer interface version than it was written for is refused.")
RULE("OBS-15", VIOLATION, "observed",
     "WDDMVersion 0 in DXGK_DRIVERCAPS is refused; a display-only driver says DXGKDDI_WDDMv1_2 or newer.")
RULE("OBS-16", NOTE, "observed",
     "A full driver whose software key names no user-mode driver is refused right after DRIVERCAPS; a "
     "display-only driver needs none.")
RULE("OBS-19", VIOLATION, "observed",
     "A render-only driver on the device that owns the boot frame buffer is refused with "
     "STATUS_GRAPHICS_INVALID_DRIVER_MODEL.")
RULE("OBS-20", NOTE, "observed",
     "The POST device is the one whose resource list contains the address of the boot frame buffer.")
RULE("OBS-21", VIOLATION, "observed",
     "When DxgkDdiStartDevice fails, its status is reported unchanged.")
RULE("OBS-22", VIOLATION, "observed",
     "SupportPerEngineTDR without all its DDIs is refused with STATUS_INVALID_PARAMETER.")
RULE("OBS-23", VIOLATION, "observed",
     "A WDDM 2.0 full driver starts only with SetStablePowerState, SupportDirectFlip, FlipIndependent "
     "and the engine reset DDIs.")
RULE("OBS-24", VIOLATION, "observed",
     "FlipOnVSyncMmIo is mandatory even for a render-only WDDM 3.2 driver.")
RULE("OBS-25", VIOLATION, "observed",
     "HISTORYBUFFERPRECISION must be 32 or STATUS_NOT_SUPPORTED; 10 ended a start.")
RULE("OBS-26", NOTE, "observed",
     "QueryAdapterInfo types 0, 15, 16, 24, 25 and 47 may be answered STATUS_NOT_SUPPORTED.")
RULE("OBS-27", VIOLATION, "observed",
     "DxgkDdiCreateContext must succeed for the system context and return DMA sizes.")
RULE("OBS-28", WARNING, "observed",
     "A status outside the set that the DDI's page allows is reported; for QueryAdapterInfo and "
     "PresentDisplayOnly it is not fatal.")
RULE("OBS-29", NOTE, "observed",
     "TargetId of the boot frame buffer is what the previous owner left there, 0xFFFFFFFF for nothing; "
     "never use it as a target.")
RULE("OBS-30", NOTE, "observed",
     "At StartDevice the boot frame buffer reads zero and cannot seed a first frame.")
RULE("OBS-31", VIOLATION, "observed",
     "DXGKRNL_INTERFACE may be smaller or larger than the driver's own; copy the smaller of the two "
     "sizes.")
RULE("OBS-32", VIOLATION, "observed",
     "The first argument of DxgkDdiOpenAllocation is the device handle, not the adapter.")
RULE("OBS-33", NOTE, "observed",
     "A driver-private escape without a handler gives the caller STATUS_NOT_SUPPORTED.")
RULE("OBS-34", NOTE, "observed",
     "A display-only driver may have a message interrupt from its first start; it is never called while "
     "no source is enabled.")
RULE("OBS-35", VIOLATION, "observed",
     "The kernel stack is 24 KB; large locals overflow it.")
RULE("OBS-37", VIOLATION, "observed",
     "Without DxgkDdiControlInterrupt and DxgkDdiGetScanLine, PixelRate, HSyncFreq and VSyncFreq of a "
     "target mode must be unspecified; pfnAddMode refuses others with STATUS_GRAPHICS_INVALID_FREQUENCY.")
RULE("OBS-38", VIOLATION, "observed",
     "A full driver's target modes with unspecified frequencies are refused with "
     "STATUS_GRAPHICS_INVALID_FREQUENCY.")
RULE("OBS-39", VIOLATION, "observed",
     "A display-only driver that fills ControlInterrupt and GetScanLine has its modes with unspecified "
     "frequencies refused.")
RULE("OBS-40", VIOLATION, "observed",
     "With vertical blank control (ControlInterrupt and GetScanLine) frequencies must be concrete, "
     "without it unspecified; the modes are refused one by one.")
RULE("OBS-41", NOTE, "observed",
     "A target without EDID is fine: the modes of DxgkDdiRecommendMonitorModes are used.")
RULE("OBS-42", NOTE, "observed",
     "The first commit may carry a source mode set without a pinned mode; "
     "STATUS_GRAPHICS_MODE_NOT_PINNED is then accepted from DxgkDdiCommitVidPn.")
RULE("OBS-43", FATAL, "observed",
     "From a driver with path-independent rotation, RotationSupport Identity without Offset0 stops the "
     "system with 0x113.")
RULE("OBS-44", VIOLATION, "observed",
     "DxgkDdiQueryChildStatus may be asked before the hardware is up; a child that answers \"not "
     "connected\" then is never enumerated.")
RULE("OBS-45", WARNING, "observed",
     "A child of a non-VGA adapter that reports VOT_INTERNAL stops VidPN enumeration; VOT_HD15 works.")
RULE("OBS-46", WARNING, "observed",
     "An adapter may be stopped after its first presents when it presents without its per-source state.")
RULE("OBS-47", WARNING, "observed",
     "Reject a VidPN in DxgkDdiIsSupportedVidPn: the old mode then stays, while a later failure leaves "
     "the display dead.")
RULE("OBS-48", WARNING, "observed",
     "ActiveSize of a target mode must be filled, else the active signal resolution shows as -1 x -1.")
RULE("OBS-49", VIOLATION, "observed",
     "The refresh rate in DxgkDdiDescribeAllocation must equal that of the VidPN.")
RULE("OBS-50", WARNING, "observed",
     "Standard allocations need a pitch in the private answer.")
RULE("OBS-51", VIOLATION, "observed",
     "PagingBufferSegmentId must be 0 or an aperture segment, or the adapter is torn down.")
RULE("OBS-52", FATAL, "observed",
     "A GPU-virtual-address GDI context with DmaBufferSegmentSet 0 and a DMA buffer stops the system.")
RULE("OBS-53", VIOLATION, "observed",
     "A CPU-visible memory segment is refused when no memory model is declared; an aperture segment is "
     "accepted.")
RULE("OBS-54", VIOLATION, "observed",
     "A segment with SupportsCpuHostAperture must be the last one reported.")
RULE("OBS-57", VIOLATION, "observed",
     "An allocation both shareable and CPU-visible must list only aperture segments.")
RULE("OBS-58", NOTE, "observed",
     "Pointer caps and gamma caps of 0 are accepted.")
RULE("OBS-59", NOTE, "observed",
     "Aperture space is handed out from the top down.")
RULE("OBS-63", VIOLATION, "observed",
     "An adapter without sources must not advertise SupportDirectFlip.")
RULE("OBS-64", VIOLATION, "observed",
     "The image of DxgkDdiPresentDisplayOnly can be kernel memory; probing it as user memory fails every "
     "present.")
RULE("OBS-65", WARNING, "observed",
     "A failing DxgkDdiPresentDisplayOnly is reported but not fatal; presents go on.")
RULE("OBS-66", NOTE, "observed",
     "A driver that has just taken over is sent dirty rectangles only; no redraw of the rest.")
RULE("OBS-67", NOTE, "observed",
     "A full driver gets one SetVidPnSourceAddress when the source becomes visible, and every later "
     "frame as a Present copy.")
RULE("OBS-71", NOTE, "observed",
     "Flips with pDmaBuffer NULL are MMIO flips and SetVidPnSourceAddress follows; flips with a DMA "
     "buffer get none.")
RULE("OBS-72", VIOLATION, "observed",
     "With FlipImmediateMmIo an immediate flip counts as retired when the DDI returns.")
RULE("OBS-74", NOTE, "observed",
     "Up to three present packets are outstanding; the fourth present waits.")
RULE("OBS-75", VIOLATION, "observed",
     "A CRTC_VSYNC report whose address does not advance stops the present queue.")
RULE("OBS-76", NOTE, "observed",
     "DxgkDdiControlInterrupt turns vertical blank reports on and off often; only those inside an "
     "enabled window are wanted.")
RULE("OBS-77", WARNING, "observed",
     "A missing vertical blank report is noticed; reports that stay stale for about 2 s end in a reset.")
RULE("OBS-78", NOTE, "observed",
     "A windowed blt present by a program beside a composing desktop is refused at admission, and so "
     "is one without sub-rectangles; DxgkDdiPresent does not run.")
RULE("OBS-80", NOTE, "observed",
     "Flip presents retire in order.")
RULE("OBS-82", VIOLATION, "observed",
     "NULL RenderGdi or RenderKm slots stop the system when GDI acceleration reaches them; the last "
     "command of a buffer may be shorter than the union.")
RULE("OBS-83", WARNING, "observed",
     "Upload of a pointer image must be complete before the pointer is set to it.")
RULE("OBS-84", WARNING, "observed",
     "Only what the patch list names is paged in: an allocation that stands in the allocation list "
     "alone may be anywhere when the device runs.")
RULE("OBS-92", NOTE, "observed",
     "A paging buffer into which nothing was written is not submitted.")
RULE("OBS-96", VIOLATION, "observed",
     "DxgkDdiBuildPagingBuffer is told the room that remains; STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER "
     "asks for another buffer and stands for no other error.")
RULE("OBS-97", WARNING, "observed",
     "DxgkDdiPresent and DxgkDdiRender come without DMA buffer, private data or destination in some "
     "variants; a driver looks before it uses them.")
RULE("OBS-98", WARNING, "observed",
     "Private data of DMA buffers is recycled: what a driver leaves there is seen by a later packet.")
RULE("OBS-100", VIOLATION, "observed",
     "Submissions of no length happen; they carry a fence and complete in order with the rest, "
     "asynchronously.")
RULE("OBS-105", NOTE, "observed",
     "The handle of a synchronization object of another device is refused with "
     "STATUS_INVALID_PARAMETER.")
RULE("OBS-109", NOTE, "observed",
     "Reports are made under interrupt-level synchronization, in the interrupt routine or through "
     "DxgkCbSynchronizeExecution.")
RULE("OBS-110", FATAL, "observed",
     "A failing SubmitCommand stops the system with 0x119; a full queue must be handled inside the "
     "driver.")
RULE("OBS-111", VIOLATION, "observed",
     "A fence taken from the driver's queue before its notification succeeded is lost and ends in a "
     "reset.")
RULE("OBS-112", VIOLATION, "observed",
     "Fence ids are per node; a duplicate or older id must not be reported.")
RULE("OBS-113", VIOLATION, "observed",
     "A flip that never completes is a timeout too.")
RULE("OBS-114", VIOLATION, "observed",
     "The next packet comes while earlier ones run; the driver queues it.")
RULE("OBS-115", NOTE, "observed",
     "A driver may drop packets that have not started when preempted; they come again with their old "
     "ids.")
RULE("OBS-116", VIOLATION, "observed",
     "Submission at DISPATCH_LEVEL must not wait for a full device queue; keep a software queue.")
RULE("OBS-117", VIOLATION, "observed",
     "SubmitCommand code is never pageable; SetVidPnSourceAddress may come at device IRQL.")
RULE("OBS-118", WARNING, "observed",
     "A stub for DxgkDdiResetFromTimeout starts, but the first timeout then stops the system with 0x116.")
RULE("OBS-119", NOTE, "observed",
     "Vertical blank reports from a steady timer that enters the interrupt path are accepted.")
RULE("OBS-120", VIOLATION, "observed",
     "Vertical blank reports must stop in D3 and before the driver frees its queues.")
RULE("OBS-121", VIOLATION, "observed",
     "A thread that never leaves a DDI holds the adapter lock and freezes the machine's graphics.")
RULE("OBS-124", NOTE, "observed",
     "A timeout is handled by ResetEngine where supported, then ResetFromTimeout; if that fails the "
     "system stops with 0x116.")
RULE("OBS-125", NOTE, "observed",
     "A successful engine reset loses only the device of the hung packet.")
RULE("OBS-126", NOTE, "observed",
     "DXGKARG_RESETENGINE has NodeOrdinal, EngineOrdinal and LastAbortedFenceId only.")
RULE("OBS-127", NOTE, "observed",
     "A paging node cannot be recovered by an engine reset alone.")
RULE("OBS-129", NOTE, "observed",
     "Bug checks seen from display drivers: 0x113, 0x10E, 0x119, 0x116, 0x3B, 0x50, 0x7E, 0xD1, 0x0A, "
     "0xC4.")
RULE("OBS-130", NOTE, "observed",
     "0x116 means that reset or recovery failed, that a thread did not leave the driver, or too many "
     "resets in a minute; 0x117 and 0x141 are live dumps only.")
RULE("OBS-131", NOTE, "observed",
     "0x119 tells by parameter 1 what the scheduler found: 1 invalid fence, 2 submit, 3 patch, 9 cancel, "
     "0xA aborted fence out of range.")
RULE("OBS-132", NOTE, "observed",
     "0x10E tells by parameter 1 what the memory manager found: 0xB paging status, 0x12 DMA buffer "
     "overrun, 0x13 private data overrun, 0x16 guaranteed contract.")
RULE("OBS-133", NOTE, "observed",
     "0x1B0 says that AddDevice (1) or StartDevice (2) of a display driver failed, with the status in "
     "parameter 2.")
RULE("OBS-135", VIOLATION, "observed",
     "Everything that the driver allocated at start must be freed when a refused adapter is stopped.")
RULE("OBS-138", VIOLATION, "observed",
     "Removal calls StopDevice, not the release of POST ownership: timers and queues must be stopped in "
     "both.")
RULE("OBS-139", FATAL, "observed",
     "A timer that survives unload runs in code that is gone.")
RULE("OBS-140", VIOLATION, "observed",
     "The DPC may run after the adapter's objects are freed unless interrupts are stopped and DPCs "
     "flushed first.")
RULE("OBS-141", VIOLATION, "observed",
     "DxgkDdiStopDevice may come while interrupt and DPC are still connected.")
RULE("OBS-142", VIOLATION, "observed",
     "DxgkDdiSystemDisplayEnable and SystemDisplayWrite run at any IRQL: the frame buffer must have been "
     "mapped before.")
RULE("OBS-143", VIOLATION, "observed",
     "The device must go back to a plain frame buffer before the driver is unloaded.")
RULE("OBS-144", NOTE, "observed",
     "Over hibernation processes, contexts and allocations of a full driver survive with their "
     "contents; the system submits again.")
RULE("OBS-145", NOTE, "observed",
     "DxgkDdiSetPowerState may come without vertical blank having been turned off; every state but D0 is "
     "a stop.")
RULE("OBS-146", WARNING, "observed",
     "A driver that cannot sleep must not be put to sleep.")
RULE("OBS-155", NOTE, "observed",
     "DxgkDdiQueryAdapterInfo is asked for type 47, which no page names; any answer is lived with.")

/* PAG: paging buffers */
RULE("PAG-01", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "DxgkDdiBuildPagingBuffer writes one operation at pDmaBuffer and moves pDmaBuffer past it; several "
     "operations share a buffer.")
RULE("PAG-02", VIOLATION, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "pDmaBuffer is 4 KB aligned only in a fresh buffer; further alignment is the driver's padding.")
RULE("PAG-03", NOTE, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "DmaSize is the size that remains.")
RULE("PAG-04", VIOLATION, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "By moving pDmaBufferPrivateData the driver chooses one private range per operation or a common "
     "one; it must stay inside the block.")
RULE("PAG-05", VIOLATION, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "Out of room, the driver returns INSUFFICIENT_DMA_BUFFER with its progress in MultipassOffset and "
     "gets the same operation with a new buffer.")
RULE("PAG-06", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "STATUS_GRAPHICS_ALLOCATION_BUSY asks for an idle allocation; it must not be returned again once "
     "AllocationIsIdle is set.")
RULE("PAG-07", FATAL, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "Any other error from DxgkDdiBuildPagingBuffer stops the system.")
RULE("PAG-08", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "DxgkDdiBuildPagingBuffer runs at PASSIVE_LEVEL in the GPU scheduler class.")
RULE("PAG-09", VIOLATION, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "Each side of a TRANSFER is a segment address, or an MDL when SegmentId is 0.")
RULE("PAG-10", VIOLATION, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "TransferOffset applies to a segment side only, never to the MDL side.")
RULE("PAG-11", NOTE, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "A whole allocation moves, perhaps in pieces: the first marked TransferStart, the last TransferEnd.")
RULE("PAG-12", NOTE, "ns-d3dkmddi-_dxgk_transferflags",
     "Transfer flags: Swizzle, Unswizzle, AllocationIsIdle, TransferStart, TransferEnd are bits 0 to 4.")
RULE("PAG-13", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "A TRANSFER with hAllocation NULL is a plain copy.")
RULE("PAG-14", VIOLATION, "display/thread-synchronization-and-tdr",
     "A TRANSFER of size 0 tells of an eviction without content and copies nothing.")
RULE("PAG-15", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "FILL goes to idle allocations in memory segments; the pattern is 32 bits, the size in bytes.")
RULE("PAG-16", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "DISCARD_CONTENT takes an allocation from its place without copying it back; BUSY is allowed.")
RULE("PAG-17", NOTE, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "READ_PHYSICAL and WRITE_PHYSICAL touch 1 to 8 bytes to flush; the data does not matter.")
RULE("PAG-18", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "MAP_APERTURE_SEGMENT maps NumberOfPages from MDL page MdlOffset at segment page OffsetInPages.")
RULE("PAG-19", VIOLATION, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "UNMAP_APERTURE_SEGMENT points the range at DummyPage and keeps it accessible.")
RULE("PAG-20", NOTE, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "SPECIAL_LOCK_TRANSFER comes only to drivers that use alternate virtual addresses.")
RULE("PAG-21", VIOLATION, "ns-d3dkmddi-_dxgkarg_buildpagingbuffer",
     "INIT_CONTEXT_RESOURCE initializes an allocation made with DxgkCbCreateContextAllocation.")
RULE("PAG-22", NOTE, "samples",
     "A paging operation may emit no bytes at all.")
RULE("PAG-23", NOTE, "nc-d3dkmddi-dxgkddi_buildpagingbuffer",
     "A paging submission may pass through DxgkDdiPatch without lists.")
RULE("PAG-24", NOTE, "layout",
     "DXGKARG_BUILDPAGINGBUFFER is 304 bytes on x64 through WDDM 1.3, 320 from 2.0.")

/* PAT: DxgkDdiPatch */
RULE("PAT-01", VIOLATION, "nc-d3dkmddi-dxgkddi_patch",
     "DxgkDdiPatch writes addresses into the DMA buffer in place; it may not grow, and afterwards the "
     "driver may not change it any more.")
RULE("PAT-02", VIOLATION, "nc-d3dkmddi-dxgkddi_patch",
     "A buffer may be patched several times, so patching must work from any earlier patched state.")
RULE("PAT-03", NOTE, "ns-d3dkmddi-_dxgkarg_patch",
     "Patch gets the allocation list with fresh segments and addresses and the patch list that the "
     "driver produced.")
RULE("PAT-04", VIOLATION, "nc-d3dkmddi-dxgkddi_patch",
     "Only the entries from PatchLocationListSubmissionStart on, SubmissionLength of them, are to be "
     "processed.")
RULE("PAT-05", VIOLATION, "nc-d3dkmddi-dxgkddi_patch",
     "Only the bytes between DmaBufferSubmissionStartOffset and EndOffset are concerned; the same pair "
     "comes again at SubmitCommand.")
RULE("PAT-06", NOTE, "ns-d3dkmddi-_dxgkarg_patch",
     "DmaBufferPhysicalAddress denotes the start of the whole DMA buffer.")
RULE("PAT-07", NOTE, "ns-d3dkmddi-_dxgkarg_patch",
     "The private data start offset is 0 for work that is not paging; for paging it follows how the "
     "driver moved the private pointer.")
RULE("PAT-08", NOTE, "ns-d3dkmddi-_dxgkarg_patch",
     "For paging buffers both lists are NULL, the counts 0 and the device or context may be NULL.")
RULE("PAT-09", NOTE, "display/supplying-fence-identifiers",
     "SubmissionFenceId equals the one given to SubmitCommand; a driver uses one of the two.")
RULE("PAT-10", FATAL, "nc-d3dkmddi-dxgkddi_patch",
     "An error returned from DxgkDdiPatch stops the system (0x119, parameter 3).")
RULE("PAT-11", VIOLATION, "nc-d3dkmddi-dxgkddi_patch",
     "DxgkDdiPatch runs at PASSIVE_LEVEL in the GPU scheduler class, never together with the other DDIs "
     "of the class.")
RULE("PAT-12", NOTE, "ns-d3dkmddi-_dxgk_patchflags",
     "DXGK_PATCHFLAGS: Paging, Present, RedirectedPresent, NullRendering are bits 0 to 3.")

/* POST: boot display and crash screen */
RULE("POST-01", VIOLATION, "nc-dispmprt-dxgkcb_acquire_post_display_ownership",
     "DxgkCbAcquirePostDisplayOwnership may be called only inside DxgkDdiStartDevice or "
     "DxgkDdiSetPowerState, at APC_LEVEL or below.")
RULE("POST-02", NOTE, "nc-dispmprt-dxgkcb_acquire_post_display_ownership",
     "DxgkCbAcquirePostDisplayOwnership may succeed with Width 0: there is no usable boot frame buffer. "
     "TargetId may be D3DDDI_ID_UNINITIALIZED.")
RULE("POST-03", NOTE, "nc-dispmprt-dxgkcb_acquire_post_display_ownership",
     "The boot frame buffer is X8R8G8B8 or A8R8G8B8; R8G8B8 should be ignored.")
RULE("POST-04", NOTE, "samples",
     "Some drivers refuse to start without a boot frame buffer.")
RULE("POST-05", NOTE, "nc-dispmprt-dxgkcb_acquire_post_display_ownership",
     "Calling DxgkCbAcquirePostDisplayOwnership is optional; the release DDI may come all the same.")
RULE("POST-06", VIOLATION, "nc-dispmprt-dxgkddi_stop_device_and_release_post_display_ownership",
     "DxgkDdiStopDeviceAndReleasePostDisplayOwnership keeps its target lit, blanks the others, and "
     "returns the mode of a cleared, linear, 32-bit frame buffer; a target not connected gives "
     "STATUS_NOT_SUPPORTED.")
RULE("POST-07", NOTE, "nc-dispmprt-dxgkddi_stop_device_and_release_post_display_ownership",
     "DxgkDdiStopDevice follows only if DxgkDdiStopDeviceAndReleasePostDisplayOwnership failed.")
RULE("POST-08", VIOLATION, "nc-dispmprt-dxgkddi_stop_device_and_release_post_display_ownership",
     "A mode that cannot be kept is replaced by one of at least 800x600 at release, 640x480 on the crash "
     "screen.")
RULE("POST-09", VIOLATION, "nc-dispmprt-dxgkddi_system_display_enable",
     "DxgkDdiSystemDisplayEnable comes at any IRQL: nothing paged, no kernel services. A target not "
     "connected gives STATUS_NOT_SUPPORTED.")
RULE("POST-10", VIOLATION, "nc-dispmprt-dxgkddi_system_display_enable",
     "DxgkDdiSystemDisplayWrite follows a successful Enable and draws a nonpaged 32-bit source with the "
     "CPU at PositionX, PositionY.")
RULE("POST-11", VIOLATION, "nc-dispmprt-dxgkddi_reset_device",
     "DxgkDdiResetDevice comes at any IRQL and touches nothing paged.")

/* PRE: preemption */
RULE("PRE-01", VIOLATION, "nc-d3dkmddi-dxgkddi_preemptcommand",
     "DxgkDdiPreemptCommand, at DISPATCH_LEVEL, asks to preempt what was submitted to one node and "
     "carries PreemptionFenceId.")
RULE("PRE-02", VIOLATION, "ne-d3dkmddi-_dxgk_interrupt_type",
     "Preemption is reported as DMA_PREEMPTED with PreemptionFenceId and LastCompletedFenceId; the "
     "submissions in between count as preempted.")
RULE("PRE-03", VIOLATION, "nc-d3dkmddi-dxgkddi_preemptcommand",
     "The preemption of an idle node must be reported at interrupt level too.")
RULE("PRE-04", FATAL, "nc-d3dkmddi-dxgkddi_preemptcommand",
     "An error returned from DxgkDdiPreemptCommand stops the system (0x119, parameter 2).")
RULE("PRE-05", VIOLATION, "display/gpu-preemption",
     "Preempted paging work is submitted again first, in order, with its original fence ids; render work "
     "gets new ids.")
RULE("PRE-06", VIOLATION, "ns-d3dkmddi-_dxgk_vidschcaps",
     "PreemptionAware, NoDmaPatching and CancelCommandAware each need MultiEngineAware, else the start "
     "fails.")
RULE("PRE-07", VIOLATION, "display/gpu-preemption",
     "The Windows 8 preemption model needs FlipOnVSyncMmIo, since preemption happens with flips pending.")
RULE("PRE-08", FATAL, "nc-d3dkmddi-dxgkddi_cancelcommand",
     "DxgkDdiCancelCommand cleans up for a packet that never reached the hardware; an error stops the "
     "system (0x119, parameter 9).")
RULE("PRE-09", VIOLATION, "display/tdr-changes-in-windows-8",
     "The last completed fence of a node advances with a completion, with an engine reset, and with an "
     "adapter reset to the last submitted id.")

/* PRS: DxgkDdiPresent */
RULE("PRS-01", NOTE, "nc-d3dkmddi-dxgkddi_present",
     "DxgkDdiPresent makes a DMA buffer that copies, fills or flips to a primary, or copies to system "
     "memory.")
RULE("PRS-02", NOTE, "ns-d3dkmddi-_dxgkarg_present",
     "The allocation list of Present is fixed: element 0 NULL, element 1 source, element 2 destination.")
RULE("PRS-03", NOTE, "nc-d3dkmddi-dxgkddi_present",
     "A copy has source and destination, a flip only a source, a color fill only a destination.")
RULE("PRS-04", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "A flip to the surface already shown is legal, queues a wait for vertical blank and is emitted like "
     "any flip.")
RULE("PRS-05", NOTE, "ns-d3dkmddi-_dxgkarg_present",
     "Color is A8R8G8B8; ColorFill, SrcColorKey and DstColorKey exclude each other.")
RULE("PRS-06", VIOLATION, "ns-d3dkmddi-_dxgkarg_present",
     "With sub-rectangles SrcRect and DstRect only give the stretch ratio; the copy follows "
     "pDstSubRects, which are clipped already.")
RULE("PRS-07", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "If the sub-rectangles exhaust the DMA buffer the driver records its progress in MultipassOffset, "
     "returns INSUFFICIENT_DMA_BUFFER and is called again with the same list.")
RULE("PRS-08", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "Present pre-patches, lists every reference and advances the out pointers as Render does.")
RULE("PRS-09", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "With Flags.Rotate the image is turned to the orientation of the source; without it nothing is "
     "turned even if the mode is rotated.")
RULE("PRS-10", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "With FlipOnVSyncMmIo a flip comes with pDmaBuffer NULL: the driver only checks the source, the "
     "flip itself is DxgkDdiSetVidPnSourceAddress.")
RULE("PRS-11", NOTE, "ns-d3dkmddi-_dxgk_presentflags",
     "FlipWithNoWait comes only to drivers that set FlipOnVSyncWithNoWait.")
RULE("PRS-12", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "STATUS_GRAPHICS_CANNOTCOLORCONVERT says that a conversion is impossible and becomes the "
     "application's failure.")
RULE("PRS-13", NOTE, "nc-d3dkmddi-dxgkddi_present",
     "No mode or primary changes between building a Present DMA buffer and running it.")
RULE("PRS-14", VIOLATION, "nc-d3dkmddi-dxgkddi_present",
     "DxgkDdiPresent runs at PASSIVE_LEVEL, pageable, level zero.")
RULE("PRS-15", NOTE, "ns-d3dkmddi-_dxgkarg_present",
     "DXGKARG_PRESENT is 128 bytes through Windows 8, 136 in WDDM 1.3, 168 from WDDM 2.0.")

/* PTR: pointer */
RULE("PTR-01", NOTE, "nc-d3dkmddi-dxgkddi_setpointerposition",
     "DxgkDdiSetPointerShape and DxgkDdiSetPointerPosition never run at the same time.")
RULE("PTR-02", VIOLATION, "ns-d3dkmddi-_dxgkarg_setpointershape",
     "Only pointer kinds and sizes that PointerCaps names come down: 1-bit AND and XOR masks, 32-bit "
     "ARGB, or 32-bit with alpha 0 (replace) and 0xFF (xor).")
RULE("PTR-03", VIOLATION, "nc-d3dkmddi-dxgkddi_setpointerposition",
     "DxgkDdiSetPointerPosition for a source without an active path returns success and does nothing.")
RULE("PTR-04", VIOLATION, "ns-d3dkmddi-_dxgk_setpointerpositionflags",
     "While Visible is clear, X and Y of the pointer position mean nothing.")
RULE("PTR-05", NOTE, "samples",
     "Without pointer caps the system draws the pointer; SetPointerPosition may still be called to hide "
     "it.")

/* REN: DxgkDdiRender */
RULE("REN-01", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "The first argument of DxgkDdiRender is exactly the handle that the driver stored in "
     "DXGKARG_CREATECONTEXT.hContext.")
RULE("REN-02", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "A driver that creates no contexts (MultiEngineAware = 0) is given its device handle wherever a "
     "context handle would go.")
RULE("REN-03", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "DxgkDdiRender is entered at PASSIVE_LEVEL and must return at the same IRQL; its code may be paged.")
RULE("REN-04", NOTE, "display/threading-and-synchronization-zero-level",
     "DxgkDdiRender is level zero: several threads may be inside at once, but never two threads of one "
     "process.")
RULE("REN-05", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "Render translates and validates: commands go to the DMA buffer, references to the output patch "
     "list, and nothing privileged or able to touch another process's memory may pass.")
RULE("REN-06", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "The driver may ignore hints of the user-mode driver, such as an empty input patch list, and "
     "rebuild the information from the command bytes.")
RULE("REN-07", NOTE, "display/submitting-a-command-buffer",
     "Render is the first stage only: its result is paged for, patched and submitted later. Work that "
     "enters through Present calls DxgkDdiPresent instead.")
RULE("REN-10", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "pCommand is a raw user-mode address: every read through it may fault, or see bytes that have "
     "changed since the last read.")
RULE("REN-11", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "CommandLength is the number of bytes that may be read from pCommand.")
RULE("REN-12", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "pDmaBuffer enters 4 KB aligned at the first free byte and must leave pointing one past the last "
     "byte written.")
RULE("REN-13", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "When space ran out, pDmaBuffer is left just past the end of the buffer.")
RULE("REN-14", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "DmaSize is the capacity in bytes from pDmaBuffer; the driver must not change it nor write beyond "
     "it.")
RULE("REN-15", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "pDmaBufferPrivateData and its size describe the driver's private bytes that remain for this "
     "operation; nothing beyond them may be written.")
RULE("REN-16", VIOLATION, "ns-d3dkmddi-_dxgk_contextinfo",
     "The private block is nonpaged, zeroed once when the DMA buffer is created and never touched again "
     "by the kernel: a recycled buffer still shows old bytes.")
RULE("REN-17", NOTE, "ns-d3dkmddi-_dxgk_contextinfo",
     "A declared private data size of 0 means that there is no private block: the pointer is NULL.")
RULE("REN-18", NOTE, "ns-d3dkmddi-_dxgkarg_render",
     "pAllocationList is a kernel array of AllocationListSize elements; for speed every allocation "
     "should occur only once.")
RULE("REN-19", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "pPatchLocationListIn is raw user memory, with the same fault rule as pCommand.")
RULE("REN-20", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "Only the user buffers need fault protection; the kernel buffers in the same structure do not.")
RULE("REN-21", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "pPatchLocationListOut must return pointing at the element after the last one filled.")
RULE("REN-22", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "PatchLocationListOutSize is a capacity in elements; the driver fills only what it needs and never "
     "more.")
RULE("REN-23", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "MultipassOffset is 0 on the first call for a command buffer; after that only the driver writes it "
     "and gets it back unchanged.")
RULE("REN-24", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "DmaBufferSegmentId says in which segment the DMA buffer sits, 0 if it is not paged in; the driver "
     "must not write it.")
RULE("REN-25", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "DmaBufferPhysicalAddress is 0 while the buffer is not paged in, so self-references must be patched "
     "later.")
RULE("REN-30", VIOLATION, "ns-d3dkmddi-_dxgkarg_render",
     "If the remaining commands do not fit, the driver stores its progress in MultipassOffset and "
     "returns STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER.")
RULE("REN-31", NOTE, "ns-d3dkmddi-_dxgkarg_render",
     "After INSUFFICIENT_DMA_BUFFER the same command buffer comes again with a new DMA buffer.")
RULE("REN-32", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "STATUS_SUCCESS means that the whole command buffer has been translated.")
RULE("REN-33", NOTE, "inferred",
     "Each pass yields one independent DMA buffer with its own patch list and private data; they are "
     "queued in pass order.")
RULE("REN-34", VIOLATION, "inferred",
     "A pass that returns INSUFFICIENT_DMA_BUFFER without writing a byte or moving MultipassOffset makes "
     "no progress; after a bounded number of them the submission fails.")
RULE("REN-35", NOTE, "display/supporting-kernel-mode-command-buffers",
     "How MultipassOffset is encoded is the driver's business.")
RULE("REN-36", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "One command that can neither be split nor fits into a DMA buffer cannot be handled; the user-mode "
     "driver must break such work up.")
RULE("REN-37", VIOLATION, "ns-d3dkmddi-_dxgk_contextinfo",
     "DmaBufferSize and AllocationListSize must be large enough for one unsplittable command and for "
     "presenting one rectangle.")
RULE("REN-38", NOTE, "ns-d3dkmddi-_dxgk_contextinfo",
     "DMA buffer, allocation list and patch list may grow and shrink while a context lives, never below "
     "the size it reported at creation.")
RULE("REN-40", NOTE, "ns-d3dkmddi-_dxgk_deviceinfoflags",
     "WDDM offers only the guaranteed-contract DMA buffer model; "
     "DXGK_DEVICEINFOFLAGS.GuaranteedDmaBufferContract is obsolete.")
RULE("REN-41", NOTE, "display/using-the-guaranteed-contract-dma-buffer-model",
     "After each submission the user-mode driver learns the exact DMA-buffer and patch-list capacity of "
     "its next one.")
RULE("REN-42", NOTE, "display/using-the-guaranteed-contract-dma-buffer-model",
     "These buffers are not trimmed before the next translation has finished.")
RULE("REN-43", VIOLATION, "display/using-the-guaranteed-contract-dma-buffer-model",
     "In the guaranteed model one command buffer becomes exactly one DMA buffer with one patch list; if "
     "that is impossible the command buffer is invalid.")
RULE("REN-44", FATAL, "display/using-the-guaranteed-contract-dma-buffer-model",
     "Returning an out-of-space status in the guaranteed model stops the system.")
RULE("REN-45", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "A command buffer that does not fit must be rejected with a status other than "
     "INSUFFICIENT_DMA_BUFFER.")
RULE("REN-46", NOTE, "nf-d3dkmthk-d3dkmtrender",
     "In the guaranteed model the DMA space of the next translation equals the size of the command "
     "buffer that was handed out, and so does the allocation list.")
RULE("REN-47", NOTE, "nf-d3dkmthk-d3dkmtrender",
     "Without the guarantee the sizes are advisory and may turn out smaller under memory pressure.")
RULE("REN-48", NOTE, "inferred",
     "Guaranteed or multi-pass is chosen per context; DxgkDdiPresent and DxgkDdiBuildPagingBuffer always "
     "may take several passes.")
RULE("REN-50", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "Each allocation list element carries the last known location: SegmentId and the physical address "
     "inside that segment.")
RULE("REN-51", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "SegmentId 0 means that the allocation is paged out and there is nothing to pre-patch.")
RULE("REN-52", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "SegmentId other than 0 obliges the driver to write final-looking addresses into the DMA buffer "
     "during Render.")
RULE("REN-53", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "DxgkDdiPatch may be omitted for a buffer whose pre-patched addresses stayed valid.")
RULE("REN-54", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "Pre-patching excuses no entry: every reference must also be in the output patch list, because "
     "addresses may change before submission.")
RULE("REN-55", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "To unbind a slot, a patch entry points at an allocation list element whose handle is NULL; by "
     "convention that is element 0.")
RULE("REN-56", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "The user's allocation list is validated, copied and converted on entry to the kernel; positions "
     "and the write flag do not change.")
RULE("REN-60", VIOLATION, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "AllocationIndex must select an element of the allocation list.")
RULE("REN-61", VIOLATION, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "SlotId must be below DXGK_DRIVERCAPS.MaxAllocationListSlotId; two resources in one slot replace "
     "each other.")
RULE("REN-62", VIOLATION, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "The upper 8 bits of a patch entry's Value are reserved and zero.")
RULE("REN-63", NOTE, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "DriverId belongs to the driver and is opaque to everybody else.")
RULE("REN-64", VIOLATION, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "AllocationOffset is the byte offset inside the allocation that the patched address denotes; it "
     "must not lie beyond the allocation.")
RULE("REN-65", VIOLATION, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "PatchOffset is the byte position in the DMA buffer to patch and must lie within the bytes written.")
RULE("REN-66", VIOLATION, "ns-d3dukmdt-_d3dddi_patchlocationlist",
     "SplitOffset is where the buffer may be cut if the allocation cannot be made resident: everything "
     "before it must run without the allocation.")
RULE("REN-67", VIOLATION, "display/splitting-a-dma-buffer",
     "Patch entries appear in the order in which the commands use the allocations, so SplitOffset never "
     "decreases along the list.")
RULE("REN-68", NOTE, "display/splitting-a-dma-buffer",
     "Allocations are paged in in the order of the patch list.")
RULE("REN-69", NOTE, "display/splitting-a-dma-buffer",
     "When the next allocation cannot be placed, the part up to that entry's SplitOffset is submitted "
     "first and work then continues, perhaps splitting again.")
RULE("REN-70", NOTE, "display/splitting-a-dma-buffer",
     "Residency is tracked in MaxAllocationListSlotId slots, empty at start; a new entry for a slot "
     "releases its previous occupant for eviction.")
RULE("REN-71", NOTE, "display/splitting-a-dma-buffer",
     "At a split every allocation still in a slot keeps its place; only those bound again at exactly "
     "that SplitOffset may move.")
RULE("REN-72", VIOLATION, "display/splitting-a-dma-buffer",
     "After each split point the commands must set up enough state again to survive a paging buffer that "
     "ran in between.")
RULE("REN-73", WARNING, "display/splitting-a-dma-buffer",
     "Put a split point at every bind and unbind, unbind large resources when done, and bind large ones "
     "again at each split point.")
RULE("REN-74", VIOLATION, "display/splitting-a-dma-buffer",
     "Splitting must work even on hardware without preemption; it is a separate mechanism.")
RULE("REN-75", VIOLATION, "display/gpu-preemption",
     "Under the Windows 8 preemption model another context's work may run between two portions of a "
     "split buffer, so each portion is handled like a full packet.")
RULE("REN-76", WARNING, "display/gpu-preemption",
     "Binding leak detection refuses packets that do not unbind or re-program allocations at each split; "
     "NoDmaPatching opts out and needs PreemptionAware and MultiEngineAware.")
RULE("REN-80", VIOLATION, "inferred",
     "After any error other than INSUFFICIENT_DMA_BUFFER nothing of the call may reach the hardware.")
RULE("REN-81", NOTE, "nc-d3dkmddi-dxgkddi_render",
     "STATUS_ILLEGAL_INSTRUCTION may stand for STATUS_INVALID_PARAMETER and STATUS_INVALID_USER_BUFFER, "
     "which are refinements.")
RULE("REN-82", VIOLATION, "nc-d3dkmddi-dxgkddi_render",
     "STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE from Render or Present puts the owning device in the lost "
     "state; it must be destroyed and created again.")
RULE("REN-83", WARNING, "inferred",
     "A status that the DDI's page does not list is logged and counts as a failed submission.")
RULE("REN-84", NOTE, "nc-d3dumddi-pfnd3dddi_rendercb",
     "The user-mode driver sees a submission error as privileged or illegal instruction, invalid handle, "
     "invalid user buffer, out of memory or invalid argument.")

/* SEG: segments */
RULE("SEG-01", VIOLATION, "display/initializing-use-of-memory-segments",
     "Segments are asked for twice: first the count with no array, then the array; NbSegment must be the "
     "same both times.")
RULE("SEG-02", VIOLATION, "display/initializing-use-of-memory-segments",
     "Without AGP data an AGP segment makes the start fail.")
RULE("SEG-03", VIOLATION, "ns-d3dkmddi-_dxgk_querysegmentout4",
     "Segment ids count from 1; bit n - 1 of a segment set stands for segment n and may not lie beyond "
     "NbSegment.")
RULE("SEG-04", VIOLATION, "ns-d3dkmddi-_dxgk_segmentdescriptor3",
     "A segment's Size is a multiple of the page size; CommitLimit equals Size for memory segments.")
RULE("SEG-05", NOTE, "ns-d3dkmddi-_dxgk_segmentdescriptor",
     "The address of an allocation is the segment's BaseAddress plus its offset.")
RULE("SEG-06", NOTE, "ns-d3dkmddi-_dxgk_segmentdescriptor",
     "CpuTranslatedAddress matters only for memory segments that the CPU sees.")
RULE("SEG-07", VIOLATION, "ns-d3dkmddi-_dxgk_segmentflags",
     "Segment flags must be consistent: Agp alone, CacheCoherent only with Aperture, at most one of the "
     "hibernate flags and only with PreservedDuringStandby.")
RULE("SEG-08", VIOLATION, "ns-d3dkmddi-_dxgk_segmentflags",
     "An aperture segment holds no bits: the driver must implement the map and unmap paging operations "
     "for it. A memory segment is paged by copies.")
RULE("SEG-09", VIOLATION, "ns-d3dkmddi-_dxgk_querysegmentout3",
     "PagingBufferSegmentId must name an aperture segment, or be 0 for system memory.")
RULE("SEG-10", NOTE, "ns-d3dkmddi-_dxgk_drivercaps",
     "ApertureSegmentCommitLimit bounds what is mapped into aperture segments altogether.")
RULE("SEG-11", VIOLATION, "ns-d3dkmddi-_dxgk_contextinfo",
     "Segment sets for DMA buffers may name aperture segments only.")
RULE("SEG-12", VIOLATION, "ns-d3dkmddi-_dxgk_segmentdescriptor",
     "Banks are contiguous, the first begins at 0, and the table holds increasing end offsets within "
     "Size.")

/* SUB: DxgkDdiSubmitCommand */
RULE("SUB-01", VIOLATION, "nc-d3dkmddi-dxgkddi_submitcommand",
     "DxgkDdiSubmitCommand queues one range of a DMA buffer at DISPATCH_LEVEL: nothing paged, no "
     "waiting.")
RULE("SUB-02", FATAL, "nc-d3dkmddi-dxgkddi_submitcommand",
     "An error returned from DxgkDdiSubmitCommand stops the system (0x119, parameter 2).")
RULE("SUB-03", NOTE, "display/paging-video-memory-resources",
     "Every resource that a buffer names is resident before the buffer is submitted.")
RULE("SUB-04", VIOLATION, "nc-d3dkmddi-dxgkddi_submitcommand",
     "Paging submissions belong to no application: hDevice or hContext is NULL.")
RULE("SUB-05", NOTE, "ns-d3dkmddi-_dxgk_submitcommandflags",
     "Submit flags: Paging, Present, RedirectedPresent, NullRendering, Flip, FlipWithNoWait are bits 0 "
     "to 5, ContextSwitch bit 6 from Windows 8.")
RULE("SUB-06", VIOLATION, "ns-d3dkmddi-_dxgk_submitcommandflags",
     "With NullRendering the buffer is not run, but its fence is reported as if it had been.")
RULE("SUB-07", VIOLATION, "ns-d3dkmddi-_dxgk_submitcommandflags",
     "ContextSwitch comes with a zero-length buffer and asks for a switch to the null context.")
RULE("SUB-08", VIOLATION, "ns-d3dkmddi-_dxgkarg_submitcommand",
     "VidPnSourceId is valid only with Flip or FlipWithNoWait, FlipInterval only with Flip.")
RULE("SUB-09", VIOLATION, "ns-d3dkmddi-_dxgkarg_submitcommand",
     "If DmaBufferPrivateDataSize is 0 the driver must not look at the private data.")
RULE("SUB-10", NOTE, "inferred",
     "The fence ids of submissions to one node increase; a report of fence N retires all earlier ones.")
RULE("SUB-11", VIOLATION, "ns-dispmprt-_dxgk_start_info",
     "The driver must be able to hold DXGK_START_INFO.RequiredDmaQueueEntry DMA buffers.")
RULE("SUB-12", WARNING, "display/preparing-dma-buffers",
     "The driver must prepare buffers faster than the hardware consumes them.")
RULE("SUB-13", VIOLATION, "ns-d3dkmddi-_dxgk_contextinfo",
     "DMA buffers come from an aperture segment of the declared set, or from locked system memory for "
     "set 0; a memory segment in the set makes context creation fail.")

/* SYN: synchronization levels and IRQL */
RULE("SYN-01", NOTE, "display/threading-and-synchronization-third-level",
     "Level three, one thread in the driver and the hardware idle: AddDevice, StartDevice, StopDevice, "
     "RemoveDevice, Unload, QueryChildRelations, SetPowerState and the TDR pair.")
RULE("SYN-02", NOTE, "display/threading-and-synchronization-third-level",
     "DxgkDdiQueryAdapterInfo may run at the same time as SetPowerState or QueryChildRelations.")
RULE("SYN-03", NOTE, "display/threading-and-synchronization-second-level",
     "Level two, one thread in the driver: CommitVidPn, ControlInterrupt, RecommendMonitorModes, "
     "SetVidPnSourceVisibility, UpdateActiveVidPnPresentPath and the like.")
RULE("SYN-04", NOTE, "display/threading-and-synchronization-first-level",
     "Level one, one thread per class: pointer, GPU scheduler, overlay, display, and each child's input "
     "and output.")
RULE("SYN-05", NOTE, "display/threading-and-synchronization-zero-level",
     "Level zero, the default: any number of threads.")
RULE("SYN-06", NOTE, "display/threading-and-synchronization-zero-level",
     "In levels zero and one no two threads inside the driver belong to the same process.")
RULE("SYN-07", VIOLATION, "ns-d3dukmdt-_d3dddi_escapeflags",
     "DxgkDdiEscape without HardwareAccess is level zero; a driver that needs level two must fail it.")
RULE("SYN-08", VIOLATION, "display/thread-synchronization-and-tdr",
     "Interrupt routine and DPC may run at any time, also during any other DDI.")
RULE("SYN-09", NOTE, "display/threading-and-synchronization-first-level",
     "Child calls are serialized per child; several children may be asked at once.")
RULE("SYN-10", VIOLATION, "display/threading-and-synchronization-zero-level",
     "A DDI entered below DISPATCH_LEVEL may wait; any other must not wait, touch paged memory or call "
     "callbacks that need PASSIVE_LEVEL. Every DDI returns at the IRQL it was called at.")

/* TDR: timeouts and recovery */
RULE("TDR-01", NOTE, "display/timeout-detection-and-recovery",
     "Work that neither completes nor is preempted within TdrDelay (2 s) is a timeout.")
RULE("TDR-02", FATAL, "display/tdr-registry-keys",
     "A thread must leave the driver within TdrDdiDelay (5 s), or the system stops with 0x116.")
RULE("TDR-03", FATAL, "display/tdr-registry-keys",
     "More than TdrLimitCount (5) recoveries within TdrLimitTime (60 s) stop the system with 0x116.")
RULE("TDR-04", NOTE, "display/thread-synchronization-and-tdr",
     "An adapter reset is DxgkDdiCollectDbgInfo if present, DxgkDdiResetFromTimeout, clean-up calls, "
     "DxgkDdiRestartFromTimeout, in this order.")
RULE("TDR-05", VIOLATION, "display/thread-synchronization-and-tdr",
     "DxgkDdiResetFromTimeout runs alone in the driver, except for interrupt routine and DPC; when it "
     "returns the hardware must neither read nor write memory.")
RULE("TDR-06", FATAL, "display/thread-synchronization-and-tdr",
     "Any status but STATUS_SUCCESS from DxgkDdiResetFromTimeout or DxgkDdiRestartFromTimeout stops the "
     "system.")
RULE("TDR-07", VIOLATION, "display/thread-synchronization-and-tdr",
     "During TDR clean-up BuildPagingBuffer comes with transfers of size 0 and unmap requests; the "
     "driver should leave the hardware alone.")
RULE("TDR-08", VIOLATION, "nc-d3dkmddi-dxgkddi_restartfromtimeout",
     "DxgkDdiRestartFromTimeout must exist, even if it only returns success.")
RULE("TDR-09", VIOLATION, "nc-d3dkmddi-dxgkddi_collectdbginfo",
     "DxgkDdiCollectDbgInfo writes at most the given number of bytes; its IRQL is undefined except for "
     "reasons 0x117 and 0x141, which come at PASSIVE_LEVEL.")
RULE("TDR-10", VIOLATION, "nc-d3dkmddi-dxgkddi_querydependentenginegroup",
     "Engine reset needs QueryDependentEngineGroup, QueryEngineStatus and ResetEngine together; the "
     "group mask includes the node itself.")
RULE("TDR-11", FATAL, "display/tdr-changes-in-windows-8",
     "LastAbortedFenceId of DxgkDdiResetEngine must lie between the last completed and the last "
     "submitted fence, or the system stops (0x119, parameter 0xA).")
RULE("TDR-12", NOTE, "display/tdr-changes-in-windows-8",
     "A failed engine reset, or one that hit a paging packet, is followed by an adapter reset.")
RULE("TDR-13", NOTE, "display/tdr-changes-in-windows-8",
     "The device whose packet was aborted enters the error state even if the packet completed after all.")
RULE("TDR-14", NOTE, "ne-d3dkmthk-_d3dkmt_deviceexecution_state",
     "A device is active, reset, hung, stopped, or in one of the final error states out of memory, DMA "
     "fault and DMA page fault.")
RULE("TDR-15", VIOLATION, "display/tdr-registry-keys",
     "Display-only watchdogs: an asynchronous present is reported within TdrDodPresentDelay, vertical "
     "blanks while enabled within TdrDodVSyncDelay: 2 s each, at most 900.")
RULE("TDR-16", NOTE, "display/tdr-changes-in-windows-8",
     "Parameter 1 of bug check 0x119: 2 submit or preempt error, 3 patch error, 9 cancel error, 0xA "
     "aborted fence out of range.")

/* THK: user-mode entry points */
RULE("THK-01", NOTE, "nf-d3dkmthk-d3dkmtopenadapterfromgdidisplayname",
     "Adapter handles come from the OpenAdapter functions or EnumAdapters and are closed with "
     "CloseAdapter.")
RULE("THK-02", NOTE, "layout",
     "D3DKMT_HANDLE is 32 bits; 0 is no handle.")
RULE("THK-03", NOTE, "ns-d3dkmthk-_d3dkmt_createdevice",
     "CreateDevice hands out the first command buffer and lists only for drivers without contexts.")
RULE("THK-04", NOTE, "ns-d3dkmthk-_d3dkmt_createcontext",
     "CreateContext hands out command buffer, allocation list and patch list with their sizes.")
RULE("THK-05", NOTE, "ns-d3dkmthk-_d3dkmt_render",
     "D3DKMT_RENDER says what was filled in the buffers handed out before; offsets, lengths and counts "
     "must stay within them.")
RULE("THK-06", NOTE, "inferred",
     "The command bytes are those from CommandOffset up to CommandLength.")
RULE("THK-07", NOTE, "ns-d3dkmthk-_d3dkmt_render",
     "The buffers returned by a render call are the ones to use next.")
RULE("THK-08", NOTE, "ns-d3dkmthk-_d3dkmt_renderflags",
     "Resize sizes are read only with the matching flag, and less may be granted.")
RULE("THK-09", NOTE, "ns-d3dkmthk-_d3dkmt_render",
     "With RenderKm the new-buffer members are inputs that hold what is to be rendered.")
RULE("THK-10", NOTE, "ns-d3dkmthk-_d3dkmt_render",
     "After a failed render call the buffers returned stay valid and unchanged.")
RULE("THK-11", NOTE, "ns-d3dkmthk-_d3dkmt_render",
     "BroadcastContext names up to 64 further contexts.")
RULE("THK-12", NOTE, "ns-d3dkmthk-_d3dkmt_render",
     "QueuedBufferCount is the number of DMA buffers queued to the context after this one.")
RULE("THK-13", NOTE, "nf-d3dkmthk-d3dkmtrender",
     "Render answers SUCCESS, DEVICE_REMOVED, INVALID_PARAMETER, NO_MEMORY, INVALID_HANDLE, "
     "PRIVILEGED_INSTRUCTION or, for a stale primary, STATUS_GRAPHICS_ALLOCATION_INVALID.")
RULE("THK-14", NOTE, "ns-d3dkmthk-_d3dkmt_createallocation",
     "CreateAllocation may make an empty resource, needs CreateResource for CreateShared, and cannot add "
     "to a shared resource.")
RULE("THK-15", NOTE, "ns-d3dkmthk-_d3dkmt_destroyallocation",
     "DestroyAllocation takes a resource, or a list of allocations of one resource.")
RULE("THK-16", NOTE, "ns-d3dukmdt-_d3dddicb_lockflags",
     "Lock needs CpuVisible; ReadOnly and WriteOnly exclude each other, and only the creator of a shared "
     "allocation may lock it.")
RULE("THK-17", NOTE, "ns-d3dukmdt-_d3dddicb_lockflags",
     "Lock flags, from bit 0: ReadOnly, WriteOnly, DonotWait, IgnoreSync, LockEntire, DonotEvict, "
     "AcquireAperture, Discard, NoExistingReference, UseAlternateVA, IgnoreReadSync.")
RULE("THK-18", NOTE, "nf-d3dkmthk-d3dkmtlock",
     "Locks nest; Lock fails with DEVICE_REMOVED, INVALID_PARAMETER, ALLOCATION_BUSY, "
     "TOO_MANY_REFERENCES or CANT_EVICT_PINNED_ALLOCATION.")
RULE("THK-19", NOTE, "ns-d3dukmdt-_d3dddicb_lockflags",
     "Locking an allocation that the CPU cannot see in its place evicts it first, unless DonotEvict is "
     "set.")
RULE("THK-20", NOTE, "nf-d3dkmthk-d3dkmtpresent",
     "Present rejects combinations such as Flip with Blt, ColorFill, rectangles or Rotate, and Blt "
     "without sub-rectangles.")
RULE("THK-21", NOTE, "ns-d3dkmthk-_d3dkmt_escape",
     "A driver-private escape goes to DxgkDdiEscape; HardwareAccess selects level two.")
RULE("THK-22", NOTE, "nf-d3dkmthk-d3dkmtwaitforverticalblankevent",
     "WaitForVerticalBlankEvent returns after the next vertical blank, real or simulated.")
RULE("THK-23", NOTE, "ns-d3dukmdt-_d3dddi_synchronizationobjectinfo",
     "Signal and wait operations enter the context's stream and happen when earlier work completes.")
RULE("THK-24", NOTE, "inferred",
     "A context that waits blocks only its own stream.")
RULE("THK-25", NOTE, "nf-d3dkmthk-d3dkmtgetdevicestate",
     "GetDeviceState shows the lost state; contexts and devices can always be destroyed.")
RULE("THK-26", NOTE, "nf-d3dkmthk-d3dkmtwaitforidle",
     "WaitForIdle returns when nothing of the device is queued.")

/* VPN: VidPNs and modes */
RULE("VPN-01", VIOLATION, "nc-d3dkmddi-dxgkddi_issupportedvidpn",
     "DxgkDdiIsSupportedVidPn answers TRUE for no VidPN and for an empty topology, else whether the "
     "VidPN is or can be made functional.")
RULE("VPN-02", VIOLATION, "nc-d3dkmddi-dxgkddi_issupportedvidpn",
     "A functional VidPN has at least one path and a pinned mode on every source and target in it; for "
     "a connected monitor the driver must allow one.")
RULE("VPN-03", VIOLATION, "nc-d3dkmddi-dxgkddi_recommendfunctionalvidpn",
     "DxgkDdiRecommendFunctionalVidPn fills an empty VidPN or returns "
     "STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN.")
RULE("VPN-04", VIOLATION, "nc-d3dkmddi-dxgkddi_enumvidpncofuncmodality",
     "DxgkDdiEnumVidPnCofuncModality fills the largest cofunctional mode sets and path support of "
     "everything that is not pinned, and leaves the pivot and pinned modes unchanged.")
RULE("VPN-05", NOTE, "nc-d3dkmddi-dxgkddi_enumvidpncofuncmodality",
     "The pivot is a source mode set, a target mode set, the scaling or the rotation of a path, or none.")
RULE("VPN-06", VIOLATION, "display/enumerating-cofunctional-vidpn-source-and-target-modes",
     "Scaling and rotation with a definite value are pinned; otherwise their support flags are written "
     "with pfnUpdatePathSupportInfo.")
RULE("VPN-07", WARNING, "display/enumerating-cofunctional-vidpn-source-and-target-modes",
     "The target modes offered should be supported by the connected monitor.")
RULE("VPN-08", VIOLATION, "nc-d3dkmddi-dxgkddi_vidpn_assignsourcemodeset",
     "Each mode set acquired is released, each mode set created is assigned or released, within the same "
     "DDI.")
RULE("VPN-09", VIOLATION, "nc-d3dkmddi-dxgkddi_vidpnsourcemodeset_addmode",
     "Each mode information acquired is released; each one created is added once or released.")
RULE("VPN-10", NOTE, "nc-d3dkmddi-dxgkddi_vidpnsourcemodeset_acquirepinnedmodeinfo",
     "pfnAcquirePinnedModeInfo gives a success code with a NULL pointer when nothing is pinned.")
RULE("VPN-11", NOTE, "samples",
     "Enumeration ends with STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET, a success code; an empty set "
     "gives STATUS_GRAPHICS_DATASET_IS_EMPTY.")
RULE("VPN-12", NOTE, "samples",
     "pfnGetNumPathsFromSource gives STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY for a source without a path.")
RULE("VPN-13", VIOLATION, "nc-d3dkmddi-dxgkddi_vidpn_gettopology",
     "The topology handle needs no release, and the interface tables stay valid for ever; a mode set "
     "handle is valid until it is released or assigned.")
RULE("VPN-14", VIOLATION, "ns-d3dkmddi-_dxgkarg_commitvidpn",
     "DxgkDdiCommitVidPn is for one source, or for all with D3DDDI_ID_ALL; when it fails the active "
     "VidPN stays as it was.")
RULE("VPN-15", VIOLATION, "ns-d3dkmddi-_dxgkarg_commitvidpn",
     "With connectivity checks enforced a target that is not connected gives "
     "STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY.")
RULE("VPN-16", VIOLATION, "ns-d3dkmddi-_dxgkarg_commitvidpn_flags",
     "A commit with PathPoweredOff prepares for presents in the new topology without lighting anything.")
RULE("VPN-17", VIOLATION, "nc-d3dkmddi-dxgkddi_commitvidpn",
     "Committing a VidPN without paths releases the current mode and succeeds.")
RULE("VPN-18", VIOLATION, "ns-d3dkmddi-_dxgkarg_setvidpnsourcevisibility",
     "DxgkDdiSetVidPnSourceVisibility stops or starts scanning a source; an invisible source is black, "
     "its vertical blanks go on.")
RULE("VPN-19", VIOLATION, "nc-d3dkmddi-dxgkddi_updateactivevidpnpresentpath",
     "DxgkDdiUpdateActiveVidPnPresentPath changes the transformation of an active path; with "
     "SupportSmoothRotation rotation must work here.")
RULE("VPN-20", VIOLATION, "nc-d3dkmddi-dxgkddi_recommendmonitormodes",
     "DxgkDdiRecommendMonitorModes may add good modes, each once; one added as PREFERRED becomes the "
     "preferred mode.")
RULE("VPN-21", VIOLATION, "display/querying-vidpnhardware-capabilities",
     "DxgkDdiQueryVidPnHWCapability sets only defined bits and leaves Reserved zero.")
RULE("VPN-22", NOTE, "display/threading-and-synchronization-second-level",
     "The VidPN DDIs that change the screen are level two, the ones that ask are level zero.")
RULE("VPN-23", VIOLATION, "nc-d3dkmddi-dxgkddi_vidpntopology_addpath",
     "pfnAddPath, pfnRemovePath and pfnUpdatePathSupportInfo are refused with STATUS_ACCESS_DENIED in a "
     "DDI that does not permit them.")
// clang-format on
