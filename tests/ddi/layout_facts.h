/*
 * What the layout must be, measured on Windows headers by a compiler for 64-bit Windows, and independent of the headers
 * of ddi/: a header that is wrong fails against this file, not together with it.
 *
 * T(type, size, alignment) ... END            a structure; inside it
 *   F(member, offset, size)                   bytes
 *   M(member, offset, size, type)             a pointer, to exactly this
 *   B(member, first bit, number of bits)      a bit-field, counted from the lowest bit of the first byte
 * E(type)                                     an enumeration: 4 bytes
 * V(name, value), K(name, value)              an enumerator or constant of 32 bits, of 64 bits
 * P(type, result, (parameters))               a pointer to a function of exactly this type
 * N(function, type)                           a function that such a pointer can point to
 *
 * AT is the interface version the facts are asked for.
 */
/* clang-format off */
/* ntdef.h, video.h, acpiioct.h */
T(UNICODE_STRING, 16, 8)
    F(Length, 0, 2) F(MaximumLength, 2, 2) F(Buffer, 8, 8)
END
T(ANSI_STRING, 16, 8)
    F(Length, 0, 2) F(MaximumLength, 2, 2) F(Buffer, 8, 8)
END
T(LIST_ENTRY, 16, 8)
    F(Flink, 0, 8) F(Blink, 8, 8)
END
T(QUERY_INTERFACE, 32, 8)
    F(InterfaceType, 0, 8) F(Size, 8, 2) F(Version, 10, 2) F(Interface, 16, 8)
    F(InterfaceSpecificData, 24, 8)
END
T(VIDEO_REQUEST_PACKET, 48, 8)
    F(IoControlCode, 0, 4) F(StatusBlock, 8, 8) F(InputBuffer, 16, 8) F(InputBufferLength, 24, 4)
    F(OutputBuffer, 32, 8) F(OutputBufferLength, 40, 4)
END
T(STATUS_BLOCK, 16, 8)
    F(Status, 0, 4) F(Pointer, 0, 8) F(Information, 8, 8)
END
T(ACPI_EVAL_INPUT_BUFFER_COMPLEX, 24, 4)
    F(Signature, 0, 4) F(MethodName, 4, 4) F(MethodNameAsUlong, 4, 4) F(Size, 8, 4) F(ArgumentCount, 12, 4)
    F(Argument, 16, 8)
END
T(ACPI_EVAL_OUTPUT_BUFFER, 20, 4)
    F(Signature, 0, 4) F(Length, 4, 4) F(Count, 8, 4) F(Argument, 12, 8)
END
T(ACPI_METHOD_ARGUMENT, 8, 4)
    F(Type, 0, 2) F(DataLength, 2, 2) F(Argument, 4, 4) F(Data, 4, 1)
END
T(RECT, 16, 4)
    F(left, 0, 4) F(top, 4, 4) F(right, 8, 4) F(bottom, 12, 4)
END
T(POINT, 8, 4)
    F(x, 0, 4) F(y, 4, 4)
END
T(SIZE, 8, 4)
    F(cx, 0, 4) F(cy, 4, 4)
END
T(LUID, 8, 4)
    F(LowPart, 0, 4) F(HighPart, 4, 4)
END
T(GUID, 16, 4)
    F(Data1, 0, 4) F(Data2, 4, 2) F(Data3, 6, 2) F(Data4, 8, 8)
END
T(LARGE_INTEGER, 8, 8)
    F(LowPart, 0, 4) F(HighPart, 4, 4) F(u, 0, 8) F(u.LowPart, 0, 4) F(u.HighPart, 4, 4) F(QuadPart, 0, 8)
END

/* d3dukmdt.h */
T(GPUP_DRIVER_ESCAPE_INPUT, 8, 4)
    F(vfLUID, 0, 8)
END
T(DXGKVGPU_ESCAPE_HEAD, 12, 4)
    F(Luid, 0, 8) F(Type, 8, 4)
END
T(DXGKVGPU_ESCAPE_READ_PCI_CONFIG, 20, 4)
    F(Header, 0, 12) F(Offset, 12, 4) F(Size, 16, 4)
END
T(DXGKVGPU_ESCAPE_WRITE_PCI_CONFIG, 20, 4)
    F(Header, 0, 12) F(Offset, 12, 4) F(Size, 16, 4)
END
T(DXGKVGPU_ESCAPE_READ_VGPU_TYPE, 12, 4)
    F(Header, 0, 12)
END
T(DXGKVGPU_ESCAPE_POWERTRANSITIONCOMPLETE, 16, 4)
    F(Header, 0, 12) F(PowerState, 12, 4)
END
T(DXGKVGPU_ESCAPE_INITIALIZE, 12, 4)
    F(Header, 0, 12)
END
T(DXGKVGPU_ESCAPE_RELEASE, 12, 4)
    F(Header, 0, 12)
END
T(DXGK_PTE, 16, 8)
    B(Valid, 0, 1) B(Zero, 1, 1) B(CacheCoherent, 2, 1) B(ReadOnly, 3, 1) B(NoExecute, 4, 1)
    B(Segment, 5, 5) B(LargePage, 10, 1) B(PhysicalAdapterIndex, 11, 6) B(PageTablePageSize, 17, 2)
    B(SystemReserved0, 19, 1) B(Reserved, 20, 44) F(Flags, 0, 8) F(PageAddress, 8, 8)
    F(PageTableAddress, 8, 8)
END
T(D3DGPU_PHYSICAL_ADDRESS, 16, 8)
    F(SegmentId, 0, 4) F(SegmentOffset, 8, 8)
END
T(D3DDDI_RATIONAL, 8, 4)
    F(Numerator, 0, 4) F(Denominator, 4, 4)
END
T(D3DDDI_ALLOCATIONINFO, 40, 8)
    F(hAllocation, 0, 4) M(pSystemMem, 8, 8, const void *) M(pPrivateDriverData, 16, 8, void *)
    F(PrivateDriverDataSize, 24, 4) F(VidPnSourceId, 28, 4) F(Flags, 32, 4) B(Flags.Primary, 256, 1)
    B(Flags.Stereo, 257, 1) B(Flags.Reserved, 258, 30) F(Flags.Value, 32, 4)
END
T(D3DDDI_ALLOCATIONINFO2, 96, 8)
    F(hAllocation, 0, 4) F(hSection, 8, 8) M(pSystemMem, 8, 8, const void *)
    M(pPrivateDriverData, 16, 8, void *) F(PrivateDriverDataSize, 24, 4) F(VidPnSourceId, 28, 4)
    F(Flags, 32, 4) B(Flags.Primary, 256, 1) B(Flags.Stereo, 257, 1) B(Flags.OverridePriority, 258, 1)
    B(Flags.Reserved, 259, 29) F(Flags.Value, 32, 4) F(GpuVirtualAddress, 40, 8) F(Priority, 48, 4)
    F(Unused, 48, 8) F(Reserved, 56, 40)
END
T(D3DDDI_OPENALLOCATIONINFO, 24, 8)
    F(hAllocation, 0, 4) M(pPrivateDriverData, 8, 8, const void *) F(PrivateDriverDataSize, 16, 4)
END
T(D3DDDI_OPENALLOCATIONINFO2, 80, 8)
    F(hAllocation, 0, 4) M(pPrivateDriverData, 8, 8, const void *) F(PrivateDriverDataSize, 16, 4)
    F(GpuVirtualAddress, 24, 8) F(Reserved, 32, 48)
END
T(D3DDDI_ALLOCATIONLIST, 8, 4)
    F(hAllocation, 0, 4) B(WriteOperation, 32, 1) B(DoNotRetireInstance, 33, 1) B(OfferPriority, 34, 3)
    B(Reserved, 37, 27) F(Value, 4, 4)
END
T(D3DDDI_PATCHLOCATIONLIST, 24, 4)
    F(AllocationIndex, 0, 4) B(SlotId, 32, 24) B(Reserved, 56, 8) F(Value, 4, 4) F(DriverId, 8, 4)
    F(AllocationOffset, 12, 4) F(PatchOffset, 16, 4) F(SplitOffset, 20, 4)
END
T(D3DDDICB_LOCKFLAGS, 4, 4)
    B(ReadOnly, 0, 1) B(WriteOnly, 1, 1) B(DonotWait, 2, 1) B(IgnoreSync, 3, 1) B(LockEntire, 4, 1)
    B(DonotEvict, 5, 1) B(AcquireAperture, 6, 1) B(Discard, 7, 1) B(NoExistingReference, 8, 1)
    B(UseAlternateVA, 9, 1) B(IgnoreReadSync, 10, 1) B(Reserved, 11, 21) F(Value, 0, 4)
END
T(D3DDDICB_LOCK2FLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
T(D3DDDICB_DESTROYALLOCATION2FLAGS, 4, 4)
    B(AssumeNotInUse, 0, 1) B(SynchronousDestroy, 1, 1) B(Reserved, 2, 29) B(SystemUseOnly, 31, 1)
    F(Value, 0, 4)
END
T(D3DDDI_ESCAPEFLAGS, 4, 4)
    B(HardwareAccess, 0, 1) B(DeviceStatusQuery, 1, 1) B(ChangeFrameLatency, 2, 1) F(Value, 0, 4)
#if AT <= WDDM1_3
    B(Reserved, 3, 29)
#endif
#if AT >= WDDM2_0
    B(NoAdapterSynchronization, 3, 1)
#endif
#if AT >= WDDM2_0 && AT <= WDDM2_1
    B(Reserved, 4, 28)
#endif
#if AT >= WDDM2_2
    B(Reserved, 4, 1) B(VirtualMachineData, 5, 1) B(Reserved2, 6, 26)
#endif
END
T(D3DDDI_CREATECONTEXTFLAGS, 4, 4)
    B(NullRendering, 0, 1) B(InitialData, 1, 1) B(DisableGpuTimeout, 2, 1) B(SynchronizationOnly, 3, 1)
    B(HwQueueSupported, 4, 1) B(Reserved, 5, 27) F(Value, 0, 4)
END
T(D3DDDI_CREATEHWCONTEXTFLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
T(D3DDDI_CREATEHWQUEUEFLAGS, 4, 4)
    B(DisableGpuTimeout, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(D3DDDI_SEGMENTPREFERENCE, 4, 4)
    B(SegmentId0, 0, 5) B(Direction0, 5, 1) B(SegmentId1, 6, 5) B(Direction1, 11, 1) B(SegmentId2, 12, 5)
    B(Direction2, 17, 1) B(SegmentId3, 18, 5) B(Direction3, 23, 1) B(SegmentId4, 24, 5) B(Direction4, 29, 1)
    B(Reserved, 30, 2) F(Value, 0, 4)
END
T(D3DDDIRECT, 16, 4)
    F(left, 0, 4) F(top, 4, 4) F(right, 8, 4) F(bottom, 12, 4)
END
T(D3DDDI_KERNELOVERLAYINFO, 56, 8)
    F(hAllocation, 0, 4) F(DstRect, 4, 16) F(SrcRect, 20, 16) M(pPrivateDriverData, 40, 8, void *)
    F(PrivateDriverDataSize, 48, 4)
END
T(D3DDDI_GAMMA_RAMP_RGB256x3x16, 1536, 2)
    F(Red, 0, 512) F(Green, 512, 512) F(Blue, 1024, 512)
END
T(D3DDDI_DXGI_RGB, 12, 4)
    F(Red, 0, 4) F(Green, 4, 4) F(Blue, 8, 4)
END
T(D3DDDI_GAMMA_RAMP_DXGI_1, 12324, 4)
    F(Scale, 0, 12) F(Offset, 12, 12) F(GammaCurve, 24, 12300)
END
T(D3DKMDT_3x4_COLORSPACE_TRANSFORM, 49204, 4)
    F(ColorMatrix3x4, 0, 48) F(ScalarMultiplier, 48, 4) F(LookupTable1D, 52, 49152)
END
T(D3DDDI_HDR_METADATA_HDR10, 28, 4)
    F(RedPrimary, 0, 4) F(GreenPrimary, 4, 4) F(BluePrimary, 8, 4) F(WhitePoint, 12, 4)
    F(MaxMasteringLuminance, 16, 4) F(MinMasteringLuminance, 20, 4) F(MaxContentLightLevel, 24, 2)
    F(MaxFrameAverageLightLevel, 26, 2)
END
T(D3DDDI_MULTISAMPLINGMETHOD, 8, 4)
    F(NumSamples, 0, 4) F(NumQualityLevels, 4, 4)
END
T(D3DDDI_RESOURCEFLAGS, 4, 4)
    B(RenderTarget, 0, 1) B(ZBuffer, 1, 1) B(Dynamic, 2, 1) B(HintStatic, 3, 1) B(AutogenMipmap, 4, 1)
    B(DMap, 5, 1) B(WriteOnly, 6, 1) B(NotLockable, 7, 1) B(Points, 8, 1) B(RtPatches, 9, 1)
    B(NPatches, 10, 1) B(SharedResource, 11, 1) B(DiscardRenderTarget, 12, 1) B(Video, 13, 1)
    B(CaptureBuffer, 14, 1) B(Primary, 15, 1) B(Texture, 16, 1) B(CubeMap, 17, 1) B(Volume, 18, 1)
    B(VertexBuffer, 19, 1) B(IndexBuffer, 20, 1) B(DecodeRenderTarget, 21, 1)
    B(DecodeCompressedBuffer, 22, 1) B(VideoProcessRenderTarget, 23, 1) B(CpuOptimized, 24, 1)
    B(MightDrawFromLocked, 25, 1) B(Overlay, 26, 1) B(MatchGdiPrimary, 27, 1) B(InterlacedRefresh, 28, 1)
    B(TextApi, 29, 1) B(RestrictedContent, 30, 1) B(RestrictSharedAccess, 31, 1) F(Value, 0, 4)
END
T(D3DDDI_SURFACEINFO, 32, 8)
    F(Width, 0, 4) F(Height, 4, 4) F(Depth, 8, 4) M(pSysMem, 16, 8, const void *) F(SysMemPitch, 24, 4)
    F(SysMemSlicePitch, 28, 4)
END
T(D3DDDIARG_CREATERESOURCE, 64, 8)
    F(Format, 0, 4) F(Pool, 4, 4) F(MultisampleType, 8, 4) F(MultisampleQuality, 12, 4)
    M(pSurfList, 16, 8, const D3DDDI_SURFACEINFO *) F(SurfCount, 24, 4) F(MipLevels, 28, 4) F(Fvf, 32, 4)
    F(VidPnSourceId, 36, 4) F(RefreshRate, 40, 8) F(hResource, 48, 8) F(Flags, 56, 4) F(Rotation, 60, 4)
END
T(D3DDDI_RESOURCEFLAGS2, 4, 4)
    B(VideoEncoder, 0, 1) B(UserMemory, 1, 1) B(CrossAdapter, 2, 1) B(IsDisplayable, 3, 1)
    B(Reserved, 4, 28) F(Value, 0, 4)
END
T(D3DDDIARG_CREATERESOURCE2, 72, 8)
    F(Format, 0, 4) F(Pool, 4, 4) F(MultisampleType, 8, 4) F(MultisampleQuality, 12, 4)
    M(pSurfList, 16, 8, const D3DDDI_SURFACEINFO *) F(SurfCount, 24, 4) F(MipLevels, 28, 4) F(Fvf, 32, 4)
    F(VidPnSourceId, 36, 4) F(RefreshRate, 40, 8) F(hResource, 48, 8) F(Flags, 56, 4) F(Rotation, 60, 4)
    F(Flags2, 64, 4)
END
T(D3DDDICB_SIGNALFLAGS, 4, 4)
    B(SignalAtSubmission, 0, 1) F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 1, 31)
#endif
#if AT >= WIN8
    B(EnqueueCpuEvent, 1, 1)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 2, 30)
#endif
#if AT >= WDDM2_0
    B(AllowFenceRewind, 2, 1) B(Reserved, 3, 28) B(DXGK_SIGNAL_FLAG_INTERNAL0, 31, 1)
#endif
END
#if AT >= WDDM1_3
T(DXGK_MIRACAST_CHUNK_ID, 8, 8)
    B(FrameNumber, 0, 40) B(PartNumber, 40, 24) F(Value, 0, 8)
END
#endif
#if AT >= WDDM1_3
T(DXGK_MIRACAST_CHUNK_INFO, 24, 8)
    F(ChunkType, 0, 4) F(ChunkId, 8, 8) F(ProcessingTime, 16, 4) F(EncodeRate, 20, 4)
END
#endif
T(D3DDDI_MAKERESIDENT_FLAGS, 4, 4)
    B(CantTrimFurther, 0, 1) B(MustSucceed, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
END
T(D3DDDI_MAKERESIDENT, 48, 8)
    F(hPagingQueue, 0, 4) F(NumAllocations, 4, 4) M(AllocationList, 8, 8, const D3DKMT_HANDLE *)
    M(PriorityList, 16, 8, const UINT *) F(Flags, 24, 4) F(PagingFenceValue, 32, 8) F(NumBytesToTrim, 40, 8)
END
T(D3DDDI_EVICT_FLAGS, 4, 4)
    B(EvictOnlyIfNecessary, 0, 1) B(NotWrittenTo, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
END
T(D3DDDI_TRIMRESIDENCYSET_FLAGS, 4, 4)
    B(PeriodicTrim, 0, 1) B(RestartPeriodicTrim, 1, 1) B(TrimToBudget, 2, 1) B(Reserved, 3, 29)
    F(Value, 0, 4)
END
T(D3DDDIGPUVIRTUALADDRESS_PROTECTION_TYPE, 8, 8)
    B(Write, 0, 1) B(Execute, 1, 1) B(Zero, 2, 1) B(NoAccess, 3, 1) B(SystemUseOnly, 4, 1)
    B(Reserved, 5, 59) F(Value, 0, 8)
END
T(D3DDDI_UPDATEGPUVIRTUALADDRESS_OPERATION, 64, 8)
    F(OperationType, 0, 4) F(Map, 8, 40) F(Map.BaseAddress, 8, 8) F(MapProtect, 8, 56)
    F(MapProtect.BaseAddress, 8, 8) F(Unmap, 8, 24) F(Unmap.BaseAddress, 8, 8) F(Copy, 8, 24)
    F(Copy.SourceAddress, 8, 8) F(Map.SizeInBytes, 16, 8) F(MapProtect.SizeInBytes, 16, 8)
    F(Unmap.SizeInBytes, 16, 8) F(Copy.SizeInBytes, 16, 8) F(Map.hAllocation, 24, 4)
    F(MapProtect.hAllocation, 24, 4) F(Unmap.Protection, 24, 8) F(Copy.DestAddress, 24, 8)
    F(Map.AllocationOffsetInBytes, 32, 8) F(MapProtect.AllocationOffsetInBytes, 32, 8)
    F(Map.AllocationSizeInBytes, 40, 8) F(MapProtect.AllocationSizeInBytes, 40, 8)
    F(MapProtect.Protection, 48, 8) F(MapProtect.DriverProtection, 56, 8)
END
T(D3DDDI_MAPGPUVIRTUALADDRESS, 104, 8)
    F(hPagingQueue, 0, 4) F(BaseAddress, 8, 8) F(MinimumAddress, 16, 8) F(MaximumAddress, 24, 8)
    F(hAllocation, 32, 4) F(OffsetInPages, 40, 8) F(SizeInPages, 48, 8) F(Protection, 56, 8)
    F(DriverProtection, 64, 8) F(Reserved0, 72, 4) F(Reserved1, 80, 8) F(VirtualAddress, 88, 8)
    F(PagingFenceValue, 96, 8)
END
T(D3DDDI_RESERVEGPUVIRTUALADDRESS, 72, 8)
    F(hPagingQueue, 0, 4) F(hAdapter, 0, 4) F(BaseAddress, 8, 8) F(MinimumAddress, 16, 8)
    F(MaximumAddress, 24, 8) F(Size, 32, 8) F(ReservationType, 40, 4) F(Reserved0, 40, 4)
    F(DriverProtection, 48, 8) F(Reserved1, 48, 8) F(VirtualAddress, 56, 8) F(PagingFenceValue, 64, 8)
    F(Reserved2, 64, 8)
END
T(D3DDDI_GETRESOURCEPRESENTPRIVATEDRIVERDATA, 16, 8)
    F(hResource, 0, 4) F(PrivateDriverDataSize, 4, 4) F(pPrivateDriverData, 8, 8)
END
T(D3DDDI_DESTROYPAGINGQUEUE, 4, 4)
    F(hPagingQueue, 0, 4)
END
T(D3DDDI_UPDATEALLOCPROPERTY_FLAGS, 4, 4)
    B(AccessedPhysically, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(D3DDDI_UPDATEALLOCPROPERTY, 40, 8)
    F(hPagingQueue, 0, 4) F(hAllocation, 4, 4) F(SupportedSegmentSet, 8, 4) F(PreferredSegment, 12, 4)
    F(Flags, 16, 4) F(PagingFenceValue, 24, 8) B(SetAccessedPhysically, 256, 1)
    B(SetSupportedSegmentSet, 257, 1) B(SetPreferredSegment, 258, 1) B(Reserved, 259, 29)
    F(PropertyMaskValue, 32, 4)
END
T(D3DDDI_OFFER_FLAGS, 4, 4)
    B(AllowDecommit, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(D3DDDI_SYNCHRONIZATIONOBJECTINFO, 68, 4)
    F(Type, 0, 4) F(SynchronizationMutex, 4, 4) F(SynchronizationMutex.InitialState, 4, 4)
    F(Semaphore, 4, 8) F(Semaphore.MaxCount, 4, 4) F(Reserved, 4, 64) F(Reserved.Reserved, 4, 64)
    F(Semaphore.InitialCount, 8, 4)
END
T(D3DDDI_SYNCHRONIZATIONOBJECT_FLAGS, 4, 4)
    B(Shared, 0, 1) B(NtSecuritySharing, 1, 1) B(CrossAdapter, 2, 1) B(TopOfPipeline, 3, 1)
    B(NoSignal, 4, 1) B(NoWait, 5, 1) B(NoSignalMaxValueOnTdr, 6, 1) B(NoGPUAccess, 7, 1) B(Reserved, 8, 23)
    B(Reserved0, 31, 1) F(Value, 0, 4)
END
T(D3DDDI_SYNCHRONIZATIONOBJECTINFO2, 80, 8)
    F(Type, 0, 4) F(Flags, 4, 4) F(SynchronizationMutex, 8, 4) F(SynchronizationMutex.InitialState, 8, 4)
    F(Semaphore, 8, 8) F(Semaphore.MaxCount, 8, 4) F(Fence, 8, 8) F(Fence.FenceValue, 8, 8)
    F(CPUNotification, 8, 8) F(CPUNotification.Event, 8, 8) F(MonitoredFence, 8, 32)
    F(MonitoredFence.InitialFenceValue, 8, 8) F(PeriodicMonitoredFence, 8, 40)
    F(PeriodicMonitoredFence.hAdapter, 8, 4) F(Reserved, 8, 64) F(Reserved.Reserved, 8, 64)
    F(Semaphore.InitialCount, 12, 4) F(PeriodicMonitoredFence.VidPnTargetId, 12, 4)
    M(MonitoredFence.FenceValueCPUVirtualAddress, 16, 8, void *) F(PeriodicMonitoredFence.Time, 16, 8)
    F(MonitoredFence.FenceValueGPUVirtualAddress, 24, 8)
    M(PeriodicMonitoredFence.FenceValueCPUVirtualAddress, 24, 8, void *)
    F(MonitoredFence.EngineAffinity, 32, 4) F(PeriodicMonitoredFence.FenceValueGPUVirtualAddress, 32, 8)
    F(PeriodicMonitoredFence.EngineAffinity, 40, 4) F(SharedHandle, 72, 4)
END
T(D3DDDI_WAITFORSYNCHRONIZATIONOBJECTFROMCPU_FLAGS, 4, 4)
    B(WaitAny, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
E(D3DDDIFORMAT) V(D3DDDIFMT_UNKNOWN, 0x0) V(D3DDDIFMT_R8G8B8, 0x14) V(D3DDDIFMT_A8R8G8B8, 0x15)
V(D3DDDIFMT_X8R8G8B8, 0x16) V(D3DDDIFMT_R5G6B5, 0x17) V(D3DDDIFMT_X1R5G5B5, 0x18)
V(D3DDDIFMT_A1R5G5B5, 0x19) V(D3DDDIFMT_A4R4G4B4, 0x1A) V(D3DDDIFMT_R3G3B2, 0x1B) V(D3DDDIFMT_A8, 0x1C)
V(D3DDDIFMT_A8R3G3B2, 0x1D) V(D3DDDIFMT_X4R4G4B4, 0x1E) V(D3DDDIFMT_A2B10G10R10, 0x1F)
V(D3DDDIFMT_A8B8G8R8, 0x20) V(D3DDDIFMT_X8B8G8R8, 0x21) V(D3DDDIFMT_G16R16, 0x22)
V(D3DDDIFMT_A2R10G10B10, 0x23) V(D3DDDIFMT_A16B16G16R16, 0x24) V(D3DDDIFMT_A8P8, 0x28) V(D3DDDIFMT_P8, 0x29)
V(D3DDDIFMT_L8, 0x32) V(D3DDDIFMT_A8L8, 0x33) V(D3DDDIFMT_A4L4, 0x34) V(D3DDDIFMT_V8U8, 0x3C)
V(D3DDDIFMT_L6V5U5, 0x3D) V(D3DDDIFMT_X8L8V8U8, 0x3E) V(D3DDDIFMT_Q8W8V8U8, 0x3F) V(D3DDDIFMT_V16U16, 0x40)
V(D3DDDIFMT_W11V11U10, 0x41) V(D3DDDIFMT_A2W10V10U10, 0x43) V(D3DDDIFMT_D16_LOCKABLE, 0x46)
V(D3DDDIFMT_D32, 0x47) V(D3DDDIFMT_S1D15, 0x48) V(D3DDDIFMT_D15S1, 0x49) V(D3DDDIFMT_S8D24, 0x4A)
V(D3DDDIFMT_D24S8, 0x4B) V(D3DDDIFMT_X8D24, 0x4C) V(D3DDDIFMT_D24X8, 0x4D) V(D3DDDIFMT_X4S4D24, 0x4E)
V(D3DDDIFMT_D24X4S4, 0x4F) V(D3DDDIFMT_D16, 0x50) V(D3DDDIFMT_L16, 0x51) V(D3DDDIFMT_D32F_LOCKABLE, 0x52)
V(D3DDDIFMT_D24FS8, 0x53) V(D3DDDIFMT_D32_LOCKABLE, 0x54) V(D3DDDIFMT_S8_LOCKABLE, 0x55)
V(D3DDDIFMT_G8R8, 0x5B) V(D3DDDIFMT_R8, 0x5C) V(D3DDDIFMT_VERTEXDATA, 0x64) V(D3DDDIFMT_INDEX16, 0x65)
V(D3DDDIFMT_INDEX32, 0x66) V(D3DDDIFMT_Q16W16V16U16, 0x6E) V(D3DDDIFMT_R16F, 0x6F)
V(D3DDDIFMT_G16R16F, 0x70) V(D3DDDIFMT_A16B16G16R16F, 0x71) V(D3DDDIFMT_R32F, 0x72)
V(D3DDDIFMT_G32R32F, 0x73) V(D3DDDIFMT_A32B32G32R32F, 0x74) V(D3DDDIFMT_CxV8U8, 0x75) V(D3DDDIFMT_A1, 0x76)
V(D3DDDIFMT_A2B10G10R10_XR_BIAS, 0x77) V(D3DDDIFMT_DXVACOMPBUFFER_BASE, 0x96)
V(D3DDDIFMT_PICTUREPARAMSDATA, 0x96) V(D3DDDIFMT_MACROBLOCKDATA, 0x97)
V(D3DDDIFMT_RESIDUALDIFFERENCEDATA, 0x98) V(D3DDDIFMT_DEBLOCKINGDATA, 0x99)
V(D3DDDIFMT_INVERSEQUANTIZATIONDATA, 0x9A) V(D3DDDIFMT_SLICECONTROLDATA, 0x9B)
V(D3DDDIFMT_BITSTREAMDATA, 0x9C) V(D3DDDIFMT_MOTIONVECTORBUFFER, 0x9D) V(D3DDDIFMT_FILMGRAINBUFFER, 0x9E)
V(D3DDDIFMT_DXVA_RESERVED9, 0x9F) V(D3DDDIFMT_DXVA_RESERVED10, 0xA0) V(D3DDDIFMT_DXVA_RESERVED11, 0xA1)
V(D3DDDIFMT_DXVA_RESERVED12, 0xA2) V(D3DDDIFMT_DXVA_RESERVED13, 0xA3) V(D3DDDIFMT_DXVA_RESERVED14, 0xA4)
V(D3DDDIFMT_DXVA_RESERVED15, 0xA5) V(D3DDDIFMT_DXVA_RESERVED16, 0xA6) V(D3DDDIFMT_DXVA_RESERVED17, 0xA7)
V(D3DDDIFMT_DXVA_RESERVED18, 0xA8) V(D3DDDIFMT_DXVA_RESERVED19, 0xA9) V(D3DDDIFMT_DXVA_RESERVED20, 0xAA)
V(D3DDDIFMT_DXVA_RESERVED21, 0xAB) V(D3DDDIFMT_DXVA_RESERVED22, 0xAC) V(D3DDDIFMT_DXVA_RESERVED23, 0xAD)
V(D3DDDIFMT_DXVA_RESERVED24, 0xAE) V(D3DDDIFMT_DXVA_RESERVED25, 0xAF) V(D3DDDIFMT_DXVA_RESERVED26, 0xB0)
V(D3DDDIFMT_DXVA_RESERVED27, 0xB1) V(D3DDDIFMT_DXVA_RESERVED28, 0xB2) V(D3DDDIFMT_DXVA_RESERVED29, 0xB3)
V(D3DDDIFMT_DXVA_RESERVED30, 0xB4) V(D3DDDIFMT_DXVA_RESERVED31, 0xB5) V(D3DDDIFMT_DXVACOMPBUFFER_MAX, 0xB5)
V(D3DDDIFMT_BINARYBUFFER, 0xC7) V(D3DDDIFMT_MULTI2_ARGB8, 0x3154454D) V(D3DDDIFMT_DXT1, 0x31545844)
V(D3DDDIFMT_DXT2, 0x32545844) V(D3DDDIFMT_YUY2, 0x32595559) V(D3DDDIFMT_DXT3, 0x33545844)
V(D3DDDIFMT_DXT4, 0x34545844) V(D3DDDIFMT_DXT5, 0x35545844) V(D3DDDIFMT_G8R8_G8B8, 0x42475247)
V(D3DDDIFMT_R8G8_B8G8, 0x47424752) V(D3DDDIFMT_UYVY, 0x59565955) V(D3DDDIFMT_FORCE_UINT, 0x7FFFFFFF)
E(D3DDDIGPUVIRTUALADDRESS_RESERVATION_TYPE) V(D3DDDIGPUVIRTUALADDRESS_RESERVE_NO_ACCESS, 0x0)
V(D3DDDIGPUVIRTUALADDRESS_RESERVE_ZERO, 0x1) V(D3DDDIGPUVIRTUALADDRESS_RESERVE_NO_COMMIT, 0x2)
E(D3DDDIMULTISAMPLE_TYPE) V(D3DDDIMULTISAMPLE_NONE, 0x0) V(D3DDDIMULTISAMPLE_NONMASKABLE, 0x1)
V(D3DDDIMULTISAMPLE_2_SAMPLES, 0x2) V(D3DDDIMULTISAMPLE_3_SAMPLES, 0x3) V(D3DDDIMULTISAMPLE_4_SAMPLES, 0x4)
V(D3DDDIMULTISAMPLE_5_SAMPLES, 0x5) V(D3DDDIMULTISAMPLE_6_SAMPLES, 0x6) V(D3DDDIMULTISAMPLE_7_SAMPLES, 0x7)
V(D3DDDIMULTISAMPLE_8_SAMPLES, 0x8) V(D3DDDIMULTISAMPLE_9_SAMPLES, 0x9) V(D3DDDIMULTISAMPLE_10_SAMPLES, 0xA)
V(D3DDDIMULTISAMPLE_11_SAMPLES, 0xB) V(D3DDDIMULTISAMPLE_12_SAMPLES, 0xC)
V(D3DDDIMULTISAMPLE_13_SAMPLES, 0xD) V(D3DDDIMULTISAMPLE_14_SAMPLES, 0xE)
V(D3DDDIMULTISAMPLE_15_SAMPLES, 0xF) V(D3DDDIMULTISAMPLE_16_SAMPLES, 0x10)
V(D3DDDIMULTISAMPLE_FORCE_UINT, 0x7FFFFFFF) E(D3DDDI_COLOR_SPACE_TYPE)
V(D3DDDI_COLOR_SPACE_RGB_FULL_G22_NONE_P709, 0x0) V(D3DDDI_COLOR_SPACE_RGB_FULL_G10_NONE_P709, 0x1)
V(D3DDDI_COLOR_SPACE_RGB_STUDIO_G22_NONE_P709, 0x2) V(D3DDDI_COLOR_SPACE_RGB_STUDIO_G22_NONE_P2020, 0x3)
V(D3DDDI_COLOR_SPACE_RESERVED, 0x4) V(D3DDDI_COLOR_SPACE_YCBCR_FULL_G22_NONE_P709_X601, 0x5)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G22_LEFT_P601, 0x6) V(D3DDDI_COLOR_SPACE_YCBCR_FULL_G22_LEFT_P601, 0x7)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G22_LEFT_P709, 0x8) V(D3DDDI_COLOR_SPACE_YCBCR_FULL_G22_LEFT_P709, 0x9)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G22_LEFT_P2020, 0xA) V(D3DDDI_COLOR_SPACE_YCBCR_FULL_G22_LEFT_P2020, 0xB)
V(D3DDDI_COLOR_SPACE_RGB_FULL_G2084_NONE_P2020, 0xC)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G2084_LEFT_P2020, 0xD)
V(D3DDDI_COLOR_SPACE_RGB_STUDIO_G2084_NONE_P2020, 0xE)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G22_TOPLEFT_P2020, 0xF)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G2084_TOPLEFT_P2020, 0x10)
V(D3DDDI_COLOR_SPACE_RGB_FULL_G22_NONE_P2020, 0x11)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_GHLG_TOPLEFT_P2020, 0x12)
V(D3DDDI_COLOR_SPACE_YCBCR_FULL_GHLG_TOPLEFT_P2020, 0x13)
V(D3DDDI_COLOR_SPACE_RGB_STUDIO_G24_NONE_P709, 0x14) V(D3DDDI_COLOR_SPACE_RGB_STUDIO_G24_NONE_P2020, 0x15)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G24_LEFT_P709, 0x16)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G24_LEFT_P2020, 0x17)
V(D3DDDI_COLOR_SPACE_YCBCR_STUDIO_G24_TOPLEFT_P2020, 0x18) V(D3DDDI_COLOR_SPACE_CUSTOM, 0xFFFFFFFF)
E(D3DDDI_FLIPINTERVAL_TYPE) V(D3DDDI_FLIPINTERVAL_IMMEDIATE, 0x0) V(D3DDDI_FLIPINTERVAL_ONE, 0x1)
V(D3DDDI_FLIPINTERVAL_TWO, 0x2) V(D3DDDI_FLIPINTERVAL_THREE, 0x3) V(D3DDDI_FLIPINTERVAL_FOUR, 0x4)
V(D3DDDI_FLIPINTERVAL_IMMEDIATE_ALLOW_TEARING, 0x5) E(D3DDDI_GAMMARAMP_TYPE)
V(D3DDDI_GAMMARAMP_UNINITIALIZED, 0x0) V(D3DDDI_GAMMARAMP_DEFAULT, 0x1) V(D3DDDI_GAMMARAMP_RGB256x3x16, 0x2)
V(D3DDDI_GAMMARAMP_DXGI_1, 0x3) E(D3DDDI_HDR_METADATA_TYPE) V(D3DDDI_HDR_METADATA_TYPE_NONE, 0x0)
V(D3DDDI_HDR_METADATA_TYPE_HDR10, 0x1) E(D3DDDI_OFFER_PRIORITY) V(D3DDDI_OFFER_PRIORITY_NONE, 0x0)
V(D3DDDI_OFFER_PRIORITY_LOW, 0x1) V(D3DDDI_OFFER_PRIORITY_NORMAL, 0x2) V(D3DDDI_OFFER_PRIORITY_HIGH, 0x3)
V(D3DDDI_OFFER_PRIORITY_AUTO, 0x4) E(D3DDDI_OUTPUT_WIRE_COLOR_SPACE_TYPE)
V(D3DDDI_OUTPUT_WIRE_COLOR_SPACE_G22_P709, 0x0) V(D3DDDI_OUTPUT_WIRE_COLOR_SPACE_RESERVED, 0x4)
V(D3DDDI_OUTPUT_WIRE_COLOR_SPACE_G2084_P2020, 0xC) V(D3DDDI_OUTPUT_WIRE_COLOR_SPACE_G22_P709_WCG, 0x1E)
V(D3DDDI_OUTPUT_WIRE_COLOR_SPACE_G22_P2020, 0x1F) E(D3DDDI_PAGINGQUEUE_PRIORITY)
V(D3DDDI_PAGINGQUEUE_PRIORITY_BELOW_NORMAL, 0xFFFFFFFF) V(D3DDDI_PAGINGQUEUE_PRIORITY_NORMAL, 0x0)
V(D3DDDI_PAGINGQUEUE_PRIORITY_ABOVE_NORMAL, 0x1) E(D3DDDI_POOL) V(D3DDDIPOOL_SYSTEMMEM, 0x1)
V(D3DDDIPOOL_VIDEOMEMORY, 0x2) V(D3DDDIPOOL_LOCALVIDMEM, 0x3) V(D3DDDIPOOL_NONLOCALVIDMEM, 0x4)
V(D3DDDIPOOL_STAGINGMEM, 0x5) E(D3DDDI_RECLAIM_RESULT) V(D3DDDI_RECLAIM_RESULT_OK, 0x0)
V(D3DDDI_RECLAIM_RESULT_DISCARDED, 0x1) V(D3DDDI_RECLAIM_RESULT_NOT_COMMITTED, 0x2) E(D3DDDI_ROTATION)
V(D3DDDI_ROTATION_IDENTITY, 0x1) V(D3DDDI_ROTATION_90, 0x2) V(D3DDDI_ROTATION_180, 0x3)
V(D3DDDI_ROTATION_270, 0x4) E(D3DDDI_SCANLINEORDERING) V(D3DDDI_SCANLINEORDERING_UNKNOWN, 0x0)
V(D3DDDI_SCANLINEORDERING_PROGRESSIVE, 0x1) V(D3DDDI_SCANLINEORDERING_INTERLACED, 0x2)
E(D3DDDI_SYNCHRONIZATIONOBJECT_TYPE) V(D3DDDI_SYNCHRONIZATION_MUTEX, 0x1) V(D3DDDI_SEMAPHORE, 0x2)
V(D3DDDI_FENCE, 0x3) V(D3DDDI_CPU_NOTIFICATION, 0x4) V(D3DDDI_MONITORED_FENCE, 0x5)
V(D3DDDI_PERIODIC_MONITORED_FENCE, 0x6) E(D3DDDI_UPDATEGPUVIRTUALADDRESS_OPERATION_TYPE)
V(D3DDDI_UPDATEGPUVIRTUALADDRESS_MAP, 0x0) V(D3DDDI_UPDATEGPUVIRTUALADDRESS_UNMAP, 0x1)
V(D3DDDI_UPDATEGPUVIRTUALADDRESS_COPY, 0x2) V(D3DDDI_UPDATEGPUVIRTUALADDRESS_MAP_PROTECT, 0x3)
E(D3DDDI_VIDEO_SIGNAL_SCANLINE_ORDERING) V(D3DDDI_VSSLO_UNINITIALIZED, 0x0) V(D3DDDI_VSSLO_PROGRESSIVE, 0x1)
V(D3DDDI_VSSLO_INTERLACED_UPPERFIELDFIRST, 0x2) V(D3DDDI_VSSLO_INTERLACED_LOWERFIELDFIRST, 0x3)
V(D3DDDI_VSSLO_OTHER, 0xFF) E(DXGKVGPU_ESCAPE_TYPE) V(DXGKVGPU_ESCAPE_TYPE_READ_PCI_CONFIG, 0x0)
V(DXGKVGPU_ESCAPE_TYPE_WRITE_PCI_CONFIG, 0x1) V(DXGKVGPU_ESCAPE_TYPE_INITIALIZE, 0x2)
V(DXGKVGPU_ESCAPE_TYPE_RELEASE, 0x3) V(DXGKVGPU_ESCAPE_TYPE_GET_VGPU_TYPE, 0x4)
V(DXGKVGPU_ESCAPE_TYPE_POWERTRANSITIONCOMPLETE, 0x5) E(DXGK_PTE_PAGE_SIZE)
V(DXGK_PTE_PAGE_TABLE_PAGE_4KB, 0x0) V(DXGK_PTE_PAGE_TABLE_PAGE_64KB, 0x1)
V(D3DDDI_ALLOCATIONPRIORITY_HIGH, 0xA0000000) V(D3DDDI_ALLOCATIONPRIORITY_LOW, 0x50000000)
V(D3DDDI_ALLOCATIONPRIORITY_MAXIMUM, 0xC8000000) V(D3DDDI_ALLOCATIONPRIORITY_MINIMUM, 0x28000000)
V(D3DDDI_ALLOCATIONPRIORITY_NORMAL, 0x78000000) V(D3DDDI_ID_ALL, 0xFFFFFFFD) V(D3DDDI_ID_ANY, 0xFFFFFFFE)
V(D3DDDI_ID_NOTAPPLICABLE, 0x0) V(D3DDDI_ID_UNINITIALIZED, 0xFFFFFFFF) V(D3DDDI_MAX_BROADCAST_CONTEXT, 0x40)
V(D3DDDI_MAX_OBJECT_SIGNALED, 0x20) V(D3DDDI_MAX_OBJECT_WAITED_ON, 0x20)
V(D3DDDI_MAX_WRITTEN_PRIMARIES, 0x10) V(D3DDDI_SYNC_OBJECT_ALL_ACCESS, 0x1F0003)
V(D3DDDI_SYNC_OBJECT_SIGNAL, 0x2) V(D3DDDI_SYNC_OBJECT_WAIT, 0x1) V(D3DGPU_NULL, 0x0)
K(D3DGPU_UNIQUE_DRIVER_PROTECTION, 0x8000000000000000ull) V(D3DKMDT_MAX_VIDPN_SOURCES, 0x10)
V(D3DKMDT_MAX_VIDPN_SOURCES_BITCOUNT, 0x4) V(D3D_UMD_INTERFACE_VERSION_VISTA, 0xC)
V(D3D_UMD_INTERFACE_VERSION_WDDM1_3, 0x4002) V(D3D_UMD_INTERFACE_VERSION_WDDM2_0, 0x5002)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_0_M1, 0x5000) V(D3D_UMD_INTERFACE_VERSION_WDDM2_0_M1_3, 0x5001)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_0_M2_2, 0x5002) V(D3D_UMD_INTERFACE_VERSION_WDDM2_1, 0x6003)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_1_1, 0x6000) V(D3D_UMD_INTERFACE_VERSION_WDDM2_1_2, 0x6001)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_1_3, 0x6002) V(D3D_UMD_INTERFACE_VERSION_WDDM2_1_4, 0x6003)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_2, 0x7001) V(D3D_UMD_INTERFACE_VERSION_WDDM2_2_1, 0x7000)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_2_2, 0x7001) V(D3D_UMD_INTERFACE_VERSION_WDDM2_3, 0x8001)
V(D3D_UMD_INTERFACE_VERSION_WDDM2_3_1, 0x8000) V(D3D_UMD_INTERFACE_VERSION_WDDM2_3_2, 0x8001)
V(D3D_UMD_INTERFACE_VERSION_WIN7, 0x2003) V(D3D_UMD_INTERFACE_VERSION_WIN8, 0x3004)
V(D3D_UMD_INTERFACE_VERSION_WIN8_CP, 0x3002) V(D3D_UMD_INTERFACE_VERSION_WIN8_M3, 0x3001)
V(D3D_UMD_INTERFACE_VERSION_WIN8_RC, 0x3003) V(DXGKDDI_INTERFACE_VERSION_VISTA, 0x1052)
V(DXGKDDI_INTERFACE_VERSION_VISTA_SP1, 0x1053) V(DXGKDDI_INTERFACE_VERSION_WDDM1_3, 0x4002)
V(DXGKDDI_INTERFACE_VERSION_WDDM1_3_PATH_INDEPENDENT_ROTATION, 0x4003)
V(DXGKDDI_INTERFACE_VERSION_WDDM2_0, 0x5023) V(DXGKDDI_INTERFACE_VERSION_WDDM2_1, 0x6003)
V(DXGKDDI_INTERFACE_VERSION_WDDM2_2, 0x700A) V(DXGKDDI_INTERFACE_VERSION_WDDM2_3, 0x8001)
V(DXGKDDI_INTERFACE_VERSION_WIN7, 0x2005) V(DXGKDDI_INTERFACE_VERSION_WIN8, 0x300E)
V(DXGK_MAX_PAGE_TABLE_LEVEL_COUNT, 0x6) V(DXGK_MIN_PAGE_TABLE_LEVEL_COUNT, 0x2)
V(IOCTL_GPUP_DRIVER_ESCAPE, 0x226460)
#if AT == WDDM2_3
V(D3DDDI_GAMMARAMP_MATRIX_3x4, 0x4)
#endif
#if AT >= WDDM1_3
E(DXGK_MIRACAST_CHUNK_TYPE) V(DXGK_MIRACAST_CHUNK_TYPE_UNKNOWN, 0x0)
V(DXGK_MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE, 0x1) V(DXGK_MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE, 0x2)
V(DXGK_MIRACAST_CHUNK_TYPE_FRAME_START, 0x3) V(DXGK_MIRACAST_CHUNK_TYPE_FRAME_DROPPED, 0x4)
V(DXGK_MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1, 0x80000000)
V(DXGK_MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2, 0x80000001)
V(D3DKMT_CROSS_ADAPTER_RESOURCE_HEIGHT_ALIGNMENT, 0x4)
V(D3DKMT_CROSS_ADAPTER_RESOURCE_PITCH_ALIGNMENT, 0x80)
#endif

/* d3dkmdt.h */
T(D3DKMDT_VIDEO_PRESENT_SOURCE, 8, 4)
    F(Id, 0, 4) F(dwReserved, 4, 4)
END
T(D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES, 16, 4)
    F(FirstChannel, 0, 4) F(SecondChannel, 4, 4) F(ThirdChannel, 8, 4) F(FourthChannel, 12, 4)
END
T(D3DKMDT_2DREGION, 8, 4)
    F(cx, 0, 4) F(cy, 4, 4)
END
T(D3DKMDT_GRAPHICS_RENDERING_FORMAT, 32, 4)
    F(PrimSurfSize, 0, 8) F(VisibleRegionSize, 8, 8) F(Stride, 16, 4) F(PixelFormat, 20, 4)
    F(ColorBasis, 24, 4) F(PixelValueAccessMode, 28, 4)
END
T(D3DKMDT_VIDPN_SOURCE_MODE, 40, 4)
    F(Id, 0, 4) F(Type, 4, 4) F(Format, 8, 32) F(Format.Graphics, 8, 32) F(Format.Text, 8, 4)
END
T(D3DKMDT_VIDEO_PRESENT_TARGET, 20, 4)
    F(Id, 0, 4) F(VideoOutputTechnology, 4, 4) F(VideoOutputHpdAwareness, 8, 4)
    F(MonitorOrientationAwareness, 12, 4) F(SupportsSdtvModes, 16, 1)
END
T(D3DKMDT_VIDEO_SIGNAL_INFO, 56, 8)
    F(VideoStandard, 0, 4) F(TotalSize, 4, 8) F(ActiveSize, 12, 8) F(VSyncFreq, 20, 8) F(HSyncFreq, 28, 8)
    F(PixelRate, 40, 8) F(AdditionalSignalInfo, 48, 4) B(AdditionalSignalInfo.ScanLineOrdering, 384, 3)
    B(AdditionalSignalInfo.VSyncFreqDivider, 387, 6) B(AdditionalSignalInfo.Reserved, 393, 23)
    F(ScanLineOrdering, 48, 4)
END
T(D3DKMDT_WIRE_FORMAT_AND_PREFERENCE, 4, 4)
    B(Preference, 0, 2) B(Rgb, 2, 6) B(YCbCr444, 8, 6) B(YCbCr422, 14, 6) B(YCbCr420, 20, 6)
    B(Intensity, 26, 6) F(Value, 0, 4)
END
T(D3DKMDT_VIDPN_TARGET_MODE, 72, 8)
    F(Id, 0, 4) F(VideoSignalInfo, 8, 56)
#if AT <= WDDM2_1
    F(Preference, 64, 4)
#endif
#if AT >= WDDM2_2
    F(WireFormatAndPreference, 64, 4) B(Preference, 512, 2)
#endif
END
T(DISPLAYID_DETAILED_TIMING_TYPE_I, 20, 1)
    B(PixelClock, 0, 24) B(AspectRatio, 24, 3) B(Reserved, 27, 1) B(ScanningType, 28, 1)
    B(StereoMode, 29, 2) B(PreferredTiming, 31, 1) F(HorizontalActivePixels, 4, 2)
    F(HorizontalBlankPixels, 6, 2) B(HorizontalFrontPorch, 64, 15) B(HorizontalSyncPolarity, 79, 1)
    F(HorizontalSyncWidth, 10, 2) F(VerticalActiveLines, 12, 2) F(VerticalBlankLines, 14, 2)
    B(VerticalFrontPorch, 128, 15) B(VerticalSyncPolarity, 143, 1) F(VerticalSyncWidth, 18, 2)
END
T(DXGK_TARGETMODE_DETAIL_TIMING, 28, 4)
    F(VideoStandard, 0, 4) F(TimingId, 4, 4) F(DetailTiming, 8, 20)
END
T(D3DKMDT_VIDPN_HW_CAPABILITY, 4, 4)
    B(DriverRotation, 0, 1) B(DriverScaling, 1, 1) B(DriverCloning, 2, 1) B(DriverColorConvert, 3, 1)
    B(DriverLinkedAdapaterOutput, 4, 1) B(DriverRemoteDisplay, 5, 1) B(Reserved, 6, 26)
END
T(D3DKMDT_MONITOR_SOURCE_MODE, 96, 8)
    F(Id, 0, 4) F(VideoSignalInfo, 8, 56) F(ColorBasis, 64, 4) F(ColorCoeffDynamicRanges, 68, 16)
    F(Origin, 84, 4) F(Preference, 88, 4)
END
T(D3DKMDT_FREQUENCY_RANGE, 32, 4)
    F(MinVSyncFreq, 0, 8) F(MaxVSyncFreq, 8, 8) F(MinHSyncFreq, 16, 8) F(MaxHSyncFreq, 24, 8)
END
T(D3DKMDT_MONITOR_FREQUENCY_RANGE, 48, 8)
    F(Origin, 0, 4) F(RangeLimits, 4, 32) F(ConstraintType, 36, 4) F(Constraint, 40, 8)
    F(Constraint.ActiveSize, 40, 8) F(Constraint.MaxPixelRate, 40, 8)
END
T(D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT, 4, 4)
    B(Identity, 0, 1) B(Centered, 1, 1) B(Stretched, 2, 1) B(AspectRatioCenteredMax, 3, 1) B(Custom, 4, 1)
END
T(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT, 4, 4)
    B(Identity, 0, 1) B(Rotate90, 1, 1) B(Rotate180, 2, 1) B(Rotate270, 3, 1)
#if AT >= WDDM2_0
    B(Offset0, 4, 1) B(Offset90, 5, 1) B(Offset180, 6, 1) B(Offset270, 7, 1)
#endif
END
T(D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION, 16, 4)
    F(Scaling, 0, 4) F(ScalingSupport, 4, 4) F(Rotation, 8, 4) F(RotationSupport, 12, 4)
END
T(D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_SUPPORT, 4, 4)
    B(NoProtection, 0, 1) B(MacroVisionApsTrigger, 1, 1) B(MacroVisionFull, 2, 1) B(Reserved, 3, 29)
END
T(D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION, 268, 4)
    F(CopyProtectionType, 0, 4) F(APSTriggerBits, 4, 4) F(OEMCopyProtection, 8, 256)
    F(CopyProtectionSupport, 264, 4)
END
T(D3DKMDT_GAMMA_RAMP, 24, 8)
    F(Type, 0, 4) F(DataSize, 8, 8) F(Data, 16, 8)
    M(Data.pRgb256x3x16, 16, 8, D3DDDI_GAMMA_RAMP_RGB256x3x16 *)
    M(Data.pDxgi1, 16, 8, D3DDDI_GAMMA_RAMP_DXGI_1 *) M(Data.pRaw, 16, 8, void *)
#if AT == WDDM2_3
    M(Data.p3x4, 16, 8, D3DKMDT_3x4_COLORSPACE_TRANSFORM *)
#endif
END
T(D3DKMDT_VIDPN_PRESENT_PATH, 360, 8)
    F(VidPnSourceId, 0, 4) F(VidPnTargetId, 4, 4) F(ImportanceOrdinal, 8, 4)
    F(ContentTransformation, 12, 16) F(VisibleFromActiveTLOffset, 28, 8) F(VisibleFromActiveBROffset, 36, 8)
    F(VidPnTargetColorBasis, 44, 4) F(VidPnTargetColorCoeffDynamicRanges, 48, 16) F(Content, 64, 4)
    F(CopyProtection, 68, 268) F(GammaRamp, 336, 24)
END
T(D3DKMDT_MONITOR_DESCRIPTOR, 32, 8)
    F(Id, 0, 4) F(Type, 4, 4) F(DataSize, 8, 8) M(pData, 16, 8, void *) F(Origin, 24, 4)
END
#if AT >= WIN8
T(D3DKMDT_PREEMPTION_CAPS, 8, 4)
    F(GraphicsPreemptionGranularity, 0, 4) F(ComputePreemptionGranularity, 4, 4)
END
#endif
#if AT >= WIN8
T(D3DKMT_WDDM_1_2_CAPS, 12, 4)
    F(PreemptionCaps, 0, 8) B(SupportNonVGA, 64, 1) B(SupportSmoothRotation, 65, 1)
    B(SupportPerEngineTDR, 66, 1) B(SupportKernelModeCommandBuffer, 67, 1) B(SupportCCD, 68, 1)
    B(SupportSoftwareDeviceBitmaps, 69, 1) B(SupportGammaRamp, 70, 1) B(SupportHWCursor, 71, 1)
    B(SupportHWVSync, 72, 1) B(SupportSurpriseRemovalInHibernation, 73, 1) B(Reserved, 74, 22)
    F(Value, 8, 4)
END
#endif
T(D3DKMDT_SHAREDPRIMARYSURFACEDATA, 24, 4)
    F(Width, 0, 4) F(Height, 4, 4) F(Format, 8, 4) F(RefreshRate, 12, 8) F(VidPnSourceId, 20, 4)
END
T(D3DKMDT_SHADOWSURFACEDATA, 16, 4)
    F(Width, 0, 4) F(Height, 4, 4) F(Format, 8, 4) F(Pitch, 12, 4)
END
T(D3DKMDT_STAGINGSURFACEDATA, 12, 4)
    F(Width, 0, 4) F(Height, 4, 4) F(Pitch, 8, 4)
END
T(D3DKMDT_GDISURFACEFLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
T(D3DKMDT_GDISURFACEDATA, 24, 4)
    F(Width, 0, 4) F(Height, 4, 4) F(Format, 8, 4) F(Type, 12, 4) F(Flags, 16, 4) F(Pitch, 20, 4)
END
T(D3DKMDT_PALETTEDATA, 4, 1)
    F(Red, 0, 1) F(Green, 1, 1) F(Blue, 2, 1) F(Unused, 3, 1)
END
T(DXGKARG_SETPALETTE, 24, 8)
    F(VidPnSourceId, 0, 4) F(FirstEntry, 4, 4) F(NumEntries, 8, 4)
    M(pLookupTable, 16, 8, D3DKMDT_PALETTEDATA *)
END
T(D3DKMT_MOVE_RECT, 24, 4)
    F(SourcePoint, 0, 8) F(DestRect, 8, 16)
END
T(DXGK_DISPLAY_INFORMATION, 32, 8)
    F(Width, 0, 4) F(Height, 4, 4) F(Pitch, 8, 4) F(ColorFormat, 12, 4) F(PhysicAddress, 16, 8)
    F(TargetId, 24, 4) F(AcpiId, 28, 4)
END
T(DXGKMDT_OPM_RANDOM_NUMBER, 16, 1)
    F(abRandomNumber, 0, 16)
END
T(DXGKMDT_OPM_OMAC, 16, 1)
    F(abOMAC, 0, 16)
END
T(DXGKMDT_OPM_ENCRYPTED_PARAMETERS, 256, 1)
    F(abEncryptedParameters, 0, 256)
END
T(DXGKMDT_OPM_GET_INFO_PARAMETERS, 4112, 1)
    F(omac, 0, 16) F(rnRandomNumber, 16, 16) F(guidInformation, 32, 16) F(ulSequenceNumber, 48, 4)
    F(cbParametersSize, 52, 4) F(abParameters, 56, 4056)
END
T(DXGKMDT_OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS, 4096, 1)
    F(rnRandomNumber, 0, 16) F(guidInformation, 16, 16) F(ulSequenceNumber, 32, 4)
    F(cbParametersSize, 36, 4) F(abParameters, 40, 4056)
END
T(DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR, 5, 1)
    F(abKeySelectionVector, 0, 5)
END
T(DXGKMDT_OPM_CONNECTED_HDCP_DEVICE_INFORMATION, 72, 1)
    F(rnRandomNumber, 0, 16) F(ulStatusFlags, 16, 4) F(ulHDCPFlags, 20, 4) F(ksvB, 24, 5)
    F(Reserved, 29, 11) F(Reserved2, 40, 16) F(Reserved3, 56, 16)
END
T(DXGKMDT_OPM_REQUESTED_INFORMATION, 4096, 1)
    F(omac, 0, 16) F(cbRequestedInformationSize, 16, 4) F(abRequestedInformation, 20, 4076)
END
T(DXGKMDT_OPM_STANDARD_INFORMATION, 32, 1)
    F(rnRandomNumber, 0, 16) F(ulStatusFlags, 16, 4) F(ulInformation, 20, 4) F(ulReserved, 24, 4)
    F(ulReserved2, 28, 4)
END
T(DXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT, 44, 1)
    F(rnRandomNumber, 0, 16) F(ulStatusFlags, 16, 4) F(ulDisplayWidth, 20, 4) F(ulDisplayHeight, 24, 4)
    F(ifInterleaveFormat, 28, 4) F(d3dFormat, 32, 4) F(ulFrequencyNumerator, 36, 4)
    F(ulFrequencyDenominator, 40, 4)
END
T(DXGKMDT_OPM_ACP_AND_CGMSA_SIGNALING, 88, 1)
    F(rnRandomNumber, 0, 16) F(ulStatusFlags, 16, 4) F(ulAvailableTVProtectionStandards, 20, 4)
    F(ulActiveTVProtectionStandard, 24, 4) F(ulReserved, 28, 4) F(ulAspectRatioValidMask1, 32, 4)
    F(ulAspectRatioData1, 36, 4) F(ulAspectRatioValidMask2, 40, 4) F(ulAspectRatioData2, 44, 4)
    F(ulAspectRatioValidMask3, 48, 4) F(ulAspectRatioData3, 52, 4) F(ulReserved2, 56, 16)
    F(ulReserved3, 72, 16)
END
T(DXGKMDT_OPM_OUTPUT_ID, 28, 1)
    F(rnRandomNumber, 0, 16) F(ulStatusFlags, 16, 4) F(OutputId, 20, 8)
END
T(DXGKMDT_OPM_CONFIGURE_PARAMETERS, 4096, 1)
    F(omac, 0, 16) F(guidSetting, 16, 16) F(ulSequenceNumber, 32, 4) F(cbParametersSize, 36, 4)
    F(abParameters, 40, 4056)
END
T(DXGKMDT_OPM_SET_PROTECTION_LEVEL_PARAMETERS, 16, 1)
    F(ulProtectionType, 0, 4) F(ulProtectionLevel, 4, 4) F(Reserved, 8, 4) F(Reserved2, 12, 4)
END
T(DXGKMDT_OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS, 64, 1)
    F(ulNewTVProtectionStandard, 0, 4) F(ulAspectRatioChangeMask1, 4, 4) F(ulAspectRatioData1, 8, 4)
    F(ulAspectRatioChangeMask2, 12, 4) F(ulAspectRatioData2, 16, 4) F(ulAspectRatioChangeMask3, 20, 4)
    F(ulAspectRatioData3, 24, 4) F(ulReserved, 28, 16) F(ulReserved2, 44, 16) F(ulReserved3, 60, 4)
END
T(DXGKMDT_OPM_SET_HDCP_SRM_PARAMETERS, 4, 1)
    F(ulSRMVersion, 0, 4)
END
T(DXGKMDT_OPM_CREATE_VIDEO_OUTPUT_FOR_TARGET_PARAMETERS, 16, 1)
    F(AdapterLuid, 0, 8) F(TargetId, 8, 4) F(Vos, 12, 4)
END
T(DXGK_BRIGHTNESS_CAPS, 4, 1)
    B(SmoothBrightness, 0, 1) B(AdaptiveBrightness, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
END
T(DXGK_BRIGHTNESS_STATE, 4, 1)
    B(SmoothBrightness, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGK_BACKLIGHT_INFO, 1540, 1)
    F(BacklightUsersetting, 0, 2) F(BacklightEffective, 2, 2) F(GammaRamp, 4, 1536)
END
#if AT >= WDDM1_3
T(D3DKMT_WDDM_1_3_CAPS, 4, 1)
    B(SupportMiracast, 0, 1) B(IsHybridIntegratedGPU, 1, 1) B(IsHybridDiscreteGPU, 2, 1)
    B(SupportPowerManagementPStates, 3, 1) B(SupportVirtualModes, 4, 1) B(Reserved, 5, 27) F(Value, 0, 4)
END
#endif
#if AT >= WDDM2_2
T(DXGK_NODEMETADATA_FLAGS, 4, 1)
    B(ContextSchedulingSupported, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#endif
#if AT >= WDDM1_3
#if AT == WDDM1_3
T(DXGK_NODEMETADATA, 72, 1)
#elif AT >= WDDM2_0
T(DXGK_NODEMETADATA, 74, 1)
#endif
    F(EngineType, 0, 4) F(FriendlyName, 4, 64)
#if AT >= WDDM1_3 && AT <= WDDM2_1
    F(Reserved, 68, 4)
#endif
#if AT >= WDDM2_2
    F(Flags, 68, 4)
#endif
#if AT >= WDDM2_0
    F(GpuMmuSupported, 72, 1) F(IoMmuSupported, 73, 1)
#endif
END
#endif
#if AT >= WDDM1_3
T(DXGK_GPUCLOCKDATA, 24, 1)
    F(GpuFrequency, 0, 8) F(GpuClockCounter, 8, 8) F(CpuClockCounter, 16, 8)
END
#endif
#if AT >= WDDM2_0
T(DXGK_FAULT_ERROR_CODE, 4, 1)
    B(IsDeviceSpecificCode, 0, 1) B(GeneralErrorCode, 1, 31) B(IsDeviceSpecificCodeReservedBit, 0, 1)
    B(DeviceSpecificCode, 1, 31)
END
#endif
E(D3DKMDT_COLOR_BASIS) V(D3DKMDT_CB_UNINITIALIZED, 0x0) V(D3DKMDT_CB_INTENSITY, 0x1) V(D3DKMDT_CB_SRGB, 0x2)
V(D3DKMDT_CB_SCRGB, 0x3) V(D3DKMDT_CB_YCBCR, 0x4) V(D3DKMDT_CB_YPBPR, 0x5)
E(D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE) V(D3DKMDT_EPT_UNINITIALIZED, 0x0) V(D3DKMDT_EPT_VIDPNSOURCE, 0x1)
V(D3DKMDT_EPT_VIDPNTARGET, 0x2) V(D3DKMDT_EPT_SCALING, 0x3) V(D3DKMDT_EPT_ROTATION, 0x4)
V(D3DKMDT_EPT_NOPIVOT, 0x5) E(D3DKMDT_GDISURFACETYPE) V(D3DKMDT_GDISURFACE_INVALID, 0x0)
V(D3DKMDT_GDISURFACE_TEXTURE, 0x1) V(D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE, 0x2)
V(D3DKMDT_GDISURFACE_STAGING, 0x3) V(D3DKMDT_GDISURFACE_LOOKUPTABLE, 0x4)
V(D3DKMDT_GDISURFACE_EXISTINGSYSMEM, 0x5) V(D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE, 0x6)
V(D3DKMDT_GDISURFACE_TEXTURE_CROSSADAPTER, 0x7) V(D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE_CROSSADAPTER, 0x8)
E(D3DKMDT_GTFCOMPLIANCE) V(D3DKMDT_GTF_UNINITIALIZED, 0x0) V(D3DKMDT_GTF_COMPLIANT, 0x1)
V(D3DKMDT_GTF_NOTCOMPLIANT, 0x2) E(D3DKMDT_MODE_PREFERENCE) V(D3DKMDT_MP_UNINITIALIZED, 0x0)
V(D3DKMDT_MP_PREFERRED, 0x1) V(D3DKMDT_MP_NOTPREFERRED, 0x2) E(D3DKMDT_MONITOR_CAPABILITIES_ORIGIN)
V(D3DKMDT_MCO_UNINITIALIZED, 0x0) V(D3DKMDT_MCO_DEFAULTMONITORPROFILE, 0x1)
V(D3DKMDT_MCO_MONITORDESCRIPTOR, 0x2) V(D3DKMDT_MCO_MONITORDESCRIPTOR_REGISTRYOVERRIDE, 0x3)
V(D3DKMDT_MCO_SPECIFICCAP_REGISTRYOVERRIDE, 0x4) V(D3DKMDT_MCO_DRIVER, 0x5)
E(D3DKMDT_MONITOR_CONNECTIVITY_CHECKS) V(D3DKMDT_MCC_UNINITIALIZED, 0x0) V(D3DKMDT_MCC_IGNORE, 0x1)
V(D3DKMDT_MCC_ENFORCE, 0x2) E(D3DKMDT_MONITOR_DESCRIPTOR_TYPE) V(D3DKMDT_MDT_UNINITIALIZED, 0x0)
V(D3DKMDT_MDT_VESA_EDID_V1_BASEBLOCK, 0x1) V(D3DKMDT_MDT_VESA_EDID_V1_BLOCKMAP, 0x2)
V(D3DKMDT_MDT_OTHER, 0xFF) E(D3DKMDT_MONITOR_FREQUENCY_RANGE_CONSTRAINT) V(D3DKMDT_MFRC_UNINITIALIZED, 0x0)
V(D3DKMDT_MFRC_ACTIVESIZE, 0x1) V(D3DKMDT_MFRC_MAXPIXELRATE, 0x2) E(D3DKMDT_MONITOR_ORIENTATION)
V(D3DKMDT_MO_UNINITIALIZED, 0x0) V(D3DKMDT_MO_0DEG, 0x1) V(D3DKMDT_MO_90DEG, 0x2) V(D3DKMDT_MO_180DEG, 0x3)
V(D3DKMDT_MO_270DEG, 0x4) E(D3DKMDT_MONITOR_ORIENTATION_AWARENESS) V(D3DKMDT_MOA_UNINITIALIZED, 0x0)
V(D3DKMDT_MOA_NONE, 0x1) V(D3DKMDT_MOA_POLLED, 0x2) V(D3DKMDT_MOA_INTERRUPTIBLE, 0x3)
E(D3DKMDT_MONITOR_TIMING_TYPE) V(D3DKMDT_MTT_UNINITIALIZED, 0x0) V(D3DKMDT_MTT_ESTABLISHED, 0x1)
V(D3DKMDT_MTT_STANDARD, 0x2) V(D3DKMDT_MTT_EXTRASTANDARD, 0x3) V(D3DKMDT_MTT_DETAILED, 0x4)
V(D3DKMDT_MTT_DEFAULTMONITORPROFILE, 0x5) V(D3DKMDT_MTT_DRIVER, 0x6) E(D3DKMDT_PIXEL_VALUE_ACCESS_MODE)
V(D3DKMDT_PVAM_UNINITIALIZED, 0x0) V(D3DKMDT_PVAM_DIRECT, 0x1) V(D3DKMDT_PVAM_PRESETPALETTE, 0x2)
V(D3DKMDT_PVAM_SETTABLEPALETTE, 0x3) E(D3DKMDT_STANDARDALLOCATION_TYPE)
V(D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE, 0x1) V(D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE, 0x2)
V(D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE, 0x3) V(D3DKMDT_STANDARDALLOCATION_GDISURFACE, 0x4)
E(D3DKMDT_TEXT_RENDERING_FORMAT) V(D3DKMDT_TRF_UNINITIALIZED, 0x0) E(D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY)
V(D3DKMDT_VOT_INTERNAL, 0x80000000) V(D3DKMDT_VOT_UNINITIALIZED, 0xFFFFFFFE)
V(D3DKMDT_VOT_OTHER, 0xFFFFFFFF) V(D3DKMDT_VOT_HD15, 0x0) V(D3DKMDT_VOT_SVIDEO, 0x1)
V(D3DKMDT_VOT_SVIDEO_4PIN, 0x1) V(D3DKMDT_VOT_SVIDEO_7PIN, 0x1) V(D3DKMDT_VOT_COMPOSITE_VIDEO, 0x2)
V(D3DKMDT_VOT_RF, 0x2) V(D3DKMDT_VOT_COMPONENT_VIDEO, 0x3) V(D3DKMDT_VOT_RCA_3COMPONENT, 0x3)
V(D3DKMDT_VOT_BNC, 0x3) V(D3DKMDT_VOT_DVI, 0x4) V(D3DKMDT_VOT_HDMI, 0x5) V(D3DKMDT_VOT_LVDS, 0x6)
V(D3DKMDT_VOT_D_JPN, 0x8) V(D3DKMDT_VOT_SDI, 0x9) V(D3DKMDT_VOT_DISPLAYPORT_EXTERNAL, 0xA)
V(D3DKMDT_VOT_DISPLAYPORT_EMBEDDED, 0xB) V(D3DKMDT_VOT_UDI_EXTERNAL, 0xC) V(D3DKMDT_VOT_UDI_EMBEDDED, 0xD)
V(D3DKMDT_VOT_SDTVDONGLE, 0xE) V(D3DKMDT_VOT_MIRACAST, 0xF) E(D3DKMDT_VIDEO_SIGNAL_STANDARD)
V(D3DKMDT_VSS_UNINITIALIZED, 0x0) V(D3DKMDT_VSS_VESA_DMT, 0x1) V(D3DKMDT_VSS_VESA_GTF, 0x2)
V(D3DKMDT_VSS_VESA_CVT, 0x3) V(D3DKMDT_VSS_IBM, 0x4) V(D3DKMDT_VSS_APPLE, 0x5) V(D3DKMDT_VSS_NTSC_M, 0x6)
V(D3DKMDT_VSS_NTSC_J, 0x7) V(D3DKMDT_VSS_NTSC_443, 0x8) V(D3DKMDT_VSS_PAL_B, 0x9) V(D3DKMDT_VSS_PAL_B1, 0xA)
V(D3DKMDT_VSS_PAL_G, 0xB) V(D3DKMDT_VSS_PAL_H, 0xC) V(D3DKMDT_VSS_PAL_I, 0xD) V(D3DKMDT_VSS_PAL_D, 0xE)
V(D3DKMDT_VSS_PAL_N, 0xF) V(D3DKMDT_VSS_PAL_NC, 0x10) V(D3DKMDT_VSS_SECAM_B, 0x11)
V(D3DKMDT_VSS_SECAM_D, 0x12) V(D3DKMDT_VSS_SECAM_G, 0x13) V(D3DKMDT_VSS_SECAM_H, 0x14)
V(D3DKMDT_VSS_SECAM_K, 0x15) V(D3DKMDT_VSS_SECAM_K1, 0x16) V(D3DKMDT_VSS_SECAM_L, 0x17)
V(D3DKMDT_VSS_SECAM_L1, 0x18) V(D3DKMDT_VSS_EIA_861, 0x19) V(D3DKMDT_VSS_EIA_861A, 0x1A)
V(D3DKMDT_VSS_EIA_861B, 0x1B) V(D3DKMDT_VSS_PAL_K, 0x1C) V(D3DKMDT_VSS_PAL_K1, 0x1D)
V(D3DKMDT_VSS_PAL_L, 0x1E) V(D3DKMDT_VSS_PAL_M, 0x1F) V(D3DKMDT_VSS_OTHER, 0xFF)
E(D3DKMDT_VIDPN_PRESENT_PATH_CONTENT) V(D3DKMDT_VPPC_UNINITIALIZED, 0x0) V(D3DKMDT_VPPC_GRAPHICS, 0x1)
V(D3DKMDT_VPPC_VIDEO, 0x2) V(D3DKMDT_VPPC_NOTSPECIFIED, 0xFF)
E(D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_TYPE) V(D3DKMDT_VPPMT_UNINITIALIZED, 0x0)
V(D3DKMDT_VPPMT_NOPROTECTION, 0x1) V(D3DKMDT_VPPMT_MACROVISION_APSTRIGGER, 0x2)
V(D3DKMDT_VPPMT_MACROVISION_FULLSUPPORT, 0x3) E(D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE)
V(D3DKMDT_VPPI_UNINITIALIZED, 0x0) V(D3DKMDT_VPPI_PRIMARY, 0x1) V(D3DKMDT_VPPI_SECONDARY, 0x2)
V(D3DKMDT_VPPI_TERTIARY, 0x3) V(D3DKMDT_VPPI_QUATERNARY, 0x4) V(D3DKMDT_VPPI_QUINARY, 0x5)
V(D3DKMDT_VPPI_SENARY, 0x6) V(D3DKMDT_VPPI_SEPTENARY, 0x7) V(D3DKMDT_VPPI_OCTONARY, 0x8)
V(D3DKMDT_VPPI_NONARY, 0x9) V(D3DKMDT_VPPI_DENARY, 0xA) E(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)
V(D3DKMDT_VPPR_UNINITIALIZED, 0x0) V(D3DKMDT_VPPR_IDENTITY, 0x1) V(D3DKMDT_VPPR_ROTATE90, 0x2)
V(D3DKMDT_VPPR_ROTATE180, 0x3) V(D3DKMDT_VPPR_ROTATE270, 0x4) V(D3DKMDT_VPPR_UNPINNED, 0xFE)
V(D3DKMDT_VPPR_NOTSPECIFIED, 0xFF) E(D3DKMDT_VIDPN_PRESENT_PATH_SCALING) V(D3DKMDT_VPPS_UNINITIALIZED, 0x0)
V(D3DKMDT_VPPS_IDENTITY, 0x1) V(D3DKMDT_VPPS_CENTERED, 0x2) V(D3DKMDT_VPPS_STRETCHED, 0x3)
V(D3DKMDT_VPPS_ASPECTRATIOCENTEREDMAX, 0x4) V(D3DKMDT_VPPS_CUSTOM, 0x5) V(D3DKMDT_VPPS_RESERVED1, 0xFD)
V(D3DKMDT_VPPS_UNPINNED, 0xFE) V(D3DKMDT_VPPS_NOTSPECIFIED, 0xFF) E(D3DKMDT_VIDPN_SOURCE_MODE_TYPE)
V(D3DKMDT_RMT_UNINITIALIZED, 0x0) V(D3DKMDT_RMT_GRAPHICS, 0x1) V(D3DKMDT_RMT_TEXT, 0x2)
V(D3DKMDT_RMT_GRAPHICS_STEREO, 0x3) V(D3DKMDT_RMT_GRAPHICS_STEREO_ADVANCED_SCAN, 0x4)
E(DXGKDT_OPM_DVI_CHARACTERISTICS) V(DXGKMDT_OPM_DVI_CHARACTERISTIC_1_0, 0x1)
V(DXGKMDT_OPM_DVI_CHARACTERISTIC_1_1_OR_ABOVE, 0x2)
V(DXGKMDT_OPM_DVI_CHARACTERISTICS_FORCE_ULONG, 0xFFFFFFFF) E(DXGKMDT_CERTIFICATE_TYPE)
V(DXGKMDT_OPM_CERTIFICATE, 0x0) V(DXGKMDT_COPP_CERTIFICATE, 0x1) V(DXGKMDT_UAB_CERTIFICATE, 0x2)
V(DXGKMDT_INDIRECT_DISPLAY_CERTIFICATE, 0x3) V(DXGKMDT_FORCE_ULONG, 0xFFFFFFFF)
E(DXGKMDT_OPM_ACP_PROTECTION_LEVEL) V(DXGKMDT_OPM_ACP_OFF, 0x0) V(DXGKMDT_OPM_ACP_LEVEL_ONE, 0x1)
V(DXGKMDT_OPM_ACP_LEVEL_TWO, 0x2) V(DXGKMDT_OPM_ACP_LEVEL_THREE, 0x3)
V(DXGKMDT_OPM_ACP_FORCE_ULONG, 0x7FFFFFFF) E(DXGKMDT_OPM_BUS_TYPE_AND_IMPLEMENTATION)
V(DXGKMDT_OPM_BUS_TYPE_OTHER, 0x0) V(DXGKMDT_OPM_BUS_TYPE_PCI, 0x1) V(DXGKMDT_OPM_BUS_TYPE_PCIX, 0x2)
V(DXGKMDT_OPM_BUS_TYPE_PCIEXPRESS, 0x3) V(DXGKMDT_OPM_BUS_TYPE_AGP, 0x4)
V(DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_INSIDE_OF_CHIPSET, 0x10000)
V(DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_CHIP, 0x20000)
V(DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_SOCKET, 0x30000)
V(DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_DAUGHTER_BOARD_CONNECTOR, 0x40000)
V(DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE, 0x50000)
V(DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_NON_STANDARD, 0x80000000)
V(DXGKMDT_OPM_COPP_COMPATIBLE_BUS_TYPE_INTEGRATED, 0x80000000) E(DXGKMDT_OPM_CGMSA)
V(DXGKMDT_OPM_CGMSA_OFF, 0x0) V(DXGKMDT_OPM_CGMSA_COPY_FREELY, 0x1) V(DXGKMDT_OPM_CGMSA_COPY_NO_MORE, 0x2)
V(DXGKMDT_OPM_CGMSA_COPY_ONE_GENERATION, 0x3) V(DXGKMDT_OPM_CGMSA_COPY_NEVER, 0x4)
V(DXGKMDT_OPM_REDISTRIBUTION_CONTROL_REQUIRED, 0x8) E(DXGKMDT_OPM_CONNECTOR_TYPE)
V(DXGKMDT_OPM_COPP_COMPATIBLE_CONNECTOR_TYPE_INTERNAL, 0x80000000)
V(DXGKMDT_OPM_CONNECTOR_TYPE_OTHER, 0xFFFFFFFF) V(DXGKMDT_OPM_CONNECTOR_TYPE_HD15, 0x0)
V(DXGKMDT_OPM_CONNECTOR_TYPE_SVIDEO, 0x1) V(DXGKMDT_OPM_CONNECTOR_TYPE_COMPOSITE_VIDEO, 0x2)
V(DXGKMDT_OPM_CONNECTOR_TYPE_COMPONENT_VIDEO, 0x3) V(DXGKMDT_OPM_CONNECTOR_TYPE_DVI, 0x4)
V(DXGKMDT_OPM_CONNECTOR_TYPE_HDMI, 0x5) V(DXGKMDT_OPM_CONNECTOR_TYPE_LVDS, 0x6)
V(DXGKMDT_OPM_CONNECTOR_TYPE_D_JPN, 0x8) V(DXGKMDT_OPM_CONNECTOR_TYPE_SDI, 0x9)
V(DXGKMDT_OPM_CONNECTOR_TYPE_DISPLAYPORT_EXTERNAL, 0xA)
V(DXGKMDT_OPM_CONNECTOR_TYPE_DISPLAYPORT_EMBEDDED, 0xB) V(DXGKMDT_OPM_CONNECTOR_TYPE_UDI_EXTERNAL, 0xC)
V(DXGKMDT_OPM_CONNECTOR_TYPE_UDI_EMBEDDED, 0xD) V(DXGKMDT_OPM_CONNECTOR_TYPE_RESERVED, 0xE)
V(DXGKMDT_OPM_CONNECTOR_TYPE_MIRACAST, 0xF)
V(DXGKMDT_OPM_CONNECTOR_TYPE_TRANSPORT_AGNOSTIC_DIGITAL_MODE_A, 0x10)
V(DXGKMDT_OPM_CONNECTOR_TYPE_TRANSPORT_AGNOSTIC_DIGITAL_MODE_B, 0x11) E(DXGKMDT_OPM_DPCP_PROTECTION_LEVEL)
V(DXGKMDT_OPM_DPCP_OFF, 0x0) V(DXGKMDT_OPM_DPCP_ON, 0x1) V(DXGKMDT_OPM_DPCP_FORCE_ULONG, 0x7FFFFFFF)
E(DXGKMDT_OPM_HDCP_FLAG) V(DXGKMDT_OPM_HDCP_FLAG_NONE, 0x0) V(DXGKMDT_OPM_HDCP_FLAG_REPEATER, 0x1)
E(DXGKMDT_OPM_HDCP_PROTECTION_LEVEL) V(DXGKMDT_OPM_HDCP_OFF, 0x0) V(DXGKMDT_OPM_HDCP_ON, 0x1)
V(DXGKMDT_OPM_HDCP_FORCE_ULONG, 0x7FFFFFFF) E(DXGKMDT_OPM_IMAGE_ASPECT_RATIO_EN300294)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_FULL_FORMAT_4_BY_3, 0x0)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_14_BY_9_CENTER, 0x1)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_14_BY_9_TOP, 0x2)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_16_BY_9_CENTER, 0x3)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_16_BY_9_TOP, 0x4)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_GT_16_BY_9_CENTER, 0x5)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_FULL_FORMAT_4_BY_3_PROTECTED_CENTER, 0x6)
V(DXGKMDT_OPM_ASPECT_RATIO_EN300294_FULL_FORMAT_16_BY_9_ANAMORPHIC, 0x7)
V(DXGKMDT_OPM_ASPECT_RATIO_FORCE_ULONG, 0x7FFFFFFF) E(DXGKMDT_OPM_INTERLEAVE_FORMAT)
V(DXGKMDT_OPM_INTERLEAVE_FORMAT_OTHER, 0x0) V(DXGKMDT_OPM_INTERLEAVE_FORMAT_PROGRESSIVE, 0x2)
V(DXGKMDT_OPM_INTERLEAVE_FORMAT_INTERLEAVED_EVEN_FIRST, 0x3)
V(DXGKMDT_OPM_INTERLEAVE_FORMAT_INTERLEAVED_ODD_FIRST, 0x4)
V(DXGKMDT_OPM_INTERLEAVE_FORMAT_FORCE_ULONG, 0xFFFFFFFF) E(DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION)
V(DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION_NOT_SUPPORTED, 0x0)
V(DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION_SUPPORTED, 0x1) E(DXGKMDT_OPM_PROTECTION_STANDARD)
V(DXGKMDT_OPM_PROTECTION_STANDARD_NONE, 0x0) V(DXGKMDT_OPM_PROTECTION_STANDARD_IEC61880_525I, 0x1)
V(DXGKMDT_OPM_PROTECTION_STANDARD_IEC61880_2_525I, 0x2)
V(DXGKMDT_OPM_PROTECTION_STANDARD_IEC62375_625P, 0x4) V(DXGKMDT_OPM_PROTECTION_STANDARD_EIA608B_525, 0x8)
V(DXGKMDT_OPM_PROTECTION_STANDARD_EN300294_625I, 0x10)
V(DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEA_525P, 0x20)
V(DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEA_750P, 0x40)
V(DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEA_1125I, 0x80)
V(DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEB_525P, 0x100)
V(DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEB_750P, 0x200)
V(DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEB_1125I, 0x400)
V(DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_525I, 0x800)
V(DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_525P, 0x1000)
V(DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_750P, 0x2000)
V(DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_1125I, 0x4000)
V(DXGKMDT_OPM_PROTECTION_STANDARD_OTHER, 0x80000000) E(DXGKMDT_OPM_PROTECTION_TYPE)
V(DXGKMDT_OPM_PROTECTION_TYPE_NONE, 0x0) V(DXGKMDT_OPM_PROTECTION_TYPE_COPP_COMPATIBLE_HDCP, 0x1)
V(DXGKMDT_OPM_PROTECTION_TYPE_ACP, 0x2) V(DXGKMDT_OPM_PROTECTION_TYPE_CGMSA, 0x4)
V(DXGKMDT_OPM_PROTECTION_TYPE_HDCP, 0x8) V(DXGKMDT_OPM_PROTECTION_TYPE_DPCP, 0x10)
V(DXGKMDT_OPM_PROTECTION_TYPE_TYPE_ENFORCEMENT_HDCP, 0x20) V(DXGKMDT_OPM_PROTECTION_TYPE_OTHER, 0x80000000)
V(DXGKMDT_OPM_PROTECTION_TYPE_MASK, 0x8000003F) E(DXGKMDT_OPM_STATUS) V(DXGKMDT_OPM_STATUS_NORMAL, 0x0)
V(DXGKMDT_OPM_STATUS_LINK_LOST, 0x1) V(DXGKMDT_OPM_STATUS_RENEGOTIATION_REQUIRED, 0x2)
V(DXGKMDT_OPM_STATUS_TAMPERING_DETECTED, 0x4) V(DXGKMDT_OPM_STATUS_REVOKED_HDCP_DEVICE_ATTACHED, 0x8)
E(DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_PROTECTION_LEVEL) V(DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_OFF, 0x0)
V(DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_ON_WITH_NO_TYPE_RESTRICTION, 0x1)
V(DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_ON_WITH_TYPE1_RESTRICTION, 0x2)
V(DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_FORCE_ULONG, 0x7FFFFFFF) E(DXGKMDT_OPM_VIDEO_OUTPUT_SEMANTICS)
V(DXGKMDT_OPM_VOS_COPP_SEMANTICS, 0x0) V(DXGKMDT_OPM_VOS_OPM_SEMANTICS, 0x1)
V(DXGKMDT_OPM_VOS_OPM_INDIRECT_DISPLAY, 0x2) E(DXGK_BACKLIGHT_OPTIMIZATION_LEVEL)
V(DxgkBacklightOptimizationDisable, 0x0) V(DxgkBacklightOptimizationDesktop, 0x1)
V(DxgkBacklightOptimizationDynamic, 0x2) V(DxgkBacklightOptimizationDimmed, 0x3)
E(DXGK_CHILD_DEVICE_HPD_AWARENESS) V(HpdAwarenessUninitialized, 0x0) V(HpdAwarenessAlwaysConnected, 0x1)
V(HpdAwarenessNone, 0x2) V(HpdAwarenessPolled, 0x3) V(HpdAwarenessInterruptible, 0x4)
V(DIDDT1_AspectRatio_1x1, 0x0) V(DIDDT1_AspectRatio_5x4, 0x1) V(DIDDT1_AspectRatio_4x3, 0x2)
V(DIDDT1_AspectRatio_15x9, 0x3) V(DIDDT1_AspectRatio_16x9, 0x4) V(DIDDT1_AspectRatio_16x10, 0x5)
V(DIDDT1_Progressive, 0x0) V(DIDDT1_Interlaced, 0x1) V(DIDDT1_Monoscopic, 0x0) V(DIDDT1_Stereo, 0x1)
V(DIDDT1_Dependent, 0x2) V(DIDDT1_Sync_Positive, 0x0) V(DIDDT1_Sync_Negative, 0x1)
V(D3DKMDT_DIMENSION_NOTSPECIFIED, 0xFFFFFFFE) V(D3DKMDT_DIMENSION_UNINITIALIZED, 0xFFFFFFFF)
V(D3DKMDT_FREQUENCY_NOTSPECIFIED, 0xFFFFFFFE) V(D3DKMDT_FREQUENCY_UNINITIALIZED, 0xFFFFFFFF)
V(D3DKMDT_MACROVISION_OEMCOPYPROTECTION_SIZE, 0x100) V(D3DKMDT_MAX_OVERLAYS, 0x4)
V(D3DKMDT_MAX_OVERLAYS_BITCOUNT, 0x2) V(DISPLAYID_DETAILED_TIMING_TYPE_I_SIZE, 0x14)
V(DXGKMDT_I2C_DEVICE_TRANSMITS_DATA_LENGTH, 0x1) V(DXGKMDT_I2C_NO_FLAGS, 0x0)
V(DXGKMDT_OPM_128_BIT_RANDOM_NUMBER_SIZE, 0x10) V(DXGKMDT_OPM_CONFIGURE_SETTING_DATA_SIZE, 0xFD8)
V(DXGKMDT_OPM_ENCRYPTED_PARAMETERS_SIZE, 0x100) V(DXGKMDT_OPM_GET_INFORMATION_PARAMETERS_SIZE, 0xFD8)
V(DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR_SIZE, 0x5) V(DXGKMDT_OPM_OMAC_SIZE, 0x10)
V(DXGKMDT_OPM_PROTECTION_TYPE_SIZE, 0x4) V(DXGKMDT_OPM_REQUESTED_INFORMATION_SIZE, 0xFEC)
#if AT >= WIN8
E(D3DKMDT_COMPUTE_PREEMPTION_GRANULARITY) V(D3DKMDT_COMPUTE_PREEMPTION_NONE, 0x0)
V(D3DKMDT_COMPUTE_PREEMPTION_DMA_BUFFER_BOUNDARY, 0x64)
V(D3DKMDT_COMPUTE_PREEMPTION_DISPATCH_BOUNDARY, 0xC8)
V(D3DKMDT_COMPUTE_PREEMPTION_THREAD_GROUP_BOUNDARY, 0x12C)
V(D3DKMDT_COMPUTE_PREEMPTION_THREAD_BOUNDARY, 0x190) V(D3DKMDT_COMPUTE_PREEMPTION_SHADER_BOUNDARY, 0x1F4)
E(D3DKMDT_GRAPHICS_PREEMPTION_GRANULARITY) V(D3DKMDT_GRAPHICS_PREEMPTION_NONE, 0x0)
V(D3DKMDT_GRAPHICS_PREEMPTION_DMA_BUFFER_BOUNDARY, 0x64)
V(D3DKMDT_GRAPHICS_PREEMPTION_PRIMITIVE_BOUNDARY, 0xC8)
V(D3DKMDT_GRAPHICS_PREEMPTION_TRIANGLE_BOUNDARY, 0x12C) V(D3DKMDT_GRAPHICS_PREEMPTION_PIXEL_BOUNDARY, 0x190)
V(D3DKMDT_GRAPHICS_PREEMPTION_SHADER_BOUNDARY, 0x1F4)
#endif
#if AT >= WDDM2_1
V(D3DKMDT_STANDARDALLOCATION_VGPU, 0x5) V(D3DKMDT_VOT_INDIRECT_WIRED, 0x10)
#endif
#if AT >= WDDM2_0
V(D3DKMDT_VPPR_IDENTITY_OFFSET90, 0x5) V(D3DKMDT_VPPR_ROTATE90_OFFSET90, 0x6)
V(D3DKMDT_VPPR_ROTATE180_OFFSET90, 0x7) V(D3DKMDT_VPPR_ROTATE270_OFFSET90, 0x8)
V(D3DKMDT_VPPR_IDENTITY_OFFSET180, 0x9) V(D3DKMDT_VPPR_ROTATE90_OFFSET180, 0xA)
V(D3DKMDT_VPPR_ROTATE180_OFFSET180, 0xB) V(D3DKMDT_VPPR_ROTATE270_OFFSET180, 0xC)
V(D3DKMDT_VPPR_IDENTITY_OFFSET270, 0xD) V(D3DKMDT_VPPR_ROTATE90_OFFSET270, 0xE)
V(D3DKMDT_VPPR_ROTATE180_OFFSET270, 0xF) V(D3DKMDT_VPPR_ROTATE270_OFFSET270, 0x10)
E(DXGK_GENERAL_ERROR_CODE) V(DXGK_GENERAL_ERROR_PAGE_FAULT, 0x0)
V(DXGK_GENERAL_ERROR_INVALID_INSTRUCTION, 0x1) E(DXGK_PAGE_FAULT_FLAGS) V(DXGK_PAGE_FAULT_WRITE, 0x1)
V(DXGK_PAGE_FAULT_FENCE_INVALID, 0x2) V(DXGK_PAGE_FAULT_ADAPTER_RESET_REQUIRED, 0x4)
V(DXGK_PAGE_FAULT_ENGINE_RESET_REQUIRED, 0x8) V(DXGK_PAGE_FAULT_FATAL_HARDWARE_ERROR, 0x10)
V(DXGK_PAGE_FAULT_IOMMU, 0x20) E(DXGK_RENDER_PIPELINE_STAGE) V(DXGK_RENDER_PIPELINE_STAGE_UNKNOWN, 0x0)
V(DXGK_RENDER_PIPELINE_STAGE_INPUT_ASSEMBLER, 0x1) V(DXGK_RENDER_PIPELINE_STAGE_VERTEX_SHADER, 0x2)
V(DXGK_RENDER_PIPELINE_STAGE_GEOMETRY_SHADER, 0x3) V(DXGK_RENDER_PIPELINE_STAGE_STREAM_OUTPUT, 0x4)
V(DXGK_RENDER_PIPELINE_STAGE_RASTERIZER, 0x5) V(DXGK_RENDER_PIPELINE_STAGE_PIXEL_SHADER, 0x6)
V(DXGK_RENDER_PIPELINE_STAGE_OUTPUT_MERGER, 0x7)
#endif
#if AT >= WDDM2_2
V(DxgkBacklightOptimizationEDR, 0x4) V(DXGK_PAGE_FAULT_HW_CONTEXT_VALID, 0x40)
V(DXGK_PAGE_FAULT_PROCESS_HANDLE_VALID, 0x80)
#endif
#if AT >= WDDM1_3
E(DXGK_ENGINE_TYPE) V(DXGK_ENGINE_TYPE_OTHER, 0x0) V(DXGK_ENGINE_TYPE_3D, 0x1)
V(DXGK_ENGINE_TYPE_VIDEO_DECODE, 0x2) V(DXGK_ENGINE_TYPE_VIDEO_ENCODE, 0x3)
V(DXGK_ENGINE_TYPE_VIDEO_PROCESSING, 0x4) V(DXGK_ENGINE_TYPE_SCENE_ASSEMBLY, 0x5)
V(DXGK_ENGINE_TYPE_COPY, 0x6) V(DXGK_ENGINE_TYPE_OVERLAY, 0x7) V(DXGK_ENGINE_TYPE_CRYPTO, 0x8)
V(DXGK_ENGINE_TYPE_MAX, 0x9) V(DXGK_MAX_METADATA_NAME_LENGTH, 0x20)
#endif

/* d3dkmddi.h */
T(DXGK_SEGMENTBANKPREFERENCE, 4, 4)
    B(Bank0, 0, 7) B(Direction0, 7, 1) B(Bank1, 8, 7) B(Direction1, 15, 1) B(Bank2, 16, 7)
    B(Direction2, 23, 1) B(Bank3, 24, 7) B(Direction3, 31, 1) F(Value, 0, 4)
END
T(DXGK_ALLOCATIONLIST, 24, 8)
    F(hDeviceSpecificAllocation, 0, 8) B(WriteOperation, 64, 1) B(SegmentId, 65, 5) B(Reserved, 70, 26)
    F(PhysicalAddress, 16, 8)
#if AT >= WDDM2_0
    F(VirtualAddress, 16, 8)
#endif
END
T(DXGKARG_RENDER, 112, 8)
    M(pCommand, 0, 8, const void *const) F(CommandLength, 8, 4) M(pDmaBuffer, 16, 8, void *)
    F(DmaSize, 24, 4) M(pDmaBufferPrivateData, 32, 8, void *) F(DmaBufferPrivateDataSize, 40, 4)
    M(pAllocationList, 48, 8, DXGK_ALLOCATIONLIST *) F(AllocationListSize, 56, 4)
    M(pPatchLocationListIn, 64, 8, D3DDDI_PATCHLOCATIONLIST *) F(PatchLocationListInSize, 72, 4)
    M(pPatchLocationListOut, 80, 8, D3DDDI_PATCHLOCATIONLIST *) F(PatchLocationListOutSize, 88, 4)
    F(MultipassOffset, 92, 4) F(DmaBufferSegmentId, 96, 4) F(DmaBufferPhysicalAddress, 104, 8)
END
T(DXGK_PRESENTFLAGS, 4, 4)
    B(Blt, 0, 1) B(ColorFill, 1, 1) B(Flip, 2, 1) B(FlipWithNoWait, 3, 1) B(SrcColorKey, 4, 1)
    B(DstColorKey, 5, 1) B(LinearToSrgb, 6, 1) B(Rotate, 7, 1) F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 8, 24)
#endif
#if AT >= WIN8
    B(FlipStereo, 8, 1) B(FlipStereoTemporaryMono, 9, 1) B(FlipStereoPreferRight, 10, 1)
    B(BltStereoUseRight, 11, 1) B(FlipWithMultiPlaneOverlay, 12, 1)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 13, 19)
#endif
#if AT >= WDDM2_0
    B(RedirectedFlip, 13, 1) B(Reserved, 14, 18)
#endif
END
#if AT >= WIN7
T(DXGK_PRESENTALLOCATIONINFO, 32, 8)
    F(hDeviceSpecificAllocation, 0, 8) F(AllocationVirtualAddress, 8, 8) F(PhysicalAddress, 16, 8)
    F(SegmentId, 24, 2) F(PhysicalAdapterIndex, 26, 2)
END
#endif
#if AT >= WIN8
T(DXGK_PRESENTMULTIPLANEOVERLAYLIST, 32, 8)
    F(LayerIndex, 0, 4) F(Enabled, 4, 4) F(hDeviceSpecificAllocation, 8, 8) B(SegmentId, 128, 5)
    B(Reserved, 133, 27) F(PhysicalAddress, 24, 8)
END
#endif
#if AT >= WIN8
T(DXGK_PRESENTMULTIPLANEOVERLAYINFO, 16, 8)
    F(VidPnSourceId, 0, 4) F(PlaneListCount, 4, 4) M(pPlaneList, 8, 8, DXGK_PRESENTMULTIPLANEOVERLAYLIST *)
END
#endif
#if AT <= WIN8
T(DXGKARG_PRESENT, 128, 8)
#elif AT == WDDM1_3
T(DXGKARG_PRESENT, 136, 8)
#elif AT >= WDDM2_0
T(DXGKARG_PRESENT, 168, 8)
#endif
    M(pDmaBuffer, 0, 8, void *) F(DmaSize, 8, 4) M(pDmaBufferPrivateData, 16, 8, void *)
    F(DmaBufferPrivateDataSize, 24, 4) M(pAllocationList, 32, 8, DXGK_ALLOCATIONLIST *)
    M(pPatchLocationListOut, 40, 8, D3DDDI_PATCHLOCATIONLIST *) F(PatchLocationListOutSize, 48, 4)
    F(MultipassOffset, 52, 4) F(Color, 56, 4) F(DstRect, 60, 16) F(SrcRect, 76, 16) F(SubRectCnt, 92, 4)
    M(pDstSubRects, 96, 8, const RECT *) F(FlipInterval, 104, 4) F(Flags, 108, 4)
    F(DmaBufferSegmentId, 112, 4) F(DmaBufferPhysicalAddress, 120, 8)
#if AT >= WIN7
    M(pAllocationInfo, 32, 8, DXGK_PRESENTALLOCATIONINFO *)
#endif
#if AT >= WIN8
    M(pPresentMultiPlaneOverlayInfo, 32, 8, DXGK_PRESENTMULTIPLANEOVERLAYINFO *)
#endif
#if AT >= WDDM1_3
    F(Reserved, 128, 4)
#endif
#if AT >= WDDM2_0
    F(DmaBufferGpuVirtualAddress, 136, 8) F(NumSrcAllocations, 144, 4) F(NumDstAllocations, 148, 4)
    F(PrivateDriverDataSize, 152, 4) F(pPrivateDriverData, 160, 8)
#endif
END
#if AT >= WIN8
T(DXGK_MULTIPLANE_OVERLAY_FLAGS, 4, 4)
    B(VerticalFlip, 0, 1) B(HorizontalFlip, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
T(DXGK_MULTIPLANE_OVERLAY_BLEND, 4, 4)
    B(AlphaBlend, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
T(DXGK_MULTIPLANE_OVERLAY_YCbCr_FLAGS, 4, 4)
    B(NominalRange, 0, 1) B(Bt709, 1, 1) B(xvYCC, 2, 1) B(Reserved, 3, 29) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
#if AT == WIN8
T(DXGK_MULTIPLANE_OVERLAY_ATTRIBUTES, 80, 8)
#elif AT >= WDDM1_3
T(DXGK_MULTIPLANE_OVERLAY_ATTRIBUTES, 88, 4)
#endif
    F(Flags, 0, 4) F(SrcRect, 4, 16) F(DstRect, 20, 16)
#if AT == WIN8
    F(Rotation, 36, 4) F(Blend, 40, 4) F(NumFilters, 44, 4) M(pFilters, 48, 8, void *)
    F(VideoFrameFormat, 56, 4) F(YCbCrFlags, 60, 4) F(StereoFormat, 64, 4) F(StereoLeftViewFrame0, 68, 4)
    F(StereoBaseViewFrame0, 72, 4) F(StereoFlipMode, 76, 4)
#endif
#if AT >= WDDM1_3
    F(ClipRect, 36, 16) F(Rotation, 52, 4) F(Blend, 56, 4) F(VideoFrameFormat, 60, 4) F(YCbCrFlags, 64, 4)
    F(StereoFormat, 68, 4) F(StereoLeftViewFrame0, 72, 4) F(StereoBaseViewFrame0, 76, 4)
    F(StereoFlipMode, 80, 4) F(StretchQuality, 84, 4)
#endif
END
#endif
#if AT >= WIN8
#if AT == WIN8
T(DXGK_CHECK_MULTIPLANE_OVERLAY_SUPPORT_PLANE, 96, 8)
#elif AT >= WDDM1_3
T(DXGK_CHECK_MULTIPLANE_OVERLAY_SUPPORT_PLANE, 104, 8)
#endif
    F(hAllocation, 0, 8) F(VidPnSourceId, 8, 4)
#if AT >= WDDM1_3
    F(PlaneAttributes, 12, 88)
#endif
#if AT == WIN8
    F(PlaneAttributes, 16, 80)
#endif
END
#endif
#if AT >= WIN8
T(DXGK_CHECK_MULTIPLANE_OVERLAY_SUPPORT_RETURN_INFO, 4, 4)
    B(FailingPlane, 0, 4) B(TryAgain, 4, 1) B(Reserved, 5, 27) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
#if AT == WIN8
T(DXGK_MULTIPLANE_OVERLAY_PLANE, 112, 8)
#elif AT >= WDDM1_3
T(DXGK_MULTIPLANE_OVERLAY_PLANE, 120, 8)
#endif
    F(LayerIndex, 0, 4) F(Enabled, 4, 4) F(AllocationSegment, 8, 4) F(AllocationAddress, 16, 8)
    F(hAllocation, 24, 8)
#if AT == WIN8
    F(PlaneAttributes, 32, 80)
#endif
#if AT >= WDDM1_3
    F(PlaneAttributes, 32, 88)
#endif
END
#endif
#if AT >= WIN7
T(DXGK_GDIARG_BITBLT, 72, 8)
    F(SrcRect, 0, 16) F(DstRect, 16, 16) F(SrcAllocationIndex, 32, 4) F(DstAllocationIndex, 36, 4)
    F(NumSubRects, 40, 4) M(pSubRects, 48, 8, RECT *) F(Rop, 56, 2) F(Rop3, 58, 2) F(SrcPitch, 60, 4)
    F(DstPitch, 64, 4)
END
#endif
#if AT >= WIN7
T(DXGK_GDIARG_STRETCHBLT, 64, 8)
    F(SrcRect, 0, 16) F(DstRect, 16, 16) F(DstAllocationIndex, 32, 4) F(SrcAllocationIndex, 36, 4)
    F(NumSubRects, 40, 4) M(pSubRects, 48, 8, RECT *) B(Mode, 448, 16) B(MirrorX, 464, 1) B(MirrorY, 465, 1)
    F(Flags, 56, 4) F(SrcPitch, 60, 4)
END
#endif
#if AT >= WIN7
T(DXGK_GDIARG_COLORFILL, 40, 8)
    F(DstRect, 0, 16) F(DstAllocationIndex, 16, 4) F(NumSubRects, 20, 4) M(pSubRects, 24, 8, RECT *)
    F(Color, 32, 4) F(Rop, 36, 2) F(Rop3, 38, 2)
END
#endif
#if AT >= WIN7
T(DXGK_GDIARG_ALPHABLEND, 64, 8)
    F(SrcRect, 0, 16) F(DstRect, 16, 16) F(SrcAllocationIndex, 32, 4) F(DstAllocationIndex, 36, 4)
    F(NumSubRects, 40, 4) M(pSubRects, 48, 8, RECT *) F(SourceConstantAlpha, 56, 1) F(SourceHasAlpha, 57, 1)
    F(SrcPitch, 60, 4)
END
#endif
#if AT >= WIN7
T(D3DKM_TRANSPARENTBLTFLAGS, 4, 4)
    B(HonorAlpha, 0, 1) F(Value, 0, 4)
END
#endif
#if AT >= WIN7
T(DXGK_GDIARG_TRANSPARENTBLT, 64, 8)
    F(SrcRect, 0, 16) F(DstRect, 16, 16) F(SrcAllocationIndex, 32, 4) F(DstAllocationIndex, 36, 4)
    F(Color, 40, 4) F(NumSubRects, 44, 4) M(pSubRects, 48, 8, RECT *) F(Flags, 56, 4) F(SrcPitch, 60, 4)
END
#endif
#if AT >= WIN7
T(DXGK_GDIARG_CLEARTYPEBLEND, 72, 8)
    F(DstRect, 0, 16) F(TmpSurfAllocationIndex, 16, 4) F(GammaSurfAllocationIndex, 20, 4)
    F(AlphaSurfAllocationIndex, 24, 4) F(DstAllocationIndex, 28, 4) F(DstToAlphaOffsetX, 32, 4)
    F(DstToAlphaOffsetY, 36, 4) F(Color, 40, 4) F(Gamma, 44, 4) F(NumSubRects, 48, 4)
    M(pSubRects, 56, 8, RECT *) F(AlphaSurfPitch, 64, 4) F(Color2, 68, 4)
END
#endif
#if AT >= WIN7
T(DXGK_RENDERKM_COMMAND, 80, 8)
    F(OpCode, 0, 4) F(CommandSize, 4, 4) F(Command, 8, 72) F(Command.BitBlt, 8, 72)
    F(Command.ColorFill, 8, 40) F(Command.AlphaBlend, 8, 64) F(Command.StretchBlt, 8, 64)
    F(Command.TransparentBlt, 8, 64) F(Command.ClearTypeBlend, 8, 72)
END
#endif
T(DXGKARG_STOPCAPTURE, 8, 8)
    F(hAllocation, 0, 8)
END
#if AT >= WIN8
T(DXGKARGCB_PRESENT_DISPLAYONLY_PROGRESS, 8, 4)
    F(VidPnSourceId, 0, 4) F(ProgressId, 4, 4)
END
#endif
#if AT >= WIN8
#if AT == WIN8
T(DXGK_MULTIPLANE_OVERLAY_VSYNC_INFO, 96, 8)
#elif AT >= WDDM1_3
T(DXGK_MULTIPLANE_OVERLAY_VSYNC_INFO, 104, 8)
#endif
    F(LayerIndex, 0, 4) F(Enabled, 4, 4) F(PhysicalAddress, 8, 8)
#if AT == WIN8
    F(PlaneAttributes, 16, 80)
#endif
#if AT >= WDDM1_3
    F(PlaneAttributes, 16, 88)
#endif
END
#endif
T(DXGKCB_NOTIFY_INTERRUPT_DATA_FLAGS, 4, 4)
    B(ValidPhysicalAdapterMask, 0, 1) F(Value, 0, 4)
#if AT <= WDDM2_1
    B(Reserved, 1, 31)
#endif
#if AT >= WDDM2_2
    B(HsyncFlipCompletion, 1, 1) B(Reserved, 2, 30)
#endif
END
T(DXGKCB_NOTIFY_MPO_VSYNC_FLAGS, 4, 4)
    B(PostPresentNeeded, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGKARGCB_NOTIFY_INTERRUPT_DATA, 80, 8)
    F(InterruptType, 0, 4) F(DmaCompleted, 8, 12) F(DmaCompleted.SubmissionFenceId, 8, 4)
    F(DmaPreempted, 8, 16) F(DmaPreempted.PreemptionFenceId, 8, 4) F(DmaFaulted, 8, 16)
    F(DmaFaulted.FaultedFenceId, 8, 4) F(CrtcVsync, 8, 24) F(CrtcVsync.VidPnTargetId, 8, 4)
    F(Reserved, 8, 64) F(Reserved.Reserved, 8, 64) F(DmaCompleted.NodeOrdinal, 12, 4)
    F(DmaPreempted.LastCompletedFenceId, 12, 4) F(DmaFaulted.Status, 12, 4)
    F(DmaCompleted.EngineOrdinal, 16, 4) F(DmaPreempted.NodeOrdinal, 16, 4) F(DmaFaulted.NodeOrdinal, 16, 4)
    F(CrtcVsync.PhysicalAddress, 16, 8) F(DmaPreempted.EngineOrdinal, 20, 4)
    F(DmaFaulted.EngineOrdinal, 20, 4) F(CrtcVsync.PhysicalAdapterMask, 24, 4) F(Flags, 72, 4)
#if AT >= WIN8
    F(DisplayOnlyVsync, 8, 4) F(DisplayOnlyVsync.VidPnTargetId, 8, 4)
    F(CrtcVsyncWithMultiPlaneOverlay, 8, 24) F(CrtcVsyncWithMultiPlaneOverlay.VidPnTargetId, 8, 4)
    F(DisplayOnlyPresentProgress, 8, 8) F(CrtcVsyncWithMultiPlaneOverlay.PhysicalAdapterMask, 12, 4)
    F(CrtcVsyncWithMultiPlaneOverlay.MultiPlaneOverlayVsyncInfoCount, 16, 4)
    M(CrtcVsyncWithMultiPlaneOverlay.pMultiPlaneOverlayVsyncInfo, 24, 8, DXGK_MULTIPLANE_OVERLAY_VSYNC_INFO *)
#endif
#if AT >= WDDM1_3
    F(MiracastEncodeChunkCompleted, 8, 48) F(MiracastEncodeChunkCompleted.VidPnTargetId, 8, 4)
    F(MiracastEncodeChunkCompleted.ChunkInfo, 16, 24)
    F(MiracastEncodeChunkCompleted.pPrivateDriverData, 40, 8)
    F(MiracastEncodeChunkCompleted.PrivateDataDriverSize, 48, 4)
    F(MiracastEncodeChunkCompleted.Status, 52, 4)
#endif
#if AT >= WDDM2_0
    F(DmaPageFaulted, 8, 64) F(DmaPageFaulted.FaultedFenceId, 8, 4)
    F(DmaPageFaulted.FaultedPrimitiveAPISequenceNumber, 16, 8) F(DmaPageFaulted.FaultedPipelineStage, 24, 4)
    F(DmaPageFaulted.FaultedBindTableEntry, 28, 4) F(DmaPageFaulted.PageFaultFlags, 32, 4)
    F(DmaPageFaulted.FaultedVirtualAddress, 40, 8) F(DmaPageFaulted.NodeOrdinal, 48, 4)
    F(DmaPageFaulted.EngineOrdinal, 52, 4) F(DmaPageFaulted.PageTableLevel, 56, 4)
    F(DmaPageFaulted.FaultErrorCode, 60, 4) F(DmaPageFaulted.FaultedProcessHandle, 64, 8)
#endif
#if AT >= WDDM2_1
    F(CrtcVsyncWithMultiPlaneOverlay2, 8, 40) F(CrtcVsyncWithMultiPlaneOverlay2.VidPnTargetId, 8, 4)
    F(CrtcVsyncWithMultiPlaneOverlay2.PhysicalAdapterMask, 12, 4)
    F(CrtcVsyncWithMultiPlaneOverlay2.MultiPlaneOverlayVsyncInfoCount, 16, 4)
    M(CrtcVsyncWithMultiPlaneOverlay2.pMultiPlaneOverlayVsyncInfo, 24, 8, DXGK_MULTIPLANE_OVERLAY_VSYNC_INFO2 *)
    F(CrtcVsyncWithMultiPlaneOverlay2.GpuFrequency, 32, 8)
    F(CrtcVsyncWithMultiPlaneOverlay2.GpuClockCounter, 40, 8)
#endif
#if AT >= WDDM2_2
    F(MonitoredFenceSignaled, 8, 8) F(MonitoredFenceSignaled.NodeOrdinal, 8, 4)
    F(HwContextListSwitchCompleted, 8, 16) F(HwContextListSwitchCompleted.NodeOrdinal, 8, 4)
    F(HwQueuePageFaulted, 8, 64) F(HwQueuePageFaulted.FaultedFenceId, 8, 8)
    F(PeriodicMonitoredFenceSignaled, 8, 8) F(PeriodicMonitoredFenceSignaled.VidPnTargetId, 8, 4)
    F(MonitoredFenceSignaled.EngineOrdinal, 12, 4) F(HwContextListSwitchCompleted.EngineOrdinal, 12, 4)
    F(PeriodicMonitoredFenceSignaled.NotificationID, 12, 4)
    F(HwContextListSwitchCompleted.ContextSwitchFence, 16, 8)
    F(HwQueuePageFaulted.FaultedVirtualAddress, 16, 8)
    F(HwQueuePageFaulted.FaultedPrimitiveAPISequenceNumber, 24, 8)
    F(HwQueuePageFaulted.FaultedHwQueue, 32, 8) F(HwQueuePageFaulted.FaultedHwContext, 32, 8)
    F(HwQueuePageFaulted.FaultedProcessHandle, 32, 8) F(HwQueuePageFaulted.NodeOrdinal, 40, 4)
    F(HwQueuePageFaulted.EngineOrdinal, 44, 4) F(HwQueuePageFaulted.FaultedPipelineStage, 48, 4)
    F(HwQueuePageFaulted.FaultedBindTableEntry, 52, 4) F(HwQueuePageFaulted.PageFaultFlags, 56, 4)
    F(HwQueuePageFaulted.PageTableLevel, 60, 4) F(HwQueuePageFaulted.FaultErrorCode, 64, 4)
#endif
END
T(DXGK_OPENALLOCATIONINFO, 32, 8)
    F(hAllocation, 0, 4) M(pPrivateDriverData, 8, 8, void *) F(PrivateDriverDataSize, 16, 4)
    F(hDeviceSpecificAllocation, 24, 8)
END
T(DXGK_OPENALLOCATIONFLAGS, 4, 4)
    B(Create, 0, 1) B(ReadOnly, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
END
#if AT <= WIN7
T(DXGKARG_OPENALLOCATION, 32, 8)
#elif AT >= WIN8
T(DXGKARG_OPENALLOCATION, 56, 8)
#endif
    F(NumAllocations, 0, 4) M(pOpenAllocation, 8, 8, DXGK_OPENALLOCATIONINFO *)
    M(pPrivateDriverData, 16, 8, void *) F(PrivateDriverSize, 24, 4) F(Flags, 28, 4)
#if AT >= WIN8
    F(SubresourceIndex, 32, 4) F(SubresourceOffset, 40, 8) F(Pitch, 48, 4)
#endif
END
T(DXGKARG_CLOSEALLOCATION, 16, 8)
    F(NumAllocations, 0, 4) M(pOpenHandleList, 8, 8, const HANDLE *)
END
T(DXGKCB_GETHANDLEDATAFLAGS, 4, 4)
    B(DeviceSpecific, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGKARGCB_GETHANDLEDATA, 12, 4)
    F(hObject, 0, 4) F(Type, 4, 4) F(Flags, 8, 4)
END
T(DXGKARGCB_RELEASEHANDLEDATA, 16, 8)
    F(ReleaseHandle, 0, 8) F(Type, 8, 4)
END
T(DXGKARGCB_ENUMHANDLECHILDREN, 8, 4)
    F(hObject, 0, 4) F(Index, 4, 4)
END
T(DXGKARGCB_GETCAPTUREADDRESS, 16, 8)
    F(hAllocation, 0, 4) F(SegmentId, 4, 4) F(PhysicalAddress, 8, 8)
END
T(DXGK_DEVICEINFOFLAGS, 4, 4)
    B(GuaranteedDmaBufferContract, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGK_DEVICEINFO, 24, 4)
    F(DmaBufferSize, 0, 4) F(DmaBufferSegmentSet, 4, 4) F(DmaBufferPrivateDataSize, 8, 4)
    F(AllocationListSize, 12, 4) F(PatchLocationListSize, 16, 4) F(Flags, 20, 4)
END
T(DXGK_CREATEDEVICEFLAGS, 4, 4)
    B(SystemDevice, 0, 1) B(GdiDevice, 1, 1) B(Reserved, 2, 29) B(Reserved0, 31, 1) F(Value, 0, 4)
END
#if AT <= WDDM1_3
T(DXGKARG_CREATEDEVICE, 16, 8)
#elif AT >= WDDM2_0
T(DXGKARG_CREATEDEVICE, 32, 8)
#endif
    F(hDevice, 0, 8) F(Flags, 8, 4) M(pInfo, 8, 8, DXGK_DEVICEINFO *)
#if AT >= WDDM2_0
    F(Pasid, 16, 4) F(hKmdProcess, 24, 8)
#endif
END
T(DXGK_CREATECONTEXTFLAGS, 4, 4)
    B(SystemContext, 0, 1) B(GdiContext, 1, 1) F(Value, 0, 4)
#if AT <= WDDM1_3
    B(Reserved, 2, 30)
#endif
#if AT >= WDDM2_0
    B(VirtualAddressing, 2, 1)
#endif
#if AT == WDDM2_0
    B(Reserved, 3, 29)
#endif
#if AT >= WDDM2_1
    B(SystemProtectedContext, 3, 1)
#endif
#if AT >= WDDM2_1 && AT <= WDDM2_2
    B(Reserved, 4, 28)
#endif
#if AT == WDDM2_3
    B(HwQueueSupported, 4, 1) B(Reserved, 5, 27)
#endif
END
#if AT >= WDDM2_0
T(DXGK_CONTEXTINFO_CAPS, 4, 4)
    B(NoPatchingRequired, 0, 1) B(DriverManagesResidency, 1, 1) B(UseIoMmu, 2, 1) B(Reserved, 3, 29)
    F(Value, 0, 4)
END
#endif
#if AT == VISTA
T(DXGK_CONTEXTINFO, 20, 4)
#elif AT >= WIN7 && AT <= WDDM1_3
T(DXGK_CONTEXTINFO, 24, 4)
#elif AT >= WDDM2_0
T(DXGK_CONTEXTINFO, 32, 4)
#endif
    F(DmaBufferSize, 0, 4) F(DmaBufferSegmentSet, 4, 4) F(DmaBufferPrivateDataSize, 8, 4)
    F(AllocationListSize, 12, 4) F(PatchLocationListSize, 16, 4)
#if AT >= WIN7
    F(Reserved, 20, 4)
#endif
#if AT >= WDDM2_0
    F(Caps, 24, 4) F(PagingCompanionNodeId, 28, 4)
#endif
END
#if AT == VISTA
T(DXGKARG_CREATECONTEXT, 56, 8)
#elif AT >= WIN7 && AT <= WDDM1_3
T(DXGKARG_CREATECONTEXT, 64, 8)
#elif AT >= WDDM2_0
T(DXGKARG_CREATECONTEXT, 72, 8)
#endif
    F(hContext, 0, 8) F(NodeOrdinal, 8, 4) F(EngineAffinity, 12, 4) F(Flags, 16, 4)
    M(pPrivateDriverData, 24, 8, void *) F(PrivateDriverDataSize, 32, 4)
#if AT == VISTA
    F(ContextInfo, 36, 20)
#endif
#if AT >= WIN7 && AT <= WDDM1_3
    F(ContextInfo, 36, 24)
#endif
#if AT >= WDDM2_0
    F(ContextInfo, 36, 32)
#endif
END
T(DXGK_POINTERFLAGS, 4, 4)
    B(Monochrome, 0, 1) B(Color, 1, 1) B(MaskedColor, 2, 1) B(Reserved, 3, 29) F(Value, 0, 4)
END
T(DXGKARG_SETPOINTERSHAPE, 40, 8)
    F(Flags, 0, 4) F(Width, 4, 4) F(Height, 8, 4) F(Pitch, 12, 4) F(VidPnSourceId, 16, 4)
    M(pPixels, 24, 8, const void *) F(XHot, 32, 4) F(YHot, 36, 4)
END
T(DXGK_SETPOINTERPOSITIONFLAGS, 4, 4)
    B(Visible, 0, 1) B(Procedural, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
END
T(DXGKARG_SETPOINTERPOSITION, 16, 4)
    F(VidPnSourceId, 0, 4) F(X, 4, 4) F(Y, 8, 4) F(Flags, 12, 4)
END
T(DXGK_GAMMARAMPCAPS, 4, 4)
    B(Gamma_Rgb256x3x16, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#if AT >= WDDM2_2
T(DXGK_COLORTRANSFORMCAPS, 4, 4)
    B(Gamma_Rgb256x3x16, 0, 1) B(Gamma_Dxgi1, 1, 1) F(Value, 0, 4)
#if AT == WDDM2_2
    B(Reserved, 2, 30)
#endif
#if AT == WDDM2_3
    B(Transform_3x4Matrix, 2, 1) B(Transform_3x4Matrix_WideColor, 3, 1)
    B(Transform_3x4Matrix_HighColor, 4, 1) B(Reserved, 5, 27)
#endif
END
#endif
T(DXGK_PRESENTATIONCAPS, 4, 4)
    B(NoScreenToScreenBlt, 0, 1) B(NoOverlapScreenBlt, 1, 1) B(SupportKernelModeCommandBuffer, 2, 1)
    B(NoSameBitmapAlphaBlend, 3, 1) B(NoSameBitmapStretchBlt, 4, 1) B(NoSameBitmapTransparentBlt, 5, 1)
    B(NoSameBitmapOverlappedAlphaBlend, 6, 1) B(NoSameBitmapOverlappedStretchBlt, 7, 1)
    B(DriverSupportsCddDwmInterop, 8, 1) B(Reserved0, 9, 1) B(AlignmentShift, 10, 4)
    B(MaxTextureWidthShift, 14, 3) B(MaxTextureHeightShift, 17, 3) B(SupportAllBltRops, 20, 1)
    B(SupportMirrorStretchBlt, 21, 1) B(SupportMonoStretchBltModes, 22, 1)
    B(StagingRectStartPitchAligned, 23, 1) B(NoSameBitmapBitBlt, 24, 1)
    B(NoSameBitmapOverlappedBitBlt, 25, 1) B(Reserved1, 26, 1) B(NoTempSurfaceForClearTypeBlend, 27, 1)
    F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 28, 4)
#endif
#if AT >= WIN8
    B(SupportSoftwareDeviceBitmaps, 28, 1) B(NoCacheCoherentApertureMemory, 29, 1)
    B(SupportLinearHeap, 30, 1) B(Reserved, 31, 1)
#endif
END
T(DXGK_FLIPCAPS, 4, 4)
    B(FlipOnVSyncWithNoWait, 0, 1) B(FlipOnVSyncMmIo, 1, 1) B(FlipInterval, 2, 1) B(FlipImmediateMmIo, 3, 1)
    F(Value, 0, 4)
#if AT <= WIN8
    B(Reserved, 4, 28)
#endif
#if AT >= WDDM1_3
    B(FlipIndependent, 4, 1)
#endif
#if AT == WDDM1_3
    B(Reserved, 5, 27)
#endif
#if AT >= WDDM2_0
    B(DdiPresentForIFlip, 5, 1) B(FlipImmediateOnHSync, 6, 1) B(Reserved, 7, 25)
#endif
END
T(DXGK_VIDSCHCAPS, 4, 4)
    B(MultiEngineAware, 0, 1) B(VSyncPowerSaveAware, 1, 1) F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 2, 30)
#endif
#if AT >= WIN8
    B(PreemptionAware, 2, 1) B(NoDmaPatching, 3, 1) B(CancelCommandAware, 4, 1)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 5, 27)
#endif
#if AT >= WDDM2_0
    B(No64BitAtomics, 5, 1) B(LowIrqlPreemptCommand, 6, 1)
#endif
#if AT >= WDDM2_0 && AT <= WDDM2_2
    B(Reserved, 7, 25)
#endif
#if AT == WDDM2_3
    B(HwQueuePacketCap, 7, 4) B(Reserved, 11, 21)
#endif
END
#if AT >= WDDM2_0
T(DXGK_PAGETABLEUPDATEADDRESS, 16, 8)
    F(CpuVirtual, 0, 8) F(GpuPhysical, 0, 16) F(GpuVirtual, 0, 8)
END
#endif
#if AT >= WDDM2_0
T(DXGK_UPDATEPAGETABLEFLAGS, 4, 4)
    B(Repeat, 0, 1) B(InitialUpdate, 1, 1) B(NotifyEviction, 2, 1) B(Use64KBPages, 3, 1) B(Reserved, 4, 28)
END
#endif
T(DXGK_VIDMMCAPS, 8, 4)
    B(OutOfOrderLock, 0, 1) F(Value, 0, 4) F(PagingNode, 4, 4)
#if AT == VISTA
    B(Reserved, 1, 31)
#endif
#if AT >= WIN7
    B(DedicatedPagingEngine, 1, 1) B(PagingEngineCanSwizzle, 2, 1) B(SectionBackedPrimary, 3, 1)
#endif
#if AT >= WIN7 && AT <= WIN8
    B(Reserved, 4, 28)
#endif
#if AT >= WDDM1_3
    B(CrossAdapterResource, 4, 1)
#endif
#if AT == WDDM1_3
    B(Reserved, 5, 27)
#endif
#if AT >= WDDM2_0
    B(VirtualAddressingSupported, 5, 1) B(GpuMmuSupported, 6, 1) B(IoMmuSupported, 7, 1)
    B(ReplicateGdiContent, 8, 1) B(NonCpuVisiblePrimary, 9, 1)
#endif
#if AT >= WDDM2_0 && AT <= WDDM2_1
    B(Reserved, 10, 22)
#endif
#if AT >= WDDM2_2
    B(ParavirtualizationSupported, 10, 1) B(Reserved, 11, 21)
#endif
END
T(DXGK_GPUENGINETOPOLOGY, 260, 4)
    F(NbAsymetricProcessingNodes, 0, 4) F(Reserved, 4, 256)
END
#if AT >= WIN7
T(DXGK_VIRTUALADDRESSCAPS_DEPRECATED, 28, 4)
    B(PrivilegedMemorySupported, 0, 1) B(ReadOnlyMemorySupported, 1, 1) B(Reserved, 2, 30) F(Value, 0, 4)
    F(VirtualAddressBitCount, 4, 4) F(PageTableCoverageBitCount, 8, 4) F(PageDirectoryEntrySize, 12, 4)
    F(PageDirectorySegment, 16, 4) F(PageTableSegment, 20, 4) F(IdealGPUPageSize, 24, 4)
END
#endif
#if AT >= WIN7
T(DXGK_DMABUFFERCAPS_DEPRECATED, 160, 4)
    F(PresentDmaBuffer, 0, 80) F(PresentDmaBuffer.Size, 0, 4)
    F(PresentDmaBuffer.PrivateDriverDataSize, 4, 4) F(PresentDmaBuffer.SegmentId, 8, 4)
    F(PresentDmaBuffer.Reserved1, 12, 4) F(PresentDmaBuffer.Reserved, 16, 64) F(PagingDmaBuffer, 80, 80)
    F(PagingDmaBuffer.Size, 80, 4) F(PagingDmaBuffer.PrivateDriverDataSize, 84, 4)
    F(PagingDmaBuffer.SegmentId, 88, 4) F(PagingDmaBuffer.Reserved1, 92, 4)
    F(PagingDmaBuffer.Reserved, 96, 64)
END
#endif
#if AT >= WDDM2_0
T(DXGK_DISPLAY_DRIVERCAPS_EXTENSION, 4, 4)
    B(SecureDisplaySupport, 0, 1) B(VirtualModeSupport, 1, 1)
#if AT == WDDM2_0
    B(Reserved, 2, 29) B(NonSpecificPrimarySupport, 31, 1)
#else
    B(Reserved, 2, 30)
#endif
    F(Value, 0, 4)
END
#endif
#if AT == VISTA
T(DXGK_DRIVERCAPS, 336, 8)
#elif AT == WIN7
T(DXGK_DRIVERCAPS, 528, 8)
#elif AT == WIN8
T(DXGK_DRIVERCAPS, 544, 8)
#elif AT == WDDM1_3
T(DXGK_DRIVERCAPS, 552, 8)
#elif AT >= WDDM2_0
T(DXGK_DRIVERCAPS, 576, 8)
#endif
    F(HighestAcceptableAddress, 0, 8) F(MaxAllocationListSlotId, 8, 4) F(ApertureSegmentCommitLimit, 16, 8)
    F(MaxPointerWidth, 24, 4) F(MaxPointerHeight, 28, 4) F(PointerCaps, 32, 4)
    F(InterruptMessageNumber, 36, 4) F(NumberOfSwizzlingRanges, 40, 4) F(MaxOverlays, 44, 4)
    F(GammaRampCaps, 48, 4) F(PresentationCaps, 52, 4) F(MaxQueuedFlipOnVSync, 56, 4) F(FlipCaps, 60, 4)
    F(SchedulingCaps, 64, 4) F(MemoryManagementCaps, 68, 8) F(GpuEngineTopology, 76, 260)
#if AT >= WDDM2_2
    F(ColorTransformCaps, 48, 4)
#endif
#if AT >= WIN7
    F(WDDMVersion, 336, 4) F(Reserved, 340, 28) F(Reserved1, 368, 160)
#endif
#if AT >= WIN8
    F(PreemptionCaps, 528, 8) F(SupportNonVGA, 536, 1) F(SupportSmoothRotation, 537, 1)
    F(SupportPerEngineTDR, 538, 1) F(SupportDirectFlip, 539, 1) F(SupportMultiPlaneOverlay, 540, 1)
    F(SupportRuntimePowerManagement, 541, 1) F(SupportSurpriseRemovalInHibernation, 542, 1)
#endif
#if AT >= WDDM1_3
    F(HybridDiscrete, 543, 1) F(MaxOverlayPlanes, 544, 4)
#endif
#if AT >= WDDM2_0
    F(HybridIntegrated, 548, 1) F(InternalGpuVirtualAddressRangeStart, 552, 8)
    F(InternalGpuVirtualAddressRangeEnd, 560, 8) F(SupportSurpriseRemoval, 568, 1)
#endif
#if AT >= WDDM2_1
    F(SupportMultiPlaneOverlayImmediateFlip, 569, 1) F(CursorScaledWithMultiPlaneOverlayPlane0, 570, 1)
    F(HybridAcpiChainingRequired, 571, 1) F(MaxQueuedMultiPlaneOverlayFlipVSync, 572, 4)
#endif
END
T(DXGK_SEGMENTFLAGS, 4, 4)
    B(Aperture, 0, 1) B(Agp, 1, 1) B(CpuVisible, 2, 1) B(UseBanking, 3, 1) B(CacheCoherent, 4, 1)
    B(PitchAlignment, 5, 1) B(PopulatedFromSystemMemory, 6, 1) B(PreservedDuringStandby, 7, 1)
    B(PreservedDuringHibernate, 8, 1) B(PartiallyPreservedDuringHibernate, 9, 1) F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 10, 22)
#endif
#if AT >= WIN8
    B(DirectFlip, 10, 1)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 11, 21)
#endif
#if AT >= WDDM2_0
    B(Use64KBPages, 11, 1) B(ReservedSysMem, 12, 1) B(SupportsCpuHostAperture, 13, 1)
    B(SupportsCachedCpuHostAperture, 14, 1) B(ApplicationTarget, 15, 1) B(VprSupported, 16, 1)
    B(VprPreservedDuringStandby, 17, 1) B(EncryptedPagingSupported, 18, 1) B(LocalBudgetGroup, 19, 1)
    B(NonLocalBudgetGroup, 20, 1) B(Reserved, 21, 11)
#endif
END
T(DXGK_SEGMENTDESCRIPTOR, 56, 8)
    F(BaseAddress, 0, 8) F(CpuTranslatedAddress, 8, 8) F(Size, 16, 8) F(NbOfBanks, 24, 4)
    M(pBankRangeTable, 32, 8, SIZE_T *) F(CommitLimit, 40, 8) F(Flags, 48, 4)
END
T(DXGK_QUERYSEGMENTIN, 24, 8)
    F(AgpApertureBase, 0, 8) F(AgpApertureSize, 8, 8) F(AgpFlags, 16, 4)
END
T(DXGK_QUERYSEGMENTOUT, 32, 8)
    F(NbSegment, 0, 4) M(pSegmentDescriptor, 8, 8, DXGK_SEGMENTDESCRIPTOR *) F(PagingBufferSegmentId, 16, 4)
    F(PagingBufferSize, 20, 4) F(PagingBufferPrivateDataSize, 24, 4)
END
#if AT >= WIN7
T(DXGK_SEGMENTFLAGS2, 4, 4)
    B(Aperture, 0, 1) B(PopulatedFromSystemMemory, 1, 1) B(SystemMemoryReservedByBios, 2, 1)
    B(CpuVisible, 3, 1) B(Reserved, 4, 28) F(Value, 0, 4)
END
#endif
#if AT >= WIN7
T(DXGK_SEGMENTDESCRIPTOR2, 40, 8)
    F(Flags, 0, 4) F(Size, 8, 8) F(pMdl, 16, 8) F(BaseAddress, 24, 8) F(CpuTranslatedAddress, 32, 8)
END
#endif
#if AT >= WIN7
T(DXGK_QUERYSEGMENTOUT2, 16, 8)
    F(SegmentCount, 0, 4) M(pSegmentDescriptor, 8, 8, DXGK_SEGMENTDESCRIPTOR2 *)
END
#endif
#if AT >= WIN8
T(DXGK_SEGMENTDESCRIPTOR3, 72, 8)
    F(Flags, 0, 4) F(BaseAddress, 8, 8) F(CpuTranslatedAddress, 16, 8) F(Size, 24, 8) F(NbOfBanks, 32, 4)
    M(pBankRangeTable, 40, 8, SIZE_T *) F(CommitLimit, 48, 8) F(SystemMemoryEndAddress, 56, 8)
    F(Reserved, 64, 8)
END
#endif
#if AT >= WIN8
T(DXGK_QUERYSEGMENTOUT3, 32, 8)
    F(NbSegment, 0, 4) M(pSegmentDescriptor, 8, 8, DXGK_SEGMENTDESCRIPTOR3 *)
    F(PagingBufferSegmentId, 16, 4) F(PagingBufferSize, 20, 4) F(PagingBufferPrivateDataSize, 24, 4)
END
#endif
#if AT >= WIN8
T(DXGK_POWER_RUNTIME_STATE, 24, 8)
    F(TransitionLatency, 0, 8) F(ResidencyRequirement, 8, 8) F(NominalPower, 16, 4)
END
#endif
#if AT >= WIN8
T(DXGK_POWER_COMPONENT_MAPPING, 8, 4)
    F(ComponentType, 0, 4) F(EngineDesc, 4, 4) F(MonitorRefreshDesc, 4, 4) F(MonitorDesc, 4, 4)
#if AT >= WDDM1_3
    F(MemoryDesc, 4, 4)
#endif
END
#endif
#if AT >= WIN8
T(DXGK_POWER_COMPONENT_INDEX, 4, 4)
    F(PhysicalAdapterComponentIndex, 0, 2) F(Value, 0, 4) F(PhysicalAdapterIndex, 2, 2)
END
#endif
#if AT >= WIN8
T(DXGK_POWER_COMPONENT_FLAGS, 4, 4)
    B(Reserved0, 0, 1) B(DriverCompletesFStateTransition, 1, 1) B(TransitionTo_F0_OnDx, 2, 1) F(Value, 0, 4)
#if AT == WIN8
    B(Reserved, 3, 29)
#endif
#if AT >= WDDM1_3
    B(NoDebounce, 3, 1) B(ActiveInD3, 4, 1) B(Reserved, 5, 27)
#endif
END
#endif
#if AT >= WIN8
T(DXGK_POWER_RUNTIME_COMPONENT, 336, 8)
    F(StateCount, 0, 4) F(States, 8, 192) F(ComponentMapping, 200, 8) F(Flags, 208, 4)
    F(ComponentGuid, 212, 16) F(ComponentName, 228, 40) F(ProviderCount, 268, 4) F(Providers, 272, 64)
END
#endif
#if AT >= WDDM1_3
T(DXGK_POWER_P_STATE, 4, 4)
    F(OperatingFrequency, 0, 4)
END
#endif
#if AT >= WDDM1_3
T(DXGK_POWER_COMPONENT_P_FLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
#endif
#if AT >= WDDM1_3
T(DXGK_POWER_P_COMPONENT, 136, 4)
    F(StateCount, 0, 4) F(States, 4, 128) F(Flags, 132, 4)
END
#endif
#if AT >= WDDM2_2
T(DXGK_QUERYADAPTERINFOFLAGS, 4, 4)
    B(VirtualMachineData, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#endif
T(DXGKARG_QUERYADAPTERINFO, 40, 8)
    F(Type, 0, 4) M(pInputData, 8, 8, void *) F(InputDataSize, 16, 4) M(pOutputData, 24, 8, void *)
    F(OutputDataSize, 32, 4)
#if AT >= WDDM2_2
    F(Flags, 36, 4)
#endif
END
T(DXGKARG_ACQUIRESWIZZLINGRANGE, 40, 8)
    F(hAllocation, 0, 8) F(PrivateDriverData, 8, 4) F(RangeId, 12, 4) F(SegmentId, 16, 4)
    F(RangeSize, 24, 8) F(CPUTranslatedAddress, 32, 8)
END
T(DXGKARG_RELEASESWIZZLINGRANGE, 16, 8)
    F(hAllocation, 0, 8) F(PrivateDriverData, 8, 4) F(RangeId, 12, 4)
END
T(DXGK_ALLOCATIONINFOFLAGS, 4, 4)
    B(CpuVisible, 0, 1) B(PermanentSysMem, 1, 1) B(Cached, 2, 1) B(Protected, 3, 1) B(ExistingSysMem, 4, 1)
    B(ExistingKernelSysMem, 5, 1) B(FromEndOfSegment, 6, 1) B(Swizzled, 7, 1) B(Overlay, 8, 1)
    B(Capture, 9, 1) B(UseAlternateVA, 10, 1) B(SynchronousPaging, 11, 1) B(LinkMirrored, 12, 1)
    B(LinkInstanced, 13, 1) B(HistoryBuffer, 14, 1) B(DXGK_ALLOC_RESERVED16, 19, 1) B(Reserved15, 20, 1)
    B(Reserved14, 21, 1) B(Reserved13, 22, 1) B(Reserved12, 23, 1) B(Reserved11, 24, 1) B(Reserved10, 25, 1)
    B(Reserved9, 26, 1) B(Reserved4, 27, 1) B(Reserved3, 28, 1) B(Reserved2, 29, 1) B(Reserved1, 30, 1)
    B(Reserved0, 31, 1) F(Value, 0, 4)
#if AT <= WDDM1_3
    B(Reserved, 15, 4)
#endif
#if AT >= WDDM2_0
    B(AccessedPhysically, 15, 1) B(ExplicitResidencyNotification, 16, 1) B(HardwareProtected, 17, 1)
    B(CpuVisibleOnDemand, 18, 1)
#endif
END
T(DXGK_ALLOCATIONINFOFLAGS_WDDM2_0, 4, 4)
    B(CpuVisible, 0, 1) B(PermanentSysMem, 1, 1) B(Cached, 2, 1) B(Protected, 3, 1) B(ExistingSysMem, 4, 1)
    B(ExistingKernelSysMem, 5, 1) B(FromEndOfSegment, 6, 1) B(DisableLargePageMapping, 7, 1)
    B(Overlay, 8, 1) B(Capture, 9, 1) B(DXGK_ALLOC_RESERVED17, 11, 1) B(Reserved02, 12, 1)
    B(Reserved03, 13, 1) B(HistoryBuffer, 14, 1) B(AccessedPhysically, 15, 1)
    B(ExplicitResidencyNotification, 16, 1) B(HardwareProtected, 17, 1) B(CpuVisibleOnDemand, 18, 1)
    B(DXGK_ALLOC_RESERVED16, 19, 1) B(Reserved15, 20, 1) B(Reserved14, 21, 1) B(Reserved13, 22, 1)
    B(Reserved12, 23, 1) B(Reserved11, 24, 1) B(Reserved10, 25, 1) B(Reserved9, 26, 1) B(Reserved4, 27, 1)
    B(Reserved3, 28, 1) B(Reserved2, 29, 1) B(Reserved1, 30, 1) B(Reserved0, 31, 1) F(Value, 0, 4)
#if AT <= WDDM2_0
    B(Reserved00, 10, 1)
#endif
#if AT >= WDDM2_1
    B(CreateInVpr, 10, 1)
#endif
END
T(DXGK_ALLOCATIONUSAGEINFO1, 36, 4)
    F(Flags, 0, 4) B(Flags.PrivateFormat, 0, 1) B(Flags.Swizzled, 1, 1) B(Flags.MipMap, 2, 1)
    B(Flags.Cube, 3, 1) B(Flags.Volume, 4, 1) B(Flags.Vertex, 5, 1) B(Flags.Index, 6, 1)
    B(Flags.Reserved, 7, 25) F(Flags.Value, 0, 4) F(Format, 4, 4) F(PrivateFormat, 4, 4)
    F(SwizzledFormat, 8, 4) F(ByteOffset, 12, 4) F(Width, 16, 4) F(Height, 20, 4) F(Pitch, 24, 4)
    F(Depth, 28, 4) F(SlicePitch, 32, 4)
END
T(DXGK_ALLOCATIONUSAGEHINT, 40, 4)
    F(Version, 0, 4) F(v1, 4, 36)
END
T(DXGK_ALLOCATIONINFO, 88, 8)
    M(pPrivateDriverData, 0, 8, void *) F(PrivateDriverDataSize, 8, 4) F(Alignment, 12, 4) F(Size, 16, 8)
    F(PitchAlignedSize, 24, 8) F(HintedBank, 32, 4) F(PreferredSegment, 36, 4)
    F(SupportedReadSegmentSet, 40, 4) F(SupportedWriteSegmentSet, 44, 4) F(EvictionSegmentSet, 48, 4)
    F(MaximumRenamingListLength, 52, 4) F(PhysicalAdapterIndex, 52, 4) F(hAllocation, 56, 8) F(Flags, 64, 4)
    F(FlagsWddm2, 64, 4) M(pAllocationUsageHint, 72, 8, DXGK_ALLOCATIONUSAGEHINT *)
    F(AllocationPriority, 80, 4)
END
T(DXGK_CREATEALLOCATIONFLAGS, 4, 4)
    B(Resource, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGKARG_CREATEALLOCATION, 40, 8)
    M(pPrivateDriverData, 0, 8, const void *) F(PrivateDriverDataSize, 8, 4) F(NumAllocations, 12, 4)
    M(pAllocationInfo, 16, 8, DXGK_ALLOCATIONINFO *) F(hResource, 24, 8) F(Flags, 32, 4)
END
#if AT >= WIN8
T(DXGK_CREATECONTEXTALLOCATIONFLAGS, 4, 4)
    B(SharedAcrossContexts, 0, 1) F(Value, 0, 4)
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 1, 31)
#endif
#if AT >= WDDM2_0
    B(MapGpuVirtualAddress, 1, 1) B(Reserved, 2, 30)
#endif
END
#endif
#if AT >= WIN8
#if AT >= WIN8 && AT <= WDDM1_3
T(DXGKARGCB_CREATECONTEXTALLOCATION, 80, 8)
#elif AT >= WDDM2_0
T(DXGKARGCB_CREATECONTEXTALLOCATION, 88, 8)
#endif
    F(ContextAllocationFlags, 0, 4) F(hAdapter, 8, 8) F(hDevice, 16, 8) F(hContext, 24, 8)
    F(hDriverAllocation, 32, 8) F(Size, 40, 8) F(Alignment, 48, 4) F(SupportedSegmentSet, 52, 4)
    F(EvictionSegmentSet, 56, 4) F(PreferredSegment, 60, 4) F(HintedBank, 64, 4) F(Flags, 68, 4)
    F(hAllocation, 72, 8)
#if AT >= WDDM2_0
    F(PhysicalAdapterIndex, 80, 4)
#endif
END
#endif
#if AT >= WIN8
T(DXGK_DESCRIBEALLOCATIONFLAGS, 4, 4)
    B(CheckDisplayMode, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#endif
#if AT <= WIN7
T(DXGKARG_DESCRIBEALLOCATION, 40, 8)
#elif AT >= WIN8
T(DXGKARG_DESCRIBEALLOCATION, 48, 8)
#endif
    F(hAllocation, 0, 8) F(Width, 8, 4) F(Height, 12, 4) F(Format, 16, 4) F(MultisampleMethod, 20, 8)
    F(RefreshRate, 28, 8) F(PrivateDriverFormatAttribute, 36, 4)
#if AT >= WIN8
    F(Flags, 40, 4) F(Rotation, 44, 4)
#endif
END
T(DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA, 48, 8)
    F(StandardAllocationType, 0, 4)
    M(pCreateSharedPrimarySurfaceData, 8, 8, D3DKMDT_SHAREDPRIMARYSURFACEDATA *)
    M(pCreateShadowSurfaceData, 8, 8, D3DKMDT_SHADOWSURFACEDATA *)
    M(pCreateStagingSurfaceData, 8, 8, D3DKMDT_STAGINGSURFACEDATA *)
    M(pAllocationPrivateDriverData, 16, 8, void *) F(AllocationPrivateDriverDataSize, 24, 4)
    M(pResourcePrivateDriverData, 32, 8, void *) F(ResourcePrivateDriverDataSize, 40, 4)
    F(PhysicalAdapterIndex, 44, 4)
#if AT >= WIN7
    M(pCreateGdiSurfaceData, 8, 8, D3DKMDT_GDISURFACEDATA *)
#endif
#if AT >= WDDM2_1
    M(pCreateVirtualGpuSurfaceData, 8, 8, D3DKMDT_VIRTUALGPUSURFACEDATA *)
#endif
END
T(DXGK_DESTROYALLOCATIONFLAGS, 4, 4)
    B(DestroyResource, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGKARG_DESTROYALLOCATION, 32, 8)
    F(NumAllocations, 0, 4) M(pAllocationList, 8, 8, const HANDLE *) F(hResource, 16, 8) F(Flags, 24, 4)
END
T(DXGK_PATCHFLAGS, 4, 4)
    B(Paging, 0, 1) B(Present, 1, 1) B(RedirectedPresent, 2, 1) B(NullRendering, 3, 1) B(Reserved, 4, 28)
    F(Value, 0, 4)
END
T(DXGKARG_PATCH, 120, 8)
    F(hDevice, 0, 8) F(hContext, 0, 8) F(DmaBufferSegmentId, 8, 4) F(DmaBufferPhysicalAddress, 16, 8)
    M(pDmaBuffer, 24, 8, void *) F(DmaBufferSize, 32, 4) F(DmaBufferSubmissionStartOffset, 36, 4)
    F(DmaBufferSubmissionEndOffset, 40, 4) M(pDmaBufferPrivateData, 48, 8, void *)
    F(DmaBufferPrivateDataSize, 56, 4) F(DmaBufferPrivateDataSubmissionStartOffset, 60, 4)
    F(DmaBufferPrivateDataSubmissionEndOffset, 64, 4) M(pAllocationList, 72, 8, const DXGK_ALLOCATIONLIST *)
    F(AllocationListSize, 80, 4) M(pPatchLocationList, 88, 8, const D3DDDI_PATCHLOCATIONLIST *)
    F(PatchLocationListSize, 96, 4) F(PatchLocationListSubmissionStart, 100, 4)
    F(PatchLocationListSubmissionLength, 104, 4) F(SubmissionFenceId, 108, 4) F(Flags, 112, 4)
    F(EngineOrdinal, 116, 4)
END
T(DXGK_SUBMITCOMMANDFLAGS, 4, 4)
    B(Paging, 0, 1) B(Present, 1, 1) B(RedirectedPresent, 2, 1) B(NullRendering, 3, 1) B(Flip, 4, 1)
    B(FlipWithNoWait, 5, 1) F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 6, 26)
#endif
#if AT >= WIN8
    B(ContextSwitch, 6, 1)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 7, 25)
#endif
#if AT >= WDDM2_0
    B(Resubmission, 7, 1)
#endif
#if AT >= WDDM2_0 && AT <= WDDM2_1
    B(Reserved, 8, 24)
#endif
#if AT >= WDDM2_2
    B(VirtualMachineData, 8, 1) B(Reserved, 9, 23)
#endif
END
#if AT == VISTA
T(DXGKARG_SUBMITCOMMAND, 80, 8)
#elif AT == WIN7
T(DXGKARG_SUBMITCOMMAND, 88, 8)
#elif AT >= WIN8
T(DXGKARG_SUBMITCOMMAND, 96, 8)
#endif
    F(hDevice, 0, 8) F(hContext, 0, 8) F(DmaBufferSegmentId, 8, 4) F(DmaBufferPhysicalAddress, 16, 8)
    F(DmaBufferSize, 24, 4) F(DmaBufferSubmissionStartOffset, 28, 4) F(DmaBufferSubmissionEndOffset, 32, 4)
    M(pDmaBufferPrivateData, 40, 8, void *) F(DmaBufferPrivateDataSize, 48, 4)
    F(DmaBufferPrivateDataSubmissionStartOffset, 52, 4) F(DmaBufferPrivateDataSubmissionEndOffset, 56, 4)
    F(SubmissionFenceId, 60, 4) F(VidPnSourceId, 64, 4) F(FlipInterval, 68, 4) F(Flags, 72, 4)
    F(EngineOrdinal, 76, 4)
#if AT >= WIN7
    F(DmaBufferVirtualAddress, 80, 8)
#endif
#if AT >= WIN8
    F(NodeOrdinal, 88, 4)
#endif
END
T(DXGK_PREEMPTCOMMANDFLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
T(DXGKARG_PREEMPTCOMMAND, 16, 4)
    F(PreemptionFenceId, 0, 4) F(NodeOrdinal, 4, 4) F(EngineOrdinal, 8, 4) F(Flags, 12, 4)
END
#if AT <= WDDM1_3
T(DXGKARG_CANCELCOMMAND, 96, 8)
#elif AT >= WDDM2_0
T(DXGKARG_CANCELCOMMAND, 112, 8)
#endif
    F(hContext, 0, 8) M(pDmaBuffer, 8, 8, void *) F(DmaBufferSize, 16, 4)
    F(DmaBufferSubmissionStartOffset, 20, 4) F(DmaBufferSubmissionEndOffset, 24, 4)
    M(pDmaBufferPrivateData, 32, 8, void *) F(DmaBufferPrivateDataSize, 40, 4)
    F(DmaBufferPrivateDataSubmissionStartOffset, 44, 4) F(DmaBufferPrivateDataSubmissionEndOffset, 48, 4)
    M(pAllocationList, 56, 8, const DXGK_ALLOCATIONLIST *) F(AllocationListSize, 64, 4)
    M(pPatchLocationList, 72, 8, const D3DDDI_PATCHLOCATIONLIST *) F(PatchLocationListSize, 80, 4)
    F(PatchLocationListSubmissionStart, 84, 4) F(PatchLocationListSubmissionLength, 88, 4)
#if AT >= WDDM2_0
    F(DmaBufferVirtualAddress, 96, 8) F(DmaBufferUmdPrivateDataSize, 104, 4)
#endif
END
T(DXGKARG_QUERYCURRENTFENCE, 12, 4)
    F(CurrentFence, 0, 4) F(NodeOrdinal, 4, 4) F(EngineOrdinal, 8, 4)
END
#if AT >= WDDM1_3
T(DXGKARG_CONTROLINTERRUPT2, 8, 4)
    F(InterruptType, 0, 4) F(InterruptState, 4, 4) F(CrtcVsyncState, 4, 4)
END
#endif
T(DXGK_TRANSFERFLAGS, 4, 4)
    B(Swizzle, 0, 1) B(Unswizzle, 1, 1) B(AllocationIsIdle, 2, 1) B(TransferStart, 3, 1)
    B(TransferEnd, 4, 1) B(Reserved, 5, 27) F(Value, 0, 4)
END
T(DXGK_DISCARDCONTENTFLAGS, 4, 4)
    B(AllocationIsIdle, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(DXGK_MAPAPERTUREFLAGS, 4, 4)
    B(CacheCoherent, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_FLUSHTLB, 40, 8)
    F(RootPageTableAddress, 0, 16) F(hProcess, 16, 8) F(StartVirtualAddress, 24, 8)
    F(EndVirtualAddress, 32, 8)
END
#endif
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_UPDATEPAGETABLE, 104, 8)
    F(PageTableLevel, 0, 4) F(hAllocation, 8, 8) F(PageTableAddress, 16, 16)
    M(pPageTableEntries, 32, 8, DXGK_PTE *) F(StartIndex, 40, 4) F(NumPageTableEntries, 44, 4)
    F(Reserved0, 48, 4) F(Flags, 52, 4) F(DriverProtection, 56, 8) F(AllocationOffsetInBytes, 64, 8)
    F(hProcess, 72, 8) F(UpdateMode, 80, 4) M(pPageTableEntries64KB, 88, 8, DXGK_PTE *)
    F(FirstPteVirtualAddress, 96, 8)
END
#endif
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_FILLVIRTUAL, 40, 8)
    F(hAllocation, 0, 8) F(AllocationOffsetInBytes, 8, 8) F(FillSizeInBytes, 16, 8) F(FillPattern, 24, 4)
    F(DestinationVirtualAddress, 32, 8)
END
#endif
#if AT >= WDDM2_0
T(DXGK_TRANSFERVIRTUALFLAGS, 4, 4)
    B(Src64KBPages, 0, 1) B(Dst64KBPages, 1, 1) B(Reserved, 2, 30) F(Flags, 0, 4)
END
#endif
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_TRANSFERVIRTUAL, 64, 8)
    F(hAllocation, 0, 8) F(AllocationOffsetInBytes, 8, 8) F(TransferSizeInBytes, 16, 8)
    F(SourceVirtualAddress, 24, 8) F(DestinationVirtualAddress, 32, 8) F(SourcePageTable, 40, 8)
    F(TransferDirection, 48, 4) F(Flags, 52, 4) F(DestinationPageTable, 56, 8)
END
#endif
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_NOTIFYRESIDENCY, 32, 8)
    F(hAllocation, 0, 8) F(PhysicalAddress, 8, 16) B(Resident, 192, 1) B(Reserved, 192, 31)
END
#endif
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_COPYPAGETABLEENTRIES, 16, 8)
    F(NumRanges, 0, 4) M(pRanges, 8, 8, DXGK_BUILDPAGINGBUFFER_COPY_RANGE *)
END
#endif
#if AT >= WDDM2_0
T(DXGK_BUILDPAGINGBUFFER_UPDATECONTEXTALLOCATION, 32, 8)
    F(ContextAllocation, 0, 8) F(ContextAllocationSize, 8, 8) F(pDriverPrivateData, 16, 8)
    F(DriverPrivateDataSize, 24, 4)
END
#endif
#if AT >= WDDM2_2
T(DXGK_BUILDPAGINGBUFFER_SIGNALMONITOREDFENCE, 16, 8)
    F(MonitoredFenceGpuVa, 0, 8) F(MonitoredFenceValue, 8, 8)
END
#endif
#if AT <= WDDM1_3
T(DXGKARG_BUILDPAGINGBUFFER, 304, 8)
#elif AT >= WDDM2_0
T(DXGKARG_BUILDPAGINGBUFFER, 320, 8)
#endif
    M(pDmaBuffer, 0, 8, void *) F(DmaSize, 8, 4) M(pDmaBufferPrivateData, 16, 8, void *)
    F(DmaBufferPrivateDataSize, 24, 4) F(Operation, 28, 4) F(MultipassOffset, 32, 4) F(Transfer, 40, 64)
    F(Transfer.hAllocation, 40, 8) F(Fill, 40, 40) F(Fill.hAllocation, 40, 8) F(DiscardContent, 40, 24)
    F(DiscardContent.hAllocation, 40, 8) F(ReadPhysical, 40, 16) F(ReadPhysical.SegmentId, 40, 4)
    F(WritePhysical, 40, 16) F(WritePhysical.SegmentId, 40, 4) F(MapApertureSegment, 40, 56)
    F(MapApertureSegment.hDevice, 40, 8) F(UnmapApertureSegment, 40, 48)
    F(UnmapApertureSegment.hDevice, 40, 8) F(SpecialLockTransfer, 40, 72)
    F(SpecialLockTransfer.hAllocation, 40, 8) F(Reserved, 40, 256) F(Reserved.Reserved, 40, 256)
    F(Transfer.TransferOffset, 48, 4) F(Fill.FillSize, 48, 8) F(DiscardContent.Flags, 48, 4)
    F(ReadPhysical.PhysicalAddress, 48, 8) F(WritePhysical.PhysicalAddress, 48, 8)
    F(MapApertureSegment.hAllocation, 48, 8) F(UnmapApertureSegment.hAllocation, 48, 8)
    F(SpecialLockTransfer.TransferOffset, 48, 4) F(DiscardContent.SegmentId, 52, 4)
    F(Transfer.TransferSize, 56, 8) F(Fill.FillPattern, 56, 4) F(DiscardContent.SegmentAddress, 56, 8)
    F(MapApertureSegment.SegmentId, 56, 4) F(UnmapApertureSegment.SegmentId, 56, 4)
    F(SpecialLockTransfer.TransferSize, 56, 8) F(Transfer.Source, 64, 16)
    F(Transfer.Source.SegmentId, 64, 4) F(Fill.Destination, 64, 16) F(Fill.Destination.SegmentId, 64, 4)
    F(MapApertureSegment.OffsetInPages, 64, 8) F(UnmapApertureSegment.OffsetInPages, 64, 8)
    F(SpecialLockTransfer.Source, 64, 16) F(SpecialLockTransfer.Source.SegmentId, 64, 4)
    F(Transfer.Source.SegmentAddress, 72, 8) M(Transfer.Source.pMdl, 72, 8, MDL *)
    F(Fill.Destination.SegmentAddress, 72, 8) F(MapApertureSegment.NumberOfPages, 72, 8)
    F(UnmapApertureSegment.NumberOfPages, 72, 8) F(SpecialLockTransfer.Source.SegmentAddress, 72, 8)
    M(SpecialLockTransfer.Source.pMdl, 72, 8, MDL *) F(Transfer.Destination, 80, 16)
    F(Transfer.Destination.SegmentId, 80, 4) F(MapApertureSegment.pMdl, 80, 8)
    F(UnmapApertureSegment.DummyPage, 80, 8) F(SpecialLockTransfer.Destination, 80, 16)
    F(SpecialLockTransfer.Destination.SegmentId, 80, 4) F(Transfer.Destination.SegmentAddress, 88, 8)
    M(Transfer.Destination.pMdl, 88, 8, MDL *) F(MapApertureSegment.Flags, 88, 4)
    F(SpecialLockTransfer.Destination.SegmentAddress, 88, 8)
    M(SpecialLockTransfer.Destination.pMdl, 88, 8, MDL *) F(MapApertureSegment.MdlOffset, 92, 4)
    F(Transfer.Flags, 96, 4) F(SpecialLockTransfer.Flags, 96, 4) F(Transfer.MdlOffset, 100, 4)
    F(SpecialLockTransfer.SwizzlingRangeId, 100, 4) F(SpecialLockTransfer.SwizzlingRangeData, 104, 4)
    F(hSystemContext, 296, 8)
#if AT >= WIN8 && AT <= WDDM1_3
    F(InitContextResource, 40, 32) F(InitContextResource.Destination, 48, 24)
#endif
#if AT >= WIN8
    F(InitContextResource.hAllocation, 40, 8) F(InitContextResource.Destination.SegmentId, 48, 4)
    F(InitContextResource.Destination.SegmentAddress, 56, 8)
    M(InitContextResource.Destination.pMdl, 56, 8, MDL *)
    F(InitContextResource.Destination.VirtualAddress, 64, 8)
#endif
#if AT >= WDDM2_0
    F(InitContextResource, 40, 40) F(TransferVirtual, 40, 64) F(FillVirtual, 40, 40)
    F(UpdatePageTable, 40, 104) F(FlushTlb, 40, 40) F(CopyPageTableEntries, 40, 16)
    F(UpdateContextAllocation, 40, 32) F(NotifyResidency, 40, 32) F(InitContextResource.Destination, 48, 32)
    F(InitContextResource.Destination.GpuVirtualAddress, 72, 8) F(DmaBufferGpuVirtualAddress, 304, 8)
    F(DmaBufferWriteOffset, 312, 4)
#endif
#if AT >= WDDM2_2
    F(SignalMonitoredFence, 40, 16)
#endif
END
T(DXGKARG_ESCAPE, 40, 8)
    F(hDevice, 0, 8) F(Flags, 8, 4) M(pPrivateDriverData, 16, 8, void *) F(PrivateDriverDataSize, 24, 4)
    F(hContext, 32, 8)
END
T(DXGKARG_COLLECTDBGINFO_EXT, 32, 4)
    F(BucketingKey, 0, 4) F(CurrentDmaBufferOffset, 4, 4) F(Reserved2, 8, 4) F(Reserved3, 12, 4)
    F(Reserved4, 16, 4) F(Reserved5, 20, 4) F(Reserved6, 24, 4) F(Reserved7, 28, 4)
END
T(DXGKARG_COLLECTDBGINFO, 32, 8)
    F(Reason, 0, 4) M(pBuffer, 8, 8, void *) F(BufferSize, 16, 8)
    M(pExtension, 24, 8, DXGKARG_COLLECTDBGINFO_EXT *)
END
T(DXGK_OVERLAYINFO, 72, 8)
    F(hAllocation, 0, 8) F(PhysicalAddress, 8, 8) F(SegmentId, 16, 4) F(DstRect, 20, 16) F(SrcRect, 36, 16)
    M(pPrivateDriverData, 56, 8, void *) F(PrivateDriverDataSize, 64, 4)
END
T(DXGKARG_CREATEOVERLAY, 88, 8)
    F(VidPnSourceId, 0, 4) F(OverlayInfo, 8, 72) F(hOverlay, 80, 8)
END
T(DXGKARG_UPDATEOVERLAY, 72, 8)
    F(OverlayInfo, 0, 72)
END
T(DXGKARG_FLIPOVERLAY, 40, 8)
    F(hSource, 0, 8) F(SrcPhysicalAddress, 8, 8) F(SrcSegmentId, 16, 4) M(pPrivateDriverData, 24, 8, void *)
    F(PrivateDriverDataSize, 32, 4)
END
T(DXGKARG_GETSCANLINE, 12, 4)
    F(VidPnTargetId, 0, 4) F(InVerticalBlank, 4, 1) F(ScanLine, 8, 4)
END
T(DXGKARG_ISSUPPORTEDVIDPN, 16, 8)
    F(hDesiredVidPn, 0, 8) F(IsVidPnSupported, 8, 1)
END
T(DXGK_ENUM_PIVOT, 8, 4)
    F(VidPnSourceId, 0, 4) F(VidPnTargetId, 4, 4)
END
T(DXGKARG_ENUMVIDPNCOFUNCMODALITY, 24, 8)
    F(hConstrainingVidPn, 0, 8) F(EnumPivotType, 8, 4) F(EnumPivot, 12, 8)
END
T(DXGKARG_RECOMMENDFUNCTIONALVIDPN, 48, 8)
    F(NumberOfVidPnTargets, 0, 4)
    M(pVidPnTargetPrioritizationVector, 8, 8, const D3DDDI_VIDEO_PRESENT_TARGET_ID *)
    F(hRecommendedFunctionalVidPn, 16, 8) F(RequestReason, 24, 4) M(pPrivateDriverData, 32, 8, void *)
    F(PrivateDriverDataSize, 40, 4)
END
T(DXGK_SETVIDPNSOURCEADDRESS_FLAGS, 4, 4)
    B(ModeChange, 0, 1) B(FlipImmediate, 1, 1) B(FlipOnNextVSync, 2, 1) B(FlipStereo, 3, 1)
    B(FlipStereoTemporaryMono, 4, 1) B(FlipStereoPreferRight, 5, 1) B(SharedPrimaryTransition, 6, 1)
    F(Value, 0, 4)
#if AT <= WDDM1_3
    B(Reserved, 7, 25)
#endif
#if AT >= WDDM2_0
    B(IndependentFlipExclusive, 7, 1)
#endif
#if AT == WDDM2_0
    B(Reserved, 8, 24)
#endif
#if AT >= WDDM2_1
    B(MoveFlip, 8, 1) B(Reserved, 9, 23)
#endif
END
#if AT >= WDDM2_0
T(DXGK_PRIMARYDATA, 24, 8)
    F(hAllocation, 0, 8) F(SegmentId, 8, 2) F(SegmentAddress, 16, 8)
END
#endif
#if AT <= WDDM1_3
T(DXGKARG_SETVIDPNSOURCEADDRESS, 560, 8)
#elif AT >= WDDM2_0
T(DXGKARG_SETVIDPNSOURCEADDRESS, 2112, 8)
#endif
    F(VidPnSourceId, 0, 4) F(PrimarySegment, 4, 4) F(PrimaryAddress, 8, 8) F(hAllocation, 16, 8)
    F(ContextCount, 24, 4) F(Context, 32, 520) F(Flags, 552, 4)
#if AT >= WDDM1_3
    F(Duration, 556, 4)
#endif
#if AT >= WDDM2_0
    F(PrimaryData, 560, 1536) F(DriverPrivateDataSize, 2096, 4) F(pDriverPrivateData, 2104, 8)
#endif
END
#if AT >= WIN8
#if AT == WIN8
T(DXGKARG_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY, 552, 8)
#elif AT >= WDDM1_3
T(DXGKARG_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY, 560, 8)
#endif
    F(ContextCount, 0, 4) F(Context, 8, 520) F(Flags, 528, 4) F(VidPnSourceId, 532, 4) F(PlaneCount, 536, 4)
    M(pPlanes, 544, 8, DXGK_MULTIPLANE_OVERLAY_PLANE *)
#if AT >= WDDM1_3
    F(Duration, 552, 4)
#endif
END
#endif
#if AT >= WDDM1_3
T(DXGKARG_CHECKMULTIPLANEOVERLAYSUPPORT, 24, 8)
    F(PlaneCount, 0, 4) M(pPlanes, 8, 8, DXGK_CHECK_MULTIPLANE_OVERLAY_SUPPORT_PLANE *) F(Supported, 16, 4)
    F(ReturnInfo, 20, 4)
END
#endif
T(DXGKARG_SETVIDPNSOURCEVISIBILITY, 8, 4)
    F(VidPnSourceId, 0, 4) F(Visible, 4, 1)
END
T(DXGKARG_COMMITVIDPN_FLAGS, 4, 4)
    B(PathPowerTransition, 0, 1) B(PathPoweredOff, 1, 1) B(Reserved, 2, 30)
END
T(DXGKARG_COMMITVIDPN, 32, 8)
    F(hFunctionalVidPn, 0, 8) F(AffectedVidPnSourceId, 8, 4) F(MonitorConnectivityChecks, 12, 4)
    F(hPrimaryAllocation, 16, 8) F(Flags, 24, 4)
END
T(DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH, 360, 8)
    F(VidPnPresentPathInfo, 0, 360)
END
T(DXGKARG_RECOMMENDVIDPNTOPOLOGY, 24, 8)
    F(hVidPn, 0, 8) F(VidPnSourceId, 8, 4) F(RequestReason, 12, 4) F(hFallbackTopology, 16, 8)
END
T(DXGK_VIDPNTOPOLOGY_INTERFACE, 96, 8)
    M(pfnGetNumPaths, 0, 8, DXGKDDI_VIDPNTOPOLOGY_GETNUMPATHS)
    M(pfnGetNumPathsFromSource, 8, 8, DXGKDDI_VIDPNTOPOLOGY_GETNUMPATHSFROMSOURCE)
    M(pfnEnumPathTargetsFromSource, 16, 8, DXGKDDI_VIDPNTOPOLOGY_ENUMPATHTARGETSFROMSOURCE)
    M(pfnGetPathSourceFromTarget, 24, 8, DXGKDDI_VIDPNTOPOLOGY_GETPATHSOURCEFROMTARGET)
    M(pfnAcquirePathInfo, 32, 8, DXGKDDI_VIDPNTOPOLOGY_ACQUIREPATHINFO)
    M(pfnAcquireFirstPathInfo, 40, 8, DXGKDDI_VIDPNTOPOLOGY_ACQUIREFIRSTPATHINFO)
    M(pfnAcquireNextPathInfo, 48, 8, DXGKDDI_VIDPNTOPOLOGY_ACQUIRENEXTPATHINFO)
    M(pfnUpdatePathSupportInfo, 56, 8, DXGKDDI_VIDPNTOPOLOGY_UPDATEPATHSUPPORTINFO)
    M(pfnReleasePathInfo, 64, 8, DXGKDDI_VIDPNTOPOLOGY_RELEASEPATHINFO)
    M(pfnCreateNewPathInfo, 72, 8, DXGKDDI_VIDPNTOPOLOGY_CREATENEWPATHINFO)
    M(pfnAddPath, 80, 8, DXGKDDI_VIDPNTOPOLOGY_ADDPATH)
    M(pfnRemovePath, 88, 8, DXGKDDI_VIDPNTOPOLOGY_REMOVEPATH)
END
T(DXGK_VIDPNSOURCEMODESET_INTERFACE, 64, 8)
    M(pfnGetNumModes, 0, 8, DXGKDDI_VIDPNSOURCEMODESET_GETNUMMODES)
    M(pfnAcquireFirstModeInfo, 8, 8, DXGKDDI_VIDPNSOURCEMODESET_ACQUIREFIRSTMODEINFO)
    M(pfnAcquireNextModeInfo, 16, 8, DXGKDDI_VIDPNSOURCEMODESET_ACQUIRENEXTMODEINFO)
    M(pfnAcquirePinnedModeInfo, 24, 8, DXGKDDI_VIDPNSOURCEMODESET_ACQUIREPINNEDMODEINFO)
    M(pfnReleaseModeInfo, 32, 8, DXGKDDI_VIDPNSOURCEMODESET_RELEASEMODEINFO)
    M(pfnCreateNewModeInfo, 40, 8, DXGKDDI_VIDPNSOURCEMODESET_CREATENEWMODEINFO)
    M(pfnAddMode, 48, 8, DXGKDDI_VIDPNSOURCEMODESET_ADDMODE)
    M(pfnPinMode, 56, 8, DXGKDDI_VIDPNSOURCEMODESET_PINMODE)
END
T(DXGK_VIDPNTARGETMODESET_INTERFACE, 64, 8)
    M(pfnGetNumModes, 0, 8, DXGKDDI_VIDPNTARGETMODESET_GETNUMMODES)
    M(pfnAcquireFirstModeInfo, 8, 8, DXGKDDI_VIDPNTARGETMODESET_ACQUIREFIRSTMODEINFO)
    M(pfnAcquireNextModeInfo, 16, 8, DXGKDDI_VIDPNTARGETMODESET_ACQUIRENEXTMODEINFO)
    M(pfnAcquirePinnedModeInfo, 24, 8, DXGKDDI_VIDPNTARGETMODESET_ACQUIREPINNEDMODEINFO)
    M(pfnReleaseModeInfo, 32, 8, DXGKDDI_VIDPNTARGETMODESET_RELEASEMODEINFO)
    M(pfnCreateNewModeInfo, 40, 8, DXGKDDI_VIDPNTARGETMODESET_CREATENEWMODEINFO)
    M(pfnAddMode, 48, 8, DXGKDDI_VIDPNTARGETMODESET_ADDMODE)
    M(pfnPinMode, 56, 8, DXGKDDI_VIDPNTARGETMODESET_PINMODE)
END
T(DXGK_VIDPN_INTERFACE, 88, 8)
    F(Version, 0, 4) M(pfnGetTopology, 8, 8, DXGKDDI_VIDPN_GETTOPOLOGY)
    M(pfnAcquireSourceModeSet, 16, 8, DXGKDDI_VIDPN_ACQUIRESOURCEMODESET)
    M(pfnReleaseSourceModeSet, 24, 8, DXGKDDI_VIDPN_RELEASESOURCEMODESET)
    M(pfnCreateNewSourceModeSet, 32, 8, DXGKDDI_VIDPN_CREATENEWSOURCEMODESET)
    M(pfnAssignSourceModeSet, 40, 8, DXGKDDI_VIDPN_ASSIGNSOURCEMODESET)
    M(pfnAssignMultisamplingMethodSet, 48, 8, DXGKDDI_VIDPN_ASSIGNMULTISAMPLINGMETHODSET)
    M(pfnAcquireTargetModeSet, 56, 8, DXGKDDI_VIDPN_ACQUIRETARGETMODESET)
    M(pfnReleaseTargetModeSet, 64, 8, DXGKDDI_VIDPN_RELEASETARGETMODESET)
    M(pfnCreateNewTargetModeSet, 72, 8, DXGKDDI_VIDPN_CREATENEWTARGETMODESET)
    M(pfnAssignTargetModeSet, 80, 8, DXGKDDI_VIDPN_ASSIGNTARGETMODESET)
END
T(DXGK_MONITORSOURCEMODESET_INTERFACE, 56, 8)
    M(pfnGetNumModes, 0, 8, DXGKDDI_MONITORSOURCEMODESET_GETNUMMODES)
    M(pfnAcquirePreferredModeInfo, 8, 8, DXGKDDI_MONITORSOURCEMODESET_ACQUIREPREFERREDMODEINFO)
    M(pfnAcquireFirstModeInfo, 16, 8, DXGKDDI_MONITORSOURCEMODESET_ACQUIREFIRSTMODEINFO)
    M(pfnAcquireNextModeInfo, 24, 8, DXGKDDI_MONITORSOURCEMODESET_ACQUIRENEXTMODEINFO)
    M(pfnCreateNewModeInfo, 32, 8, DXGKDDI_MONITORSOURCEMODESET_CREATENEWMODEINFO)
    M(pfnAddMode, 40, 8, DXGKDDI_MONITORSOURCEMODESET_ADDMODE)
    M(pfnReleaseModeInfo, 48, 8, DXGKDDI_MONITORSOURCEMODESET_RELEASEMODEINFO)
END
T(DXGK_MONITORFREQUENCYRANGESET_INTERFACE, 32, 8)
    M(pfnGetNumFrequencyRanges, 0, 8, DXGKDDI_MONITORFREQUENCYRANGESET_GETNUMFREQUENCYRANGES)
    M(pfnAcquireFirstFrequencyRangeInfo, 8, 8, DXGKDDI_MONITORFREQUENCYRANGESET_ACQUIREFIRSTFREQUENCYRANGEINFO)
    M(pfnAcquireNextFrequencyRangeInfo, 16, 8, DXGKDDI_MONITORFREQUENCYRANGESET_ACQUIRENEXTFREQUENCYRANGEINFO)
    M(pfnReleaseFrequencyRangeInfo, 24, 8, DXGKDDI_MONITORFREQUENCYRANGESET_RELEASEFREQUENCYRANGEINFO)
END
T(DXGK_MONITORDESCRIPTORSET_INTERFACE, 32, 8)
    M(pfnGetNumDescriptors, 0, 8, DXGKDDI_MONITORDESCRIPTORSET_GETNUMDESCRIPTORS)
    M(pfnAcquireFirstDescriptorInfo, 8, 8, DXGKDDI_MONITORDESCRIPTORSET_ACQUIREFIRSTDESCRIPTORINFO)
    M(pfnAcquireNextDescriptorInfo, 16, 8, DXGKDDI_MONITORDESCRIPTORSET_ACQUIRENEXTDESCRIPTORINFO)
    M(pfnReleaseDescriptorInfo, 24, 8, DXGKDDI_MONITORDESCRIPTORSET_RELEASEDESCRIPTORINFO)
END
T(DXGK_MONITOR_INTERFACE, 40, 8)
    F(Version, 0, 4) M(pfnAcquireMonitorSourceModeSet, 8, 8, DXGKDDI_MONITOR_ACQUIREMONITORSOURCEMODESET)
    M(pfnReleaseMonitorSourceModeSet, 16, 8, DXGKDDI_MONITOR_RELEASEMONITORSOURCEMODESET)
    M(pfnGetMonitorFrequencyRangeSet, 24, 8, DXGKDDI_MONITOR_GETMONITORFREQUENCYRANGESET)
    M(pfnGetMonitorDescriptorSet, 32, 8, DXGKDDI_MONITOR_GETMONITORDESCRIPTORSET)
END
T(DXGK_MONITOR_INTERFACE_V2, 56, 8)
    F(Version, 0, 4) M(pfnAcquireMonitorSourceModeSet, 8, 8, DXGKDDI_MONITOR_ACQUIREMONITORSOURCEMODESET)
    M(pfnReleaseMonitorSourceModeSet, 16, 8, DXGKDDI_MONITOR_RELEASEMONITORSOURCEMODESET)
    M(pfnGetMonitorFrequencyRangeSet, 24, 8, DXGKDDI_MONITOR_GETMONITORFREQUENCYRANGESET)
    M(pfnGetMonitorDescriptorSet, 32, 8, DXGKDDI_MONITOR_GETMONITORDESCRIPTORSET)
    M(pfnGetAdditionalMonitorModeSet, 40, 8, DXGKDDI_MONITOR_GETADDITIONALMONITORMODESET)
    M(pfnReleaseAdditionalMonitorModeSet, 48, 8, DXGKDDI_MONITOR_RELEASEADDITIONALMONITORMODESET)
END
#if AT >= WIN7
T(DXGKARG_QUERYVIDPNHWCAPABILITY, 24, 8)
    F(hFunctionalVidPn, 0, 8) F(SourceId, 8, 4) F(TargetId, 12, 4) F(VidPnHWCaps, 16, 4)
END
#endif
#if AT >= WIN8
T(D3DKMT_PRESENT_DISPLAY_ONLY_FLAGS, 4, 4)
    B(Rotate, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
T(DXGKARG_PRESENT_DISPLAYONLY, 64, 8)
    F(VidPnSourceId, 0, 4) M(pSource, 8, 8, void *) F(BytesPerPixel, 16, 4) F(Pitch, 20, 4) F(Flags, 24, 4)
    F(NumMoves, 28, 4) M(pMoves, 32, 8, D3DKMT_MOVE_RECT *) F(NumDirtyRects, 40, 4)
    M(pDirtyRect, 48, 8, RECT *)
    M(pfnPresentDisplayOnlyProgress, 56, 8, DXGKCB_PRESENT_DISPLAYONLY_PROGRESS)
END
#endif
#if AT >= WIN8
T(DXGKARG_QUERYDEPENDENTENGINEGROUP, 16, 8)
    F(NodeOrdinal, 0, 4) F(EngineOrdinal, 4, 4) F(DependentNodeOrdinalMask, 8, 8)
END
#endif
#if AT >= WIN8
T(DXGK_ENGINESTATUS, 4, 4)
    B(Responsive, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
T(DXGKARG_QUERYENGINESTATUS, 12, 4)
    F(NodeOrdinal, 0, 4) F(EngineOrdinal, 4, 4) F(EngineStatus, 8, 4)
END
#endif
#if AT >= WIN8
T(DXGKARG_RESETENGINE, 12, 4)
    F(NodeOrdinal, 0, 4) F(EngineOrdinal, 4, 4) F(LastAbortedFenceId, 8, 4)
END
#endif
T(DXGK_INTERFACESPECIFICDATA, 64, 8)
    F(hAdapter, 0, 8) M(pfnGetHandleDataCb, 8, 8, DXGKCB_GETHANDLEDATA)
    M(pfnGetHandleParentCb, 16, 8, DXGKCB_GETHANDLEPARENT)
    M(pfnEnumHandleChildrenCb, 24, 8, DXGKCB_ENUMHANDLECHILDREN)
    M(pfnNotifyInterruptCb, 32, 8, DXGKCB_NOTIFY_INTERRUPT) M(pfnNotifyDpcCb, 40, 8, DXGKCB_NOTIFY_DPC)
    M(pfnQueryVidPnInterfaceCb, 48, 8, DXGKCB_QUERYVIDPNINTERFACE)
    M(pfnGetCaptureAddressCb, 56, 8, DXGKCB_GETCAPTUREADDRESS)
END
T(DXGKARG_SETDISPLAYPRIVATEDRIVERFORMAT, 24, 8)
    F(VidPnSourceId, 0, 4) F(PrimaryAllocation, 8, 8) F(PrivateDriverFormatAttribute, 16, 4)
END
T(DXGKARG_RECOMMENDMONITORMODES, 24, 8)
    F(VideoPresentTargetId, 0, 4) F(hMonitorSourceModeSet, 8, 8)
    M(pMonitorSourceModeSetInterface, 16, 8, const DXGK_MONITORSOURCEMODESET_INTERFACE *)
END
#if AT >= WDDM1_3
T(DXGKARG_HISTORYBUFFERPRECISION, 4, 4)
    F(PrecisionBits, 0, 4)
END
#endif
#if AT >= WDDM1_3
T(DXGK_HISTORY_BUFFER_HEADER, 16, 4)
    F(RenderCbSequence, 0, 4) F(NumTimestamps, 4, 4) F(PrivateDataSize, 8, 4) F(Reserved, 12, 4)
END
#endif
#if AT >= WDDM1_3
T(DXGK_HISTORY_BUFFER, 20, 4)
    F(Header, 0, 16) F(DriverPrivateData, 16, 1)
END
#endif
#if AT >= WDDM1_3
T(DXGKARG_FORMATHISTORYBUFFER, 40, 8)
    M(pHistoryBuffer, 0, 8, DXGK_HISTORY_BUFFER *) F(HistoryBufferSize, 8, 4) F(pFormattedBuffer, 16, 8)
    F(FormattedBufferSize, 24, 4) F(NumTimestamps, 28, 4) F(Precision, 32, 4) F(Offset, 36, 4)
END
#endif
E(DXGK_ACTIVE_VIDPN_INVALIDATION_REASON) V(DXGK_AVIR_UNINITIALIZED, 0x0) V(DXGK_AVIR_HOTKEY, 0x1)
V(DXGK_AVIR_USERMODE, 0x2) E(DXGK_BUILDPAGINGBUFFER_OPERATION) V(DXGK_OPERATION_TRANSFER, 0x0)
V(DXGK_OPERATION_FILL, 0x1) V(DXGK_OPERATION_DISCARD_CONTENT, 0x2) V(DXGK_OPERATION_READ_PHYSICAL, 0x3)
V(DXGK_OPERATION_WRITE_PHYSICAL, 0x4) V(DXGK_OPERATION_MAP_APERTURE_SEGMENT, 0x5)
V(DXGK_OPERATION_UNMAP_APERTURE_SEGMENT, 0x6) V(DXGK_OPERATION_SPECIAL_LOCK_TRANSFER, 0x7)
E(DXGK_HANDLE_TYPE) V(DXGK_HANDLE_ALLOCATION, 0x1) V(DXGK_HANDLE_RESOURCE, 0x2) E(DXGK_INTERRUPT_TYPE)
V(DXGK_INTERRUPT_DMA_COMPLETED, 0x1) V(DXGK_INTERRUPT_DMA_PREEMPTED, 0x2) V(DXGK_INTERRUPT_CRTC_VSYNC, 0x3)
V(DXGK_INTERRUPT_DMA_FAULTED, 0x4) E(DXGK_MONITOR_INTERFACE_VERSION)
V(DXGK_MONITOR_INTERFACE_VERSION_UNINITIALIZED, 0x0) V(DXGK_MONITOR_INTERFACE_VERSION_V1, 0x1)
V(DXGK_MONITOR_INTERFACE_VERSION_V2, 0x2) E(DXGK_QUERYADAPTERINFOTYPE) V(DXGKQAITYPE_UMDRIVERPRIVATE, 0x0)
V(DXGKQAITYPE_DRIVERCAPS, 0x1) V(DXGKQAITYPE_QUERYSEGMENT, 0x2) E(DXGK_RECOMMENDFUNCTIONALVIDPN_REASON)
V(DXGK_RFVR_UNINITIALIZED, 0x0) V(DXGK_RFVR_HOTKEY, 0x1) V(DXGK_RFVR_USERMODE, 0x2)
V(DXGK_RFVR_FIRMWARE, 0x3) E(DXGK_RECOMMENDVIDPNTOPOLOGY_REASON) V(DXGK_RVT_UNINITIALIZED, 0x0)
V(DXGK_RVT_INITIALIZATION_NOLKG, 0x1) V(DXGK_RVT_AUGMENTATION_NOLKG, 0x2)
V(DXGK_RVT_AUGMENTATION_LKGOVERRIDE, 0x3) V(DXGK_RVT_INITIALIZATION_LKGOVERRIDE, 0x4)
E(DXGK_VIDPN_INTERFACE_VERSION) V(DXGK_VIDPN_INTERFACE_VERSION_UNINITIALIZED, 0x0)
V(DXGK_VIDPN_INTERFACE_VERSION_V1, 0x1) V(DXGK_ALLOCATION_LIST_SIZE_GDICONTEXT, 0x100)
V(DXGK_KEYWORD_LOG_FLAGS_STABLE_POWER, 0x1000) V(DXGK_KEYWORD_LOG_FLAGS_STABLE_POWER2, 0x2000)
V(DXGK_MAX_ASYMETRICAL_PROCESSING_NODES, 0x40) V(DXGK_PRESENT_DESTINATION_INDEX, 0x2)
V(DXGK_PRESENT_MAX_INDEX, 0x2) V(DXGK_PRESENT_SOURCE_INDEX, 0x1) V(DXGK_SECONDARY_BUCKETING_TAG, 0x6253734D)
V(DXGK_TEXTURE_SIZE_SHIFT, 0xB)
#if AT >= WIN7
V(DXGK_OPERATION_VIRTUAL_TRANSFER, 0x8) V(DXGK_OPERATION_VIRTUAL_FILL, 0x9) E(DXGK_GDIROP_BITBLT)
V(DXGK_GDIROP_INVALID, 0x0) V(DXGK_GDIROP_SRCCOPY, 0x1) V(DXGK_GDIROP_SRCINVERT, 0x2)
V(DXGK_GDIROP_SRCAND, 0x3) V(DXGK_GDIROP_SRCOR, 0x4) V(DXGK_GDIROP_ROP3, 0x5) E(DXGK_GDIROP_COLORFILL)
V(DXGK_GDIROPCF_INVALID, 0x0) V(DXGK_GDIROPCF_PATCOPY, 0x1) V(DXGK_GDIROPCF_PATINVERT, 0x2)
V(DXGK_GDIROPCF_PDXN, 0x3) V(DXGK_GDIROPCF_DSTINVERT, 0x4) V(DXGK_GDIROPCF_PATAND, 0x5)
V(DXGK_GDIROPCF_PATOR, 0x6) V(DXGK_GDIROPCF_ROP3, 0x7) V(DXGKQAITYPE_RESERVED, 0x3)
V(DXGKQAITYPE_QUERYSEGMENT2, 0x4) E(DXGK_RENDERKM_OPERATION) V(DXGK_GDIOP_BITBLT, 0x1)
V(DXGK_GDIOP_COLORFILL, 0x2) V(DXGK_GDIOP_ALPHABLEND, 0x3) V(DXGK_GDIOP_STRETCHBLT, 0x4)
V(DXGK_GDIOP_ESCAPE, 0x5) V(DXGK_GDIOP_TRANSPARENTBLT, 0x6) V(DXGK_GDIOP_CLEARTYPEBLEND, 0x7)
E(DXGK_WDDMVERSION) V(DXGKDDI_WDDMv1, 0x1000) V(DXGKDDI_WDDMv1_2, 0x1200) V(DXGKDDI_WDDMv1_3, 0x1300)
V(DXGKDDI_WDDMv2, 0x2000) V(DXGKDDI_WDDMv2_1, 0x2100) V(DXGKDDI_WDDMv2_2, 0x2200)
V(DXGKDDI_WDDMv2_3, 0x2300) V(D3DKM_INVALID_GAMMA_INDEX, 0xFFFFFFFF) V(DXGK_SEGMENT_ID_INVALID, 0x0)
V(DXGK_SEGMENT_ID_SYSTEMMEMORY, 0x1F) V(DXGK_SEGMENT_SET_SYSTEMMEMORY, 0x80000000)
#endif
#if AT >= WIN8
V(DXGK_OPERATION_INIT_CONTEXT_RESOURCE, 0xA) V(DXGK_INTERRUPT_DISPLAYONLY_VSYNC, 0x5)
V(DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 0x6)
V(DXGK_INTERRUPT_CRTC_VSYNC_WITH_MULTIPLANE_OVERLAY, 0x7) E(DXGK_MULTIPLANE_OVERLAY_STEREO_FLIP_MODE)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FLIP_NONE, 0x0) V(DXGK_MULTIPLANE_OVERLAY_STEREO_FLIP_FRAME0, 0x1)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FLIP_FRAME1, 0x2) E(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_MONO, 0x0) V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_HORIZONTAL, 0x1)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_VERTICAL, 0x2)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_SEPARATE, 0x3)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_MONO_OFFSET, 0x4)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_ROW_INTERLEAVED, 0x5)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_COLUMN_INTERLEAVED, 0x6)
V(DXGK_MULTIPLANE_OVERLAY_STEREO_FORMAT_CHECKERBOARD, 0x7) E(DXGK_MULTIPLANE_OVERLAY_STRETCH_QUALITY)
V(DXGK_MULTIPLANE_OVERLAY_STRETCH_QUALITY_BILINEAR, 0x1)
V(DXGK_MULTIPLANE_OVERLAY_STRETCH_QUALITY_HIGH, 0x2) E(DXGK_MULTIPLANE_OVERLAY_VIDEO_FRAME_FORMAT)
V(DXGK_MULTIPLANE_OVERLAY_VIDEO_FRAME_FORMAT_PROGRESSIVE, 0x0)
V(DXGK_MULTIPLANE_OVERLAY_VIDEO_FRAME_FORMAT_INTERLACED_TOP_FIELD_FIRST, 0x1)
V(DXGK_MULTIPLANE_OVERLAY_VIDEO_FRAME_FORMAT_INTERLACED_BOTTOM_FIELD_FIRST, 0x2)
E(DXGK_POWER_COMPONENT_TYPE) V(DXGK_POWER_COMPONENT_ENGINE, 0x0) V(DXGK_POWER_COMPONENT_MONITOR, 0x1)
V(DXGK_POWER_COMPONENT_MONITOR_REFRESH, 0x2) V(DXGK_POWER_COMPONENT_OTHER, 0x5)
E(DXGK_PRESENT_DISPLAY_ONLY_PROGRESS_ID) V(DXGK_PRESENT_DISPLAYONLY_PROGRESS_ID_COMPLETE, 0x0)
V(DXGK_PRESENT_DISPLAYONLY_PROGRESS_ID_FAILED, 0x1) V(DXGKQAITYPE_QUERYSEGMENT3, 0x5)
V(DXGKQAITYPE_NUMPOWERCOMPONENTS, 0x6) V(DXGKQAITYPE_POWERCOMPONENTINFO, 0x7)
V(DXGKQAITYPE_PREFERREDGPUNODE, 0x8) V(DXGK_FSTATE_UNKNOWN_POWER, 0xFFFFFFFF)
K(DXGK_FSTATE_UNKNOWN_TIME, 0xFFFFFFFFFFFFFFFFull) V(DXGK_MAX_F_STATES, 0x8)
V(DXGK_MAX_POWER_COMPONENT_PROVIDERS, 0x10) V(DXGK_POWER_COMPONENT_NAME_SIZE, 0x28)
#endif
#if AT >= WDDM2_0
V(DXGK_OPERATION_UPDATE_PAGE_TABLE, 0xB) V(DXGK_OPERATION_FLUSH_TLB, 0xC)
V(DXGK_OPERATION_UPDATE_CONTEXT_ALLOCATION, 0xD) V(DXGK_OPERATION_COPY_PAGE_TABLE_ENTRIES, 0xE)
V(DXGK_OPERATION_NOTIFY_RESIDENCY, 0xF) V(DXGK_INTERRUPT_DMA_PAGE_FAULTED, 0x9)
E(DXGK_MEMORY_TRANSFER_DIRECTION) V(DXGK_MEMORY_TRANSFER_LOCAL_TO_SYSTEM, 0x0)
V(DXGK_MEMORY_TRANSFER_SYSTEM_TO_LOCAL, 0x1) V(DXGK_MEMORY_TRANSFER_LOCAL_TO_LOCAL, 0x2)
E(DXGK_PAGETABLEUPDATEMODE) V(DXGK_PAGETABLEUPDATE_CPU_VIRTUAL, 0x0)
V(DXGK_PAGETABLEUPDATE_GPU_VIRTUAL, 0x1) V(DXGK_PAGETABLEUPDATE_GPU_PHYSICAL, 0x2)
V(DXGKQAITYPE_QUERYSEGMENT4, 0xB) V(DXGKQAITYPE_SEGMENTMEMORYSTATE, 0xC) V(DXGKQAITYPE_GPUMMUCAPS, 0xD)
V(DXGKQAITYPE_PAGETABLELEVELDESC, 0xE) V(DXGKQAITYPE_PHYSICALADAPTERCAPS, 0xF)
V(DXGKQAITYPE_DISPLAY_DRIVERCAPS_EXTENSION, 0x10)
#endif
#if AT >= WDDM2_2
V(DXGK_OPERATION_SIGNAL_MONITORED_FENCE, 0x10) V(DXGK_INTERRUPT_MONITORED_FENCE_SIGNALED, 0xB)
V(DXGK_INTERRUPT_HWQUEUE_PAGE_FAULTED, 0xC) V(DXGK_INTERRUPT_HWCONTEXTLIST_SWITCH_COMPLETED, 0xD)
V(DXGK_INTERRUPT_PERIODIC_MONITORED_FENCE_SIGNALED, 0xE) V(DXGK_POWER_COMPONENT_SHARED, 0x7)
V(DXGK_POWER_COMPONENT_MAX, 0x8) V(DXGKQAITYPE_INTEGRATED_DISPLAY_DESCRIPTOR, 0x11)
V(DXGKQAITYPE_UEFIFRAMEBUFFERRANGES, 0x12) V(DXGKQAITYPE_QUERYCOLORIMETRYOVERRIDES, 0x13)
#endif
#if AT >= WDDM1_3
E(DXGK_CRTC_VSYNC_STATE) V(DXGK_VSYNC_ENABLE, 0x0) V(DXGK_VSYNC_DISABLE_KEEP_PHASE, 0x1)
V(DXGK_VSYNC_DISABLE_NO_PHASE, 0x2) E(DXGK_INTERRUPT_STATE) V(DXGK_INTERRUPT_ENABLE, 0x0)
V(DXGK_INTERRUPT_DISABLE, 0x1) V(DXGK_INTERRUPT_MICACAST_CHUNK_PROCESSING_COMPLETE, 0x8)
V(DXGK_POWER_COMPONENT_MEMORY, 0x3) V(DXGK_POWER_COMPONENT_MEMORY_REFRESH, 0x4)
V(DXGK_POWER_COMPONENT_D3_TRANSITION, 0x6) V(DXGKQAITYPE_POWERCOMPONENTPSTATEINFO, 0x9)
V(DXGKQAITYPE_HISTORYBUFFERPRECISION, 0xA) V(DXGK_MAX_P_STATES, 0x20)
#endif
#if AT >= WDDM2_1
V(DXGK_INTERRUPT_CRTC_VSYNC_WITH_MULTIPLANE_OVERLAY2, 0xA)
#endif
#if AT == WIN8
V(DXGK_POWER_COMPONENT_MAX, 0x6)
#endif
#if AT >= WDDM1_3 && AT <= WDDM2_1
V(DXGK_POWER_COMPONENT_MAX, 0x7)
#endif
#if AT == WDDM2_3
V(DXGKQAITYPE_DISPLAYID_DESCRIPTOR, 0x14)
#endif
P(PDXGKDDI_ACQUIRESWIZZLINGRANGE, NTSTATUS, (void *, struct _DXGKARG_ACQUIRESWIZZLINGRANGE *))
P(PDXGKDDI_BUILDPAGINGBUFFER, NTSTATUS, (void *, struct _DXGKARG_BUILDPAGINGBUFFER *))
P(PDXGKDDI_CANCELCOMMAND, NTSTATUS, (void *, const struct _DXGKARG_CANCELCOMMAND *))
P(PDXGKDDI_CLOSEALLOCATION, NTSTATUS, (void *, const struct _DXGKARG_CLOSEALLOCATION *))
P(PDXGKDDI_COLLECTDBGINFO, NTSTATUS, (void *, const struct _DXGKARG_COLLECTDBGINFO *))
P(PDXGKDDI_COMMITVIDPN, NTSTATUS, (void *, const struct _DXGKARG_COMMITVIDPN *))
P(PDXGKDDI_CONTROLINTERRUPT, NTSTATUS, (void *, enum _DXGK_INTERRUPT_TYPE, UCHAR))
P(PDXGKDDI_CREATEALLOCATION, NTSTATUS, (void *, struct _DXGKARG_CREATEALLOCATION *))
P(PDXGKDDI_CREATECONTEXT, NTSTATUS, (void *, struct _DXGKARG_CREATECONTEXT *))
P(PDXGKDDI_CREATEDEVICE, NTSTATUS, (void *, struct _DXGKARG_CREATEDEVICE *))
P(PDXGKDDI_CREATEOVERLAY, NTSTATUS, (void *, struct _DXGKARG_CREATEOVERLAY *))
P(PDXGKDDI_DESCRIBEALLOCATION, NTSTATUS, (void *, struct _DXGKARG_DESCRIBEALLOCATION *))
P(PDXGKDDI_DESTROYALLOCATION, NTSTATUS, (void *, const struct _DXGKARG_DESTROYALLOCATION *))
P(PDXGKDDI_DESTROYCONTEXT, NTSTATUS, (void *)) P(PDXGKDDI_DESTROYDEVICE, NTSTATUS, (void *))
P(PDXGKDDI_DESTROYOVERLAY, NTSTATUS, (void *))
P(PDXGKDDI_ENUMVIDPNCOFUNCMODALITY, NTSTATUS, (void *, const struct _DXGKARG_ENUMVIDPNCOFUNCMODALITY *))
P(PDXGKDDI_ESCAPE, NTSTATUS, (void *, const struct _DXGKARG_ESCAPE *))
P(PDXGKDDI_FLIPOVERLAY, NTSTATUS, (void *, const struct _DXGKARG_FLIPOVERLAY *))
P(PDXGKDDI_GETSCANLINE, NTSTATUS, (void *, struct _DXGKARG_GETSCANLINE *))
P(PDXGKDDI_GETSTANDARDALLOCATIONDRIVERDATA, NTSTATUS, (void *, struct _DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *))
P(PDXGKDDI_ISSUPPORTEDVIDPN, NTSTATUS, (void *, struct _DXGKARG_ISSUPPORTEDVIDPN *))
P(PDXGKDDI_OPENALLOCATIONINFO, NTSTATUS, (void *, const struct _DXGKARG_OPENALLOCATION *))
P(PDXGKDDI_PATCH, NTSTATUS, (void *, const struct _DXGKARG_PATCH *))
P(PDXGKDDI_PREEMPTCOMMAND, NTSTATUS, (void *, const struct _DXGKARG_PREEMPTCOMMAND *))
P(PDXGKDDI_PRESENT, NTSTATUS, (void *, struct _DXGKARG_PRESENT *))
P(PDXGKDDI_QUERYADAPTERINFO, NTSTATUS, (void *, const struct _DXGKARG_QUERYADAPTERINFO *))
P(PDXGKDDI_QUERYCURRENTFENCE, NTSTATUS, (void *, struct _DXGKARG_QUERYCURRENTFENCE *))
P(PDXGKDDI_RECOMMENDFUNCTIONALVIDPN, NTSTATUS, (void *, const struct _DXGKARG_RECOMMENDFUNCTIONALVIDPN *))
P(PDXGKDDI_RECOMMENDMONITORMODES, NTSTATUS, (void *, const struct _DXGKARG_RECOMMENDMONITORMODES *))
P(PDXGKDDI_RECOMMENDVIDPNTOPOLOGY, NTSTATUS, (void *, const struct _DXGKARG_RECOMMENDVIDPNTOPOLOGY *))
P(PDXGKDDI_RELEASESWIZZLINGRANGE, NTSTATUS, (void *, const struct _DXGKARG_RELEASESWIZZLINGRANGE *))
P(PDXGKDDI_RENDER, NTSTATUS, (void *, struct _DXGKARG_RENDER *))
P(PDXGKDDI_RESETFROMTIMEOUT, NTSTATUS, (void *)) P(PDXGKDDI_RESTARTFROMTIMEOUT, NTSTATUS, (void *))
P(PDXGKDDI_SETDISPLAYPRIVATEDRIVERFORMAT, NTSTATUS, (void *, struct _DXGKARG_SETDISPLAYPRIVATEDRIVERFORMAT *))
P(PDXGKDDI_SETPALETTE, NTSTATUS, (void *, const struct _DXGKARG_SETPALETTE *))
P(PDXGKDDI_SETPOINTERPOSITION, NTSTATUS, (void *, const struct _DXGKARG_SETPOINTERPOSITION *))
P(PDXGKDDI_SETPOINTERSHAPE, NTSTATUS, (void *, const struct _DXGKARG_SETPOINTERSHAPE *))
P(PDXGKDDI_SETVIDPNSOURCEADDRESS, NTSTATUS, (void *, const struct _DXGKARG_SETVIDPNSOURCEADDRESS *))
P(PDXGKDDI_SETVIDPNSOURCEVISIBILITY, NTSTATUS, (void *, const struct _DXGKARG_SETVIDPNSOURCEVISIBILITY *))
P(PDXGKDDI_STOPCAPTURE, NTSTATUS, (void *, const struct _DXGKARG_STOPCAPTURE *))
P(PDXGKDDI_SUBMITCOMMAND, NTSTATUS, (void *, const struct _DXGKARG_SUBMITCOMMAND *))
P(PDXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH, NTSTATUS, (void *, const struct _DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *))
P(PDXGKDDI_UPDATEOVERLAY, NTSTATUS, (void *, const struct _DXGKARG_UPDATEOVERLAY *))
#if AT >= WIN8
P(PDXGKDDIPOWERRUNTIMECONTROLREQUEST, NTSTATUS, (void *, const struct _GUID *, void *, ULONGLONG, void *, ULONGLONG, ULONGLONG *))
P(PDXGKDDISETPOWERCOMPONENTFSTATE, NTSTATUS, (void *, UINT, UINT))
P(PDXGKDDI_PRESENTDISPLAYONLY, NTSTATUS, (void *, const struct _DXGKARG_PRESENT_DISPLAYONLY *))
P(PDXGKDDI_QUERYDEPENDENTENGINEGROUP, NTSTATUS, (void *, struct _DXGKARG_QUERYDEPENDENTENGINEGROUP *))
P(PDXGKDDI_QUERYENGINESTATUS, NTSTATUS, (void *, struct _DXGKARG_QUERYENGINESTATUS *))
P(PDXGKDDI_RESETENGINE, NTSTATUS, (void *, struct _DXGKARG_RESETENGINE *))
P(PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY, NTSTATUS, (void *, const struct _DXGKARG_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY *))
#endif
#if AT >= WDDM1_3
P(PDXGKDDISETPOWERPSTATE, NTSTATUS, (void *, UINT, UINT))
P(PDXGKDDI_CALIBRATEGPUCLOCK, NTSTATUS, (void *, UINT, UINT, struct _DXGK_GPUCLOCKDATA *))
P(PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT, NTSTATUS, (void *, struct _DXGKARG_CHECKMULTIPLANEOVERLAYSUPPORT *))
P(PDXGKDDI_CONTROLINTERRUPT2, NTSTATUS, (void *, struct _DXGKARG_CONTROLINTERRUPT2))
P(PDXGKDDI_FORMATHISTORYBUFFER, NTSTATUS, (void *, struct _DXGKARG_FORMATHISTORYBUFFER *))
P(PDXGKDDI_GETNODEMETADATA, NTSTATUS, (void *, UINT, struct _DXGK_NODEMETADATA *))
#endif
#if AT >= WDDM2_0
P(PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT2, NTSTATUS, (void *, struct _DXGKARG_CHECKMULTIPLANEOVERLAYSUPPORT2 *))
P(PDXGKDDI_CREATEPROCESS, NTSTATUS, (void *, struct _DXGKARG_CREATEPROCESS *))
P(PDXGKDDI_DESTROYPROCESS, NTSTATUS, (void *, void *))
P(PDXGKDDI_GETROOTPAGETABLESIZE, ULONGLONG, (void *, struct _DXGKARG_GETROOTPAGETABLESIZE *))
P(PDXGKDDI_MAPCPUHOSTAPERTURE, NTSTATUS, (void *, const struct _DXGKARG_MAPCPUHOSTAPERTURE *))
P(PDXGKDDI_POWERRUNTIMESETDEVICEHANDLE, NTSTATUS, (void *, void *))
P(PDXGKDDI_RENDERGDI, NTSTATUS, (void *, struct _DXGKARG_RENDERGDI *))
P(PDXGKDDI_SETROOTPAGETABLE, void, (void *, const struct _DXGKARG_SETROOTPAGETABLE *))
P(PDXGKDDI_SETSTABLEPOWERSTATE, void, (void *, const struct DXGKARG_SETSTABLEPOWERSTATE *))
P(PDXGKDDI_SETVIDEOPROTECTEDREGION, NTSTATUS, (void *, const struct _DXGKARG_SETVIDEOPROTECTEDREGION *))
P(PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY2, NTSTATUS, (void *, const struct _DXGKARG_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY2 *))
P(PDXGKDDI_SUBMITCOMMANDVIRTUAL, NTSTATUS, (void *, const struct _DXGKARG_SUBMITCOMMANDVIRTUAL *))
P(PDXGKDDI_UNMAPCPUHOSTAPERTURE, NTSTATUS, (void *, const struct _DXGKARG_UNMAPCPUHOSTAPERTURE *))
#endif
#if AT >= WDDM2_1
P(PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT3, NTSTATUS, (void *, struct _DXGKARG_CHECKMULTIPLANEOVERLAYSUPPORT3 *))
P(PDXGKDDI_CONTROLMODEBEHAVIOR, NTSTATUS, (void *, struct _DXGKARG_CONTROLMODEBEHAVIOR *))
P(PDXGKDDI_POSTMULTIPLANEOVERLAYPRESENT, NTSTATUS, (void *, const struct _DXGKARG_POSTMULTIPLANEOVERLAYPRESENT *))
P(PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY3, NTSTATUS, (void *, struct _DXGKARG_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY3 *))
P(PDXGKDDI_UPDATEMONITORLINKINFO, NTSTATUS, (void *, struct _DXGKARG_UPDATEMONITORLINKINFO *))
P(PDXGKDDI_VALIDATEUPDATEALLOCATIONPROPERTY, NTSTATUS, (void *, const struct _DXGKARG_VALIDATEUPDATEALLOCPROPERTY *))
#endif
#if AT >= WDDM2_2
P(PDXGKDDI_CREATEHWCONTEXT, NTSTATUS, (void *, struct _DXGKARG_CREATEHWCONTEXT *))
P(PDXGKDDI_CREATEHWQUEUE, NTSTATUS, (void *, struct _DXGKARG_CREATEHWQUEUE *))
P(PDXGKDDI_CREATEPERIODICFRAMENOTIFICATION, NTSTATUS, (struct _DXGKARG_CREATEPERIODICFRAMENOTIFICATION *))
P(PDXGKDDI_DESTROYHWCONTEXT, NTSTATUS, (void *)) P(PDXGKDDI_DESTROYHWQUEUE, NTSTATUS, (void *))
P(PDXGKDDI_DESTROYPERIODICFRAMENOTIFICATION, NTSTATUS, (const struct _DXGKARG_DESTROYPERIODICFRAMENOTIFICATION *))
P(PDXGKDDI_DISPLAYDETECTCONTROL, NTSTATUS, (void *, const struct _DXGKARG_DISPLAYDETECTCONTROL *))
P(PDXGKDDI_GETMULTIPLANEOVERLAYCAPS, NTSTATUS, (void *, struct _DXGKARG_GETMULTIPLANEOVERLAYCAPS *))
P(PDXGKDDI_GETPOSTCOMPOSITIONCAPS, NTSTATUS, (void *, struct _DXGKARG_GETPOSTCOMPOSITIONCAPS *))
P(PDXGKDDI_QUERYCONNECTIONCHANGE, NTSTATUS, (void *, struct _DXGKARG_QUERYCONNECTIONCHANGE *))
P(PDXGKDDI_RESETHWENGINE, NTSTATUS, (void *, struct _DXGKARG_RESETHWENGINE *))
P(PDXGKDDI_SETTARGETANALOGCOPYPROTECTION, NTSTATUS, (void *, const struct _DXGKARG_SETTARGETANALOGCOPYPROTECTION *))
P(PDXGKDDI_SETTARGETCONTENTTYPE, NTSTATUS, (void *, const struct _DXGKARG_SETTARGETCONTENTTYPE *))
P(PDXGKDDI_SETTARGETGAMMA, NTSTATUS, (void *, const struct _DXGKARG_SETTARGETGAMMA *))
P(PDXGKDDI_SETTIMINGSFROMVIDPN, NTSTATUS, (void *, struct _DXGKARG_SETTIMINGSFROMVIDPN *))
P(PDXGKDDI_SUBMITCOMMANDTOHWQUEUE, NTSTATUS, (void *, const struct _DXGKARG_SUBMITCOMMANDTOHWQUEUE *))
P(PDXGKDDI_SWITCHTOHWCONTEXTLIST, NTSTATUS, (void *, const struct _DXGKARG_SWITCHTOHWCONTEXTLIST *))
#endif
#if AT == WDDM2_3
P(PDXGKDDI_CREATEPROTECTEDSESSION, NTSTATUS, (void *, struct _DXGKARG_CREATEPROTECTEDSESSION *))
P(PDXGKDDI_DESTROYPROTECTEDSESSION, NTSTATUS, (void *, void *))
P(PDXGKDDI_UPDATEHWCONTEXTSTATE, NTSTATUS, (void *, const struct _DXGKARG_UPDATEHWCONTEXTSTATE *))
#endif
#if AT >= WIN7
P(PDXGKDDI_QUERYVIDPNHWCAPABILITY, NTSTATUS, (void *, struct _DXGKARG_QUERYVIDPNHWCAPABILITY *))
P(PDXGKDDI_RENDERKM, NTSTATUS, (void *, struct _DXGKARG_RENDER *))
#endif

/* dispmprt.h */
T(EMULATOR_ACCESS_ENTRY, 24, 8)
    F(BasePort, 0, 4) F(NumConsecutivePorts, 4, 4) F(AccessType, 8, 4) F(AccessMode, 12, 1)
    F(StringSupport, 13, 1) F(Routine, 16, 8)
END
T(LINKED_DEVICE, 12, 4)
    F(ChainUid, 0, 4) F(NumberOfLinksInChain, 4, 4) F(LeadLink, 8, 1)
END
T(DXGK_VIDEO_OUTPUT_CAPABILITIES, 12, 4)
    F(InterfaceTechnology, 0, 4) F(MonitorOrientationAwareness, 4, 4) F(SupportsSdtvModes, 8, 1)
END
T(DXGK_INTEGRATED_DISPLAY_CHILD, 8, 4)
    F(InterfaceTechnology, 0, 4) F(DescriptorLength, 4, 2)
END
T(DXGK_CHILD_CAPABILITIES, 16, 4)
    F(Type, 0, 12) F(Type.VideoOutput, 0, 12) F(Type.Other, 0, 4) F(Type.Other.MustBeZero, 0, 4)
    F(Type.IntegratedDisplayChild, 0, 8) F(HpdAwareness, 12, 4)
END
T(DXGK_CHILD_DESCRIPTOR, 28, 4)
    F(ChildDeviceType, 0, 4) F(ChildCapabilities, 4, 16) F(AcpiUid, 20, 4) F(ChildUid, 24, 4)
END
T(DXGK_DEVICE_DESCRIPTOR, 16, 8)
    F(DescriptorOffset, 0, 4) F(DescriptorLength, 4, 4) F(DescriptorBuffer, 8, 8)
END
T(DXGK_GENERIC_DESCRIPTOR, 408, 2)
    F(HardwareId, 0, 102) F(InstanceId, 102, 102) F(CompatibleId, 204, 102) F(DeviceText, 306, 102)
END
#if AT <= WIN8
T(DXGK_CHILD_STATUS, 12, 4)
#elif AT >= WDDM1_3
T(DXGK_CHILD_STATUS, 16, 4)
#endif
    F(Type, 0, 4) F(ChildUid, 4, 4) F(HotPlug, 8, 1) F(HotPlug.Connected, 8, 1) F(Rotation, 8, 1)
    F(Rotation.Angle, 8, 1)
#if AT >= WDDM1_3
    F(Miracast, 8, 8) F(Miracast.Connected, 8, 1) F(Miracast.MiracastMonitorType, 12, 4)
#endif
END
T(DXGK_I2C_INTERFACE, 48, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8)
    M(DxgkDdiI2CTransmitDataToDisplay, 32, 8, DXGKDDI_I2C_TRANSMIT_DATA_TO_DISPLAY)
    M(DxgkDdiI2CReceiveDataFromDisplay, 40, 8, DXGKDDI_I2C_RECEIVE_DATA_FROM_DISPLAY)
END
T(DXGK_OPM_INTERFACE, 104, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8) M(DxgkDdiOPMGetCertificateSize, 32, 8, DXGKDDI_OPM_GET_CERTIFICATE_SIZE)
    M(DxgkDdiOPMGetCertificate, 40, 8, DXGKDDI_OPM_GET_CERTIFICATE)
    M(DxgkDdiOPMCreateProtectedOutput, 48, 8, DXGKDDI_OPM_CREATE_PROTECTED_OUTPUT)
    M(DxgkDdiOPMGetRandomNumber, 56, 8, DXGKDDI_OPM_GET_RANDOM_NUMBER)
    M(DxgkDdiOPMSetSigningKeyAndSequenceNumbers, 64, 8, DXGKDDI_OPM_SET_SIGNING_KEY_AND_SEQUENCE_NUMBERS)
    M(DxgkDdiOPMGetInformation, 72, 8, DXGKDDI_OPM_GET_INFORMATION)
    M(DxgkDdiOPMGetCOPPCompatibleInformation, 80, 8, DXGKDDI_OPM_GET_COPP_COMPATIBLE_INFORMATION)
    M(DxgkDdiOPMConfigureProtectedOutput, 88, 8, DXGKDDI_OPM_CONFIGURE_PROTECTED_OUTPUT)
    M(DxgkDdiOPMDestroyProtectedOutput, 96, 8, DXGKDDI_OPM_DESTROY_PROTECTED_OUTPUT)
END
T(DXGK_BRIGHTNESS_INTERFACE, 56, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8) M(GetPossibleBrightness, 32, 8, DXGK_BRIGHTNESS_GET_POSSIBLE)
    M(SetBrightness, 40, 8, DXGK_BRIGHTNESS_SET) M(GetBrightness, 48, 8, DXGK_BRIGHTNESS_GET)
END
T(DXGK_BRIGHTNESS_INTERFACE_2, 88, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8) M(GetPossibleBrightness, 32, 8, DXGK_BRIGHTNESS_GET_POSSIBLE)
    M(SetBrightness, 40, 8, DXGK_BRIGHTNESS_SET) M(GetBrightness, 48, 8, DXGK_BRIGHTNESS_GET)
    M(GetBrightnessCaps, 56, 8, DXGK_BRIGHTNESS_GET_CAPS)
    M(SetBrightnessState, 64, 8, DXGK_BRIGHTNESS_SET_STATE)
    M(SetBacklightOptimization, 72, 8, DXGK_BRIGHTNESS_SET_BACKLIGHT_OPTIMIZATION)
    M(GetBacklightReduction, 80, 8, DXGK_BRIGHTNESS_GET_BACKLIGHT_REDUCTION)
END
#if AT >= WDDM1_3
T(DXGK_MIRACAST_CAPS, 8, 4)
    F(MaxChunkPrivateDriverDataSize, 0, 4) F(Flags, 4, 4) B(Flags.HdcpSupport, 32, 1)
    B(Flags.Reserved, 33, 31) F(Flags.Value, 4, 4)
END
#endif
#if AT >= WDDM1_3
T(DXGK_MIRACAST_DISPLAY_CALLBACKS, 24, 8)
    F(MiracastHandle, 0, 8) M(DxgkCbMiracastSendMessage, 8, 8, DXGKCB_MIRACAST_SEND_MESSAGE)
    M(DxgkCbReportChunkInfo, 16, 8, DXGKCB_MIRACAST_REPORT_CHUNK_INFO)
END
#endif
#if AT >= WDDM1_3
T(DXGK_MIRACAST_DISPLAY_INTERFACE, 64, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8) M(DxgkDdiMiracastQueryCaps, 32, 8, DXGKDDI_MIRACAST_QUERY_CAPS)
    M(DxgkDdiMiracastCreateContext, 40, 8, DXGKDDI_MIRACAST_CREATE_CONTEXT)
    M(DxgkDdiMiracastIoControl, 48, 8, DXGKDDI_MIRACAST_HANDLE_IO_CONTROL)
    M(DxgkDdiMiracastDestroyContext, 56, 8, DXGKDDI_MIRACAST_DESTROY_CONTEXT)
END
#endif
T(DXGK_AGP_INTERFACE, 56, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8) M(AgpAllocatePool, 32, 8, DXGKCB_AGP_ALLOCATE_POOL)
    M(AgpFreePool, 40, 8, DXGKCB_AGP_FREE_POOL) M(AgpSetCommand, 48, 8, DXGKCB_AGP_SET_COMMAND)
END
T(DXGK_DEBUG_REPORT_INTERFACE, 56, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8)
    M(DbgReportCreate, 32, 8, DXGK_DEBUG_REPORT_HANDLE (NTAPI *)(HANDLE, ULONG, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR))
    M(DbgReportSecondaryData, 40, 8, BOOLEAN (NTAPI *)(DXGK_DEBUG_REPORT_HANDLE, PVOID, ULONG))
    M(DbgReportComplete, 48, 8, void (NTAPI *)(DXGK_DEBUG_REPORT_HANDLE))
END
T(DXGK_TIMED_OPERATION, 40, 8)
    F(Size, 0, 2) F(OwnerTag, 8, 8) F(OsHandled, 16, 1) F(TimeoutTriggered, 17, 1) F(Timeout, 24, 8)
    F(StartTick, 32, 8)
END
T(DXGK_TIMED_OPERATION_INTERFACE, 56, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8)
    M(TimedOperationStart, 32, 8, NTSTATUS (NTAPI *)(DXGK_TIMED_OPERATION *, const LARGE_INTEGER *, BOOLEAN))
    M(TimedOperationDelay, 40, 8, NTSTATUS (NTAPI *)(DXGK_TIMED_OPERATION *, KPROCESSOR_MODE, BOOLEAN, const LARGE_INTEGER *))
    M(TimedOperationWaitForSingleObject, 48, 8, NTSTATUS (NTAPI *)(DXGK_TIMED_OPERATION *, PVOID, KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN, const LARGE_INTEGER *))
END
T(DXGK_SPB_INTERFACE, 72, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8)
    M(OpenSpbResource, 32, 8, NTSTATUS (NTAPI *)(HANDLE, LARGE_INTEGER, UNICODE_STRING *, ACCESS_MASK, ULONG, ULONG, void **))
    M(CloseSpbResource, 40, 8, NTSTATUS (NTAPI *)(HANDLE, void *))
    M(ReadSpbResource, 48, 8, NTSTATUS (NTAPI *)(HANDLE, void *, ULONG, void *, LARGE_INTEGER *, HANDLE, IO_STATUS_BLOCK *))
    M(WriteSpbResource, 56, 8, NTSTATUS (NTAPI *)(HANDLE, void *, ULONG, void *, LARGE_INTEGER *, HANDLE, IO_STATUS_BLOCK *))
    M(SpbResourceIoControl, 64, 8, NTSTATUS (NTAPI *)(HANDLE, void *, ULONG, ULONG, void *, ULONG, void *, HANDLE, IO_STATUS_BLOCK *))
END
T(DXGK_FIRMWARE_TABLE_INTERFACE, 48, 8)
    F(Size, 0, 2) F(Version, 2, 2) F(Context, 8, 8) F(InterfaceReference, 16, 8)
    F(InterfaceDereference, 24, 8)
    M(EnumSystemFirmwareTables, 32, 8, NTSTATUS (NTAPI *)(void *, ULONG, ULONG, void *, ULONG *))
    M(ReadSystemFirmwareTable, 40, 8, NTSTATUS (NTAPI *)(void *, ULONG, ULONG, ULONG, void *, ULONG *))
END
T(DXGK_DEVICE_INFO, 80, 8)
    F(MiniportDeviceContext, 0, 8) F(PhysicalDeviceObject, 8, 8) F(DeviceRegistryPath, 16, 16)
    F(TranslatedResourceList, 32, 8) F(SystemMemorySize, 40, 8) F(HighestPhysicalAddress, 48, 8)
    F(AgpApertureBase, 56, 8) F(AgpApertureSize, 64, 8) F(DockingState, 72, 4)
END
#if AT <= WIN7
T(DXGK_START_INFO, 20, 4)
#elif AT >= WIN8
T(DXGK_START_INFO, 28, 4)
#endif
    F(RequiredDmaQueueEntry, 0, 4) F(AdapterGuid, 4, 16)
#if AT >= WIN8
    F(AdapterLuid, 20, 8)
#endif
END
#if AT <= WIN7
T(DXGKRNL_INTERFACE, 184, 8)
#elif AT == WIN8
T(DXGKRNL_INTERFACE, 256, 8)
#elif AT == WDDM1_3
T(DXGKRNL_INTERFACE, 264, 8)
#elif AT == WDDM2_0
T(DXGKRNL_INTERFACE, 312, 8)
#elif AT == WDDM2_1
T(DXGKRNL_INTERFACE, 328, 8)
#elif AT == WDDM2_2
T(DXGKRNL_INTERFACE, 360, 8)
#elif AT == WDDM2_3
T(DXGKRNL_INTERFACE, 368, 8)
#endif
    F(Size, 0, 4) F(Version, 4, 4) F(DeviceHandle, 8, 8)
    M(DxgkCbEvalAcpiMethod, 16, 8, DXGKCB_EVAL_ACPI_METHOD)
    M(DxgkCbGetDeviceInformation, 24, 8, DXGKCB_GET_DEVICE_INFORMATION)
    M(DxgkCbIndicateChildStatus, 32, 8, DXGKCB_INDICATE_CHILD_STATUS)
    M(DxgkCbMapMemory, 40, 8, DXGKCB_MAP_MEMORY) M(DxgkCbQueueDpc, 48, 8, DXGKCB_QUEUE_DPC)
    M(DxgkCbQueryServices, 56, 8, DXGKCB_QUERY_SERVICES)
    M(DxgkCbReadDeviceSpace, 64, 8, DXGKCB_READ_DEVICE_SPACE)
    M(DxgkCbSynchronizeExecution, 72, 8, DXGKCB_SYNCHRONIZE_EXECUTION)
    M(DxgkCbUnmapMemory, 80, 8, DXGKCB_UNMAP_MEMORY)
    M(DxgkCbWriteDeviceSpace, 88, 8, DXGKCB_WRITE_DEVICE_SPACE)
    M(DxgkCbIsDevicePresent, 96, 8, DXGKCB_IS_DEVICE_PRESENT)
    M(DxgkCbGetHandleData, 104, 8, DXGKCB_GETHANDLEDATA)
    M(DxgkCbGetHandleParent, 112, 8, DXGKCB_GETHANDLEPARENT)
    M(DxgkCbEnumHandleChildren, 120, 8, DXGKCB_ENUMHANDLECHILDREN)
    M(DxgkCbNotifyInterrupt, 128, 8, DXGKCB_NOTIFY_INTERRUPT) M(DxgkCbNotifyDpc, 136, 8, DXGKCB_NOTIFY_DPC)
    M(DxgkCbQueryVidPnInterface, 144, 8, DXGKCB_QUERYVIDPNINTERFACE)
    M(DxgkCbQueryMonitorInterface, 152, 8, DXGKCB_QUERYMONITORINTERFACE)
    M(DxgkCbGetCaptureAddress, 160, 8, DXGKCB_GETCAPTUREADDRESS)
    M(DxgkCbLogEtwEvent, 168, 8, DXGKCB_LOG_ETW_EVENT)
    M(DxgkCbExcludeAdapterAccess, 176, 8, DXGKCB_EXCLUDE_ADAPTER_ACCESS)
#if AT >= WIN8
    M(DxgkCbCreateContextAllocation, 184, 8, DXGKCB_CREATECONTEXTALLOCATION)
    M(DxgkCbDestroyContextAllocation, 192, 8, DXGKCB_DESTROYCONTEXTALLOCATION)
    M(DxgkCbSetPowerComponentActive, 200, 8, DXGKCB_SETPOWERCOMPONENTACTIVE)
    M(DxgkCbSetPowerComponentIdle, 208, 8, DXGKCB_SETPOWERCOMPONENTIDLE)
    M(DxgkCbAcquirePostDisplayOwnership, 216, 8, DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP)
    M(DxgkCbPowerRuntimeControlRequest, 224, 8, DXGKCB_POWERRUNTIMECONTROLREQUEST)
    M(DxgkCbSetPowerComponentLatency, 232, 8, DXGKCB_SETPOWERCOMPONENTLATENCY)
    M(DxgkCbSetPowerComponentResidency, 240, 8, DXGKCB_SETPOWERCOMPONENTRESIDENCY)
    M(DxgkCbCompleteFStateTransition, 248, 8, DXGKCB_COMPLETEFSTATETRANSITION)
#endif
#if AT >= WDDM1_3
    M(DxgkCbCompletePStateTransition, 256, 8, DXGKCB_COMPLETEPSTATETRANSITION)
#endif
#if AT >= WDDM2_0
    M(DxgkCbMapContextAllocation, 264, 8, DXGKCB_MAPCONTEXTALLOCATION)
    M(DxgkCbUpdateContextAllocation, 272, 8, DXGKCB_UPDATECONTEXTALLOCATION)
    M(DxgkCbReserveGpuVirtualAddressRange, 280, 8, DXGKCB_RESERVEGPUVIRTUALADDRESSRANGE)
    M(DxgkCbAcquireHandleData, 288, 8, DXGKCB_ACQUIREHANDLEDATA)
    M(DxgkCbReleaseHandleData, 296, 8, DXGKCB_RELEASEHANDLEDATA)
    M(DxgkCbHardwareContentProtectionTeardown, 304, 8, DXGKCB_HARDWARECONTENTPROTECTIONTEARDOWN)
#endif
#if AT >= WDDM2_1
    M(DxgkCbMultiPlaneOverlayDisabled, 312, 8, DXGKCB_MULTIPLANEOVERLAYDISABLED)
    M(DxgkCbMitigatedRangeUpdate, 320, 8, DXGKCB_DXGKCB_MITIGATEDRANGEUPDATE)
#endif
#if AT >= WDDM2_2
    M(DxgkCbInvalidateHwContext, 328, 8, DXGKCB_INVALIDATEHWCONTEXT)
    M(DxgkCbIndicateConnectorChange, 336, 8, DXGKCB_INDICATE_CONNECTOR_CHANGE)
    M(DxgkCbUnblockUEFIFrameBufferRanges, 344, 8, DXGKCB_UNBLOCKUEFIFRAMEBUFFERRANGES)
    M(DxgkCbAcquirePostDisplayOwnership2, 352, 8, DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP2)
#endif
#if AT == WDDM2_3
    M(DxgkCbSetProtectedSessionStatus, 360, 8, DXGKCB_SETPROTECTEDSESSIONSTATUS)
#endif
END
#if AT >= WIN8
T(DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
#endif
#if AT >= WIN8
T(DXGK_CHILD_CONTAINER_ID, 32, 8)
    F(ContainerId, 0, 16) F(EldInfo, 16, 16) F(EldInfo.PortId, 16, 8) F(EldInfo.ManufacturerName, 24, 2)
    F(EldInfo.ProductCode, 26, 2)
END
#endif
#if AT == VISTA
T(DRIVER_INITIALIZATION_DATA, 496, 8)
#elif AT == WIN7
T(DRIVER_INITIALIZATION_DATA, 568, 8)
#elif AT == WIN8
T(DRIVER_INITIALIZATION_DATA, 664, 8)
#elif AT == WDDM1_3
T(DRIVER_INITIALIZATION_DATA, 712, 8)
#elif AT == WDDM2_0
T(DRIVER_INITIALIZATION_DATA, 832, 8)
#elif AT == WDDM2_1
T(DRIVER_INITIALIZATION_DATA, 880, 8)
#elif AT == WDDM2_2
T(DRIVER_INITIALIZATION_DATA, 1032, 8)
#elif AT == WDDM2_3
T(DRIVER_INITIALIZATION_DATA, 1056, 8)
#endif
    F(Version, 0, 4) M(DxgkDdiAddDevice, 8, 8, PDXGKDDI_ADD_DEVICE)
    M(DxgkDdiStartDevice, 16, 8, PDXGKDDI_START_DEVICE) M(DxgkDdiStopDevice, 24, 8, PDXGKDDI_STOP_DEVICE)
    M(DxgkDdiRemoveDevice, 32, 8, PDXGKDDI_REMOVE_DEVICE)
    M(DxgkDdiDispatchIoRequest, 40, 8, PDXGKDDI_DISPATCH_IO_REQUEST)
    M(DxgkDdiInterruptRoutine, 48, 8, PDXGKDDI_INTERRUPT_ROUTINE)
    M(DxgkDdiDpcRoutine, 56, 8, PDXGKDDI_DPC_ROUTINE)
    M(DxgkDdiQueryChildRelations, 64, 8, PDXGKDDI_QUERY_CHILD_RELATIONS)
    M(DxgkDdiQueryChildStatus, 72, 8, PDXGKDDI_QUERY_CHILD_STATUS)
    M(DxgkDdiQueryDeviceDescriptor, 80, 8, PDXGKDDI_QUERY_DEVICE_DESCRIPTOR)
    M(DxgkDdiSetPowerState, 88, 8, PDXGKDDI_SET_POWER_STATE)
    M(DxgkDdiNotifyAcpiEvent, 96, 8, PDXGKDDI_NOTIFY_ACPI_EVENT)
    M(DxgkDdiResetDevice, 104, 8, PDXGKDDI_RESET_DEVICE) M(DxgkDdiUnload, 112, 8, PDXGKDDI_UNLOAD)
    M(DxgkDdiQueryInterface, 120, 8, PDXGKDDI_QUERY_INTERFACE)
    M(DxgkDdiControlEtwLogging, 128, 8, PDXGKDDI_CONTROL_ETW_LOGGING)
    M(DxgkDdiQueryAdapterInfo, 136, 8, PDXGKDDI_QUERYADAPTERINFO)
    M(DxgkDdiCreateDevice, 144, 8, PDXGKDDI_CREATEDEVICE)
    M(DxgkDdiCreateAllocation, 152, 8, PDXGKDDI_CREATEALLOCATION)
    M(DxgkDdiDestroyAllocation, 160, 8, PDXGKDDI_DESTROYALLOCATION)
    M(DxgkDdiDescribeAllocation, 168, 8, PDXGKDDI_DESCRIBEALLOCATION)
    M(DxgkDdiGetStandardAllocationDriverData, 176, 8, PDXGKDDI_GETSTANDARDALLOCATIONDRIVERDATA)
    M(DxgkDdiAcquireSwizzlingRange, 184, 8, PDXGKDDI_ACQUIRESWIZZLINGRANGE)
    M(DxgkDdiReleaseSwizzlingRange, 192, 8, PDXGKDDI_RELEASESWIZZLINGRANGE)
    M(DxgkDdiPatch, 200, 8, PDXGKDDI_PATCH) M(DxgkDdiSubmitCommand, 208, 8, PDXGKDDI_SUBMITCOMMAND)
    M(DxgkDdiPreemptCommand, 216, 8, PDXGKDDI_PREEMPTCOMMAND)
    M(DxgkDdiBuildPagingBuffer, 224, 8, PDXGKDDI_BUILDPAGINGBUFFER)
    M(DxgkDdiSetPalette, 232, 8, PDXGKDDI_SETPALETTE)
    M(DxgkDdiSetPointerPosition, 240, 8, PDXGKDDI_SETPOINTERPOSITION)
    M(DxgkDdiSetPointerShape, 248, 8, PDXGKDDI_SETPOINTERSHAPE)
    M(DxgkDdiResetFromTimeout, 256, 8, PDXGKDDI_RESETFROMTIMEOUT)
    M(DxgkDdiRestartFromTimeout, 264, 8, PDXGKDDI_RESTARTFROMTIMEOUT)
    M(DxgkDdiEscape, 272, 8, PDXGKDDI_ESCAPE) M(DxgkDdiCollectDbgInfo, 280, 8, PDXGKDDI_COLLECTDBGINFO)
    M(DxgkDdiQueryCurrentFence, 288, 8, PDXGKDDI_QUERYCURRENTFENCE)
    M(DxgkDdiIsSupportedVidPn, 296, 8, PDXGKDDI_ISSUPPORTEDVIDPN)
    M(DxgkDdiRecommendFunctionalVidPn, 304, 8, PDXGKDDI_RECOMMENDFUNCTIONALVIDPN)
    M(DxgkDdiEnumVidPnCofuncModality, 312, 8, PDXGKDDI_ENUMVIDPNCOFUNCMODALITY)
    M(DxgkDdiSetVidPnSourceAddress, 320, 8, PDXGKDDI_SETVIDPNSOURCEADDRESS)
    M(DxgkDdiSetVidPnSourceVisibility, 328, 8, PDXGKDDI_SETVIDPNSOURCEVISIBILITY)
    M(DxgkDdiCommitVidPn, 336, 8, PDXGKDDI_COMMITVIDPN)
    M(DxgkDdiUpdateActiveVidPnPresentPath, 344, 8, PDXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH)
    M(DxgkDdiRecommendMonitorModes, 352, 8, PDXGKDDI_RECOMMENDMONITORMODES)
    M(DxgkDdiRecommendVidPnTopology, 360, 8, PDXGKDDI_RECOMMENDVIDPNTOPOLOGY)
    M(DxgkDdiGetScanLine, 368, 8, PDXGKDDI_GETSCANLINE) M(DxgkDdiStopCapture, 376, 8, PDXGKDDI_STOPCAPTURE)
    M(DxgkDdiControlInterrupt, 384, 8, PDXGKDDI_CONTROLINTERRUPT)
    M(DxgkDdiCreateOverlay, 392, 8, PDXGKDDI_CREATEOVERLAY)
    M(DxgkDdiDestroyDevice, 400, 8, PDXGKDDI_DESTROYDEVICE)
    M(DxgkDdiOpenAllocation, 408, 8, PDXGKDDI_OPENALLOCATIONINFO)
    M(DxgkDdiCloseAllocation, 416, 8, PDXGKDDI_CLOSEALLOCATION) M(DxgkDdiRender, 424, 8, PDXGKDDI_RENDER)
    M(DxgkDdiPresent, 432, 8, PDXGKDDI_PRESENT) M(DxgkDdiUpdateOverlay, 440, 8, PDXGKDDI_UPDATEOVERLAY)
    M(DxgkDdiFlipOverlay, 448, 8, PDXGKDDI_FLIPOVERLAY)
    M(DxgkDdiDestroyOverlay, 456, 8, PDXGKDDI_DESTROYOVERLAY)
    M(DxgkDdiCreateContext, 464, 8, PDXGKDDI_CREATECONTEXT)
    M(DxgkDdiDestroyContext, 472, 8, PDXGKDDI_DESTROYCONTEXT)
    M(DxgkDdiLinkDevice, 480, 8, PDXGKDDI_LINK_DEVICE)
    M(DxgkDdiSetDisplayPrivateDriverFormat, 488, 8, PDXGKDDI_SETDISPLAYPRIVATEDRIVERFORMAT)
#if AT >= WIN7
    F(DxgkDdiDescribePageTable, 496, 8) F(DxgkDdiUpdatePageTable, 504, 8)
    F(DxgkDdiUpdatePageDirectory, 512, 8) F(DxgkDdiMovePageDirectory, 520, 8) F(DxgkDdiSubmitRender, 528, 8)
    F(DxgkDdiCreateAllocation2, 536, 8) M(DxgkDdiRenderKm, 544, 8, PDXGKDDI_RENDER)
    M(Reserved, 552, 8, void *) M(DxgkDdiQueryVidPnHWCapability, 560, 8, PDXGKDDI_QUERYVIDPNHWCAPABILITY)
#endif
#if AT >= WIN8
    M(DxgkDdiSetPowerComponentFState, 568, 8, PDXGKDDISETPOWERCOMPONENTFSTATE)
    M(DxgkDdiQueryDependentEngineGroup, 576, 8, PDXGKDDI_QUERYDEPENDENTENGINEGROUP)
    M(DxgkDdiQueryEngineStatus, 584, 8, PDXGKDDI_QUERYENGINESTATUS)
    M(DxgkDdiResetEngine, 592, 8, PDXGKDDI_RESETENGINE)
    M(DxgkDdiStopDeviceAndReleasePostDisplayOwnership, 600, 8, PDXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP)
    M(DxgkDdiSystemDisplayEnable, 608, 8, PDXGKDDI_SYSTEM_DISPLAY_ENABLE)
    M(DxgkDdiSystemDisplayWrite, 616, 8, PDXGKDDI_SYSTEM_DISPLAY_WRITE)
    M(DxgkDdiCancelCommand, 624, 8, PDXGKDDI_CANCELCOMMAND)
    M(DxgkDdiGetChildContainerId, 632, 8, PDXGKDDI_GET_CHILD_CONTAINER_ID)
    M(DxgkDdiPowerRuntimeControlRequest, 640, 8, PDXGKDDIPOWERRUNTIMECONTROLREQUEST)
    M(DxgkDdiSetVidPnSourceAddressWithMultiPlaneOverlay, 648, 8, PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY)
    M(DxgkDdiNotifySurpriseRemoval, 656, 8, PDXGKDDI_NOTIFY_SURPRISE_REMOVAL)
#endif
#if AT >= WDDM1_3
    M(DxgkDdiGetNodeMetadata, 664, 8, PDXGKDDI_GETNODEMETADATA)
    M(DxgkDdiSetPowerPState, 672, 8, PDXGKDDISETPOWERPSTATE)
    M(DxgkDdiControlInterrupt2, 680, 8, PDXGKDDI_CONTROLINTERRUPT2)
    M(DxgkDdiCheckMultiPlaneOverlaySupport, 688, 8, PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT)
    M(DxgkDdiCalibrateGpuClock, 696, 8, PDXGKDDI_CALIBRATEGPUCLOCK)
    M(DxgkDdiFormatHistoryBuffer, 704, 8, PDXGKDDI_FORMATHISTORYBUFFER)
#endif
#if AT >= WDDM2_0
    M(DxgkDdiRenderGdi, 712, 8, PDXGKDDI_RENDERGDI)
    M(DxgkDdiSubmitCommandVirtual, 720, 8, PDXGKDDI_SUBMITCOMMANDVIRTUAL)
    M(DxgkDdiSetRootPageTable, 728, 8, PDXGKDDI_SETROOTPAGETABLE)
    M(DxgkDdiGetRootPageTableSize, 736, 8, PDXGKDDI_GETROOTPAGETABLESIZE)
    M(DxgkDdiMapCpuHostAperture, 744, 8, PDXGKDDI_MAPCPUHOSTAPERTURE)
    M(DxgkDdiUnmapCpuHostAperture, 752, 8, PDXGKDDI_UNMAPCPUHOSTAPERTURE)
    M(DxgkDdiCheckMultiPlaneOverlaySupport2, 760, 8, PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT2)
    M(DxgkDdiCreateProcess, 768, 8, PDXGKDDI_CREATEPROCESS)
    M(DxgkDdiDestroyProcess, 776, 8, PDXGKDDI_DESTROYPROCESS)
    M(DxgkDdiSetVidPnSourceAddressWithMultiPlaneOverlay2, 784, 8, PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY2)
    M(Reserved1, 792, 8, void *) M(Reserved2, 800, 8, void *)
    M(DxgkDdiPowerRuntimeSetDeviceHandle, 808, 8, PDXGKDDI_POWERRUNTIMESETDEVICEHANDLE)
    M(DxgkDdiSetStablePowerState, 816, 8, PDXGKDDI_SETSTABLEPOWERSTATE)
    M(DxgkDdiSetVideoProtectedRegion, 824, 8, PDXGKDDI_SETVIDEOPROTECTEDREGION)
#endif
#if AT >= WDDM2_1
    M(DxgkDdiCheckMultiPlaneOverlaySupport3, 832, 8, PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT3)
    M(DxgkDdiSetVidPnSourceAddressWithMultiPlaneOverlay3, 840, 8, PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY3)
    M(DxgkDdiPostMultiPlaneOverlayPresent, 848, 8, PDXGKDDI_POSTMULTIPLANEOVERLAYPRESENT)
    M(DxgkDdiValidateUpdateAllocationProperty, 856, 8, PDXGKDDI_VALIDATEUPDATEALLOCATIONPROPERTY)
    M(DxgkDdiControlModeBehavior, 864, 8, PDXGKDDI_CONTROLMODEBEHAVIOR)
    M(DxgkDdiUpdateMonitorLinkInfo, 872, 8, PDXGKDDI_UPDATEMONITORLINKINFO)
#endif
#if AT >= WDDM2_2
    M(DxgkDdiCreateHwContext, 880, 8, PDXGKDDI_CREATEHWCONTEXT)
    M(DxgkDdiDestroyHwContext, 888, 8, PDXGKDDI_DESTROYHWCONTEXT)
    M(DxgkDdiCreateHwQueue, 896, 8, PDXGKDDI_CREATEHWQUEUE)
    M(DxgkDdiDestroyHwQueue, 904, 8, PDXGKDDI_DESTROYHWQUEUE)
    M(DxgkDdiSubmitCommandToHwQueue, 912, 8, PDXGKDDI_SUBMITCOMMANDTOHWQUEUE)
    M(DxgkDdiSwitchToHwContextList, 920, 8, PDXGKDDI_SWITCHTOHWCONTEXTLIST)
    M(DxgkDdiResetHwEngine, 928, 8, PDXGKDDI_RESETHWENGINE)
    M(DxgkDdiCreatePeriodicFrameNotification, 936, 8, PDXGKDDI_CREATEPERIODICFRAMENOTIFICATION)
    M(DxgkDdiDestroyPeriodicFrameNotification, 944, 8, PDXGKDDI_DESTROYPERIODICFRAMENOTIFICATION)
    M(DxgkDdiSetTimingsFromVidPn, 952, 8, PDXGKDDI_SETTIMINGSFROMVIDPN)
    M(DxgkDdiSetTargetGamma, 960, 8, PDXGKDDI_SETTARGETGAMMA)
    M(DxgkDdiSetTargetContentType, 968, 8, PDXGKDDI_SETTARGETCONTENTTYPE)
    M(DxgkDdiSetTargetAnalogCopyProtection, 976, 8, PDXGKDDI_SETTARGETANALOGCOPYPROTECTION)
    M(DxgkDdiSetTargetAdjustedColorimetry, 984, 8, PDXGKDDI_SETTARGETADJUSTEDCOLORIMETRY)
    M(DxgkDdiDisplayDetectControl, 992, 8, PDXGKDDI_DISPLAYDETECTCONTROL)
    M(DxgkDdiQueryConnectionChange, 1000, 8, PDXGKDDI_QUERYCONNECTIONCHANGE)
    M(DxgkDdiExchangePreStartInfo, 1008, 8, PDXGKDDI_EXCHANGEPRESTARTINFO)
    M(DxgkDdiGetMultiPlaneOverlayCaps, 1016, 8, PDXGKDDI_GETMULTIPLANEOVERLAYCAPS)
    M(DxgkDdiGetPostCompositionCaps, 1024, 8, PDXGKDDI_GETPOSTCOMPOSITIONCAPS)
#endif
#if AT == WDDM2_3
    M(DxgkDdiUpdateHwContextState, 1032, 8, PDXGKDDI_UPDATEHWCONTEXTSTATE)
    M(DxgkDdiCreateProtectedSession, 1040, 8, PDXGKDDI_CREATEPROTECTEDSESSION)
    M(DxgkDdiDestroyProtectedSession, 1048, 8, PDXGKDDI_DESTROYPROTECTEDSESSION)
#endif
END
#if AT >= WIN8
#if AT >= WIN8 && AT <= WDDM1_3
T(KMDDOD_INITIALIZATION_DATA, 328, 8)
#elif AT >= WDDM2_0
T(KMDDOD_INITIALIZATION_DATA, 336, 8)
#endif
    F(Version, 0, 4) M(DxgkDdiAddDevice, 8, 8, PDXGKDDI_ADD_DEVICE)
    M(DxgkDdiStartDevice, 16, 8, PDXGKDDI_START_DEVICE) M(DxgkDdiStopDevice, 24, 8, PDXGKDDI_STOP_DEVICE)
    M(DxgkDdiRemoveDevice, 32, 8, PDXGKDDI_REMOVE_DEVICE)
    M(DxgkDdiDispatchIoRequest, 40, 8, PDXGKDDI_DISPATCH_IO_REQUEST)
    M(DxgkDdiInterruptRoutine, 48, 8, PDXGKDDI_INTERRUPT_ROUTINE)
    M(DxgkDdiDpcRoutine, 56, 8, PDXGKDDI_DPC_ROUTINE)
    M(DxgkDdiQueryChildRelations, 64, 8, PDXGKDDI_QUERY_CHILD_RELATIONS)
    M(DxgkDdiQueryChildStatus, 72, 8, PDXGKDDI_QUERY_CHILD_STATUS)
    M(DxgkDdiQueryDeviceDescriptor, 80, 8, PDXGKDDI_QUERY_DEVICE_DESCRIPTOR)
    M(DxgkDdiSetPowerState, 88, 8, PDXGKDDI_SET_POWER_STATE)
    M(DxgkDdiNotifyAcpiEvent, 96, 8, PDXGKDDI_NOTIFY_ACPI_EVENT)
    M(DxgkDdiResetDevice, 104, 8, PDXGKDDI_RESET_DEVICE) M(DxgkDdiUnload, 112, 8, PDXGKDDI_UNLOAD)
    M(DxgkDdiQueryInterface, 120, 8, PDXGKDDI_QUERY_INTERFACE)
    M(DxgkDdiControlEtwLogging, 128, 8, PDXGKDDI_CONTROL_ETW_LOGGING)
    M(DxgkDdiQueryAdapterInfo, 136, 8, PDXGKDDI_QUERYADAPTERINFO)
    M(DxgkDdiSetPalette, 144, 8, PDXGKDDI_SETPALETTE)
    M(DxgkDdiSetPointerPosition, 152, 8, PDXGKDDI_SETPOINTERPOSITION)
    M(DxgkDdiSetPointerShape, 160, 8, PDXGKDDI_SETPOINTERSHAPE) M(DxgkDdiEscape, 168, 8, PDXGKDDI_ESCAPE)
    M(DxgkDdiCollectDbgInfo, 176, 8, PDXGKDDI_COLLECTDBGINFO)
    M(DxgkDdiIsSupportedVidPn, 184, 8, PDXGKDDI_ISSUPPORTEDVIDPN)
    M(DxgkDdiRecommendFunctionalVidPn, 192, 8, PDXGKDDI_RECOMMENDFUNCTIONALVIDPN)
    M(DxgkDdiEnumVidPnCofuncModality, 200, 8, PDXGKDDI_ENUMVIDPNCOFUNCMODALITY)
    M(DxgkDdiSetVidPnSourceVisibility, 208, 8, PDXGKDDI_SETVIDPNSOURCEVISIBILITY)
    M(DxgkDdiCommitVidPn, 216, 8, PDXGKDDI_COMMITVIDPN)
    M(DxgkDdiUpdateActiveVidPnPresentPath, 224, 8, PDXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH)
    M(DxgkDdiRecommendMonitorModes, 232, 8, PDXGKDDI_RECOMMENDMONITORMODES)
    M(DxgkDdiGetScanLine, 240, 8, PDXGKDDI_GETSCANLINE)
    M(DxgkDdiQueryVidPnHWCapability, 248, 8, PDXGKDDI_QUERYVIDPNHWCAPABILITY)
    M(DxgkDdiPresentDisplayOnly, 256, 8, PDXGKDDI_PRESENTDISPLAYONLY)
    M(DxgkDdiStopDeviceAndReleasePostDisplayOwnership, 264, 8, PDXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP)
    M(DxgkDdiSystemDisplayEnable, 272, 8, PDXGKDDI_SYSTEM_DISPLAY_ENABLE)
    M(DxgkDdiSystemDisplayWrite, 280, 8, PDXGKDDI_SYSTEM_DISPLAY_WRITE)
    M(DxgkDdiGetChildContainerId, 288, 8, PDXGKDDI_GET_CHILD_CONTAINER_ID)
    M(DxgkDdiControlInterrupt, 296, 8, PDXGKDDI_CONTROLINTERRUPT)
    M(DxgkDdiSetPowerComponentFState, 304, 8, PDXGKDDISETPOWERCOMPONENTFSTATE)
    M(DxgkDdiPowerRuntimeControlRequest, 312, 8, PDXGKDDIPOWERRUNTIMECONTROLREQUEST)
    M(DxgkDdiNotifySurpriseRemoval, 320, 8, PDXGKDDI_NOTIFY_SURPRISE_REMOVAL)
#if AT >= WDDM2_0
    M(DxgkDdiPowerRuntimeSetDeviceHandle, 328, 8, PDXGKDDI_POWERRUNTIMESETDEVICEHANDLE)
#endif
END
#endif
E(DEBUG_LEVEL) V(DlDebugError, 0x0) V(DlDebugWarning, 0x1) V(DlDebugTrace, 0x2) V(DlDebugInfo, 0x3)
E(DOCKING_STATE) V(DockStateUnsupported, 0x0) V(DockStateUnDocked, 0x1) V(DockStateDocked, 0x2)
V(DockStateUnknown, 0x3) E(DXGK_CHILD_DEVICE_TYPE) V(TypeUninitialized, 0x0) V(TypeVideoOutput, 0x1)
V(TypeOther, 0x2) V(TypeIntegratedDisplay, 0x3) E(DXGK_CHILD_STATUS_TYPE) V(StatusUninitialized, 0x0)
V(StatusConnection, 0x1) V(StatusRotation, 0x2) E(DXGK_EVENT_TYPE) V(DxgkUndefinedEvent, 0x0)
V(DxgkAcpiEvent, 0x1) V(DxgkPowerStateEvent, 0x2) V(DxgkDockingEvent, 0x3) V(DxgkChainedAcpiEvent, 0x4)
E(DXGK_SERVICES) V(DxgkServicesAgp, 0x0) V(DxgkServicesDebugReport, 0x1) V(DxgkServicesTimedOperation, 0x2)
V(DxgkServicesSPB, 0x3) V(DxgkServicesBDD, 0x4) V(DxgkServicesFirmwareTable, 0x5) V(DxgkServicesIDD, 0x6)
E(EMULATOR_PORT_ACCESS_TYPE) V(Uchar, 0x0) V(Ushort, 0x1) V(Ulong, 0x2)
V(ACPI_ARG_DISABLE_AUTO_LCD_BRIGHTNESS, 0x4) V(ACPI_ARG_DISABLE_SWITCH_EVENT, 0x2)
V(ACPI_ARG_ENABLE_AUTO_LCD_BRIGHTNESS, 0x0) V(ACPI_ARG_ENABLE_AUTO_SWITCH, 0x1)
V(ACPI_ARG_ENABLE_SWITCH_EVENT, 0x0) V(ACPI_METHOD_DISPLAY_DOD, 0x444F445F)
V(ACPI_METHOD_DISPLAY_DOS, 0x534F445F) V(ACPI_METHOD_DISPLAY_GPD, 0x4450475F)
V(ACPI_METHOD_DISPLAY_ROM, 0x4D4F525F) V(ACPI_METHOD_DISPLAY_SPD, 0x4450535F)
V(ACPI_METHOD_DISPLAY_VPO, 0x4F50565F) V(ACPI_METHOD_HARDWARE_ID, 0x4449485F)
V(ACPI_METHOD_OUTPUT_ADR, 0x5244415F) V(ACPI_METHOD_OUTPUT_BCL, 0x4C43425F)
V(ACPI_METHOD_OUTPUT_BCM, 0x4D43425F) V(ACPI_METHOD_OUTPUT_DCS, 0x5343445F)
V(ACPI_METHOD_OUTPUT_DDC, 0x4344445F) V(ACPI_METHOD_OUTPUT_DGS, 0x5347445F)
V(ACPI_METHOD_OUTPUT_DSS, 0x5353445F) V(ACPI_METHOD_REVISION_ID, 0x5652485F)
V(ACPI_METHOD_SUBSYSTEM_ID, 0x4255535F) V(ACPI_NOTIFY_CYCLE_BRIGHTNESS_HOTKEY, 0x85)
V(ACPI_NOTIFY_CYCLE_DISPLAY_HOTKEY, 0x82) V(ACPI_NOTIFY_DEC_BRIGHTNESS_HOTKEY, 0x87)
V(ACPI_NOTIFY_DEVICE_HOTPLUG, 0x81) V(ACPI_NOTIFY_DOCK_EVENT, 0x77)
V(ACPI_NOTIFY_INC_BRIGHTNESS_HOTKEY, 0x86) V(ACPI_NOTIFY_NEXT_DISPLAY_HOTKEY, 0x83)
V(ACPI_NOTIFY_PANEL_SWITCH, 0x80) V(ACPI_NOTIFY_PREV_DISPLAY_HOTKEY, 0x84) V(ACPI_NOTIFY_VIDEO_WAKEUP, 0x90)
V(ACPI_NOTIFY_ZERO_BRIGHTNESS_HOTKEY, 0x88) V(DXGK_ACPI_CHAIN_NOT_HANDLED, 0x8)
V(DXGK_ACPI_CHANGE_DISPLAY_MODE, 0x2) V(DXGK_ACPI_CHANGE_DISPLAY_TOPOLOGY, 0x4)
V(DXGK_ACPI_PASS_ARGS_TO_CHILDREN, 0x61726150) V(DXGK_ACPI_POLL_DISPLAY_CHILDREN, 0x1)
V(DXGK_ACPI_USE_ACPI_UID, 0x20646955) V(DXGK_AGPCOMMAND_AGP1X, 0x1) V(DXGK_AGPCOMMAND_AGP2X, 0x2)
V(DXGK_AGPCOMMAND_AGP4X, 0x4) V(DXGK_AGPCOMMAND_AGP8X, 0x8) V(DXGK_AGPCOMMAND_DISABLE_FW, 0x20000)
V(DXGK_AGPCOMMAND_DISABLE_SBA, 0x10000) V(DXGK_AGP_INTERFACE_VERSION_1, 0x1)
V(DXGK_BRIGHTNESS_INTERFACE_VERSION_1, 0x1) V(DXGK_BRIGHTNESS_INTERFACE_VERSION_2, 0x2)
V(DXGK_DEBUG_REPORT_INTERFACE_VERSION_1, 0x1) V(DXGK_DEBUG_REPORT_MAX_SIZE, 0xF800)
V(DXGK_EXCLUDE_BRIDGE_ACCESS, 0x4) V(DXGK_EXCLUDE_CALL_SYNCHRONOUS, 0x2)
V(DXGK_EXCLUDE_D3_STATE_TRANSITION, 0x40) V(DXGK_EXCLUDE_EVICT_ALL, 0x1)
V(DXGK_EXCLUDE_EVICT_HIBERNATE, 0x10) V(DXGK_EXCLUDE_EVICT_SHUTDOWN, 0x20)
V(DXGK_EXCLUDE_EVICT_STANDBY, 0x8) V(DXGK_FIRMWARE_TABLE_INTERFACE_VERSION_1, 0x1)
V(DXGK_I2C_INTERFACE_VERSION_1, 0x1) V(DXGK_MAX_REG_SZ_LEN, 0x33) V(DXGK_MAX_STRING_LEN, 0x32)
V(DXGK_OPM_INTERFACE_VERSION_1, 0x1) V(DXGK_SPB_INTERFACE_VERSION_1, 0x1)
V(DXGK_TIMED_OPERATION_INTERFACE_VERSION_1, 0x1) V(DXGK_TIMED_OPERATION_TIMEOUT_MAX_SECONDS, 0x5)
V(DXGK_WHICHSPACE_BRIDGE, 0x80000001) V(DXGK_WHICHSPACE_CONFIG, 0x0) V(DXGK_WHICHSPACE_MCH, 0x80000000)
V(DXGK_WHICHSPACE_ROM, 0x52696350)
#if AT >= WDDM1_3
V(StatusMiracastConnection, 0x3) V(DXGK_ACPI_USE_EVAL_EX, 0x78457645)
V(DXGK_MIRACAST_DISPLAY_INTERFACE_VERSION_1, 0x1)
#endif
#if AT >= WIN8
E(DXGK_SURPRISE_REMOVAL_TYPE) V(DxgkRemovalHibernation, 0x0) V(DxgkRemovalPnPNotify, 0x1)
#endif
P(PDXGKDDI_ADD_DEVICE, NTSTATUS, (struct _DEVICE_OBJECT *, void **))
P(PDXGKDDI_CONTROL_ETW_LOGGING, void, (UCHAR, ULONG, UCHAR))
P(PDXGKDDI_DISPATCH_IO_REQUEST, NTSTATUS, (void *, ULONG, struct _VIDEO_REQUEST_PACKET *))
P(PDXGKDDI_DPC_ROUTINE, void, (void *)) P(PDXGKDDI_INTERRUPT_ROUTINE, BOOLEAN, (void *, ULONG))
P(PDXGKDDI_LINK_DEVICE, NTSTATUS, (struct _DEVICE_OBJECT *, void *, struct _LINKED_DEVICE *))
P(PDXGKDDI_NOTIFY_ACPI_EVENT, NTSTATUS, (void *, enum _DXGK_EVENT_TYPE, ULONG, void *, ULONG *))
P(PDXGKDDI_QUERY_CHILD_RELATIONS, NTSTATUS, (void *, struct _DXGK_CHILD_DESCRIPTOR *, ULONG))
P(PDXGKDDI_QUERY_CHILD_STATUS, NTSTATUS, (void *, struct _DXGK_CHILD_STATUS *, UCHAR))
P(PDXGKDDI_QUERY_DEVICE_DESCRIPTOR, NTSTATUS, (void *, ULONG, struct _DXGK_DEVICE_DESCRIPTOR *))
P(PDXGKDDI_QUERY_INTERFACE, NTSTATUS, (void *, struct _QUERY_INTERFACE *))
P(PDXGKDDI_REMOVE_DEVICE, NTSTATUS, (void *)) P(PDXGKDDI_RESET_DEVICE, void, (void *))
P(PDXGKDDI_SET_POWER_STATE, NTSTATUS, (void *, ULONG, enum _DEVICE_POWER_STATE, POWER_ACTION))
P(PDXGKDDI_START_DEVICE, NTSTATUS, (void *, struct _DXGK_START_INFO *, struct _DXGKRNL_INTERFACE *, ULONG *, ULONG *))
P(PDXGKDDI_STOP_DEVICE, NTSTATUS, (void *)) P(PDXGKDDI_UNLOAD, void, (void))
#if AT >= WDDM2_2
P(PDXGKDDI_EXCHANGEPRESTARTINFO, NTSTATUS, (void *, struct _DXGK_PRE_START_INFO *))
P(PDXGKDDI_SETTARGETADJUSTEDCOLORIMETRY, NTSTATUS, (void *, UINT, struct _DXGK_COLORIMETRY))
#endif
#if AT >= WIN8
P(PDXGKDDI_GET_CHILD_CONTAINER_ID, NTSTATUS, (void *, ULONG, struct _DXGK_CHILD_CONTAINER_ID *))
P(PDXGKDDI_NOTIFY_SURPRISE_REMOVAL, NTSTATUS, (void *, enum _DXGK_SURPRISE_REMOVAL_TYPE))
P(PDXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP, NTSTATUS, (void *, UINT, struct _DXGK_DISPLAY_INFORMATION *))
P(PDXGKDDI_SYSTEM_DISPLAY_ENABLE, NTSTATUS, (void *, UINT, struct _DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS *, UINT *, UINT *, enum _D3DDDIFORMAT *))
P(PDXGKDDI_SYSTEM_DISPLAY_WRITE, void, (void *, void *, UINT, UINT, UINT, UINT, UINT))
#endif

/* d3dkmthk.h */
T(D3DKMT_CREATEDEVICEFLAGS, 4, 4)
    B(LegacyMode, 0, 1) B(RequestVSync, 1, 1)
#if AT <= WIN7
    B(Reserved, 2, 30)
#endif
#if AT >= WIN8
    B(DisableGpuTimeout, 2, 1) B(Reserved, 3, 29)
#endif
END
T(D3DKMT_CREATEDEVICE, 64, 8)
    F(hAdapter, 0, 4) M(pAdapter, 0, 8, void *) F(Flags, 8, 4) F(hDevice, 12, 4)
    M(pCommandBuffer, 16, 8, void *) F(CommandBufferSize, 24, 4)
    M(pAllocationList, 32, 8, D3DDDI_ALLOCATIONLIST *) F(AllocationListSize, 40, 4)
    M(pPatchLocationList, 48, 8, D3DDDI_PATCHLOCATIONLIST *) F(PatchLocationListSize, 56, 4)
END
T(D3DKMT_DESTROYDEVICE, 4, 4)
    F(hDevice, 0, 4)
END
T(D3DKMT_CREATECONTEXT, 96, 8)
    F(hDevice, 0, 4) F(NodeOrdinal, 4, 4) F(EngineAffinity, 8, 4) F(Flags, 12, 4)
    M(pPrivateDriverData, 16, 8, void *) F(PrivateDriverDataSize, 24, 4) F(ClientHint, 28, 4)
    F(hContext, 32, 4) M(pCommandBuffer, 40, 8, void *) F(CommandBufferSize, 48, 4)
    M(pAllocationList, 56, 8, D3DDDI_ALLOCATIONLIST *) F(AllocationListSize, 64, 4)
    M(pPatchLocationList, 72, 8, D3DDDI_PATCHLOCATIONLIST *) F(PatchLocationListSize, 80, 4)
    F(CommandBuffer, 88, 8)
END
T(D3DKMT_DESTROYCONTEXT, 4, 4)
    F(hContext, 0, 4)
END
T(D3DKMT_CREATESYNCHRONIZATIONOBJECT, 76, 4)
    F(hDevice, 0, 4) F(Info, 4, 68) F(hSyncObject, 72, 4)
END
T(D3DKMT_CREATESYNCHRONIZATIONOBJECT2, 96, 8)
    F(hDevice, 0, 4) F(Info, 8, 80) F(hSyncObject, 88, 4)
END
T(D3DKMT_DESTROYSYNCHRONIZATIONOBJECT, 4, 4)
    F(hSyncObject, 0, 4)
END
T(D3DKMT_OPENSYNCHRONIZATIONOBJECT, 72, 8)
    F(hSharedHandle, 0, 4) F(hSyncObject, 4, 4) F(Reserved, 8, 64)
END
T(D3DKMT_WAITFORSYNCHRONIZATIONOBJECT, 136, 4)
    F(hContext, 0, 4) F(ObjectCount, 4, 4) F(ObjectHandleArray, 8, 128)
END
T(D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2, 200, 8)
    F(hContext, 0, 4) F(ObjectCount, 4, 4) F(ObjectHandleArray, 8, 128) F(Fence, 136, 8)
    F(Fence.FenceValue, 136, 8) F(Reserved, 136, 64)
END
T(D3DKMT_SIGNALSYNCHRONIZATIONOBJECT, 140, 4)
    F(hContext, 0, 4) F(ObjectCount, 4, 4) F(ObjectHandleArray, 8, 128) F(Flags, 136, 4)
END
T(D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2, 464, 8)
    F(hContext, 0, 4) F(ObjectCount, 4, 4) F(ObjectHandleArray, 8, 128) F(Flags, 136, 4)
    F(BroadcastContextCount, 140, 4) F(BroadcastContext, 144, 256) F(Fence, 400, 8)
    F(Fence.FenceValue, 400, 8) F(Reserved, 400, 64)
#if AT >= WIN8
    F(CpuEventHandle, 400, 8)
#endif
END
T(D3DKMT_LOCK, 48, 8)
    F(hDevice, 0, 4) F(hAllocation, 4, 4) F(PrivateDriverData, 8, 4) F(NumPages, 12, 4)
    M(pPages, 16, 8, const UINT *) M(pData, 24, 8, void *) F(Flags, 32, 4) F(GpuVirtualAddress, 40, 8)
END
T(D3DKMT_UNLOCK, 16, 8)
    F(hDevice, 0, 4) F(NumAllocations, 4, 4) M(phAllocations, 8, 8, const D3DKMT_HANDLE *)
END
T(D3DKMDT_DISPLAYMODE_FLAGS, 8, 4)
    B(ModePruningReason, 32, 4)
#if AT <= WIN7
    B(ValidatedAgainstMonitorCaps, 0, 1) B(RoundedFakeMode, 1, 1) B(Reserved, 36, 28)
#endif
#if AT >= WIN8
    B(ValidatedAgainstMonitorCaps, 0, 1) B(RoundedFakeMode, 1, 1) B(Stereo, 36, 1)
    B(AdvancedScanCapable, 37, 1)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    B(Reserved, 38, 26)
#endif
#if AT >= WDDM2_0
    B(PreferredTiming, 38, 1) B(PhysicalModeSupported, 39, 1) B(Reserved, 40, 24)
#endif
END
T(D3DKMT_DISPLAYMODE, 44, 4)
    F(Width, 0, 4) F(Height, 4, 4) F(Format, 8, 4) F(IntegerRefreshRate, 12, 4) F(RefreshRate, 16, 8)
    F(ScanLineOrdering, 24, 4) F(DisplayOrientation, 28, 4) F(DisplayFixedOutput, 32, 4) F(Flags, 36, 8)
END
T(D3DKMT_GETDISPLAYMODELIST, 24, 8)
    F(hAdapter, 0, 4) F(VidPnSourceId, 4, 4) M(pModeList, 8, 8, D3DKMT_DISPLAYMODE *) F(ModeCount, 16, 4)
END
T(D3DKMT_DISPLAYMODELIST, 8, 4)
    F(VidPnSourceId, 0, 4) F(ModeCount, 4, 4) F(pModeList, 8, 0)
END
T(D3DKMT_SETDISPLAYMODE_FLAGS, 8, 4)
    B(PreserveVidPn, 0, 1) B(Reserved, 32, 31)
END
T(D3DKMT_SETDISPLAYMODE, 28, 4)
    F(hDevice, 0, 4) F(hPrimaryAllocation, 4, 4) F(ScanLineOrdering, 8, 4) F(DisplayOrientation, 12, 4)
    F(PrivateDriverFormatAttribute, 16, 4) F(Flags, 20, 8)
END
T(D3DKMT_PRESENTFLAGS, 4, 4)
    B(Blt, 0, 1) B(ColorFill, 1, 1) B(Flip, 2, 1) B(FlipDoNotFlip, 3, 1) B(FlipDoNotWait, 4, 1)
    B(FlipRestart, 5, 1) B(DstRectValid, 6, 1) B(SrcRectValid, 7, 1) B(RestrictVidPnSource, 8, 1)
    B(SrcColorKey, 9, 1) B(DstColorKey, 10, 1) B(LinearToSrgb, 11, 1) B(PresentCountValid, 12, 1)
    B(Rotate, 13, 1) B(PresentToBitmap, 14, 1) B(RedirectedFlip, 15, 1) B(RedirectedBlt, 16, 1)
    F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 17, 15)
#endif
#if AT >= WIN8
    B(FlipStereo, 17, 1) B(FlipStereoTemporaryMono, 18, 1) B(FlipStereoPreferRight, 19, 1)
    B(BltStereoUseRight, 20, 1) B(PresentHistoryTokenOnly, 21, 1) B(PresentRegionsValid, 22, 1)
    B(PresentDDA, 23, 1) B(ProtectedContentBlankedOut, 24, 1) B(RemoteSession, 25, 1)
#endif
#if AT == WIN8
    B(Reserved, 26, 6)
#endif
#if AT >= WDDM1_3
    B(CrossAdapter, 26, 1) B(DurationValid, 27, 1) B(PresentIndirect, 28, 1) B(PresentHMD, 29, 1)
    B(Reserved, 30, 2)
#endif
END
T(D3DKMT_FLIPMODEL_PRESENTHISTORYTOKENFLAGS, 4, 4)
    B(Video, 0, 1) B(RestrictedContent, 1, 1) B(ClipToView, 2, 1) F(Value, 0, 4)
#if AT <= WIN7
    B(Reserved, 3, 29)
#endif
#if AT >= WIN8
    B(StereoPreferRight, 3, 1) B(TemporaryMono, 4, 1) B(FlipRestart, 5, 1) B(HDRMetaDataChanged, 6, 1)
    B(AlphaMode, 7, 2) B(SignalLimitOnTokenCompletion, 9, 1) B(YCbCrFlags, 10, 3) B(IndependentFlip, 13, 1)
    B(IndependentFlipStage, 14, 2) B(IndependentFlipReleaseCount, 16, 2)
    B(IndependentFlipForceNotifyDwm, 18, 1) B(UseCustomDuration, 19, 1)
    B(IndependentFlipRequestDwmConfirm, 20, 1) B(IndependentFlipCandidate, 21, 1)
    B(IndependentFlipCheckNeeded, 22, 1) B(IndependentFlipTrueImmediate, 23, 1)
    B(IndependentFlipRequestDwmExit, 24, 1) B(CompSurfaceNotifiedEarly, 25, 1) B(Reserved, 26, 6)
#endif
END
T(D3DKMT_DIRTYREGIONS, 260, 4)
    F(NumRects, 0, 4) F(Rects, 4, 256)
END
T(D3DKMT_COMPOSITION_PRESENTHISTORYTOKEN, 8, 8)
    F(hPrivateData, 0, 8)
END
#if AT <= WIN7
T(D3DKMT_GDIMODEL_PRESENTHISTORYTOKEN, 280, 8)
#elif AT >= WIN8
T(D3DKMT_GDIMODEL_PRESENTHISTORYTOKEN, 304, 8)
#endif
    F(hLogicalSurface, 0, 8) F(hPhysicalSurface, 8, 8)
#if AT <= WIN7
    F(DirtyRegions, 16, 260)
#endif
#if AT >= WIN8
    F(ScrollRect, 16, 16) F(ScrollOffset, 32, 8) F(DirtyRegions, 40, 260)
#endif
END
T(D3DKMT_GDIMODEL_SYSMEM_PRESENTHISTORYTOKEN, 24, 8)
    F(hlsurf, 0, 8) F(dwDirtyFlags, 8, 4) F(uiCookie, 16, 8)
END
T(D3DKMT_FENCE_PRESENTHISTORYTOKEN, 8, 8)
    F(Key, 0, 8)
END
T(D3DKMT_BLTMODEL_PRESENTHISTORYTOKEN, 288, 8)
    F(hLogicalSurface, 0, 8) F(hPhysicalSurface, 8, 8) F(EventId, 16, 8) F(DirtyRegions, 24, 260)
END
#if AT >= WIN8
T(D3DKMT_SCATTERBLT, 48, 8)
    F(hLogicalSurfaceDestination, 0, 8) F(hDestinationCompSurfDWM, 8, 8)
    F(DestinationCompositionBindingId, 16, 8) F(SourceRect, 24, 16) F(DestinationOffset, 40, 8)
END
#endif
#if AT >= WIN8
T(D3DKMT_SCATTERBLTS, 584, 8)
    F(NumBlts, 0, 4) F(Blts, 8, 576)
END
#endif
#if AT <= WIN7
T(D3DKMT_FLIPMODEL_PRESENTHISTORYTOKEN, 312, 8)
#elif AT >= WIN8
T(D3DKMT_FLIPMODEL_PRESENTHISTORYTOKEN, 1064, 8)
#endif
    F(FenceValue, 0, 8) F(hLogicalSurface, 8, 8) F(dxgContext, 16, 8) F(VidPnSourceId, 24, 4)
    F(SwapChainIndex, 28, 4) F(PresentLimitSemaphoreId, 32, 8) F(FlipInterval, 40, 4) F(Flags, 44, 4)
#if AT <= WIN7
    F(DirtyRegions, 48, 260)
#endif
#if AT >= WIN8
    F(hCompSurf, 48, 8) F(compSurfLuid, 56, 8) F(confirmationCookie, 64, 8) F(CompositionSyncKey, 72, 8)
    F(RemainingTokens, 80, 4) F(ScrollRect, 84, 16) F(ScrollOffset, 100, 8) F(PresentCount, 108, 4)
    F(RevealColor, 112, 16) F(Rotation, 128, 4) F(ScatterBlts, 136, 584) F(hSyncObject, 136, 8)
    F(Reserved, 720, 4) F(SourceRect, 724, 16) F(DestWidth, 740, 4) F(DestHeight, 744, 4)
    F(TargetRect, 748, 16) F(Transform, 764, 24) F(CustomDuration, 788, 4)
    F(CustomDurationFlipInterval, 792, 4) F(PlaneIndex, 796, 4)
#endif
#if AT >= WIN8 && AT <= WDDM1_3
    F(DirtyRegions, 800, 260)
#endif
#if AT >= WDDM2_0
    F(ColorSpace, 800, 4) F(DirtyRegions, 804, 260)
#endif
END
#if AT >= WDDM2_1
T(D3DKMT_SURFACECOMPLETE_PRESENTHISTORYTOKEN, 8, 8)
    F(hLogicalSurface, 0, 8)
END
#endif
#if AT <= WIN7
T(D3DKMT_PRESENTHISTORYTOKEN, 320, 8)
#elif AT >= WIN8
T(D3DKMT_PRESENTHISTORYTOKEN, 1080, 8)
#endif
    F(Model, 0, 4) F(TokenSize, 4, 4)
#if AT <= WIN7
    F(Token, 8, 312) F(Token.Flip, 8, 312) F(Token.Blt, 8, 288) F(Token.VistaBlt, 8, 8) F(Token.Gdi, 8, 280)
    F(Token.Fence, 8, 8) F(Token.GdiSysMem, 8, 24) F(Token.Composition, 8, 8)
#endif
#if AT >= WIN8
    F(CompositionBindingId, 8, 8) F(Token, 16, 1064) F(Token.Flip, 16, 1064) F(Token.Blt, 16, 288)
    F(Token.VistaBlt, 16, 8) F(Token.Gdi, 16, 304) F(Token.Fence, 16, 8) F(Token.GdiSysMem, 16, 24)
    F(Token.Composition, 16, 8)
#endif
#if AT >= WDDM2_1
    F(Token.SurfaceComplete, 16, 8)
#endif
END
#if AT >= WIN8
T(D3DKMT_PRESENT_RGNS, 32, 8)
    F(DirtyRectCount, 0, 4) M(pDirtyRects, 8, 8, const RECT *) F(MoveRectCount, 16, 4)
    M(pMoveRects, 24, 8, const D3DKMT_MOVE_RECT *)
END
#endif
#if AT <= WIN7
T(D3DKMT_PRESENT, 680, 8)
#elif AT == WIN8
T(D3DKMT_PRESENT, 1448, 8)
#elif AT == WDDM1_3
T(D3DKMT_PRESENT, 1456, 8)
#elif AT >= WDDM2_0
T(D3DKMT_PRESENT, 1496, 8)
#endif
    F(hDevice, 0, 4) F(hContext, 0, 4) F(hWindow, 8, 8) F(VidPnSourceId, 16, 4) F(hSource, 20, 4)
    F(hDestination, 24, 4) F(Color, 28, 4) F(DstRect, 32, 16) F(SrcRect, 48, 16) F(SubRectCnt, 64, 4)
    M(pSrcSubRects, 72, 8, const RECT *) F(PresentCount, 80, 4) F(FlipInterval, 84, 4) F(Flags, 88, 4)
    F(BroadcastContextCount, 92, 4) F(BroadcastContext, 96, 256) F(PresentLimitSemaphore, 352, 8)
#if AT <= WIN7
    F(PresentHistoryToken, 360, 320)
#endif
#if AT >= WIN8
    F(PresentHistoryToken, 360, 1080) M(pPresentRegions, 1440, 8, D3DKMT_PRESENT_RGNS *)
#endif
#if AT >= WDDM1_3
    F(hAdapter, 1448, 4) F(hIndirectContext, 1448, 4) F(Duration, 1452, 4)
#endif
#if AT >= WDDM2_0
    M(BroadcastSrcAllocation, 1456, 8, D3DKMT_HANDLE *) M(BroadcastDstAllocation, 1464, 8, D3DKMT_HANDLE *)
    F(PrivateDriverDataSize, 1472, 4) F(pPrivateDriverData, 1480, 8) F(bOptimizeForComposition, 1488, 1)
#endif
END
T(D3DKMT_RENDERFLAGS, 4, 4)
    B(ResizeCommandBuffer, 0, 1) B(ResizeAllocationList, 1, 1) B(ResizePatchLocationList, 2, 1)
    B(NullRendering, 3, 1) B(PresentRedirected, 4, 1) B(RenderKm, 5, 1) B(RenderKmReadback, 6, 1)
    B(Reserved, 7, 25)
END
T(D3DKMT_RENDER, 368, 8)
    F(hDevice, 0, 4) F(hContext, 0, 4) F(CommandOffset, 4, 4) F(CommandLength, 8, 4)
    F(AllocationCount, 12, 4) F(PatchLocationCount, 16, 4) M(pNewCommandBuffer, 24, 8, void *)
    F(NewCommandBufferSize, 32, 4) M(pNewAllocationList, 40, 8, D3DDDI_ALLOCATIONLIST *)
    F(NewAllocationListSize, 48, 4) M(pNewPatchLocationList, 56, 8, D3DDDI_PATCHLOCATIONLIST *)
    F(NewPatchLocationListSize, 64, 4) F(Flags, 68, 4) F(PresentHistoryToken, 72, 8)
    F(BroadcastContextCount, 80, 4) F(BroadcastContext, 84, 256) F(QueuedBufferCount, 340, 4)
    F(NewCommandBuffer, 344, 8) M(pPrivateDriverData, 352, 8, void *) F(PrivateDriverDataSize, 360, 4)
END
T(D3DKMT_STANDARDALLOCATION_EXISTINGHEAP, 8, 8)
    F(Size, 0, 8)
END
T(D3DKMT_CREATESTANDARDALLOCATIONFLAGS, 4, 4)
    B(Reserved, 0, 32) F(Value, 0, 4)
END
T(D3DKMT_CREATESTANDARDALLOCATION, 24, 8)
    F(Type, 0, 4) F(ExistingHeapData, 8, 8) F(Flags, 16, 4)
END
T(D3DKMT_CREATEALLOCATIONFLAGS, 4, 4)
    B(CreateResource, 0, 1) B(CreateShared, 1, 1) B(NonSecure, 2, 1) B(CreateProtected, 3, 1)
    B(RestrictSharedAccess, 4, 1) B(ExistingSysMem, 5, 1)
#if AT <= WIN7
    B(Zeroed, 6, 1) B(Reserved, 7, 25)
#endif
#if AT >= WIN8
    B(NtSecuritySharing, 6, 1) B(ReadOnly, 7, 1) B(CreateWriteCombined, 8, 1) B(CreateCached, 9, 1)
    B(SwapChainBackBuffer, 10, 1)
#endif
#if AT == WIN8
    B(Zeroed, 11, 1) B(Reserved, 12, 20)
#endif
#if AT >= WDDM1_3
    B(CrossAdapter, 11, 1) B(OpenCrossAdapter, 12, 1) B(PartialSharedCreation, 13, 1) B(Zeroed, 14, 1)
    B(WriteWatch, 15, 1)
#endif
#if AT >= WDDM1_3 && AT <= WDDM2_2
    B(Reserved, 16, 16)
#endif
#if AT == WDDM2_3
    B(StandardAllocation, 16, 1) B(ExistingSection, 17, 1) B(Reserved, 18, 14)
#endif
END
T(D3DKMT_CREATEALLOCATION, 72, 8)
    F(hDevice, 0, 4) F(hResource, 4, 4) F(hGlobalShare, 8, 4) M(pPrivateRuntimeData, 16, 8, const void *)
    F(PrivateRuntimeDataSize, 24, 4) M(pStandardAllocation, 32, 8, D3DKMT_CREATESTANDARDALLOCATION *)
    M(pPrivateDriverData, 32, 8, const void *) F(PrivateDriverDataSize, 40, 4) F(NumAllocations, 44, 4)
    M(pAllocationInfo, 48, 8, D3DDDI_ALLOCATIONINFO *) M(pAllocationInfo2, 48, 8, D3DDDI_ALLOCATIONINFO2 *)
    F(Flags, 56, 4) F(hPrivateRuntimeResourceHandle, 64, 8)
END
T(D3DKMT_OPENRESOURCE, 72, 8)
    F(hDevice, 0, 4) F(hGlobalShare, 4, 4) F(NumAllocations, 8, 4)
    M(pOpenAllocationInfo, 16, 8, D3DDDI_OPENALLOCATIONINFO *)
    M(pOpenAllocationInfo2, 16, 8, D3DDDI_OPENALLOCATIONINFO2 *) M(pPrivateRuntimeData, 24, 8, void *)
    F(PrivateRuntimeDataSize, 32, 4) M(pResourcePrivateDriverData, 40, 8, void *)
    F(ResourcePrivateDriverDataSize, 48, 4) M(pTotalPrivateDriverDataBuffer, 56, 8, void *)
    F(TotalPrivateDriverDataBufferSize, 64, 4) F(hResource, 68, 4)
END
T(D3DKMT_QUERYRESOURCEINFO, 32, 8)
    F(hDevice, 0, 4) F(hGlobalShare, 4, 4) M(pPrivateRuntimeData, 8, 8, void *)
    F(PrivateRuntimeDataSize, 16, 4) F(TotalPrivateDriverDataSize, 20, 4)
    F(ResourcePrivateDriverDataSize, 24, 4) F(NumAllocations, 28, 4)
END
T(D3DKMT_DESTROYALLOCATION, 24, 8)
    F(hDevice, 0, 4) F(hResource, 4, 4) M(phAllocationList, 8, 8, const D3DKMT_HANDLE *)
    F(AllocationCount, 16, 4)
END
T(D3DKMT_SETALLOCATIONPRIORITY, 32, 8)
    F(hDevice, 0, 4) F(hResource, 4, 4) M(phAllocationList, 8, 8, const D3DKMT_HANDLE *)
    F(AllocationCount, 16, 4) M(pPriorities, 24, 8, const UINT *)
END
T(D3DKMT_QUERYALLOCATIONRESIDENCY, 32, 8)
    F(hDevice, 0, 4) F(hResource, 4, 4) M(phAllocationList, 8, 8, const D3DKMT_HANDLE *)
    F(AllocationCount, 16, 4) M(pResidencyStatus, 24, 8, D3DKMT_ALLOCATIONRESIDENCYSTATUS *)
END
T(D3DKMT_UMDFILENAMEINFO, 524, 4)
    F(Version, 0, 4) F(UmdFileName, 4, 520)
END
T(D3DKMT_OPENGLINFO, 528, 4)
    F(UmdOpenGlIcdFileName, 0, 520) F(Version, 520, 4) F(Flags, 524, 4)
END
T(D3DKMT_SEGMENTSIZEINFO, 24, 8)
    F(DedicatedVideoMemorySize, 0, 8) F(DedicatedSystemMemorySize, 8, 8) F(SharedSystemMemorySize, 16, 8)
END
T(D3DKMT_SEGMENTGROUPSIZEINFO, 56, 8)
    F(PhysicalAdapterIndex, 0, 4) F(LegacyInfo, 8, 24) F(LocalMemory, 32, 8) F(NonLocalMemory, 40, 8)
    F(NonBudgetMemory, 48, 8)
END
T(D3DKMT_WORKINGSETFLAGS, 4, 4)
    B(UseDefault, 0, 1) B(Reserved, 1, 31)
END
T(D3DKMT_WORKINGSETINFO, 12, 4)
    F(Flags, 0, 4) F(MinimumWorkingSetPercentile, 4, 4) F(MaximumWorkingSetPercentile, 8, 4)
END
T(D3DKMT_FLIPINFOFLAGS, 4, 4)
    B(FlipInterval, 0, 1) B(Reserved, 1, 31)
END
T(D3DKMT_FLIPQUEUEINFO, 12, 4)
    F(MaxHardwareFlipQueueLength, 0, 4) F(MaxSoftwareFlipQueueLength, 4, 4) F(FlipFlags, 8, 4)
END
T(D3DKMT_ADAPTERADDRESS, 12, 4)
    F(BusNumber, 0, 4) F(DeviceNumber, 4, 4) F(FunctionNumber, 8, 4)
END
T(D3DKMT_ADAPTERREGISTRYINFO, 2080, 2)
    F(AdapterString, 0, 520) F(BiosString, 520, 520) F(DacType, 1040, 520) F(ChipType, 1560, 520)
END
T(D3DKMT_CURRENTDISPLAYMODE, 48, 4)
    F(VidPnSourceId, 0, 4) F(DisplayMode, 4, 44)
END
T(D3DKMT_VIRTUALADDRESSFLAGS, 4, 4)
    B(VirtualAddressSupported, 0, 1) B(Reserved, 1, 31)
END
T(D3DKMT_VIRTUALADDRESSINFO, 4, 4)
    F(VirtualAddressFlags, 0, 4)
END
#if AT >= WIN8
T(D3DKMT_ADAPTERTYPE, 4, 4)
    B(RenderSupported, 0, 1) B(DisplaySupported, 1, 1) B(SoftwareDevice, 2, 1) B(PostDevice, 3, 1)
    F(Value, 0, 4)
#if AT == WIN8
    B(Reserved, 4, 28)
#endif
#if AT >= WDDM1_3
    B(HybridDiscrete, 4, 1) B(HybridIntegrated, 5, 1) B(IndirectDisplayDevice, 6, 1)
#endif
#if AT >= WDDM1_3 && AT <= WDDM2_2
    B(Reserved, 7, 25)
#endif
#if AT == WDDM2_3
    B(Paravirtualized, 7, 1) B(ACGSupported, 8, 1) B(SupportSetTimingsFromVidPn, 9, 1) B(Reserved, 10, 22)
#endif
END
#endif
#if AT >= WIN8
T(D3DKMT_OUTPUTDUPLCONTEXTSCOUNT, 8, 4)
    F(VidPnSourceId, 0, 4) F(OutputDuplicationCount, 4, 4)
END
#endif
#if AT >= WIN8
T(D3DKMT_UMD_DRIVER_VERSION, 8, 8)
    F(DriverVersion, 0, 8)
END
#endif
#if AT >= WIN8
T(D3DKMT_DIRECTFLIP_SUPPORT, 4, 4)
    F(Supported, 0, 4)
END
#endif
#if AT >= WIN8
T(D3DKMT_MULTIPLANEOVERLAY_SUPPORT, 4, 4)
    F(Supported, 0, 4)
END
#endif
#if AT >= WDDM1_3
T(D3DKMT_DLIST_DRIVER_NAME, 520, 2)
    F(DListFileName, 0, 520)
END
#endif
#if AT >= WDDM1_3
T(D3DKMT_CPDRIVERNAME, 520, 2)
    F(ContentProtectionFileName, 0, 520)
END
#endif
#if AT >= WDDM1_3
T(D3DKMT_MIRACASTCOMPANIONDRIVERNAME, 520, 2)
    F(MiracastCompanionDriverName, 0, 520)
END
#endif
T(D3DKMT_QUERYADAPTERINFO, 24, 8)
    F(hAdapter, 0, 4) F(Type, 4, 4) M(pPrivateDriverData, 8, 8, void *) F(PrivateDriverDataSize, 16, 4)
END
T(D3DKMT_OPENADAPTERFROMHDC, 24, 8)
    F(hDc, 0, 8) F(hAdapter, 8, 4) F(AdapterLuid, 12, 8) F(VidPnSourceId, 20, 4)
END
T(D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME, 80, 4)
    F(DeviceName, 0, 64) F(hAdapter, 64, 4) F(AdapterLuid, 68, 8) F(VidPnSourceId, 76, 4)
END
T(D3DKMT_OPENADAPTERFROMDEVICENAME, 24, 8)
    F(pDeviceName, 0, 8) F(hAdapter, 8, 4) F(AdapterLuid, 12, 8)
END
#if AT >= WIN8
T(D3DKMT_ADAPTERINFO, 20, 4)
    F(hAdapter, 0, 4) F(AdapterLuid, 4, 8) F(NumOfSources, 12, 4) F(bPresentMoveRegionsPreferred, 16, 4)
END
#endif
#if AT >= WIN8
T(D3DKMT_ENUMADAPTERS, 324, 4)
    F(NumAdapters, 0, 4) F(Adapters, 4, 320)
END
#endif
#if AT >= WIN8
T(D3DKMT_OPENADAPTERFROMLUID, 12, 4)
    F(AdapterLuid, 0, 8) F(hAdapter, 8, 4)
END
#endif
T(D3DKMT_CLOSEADAPTER, 4, 4)
    F(hAdapter, 0, 4)
END
T(D3DKMT_GETSHAREDPRIMARYHANDLE, 12, 4)
    F(hAdapter, 0, 4) F(VidPnSourceId, 4, 4) F(hSharedPrimary, 8, 4)
END
T(D3DKMT_ESCAPE, 32, 8)
    F(hAdapter, 0, 4) F(hDevice, 4, 4) F(Type, 8, 4) F(Flags, 12, 4) M(pPrivateDriverData, 16, 8, void *)
    F(PrivateDriverDataSize, 24, 4) F(hContext, 28, 4)
END
T(D3DKMT_SETVIDPNSOURCEOWNER, 32, 8)
    F(hDevice, 0, 4) M(pType, 8, 8, const D3DKMT_VIDPNSOURCEOWNER_TYPE *)
    M(pVidPnSourceId, 16, 8, const D3DDDI_VIDEO_PRESENT_SOURCE_ID *) F(VidPnSourceCount, 24, 4)
END
T(D3DKMT_WAITFORVERTICALBLANKEVENT, 12, 4)
    F(hAdapter, 0, 4) F(hDevice, 4, 4) F(VidPnSourceId, 8, 4)
END
T(D3DKMT_DEVICERESET_STATE, 4, 4)
    B(DesktopSwitched, 0, 1) B(Reserved, 1, 31) F(Value, 0, 4)
END
T(D3DKMT_PRESENT_STATS, 32, 8)
    F(PresentCount, 0, 4) F(PresentRefreshCount, 4, 4) F(SyncRefreshCount, 8, 4) F(SyncQPCTime, 16, 8)
    F(SyncGPUTime, 24, 8)
END
T(D3DKMT_DEVICEPRESENT_STATE, 40, 8)
    F(VidPnSourceId, 0, 4) F(PresentStats, 8, 32)
END
T(D3DKMT_PRESENT_STATS_DWM, 40, 8)
    F(PresentCount, 0, 4) F(PresentRefreshCount, 4, 4) F(PresentQPCTime, 8, 8) F(SyncRefreshCount, 16, 4)
    F(SyncQPCTime, 24, 8) F(CustomPresentDuration, 32, 4)
END
#if AT >= WDDM2_0
T(D3DKMT_DEVICEPAGEFAULT_STATE, 32, 8)
    F(FaultedPrimitiveAPISequenceNumber, 0, 8) F(FaultedPipelineStage, 8, 4) F(FaultedBindTableEntry, 12, 4)
    F(PageFaultFlags, 16, 4) F(FaultErrorCode, 20, 4) F(FaultedVirtualAddress, 24, 8)
END
#endif
T(D3DKMT_DEVICEPRESENT_STATE_DWM, 48, 8)
    F(VidPnSourceId, 0, 4) F(PresentStatsDWM, 8, 40)
END
#if AT >= WDDM2_1
T(D3DKMT_DEVICEPRESENT_QUEUE_STATE, 8, 4)
    F(VidPnSourceId, 0, 4) F(bQueuedPresentLimitReached, 4, 1)
END
#endif
T(D3DKMT_GETDEVICESTATE, 56, 8)
    F(hDevice, 0, 4) F(StateType, 4, 4) F(ExecutionState, 8, 4) F(PresentState, 8, 40) F(ResetState, 8, 4)
    F(PresentStateDWM, 8, 48)
#if AT >= WDDM2_0
    F(PageFaultState, 8, 32)
#endif
#if AT >= WDDM2_1
    F(PresentQueueState, 8, 8)
#endif
END
T(D3DKMT_SETCONTEXTSCHEDULINGPRIORITY, 8, 4)
    F(hContext, 0, 4) F(Priority, 4, 4)
END
T(D3DKMT_GETCONTEXTSCHEDULINGPRIORITY, 8, 4)
    F(hContext, 0, 4) F(Priority, 4, 4)
END
T(D3DKMT_GETSCANLINE, 16, 4)
    F(hAdapter, 0, 4) F(VidPnSourceId, 4, 4) F(InVerticalBlank, 8, 1) F(ScanLine, 12, 4)
END
T(D3DKMT_WAITFORIDLE, 4, 4)
    F(hDevice, 0, 4)
END
E(D3DKMDT_MODE_PRUNING_REASON) V(D3DKMDT_MPR_UNINITIALIZED, 0x0) V(D3DKMDT_MPR_ALLCAPS, 0x1)
V(D3DKMDT_MPR_DESCRIPTOR_MONITOR_SOURCE_MODE, 0x2) V(D3DKMDT_MPR_DESCRIPTOR_MONITOR_FREQUENCY_RANGE, 0x3)
V(D3DKMDT_MPR_DESCRIPTOR_OVERRIDE_MONITOR_SOURCE_MODE, 0x4)
V(D3DKMDT_MPR_DESCRIPTOR_OVERRIDE_MONITOR_FREQUENCY_RANGE, 0x5)
V(D3DKMDT_MPR_DEFAULT_PROFILE_MONITOR_SOURCE_MODE, 0x6)
V(D3DKMDT_MPR_DRIVER_RECOMMENDED_MONITOR_SOURCE_MODE, 0x7)
V(D3DKMDT_MPR_MONITOR_FREQUENCY_RANGE_OVERRIDE, 0x8) V(D3DKMDT_MPR_CLONE_PATH_PRUNED, 0x9)
V(D3DKMDT_MPR_MAXVALID, 0xA) E(D3DKMT_ALLOCATIONRESIDENCYSTATUS)
V(D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY, 0x1)
V(D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINSHAREDMEMORY, 0x2)
V(D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT, 0x3) E(D3DKMT_CLIENTHINT) V(D3DKMT_CLIENTHINT_UNKNOWN, 0x0)
V(D3DKMT_CLIENTHINT_OPENGL, 0x1) V(D3DKMT_CLIENTHINT_CDD, 0x2) V(D3DKMT_CLIENTHINT_DX7, 0x7)
V(D3DKMT_CLIENTHINT_DX8, 0x8) V(D3DKMT_CLIENTHINT_DX9, 0x9) V(D3DKMT_CLIENTHINT_DX10, 0xA)
E(D3DKMT_DEVICEEXECUTION_STATE) V(D3DKMT_DEVICEEXECUTION_ACTIVE, 0x1) V(D3DKMT_DEVICEEXECUTION_RESET, 0x2)
V(D3DKMT_DEVICEEXECUTION_HUNG, 0x3) V(D3DKMT_DEVICEEXECUTION_STOPPED, 0x4)
V(D3DKMT_DEVICEEXECUTION_ERROR_OUTOFMEMORY, 0x5) V(D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT, 0x6)
E(D3DKMT_DEVICESTATE_TYPE) V(D3DKMT_DEVICESTATE_EXECUTION, 0x1) V(D3DKMT_DEVICESTATE_PRESENT, 0x2)
V(D3DKMT_DEVICESTATE_RESET, 0x3) V(D3DKMT_DEVICESTATE_PRESENT_DWM, 0x4) E(D3DKMT_DRIVERVERSION)
V(KMT_DRIVERVERSION_WDDM_1_0, 0x3E8) V(KMT_DRIVERVERSION_WDDM_1_1_PRERELEASE, 0x44E)
V(KMT_DRIVERVERSION_WDDM_1_1, 0x451) E(D3DKMT_ESCAPETYPE) V(D3DKMT_ESCAPE_DRIVERPRIVATE, 0x0)
V(D3DKMT_ESCAPE_VIDMM, 0x1) V(D3DKMT_ESCAPE_TDRDBGCTRL, 0x2) V(D3DKMT_ESCAPE_VIDSCH, 0x3)
V(D3DKMT_ESCAPE_DEVICE, 0x4) V(D3DKMT_ESCAPE_DMM, 0x5) V(D3DKMT_ESCAPE_DEBUG_SNAPSHOT, 0x6)
V(D3DKMT_ESCAPE_DRT_TEST, 0x8) E(D3DKMT_FLIPMODEL_INDEPENDENT_FLIP_STAGE)
V(D3DKMT_FLIPMODEL_INDEPENDENT_FLIP_STAGE_FLIP_SUBMITTED, 0x0)
V(D3DKMT_FLIPMODEL_INDEPENDENT_FLIP_STAGE_FLIP_COMPLETE, 0x1) E(D3DKMT_PRESENT_MODEL)
V(D3DKMT_PM_UNINITIALIZED, 0x0) V(D3DKMT_PM_REDIRECTED_GDI, 0x1) V(D3DKMT_PM_REDIRECTED_FLIP, 0x2)
V(D3DKMT_PM_REDIRECTED_BLT, 0x3) V(D3DKMT_PM_REDIRECTED_VISTABLT, 0x4) V(D3DKMT_PM_SCREENCAPTUREFENCE, 0x5)
V(D3DKMT_PM_REDIRECTED_GDI_SYSMEM, 0x6) V(D3DKMT_PM_REDIRECTED_COMPOSITION, 0x7)
E(D3DKMT_STANDARDALLOCATIONTYPE) V(D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP, 0x1)
E(D3DKMT_VIDPNSOURCEOWNER_TYPE) V(D3DKMT_VIDPNSOURCEOWNER_UNOWNED, 0x0)
V(D3DKMT_VIDPNSOURCEOWNER_SHARED, 0x1) V(D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE, 0x2)
V(D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVEGDI, 0x3) V(D3DKMT_VIDPNSOURCEOWNER_EMULATED, 0x4)
E(KMTQUERYADAPTERINFOTYPE) V(KMTQAITYPE_UMDRIVERPRIVATE, 0x0) V(KMTQAITYPE_UMDRIVERNAME, 0x1)
V(KMTQAITYPE_UMOPENGLINFO, 0x2) V(KMTQAITYPE_GETSEGMENTSIZE, 0x3) V(KMTQAITYPE_ADAPTERGUID, 0x4)
V(KMTQAITYPE_FLIPQUEUEINFO, 0x5) V(KMTQAITYPE_ADAPTERADDRESS, 0x6) V(KMTQAITYPE_SETWORKINGSETINFO, 0x7)
V(KMTQAITYPE_ADAPTERREGISTRYINFO, 0x8) V(KMTQAITYPE_CURRENTDISPLAYMODE, 0x9) V(KMTQAITYPE_MODELIST, 0xA)
V(KMTQAITYPE_CHECKDRIVERUPDATESTATUS, 0xB) V(KMTQAITYPE_VIRTUALADDRESSINFO, 0xC)
V(KMTQAITYPE_DRIVERVERSION, 0xD) E(KMTUMDVERSION) V(KMTUMDVERSION_DX9, 0x0) V(KMTUMDVERSION_DX10, 0x1)
V(KMTUMDVERSION_DX11, 0x2) V(KMTUMDVERSION_DX12, 0x3) V(NUM_KMTUMDVERSIONS, 0x4)
V(D3DKMT_MAX_PRESENT_HISTORY_RECTS, 0x10) V(D3DKMT_MAX_SEGMENT_COUNT, 0x20)
V(D3DKMT_MAX_WAITFORVERTICALBLANK_OBJECTS, 0x8) V(D3DKMT_SETCONTEXTSCHEDULINGPRIORITY_ABSOLUTE, 0x40000000)
#if AT >= WDDM2_0
V(D3DKMT_DEVICEEXECUTION_ERROR_DMAPAGEFAULT, 0x7) V(D3DKMT_DEVICESTATE_PAGE_FAULT, 0x5)
V(KMT_DRIVERVERSION_WDDM_2_0, 0x7D0) V(D3DKMT_ESCAPE_FORCE_BDDFALLBACK_HEADLESS, 0x18)
V(D3DKMT_ESCAPE_REQUEST_MACHINE_CRASH, 0x19) V(D3DKMT_ESCAPE_HMD_GET_EDID_BASE_BLOCK, 0x1A)
V(D3DKMT_ESCAPE_SOFTGPU_ENABLE_DISABLE_HMD, 0x1B) V(D3DKMT_ESCAPE_PROCESS_VERIFIER_OPTION, 0x1C)
V(D3DKMT_ESCAPE_ADAPTER_VERIFIER_OPTION, 0x1D) V(D3DKMT_ESCAPE_WIN32K_BDD_FALLBACK, 0x405)
V(D3DKMT_ESCAPE_WIN32K_DDA_TEST_CTL, 0x406) V(D3DKMT_ESCAPE_WIN32K_USER_DETECTED_BLACK_SCREEN, 0x407)
V(D3DKMT_ESCAPE_WIN32K_HMD_ENUM, 0x408) V(D3DKMT_ESCAPE_WIN32K_HMD_CONTROL, 0x409)
V(D3DKMT_ESCAPE_WIN32K_LPMDISPLAY_CONTROL, 0x40A) V(KMTQAITYPE_MULTIPLANEOVERLAY_HUD_SUPPORT, 0x17)
V(KMTQAITYPE_WDDM_2_0_CAPS, 0x18) V(KMTQAITYPE_NODEMETADATA, 0x19) V(KMTQAITYPE_CPDRIVERNAME, 0x1A)
V(KMTQAITYPE_XBOX, 0x1B) V(KMTQAITYPE_INDEPENDENTFLIP_SUPPORT, 0x1C)
V(KMTQAITYPE_MIRACASTCOMPANIONDRIVERNAME, 0x1D) V(KMTQAITYPE_PHYSICALADAPTERCOUNT, 0x1E)
V(KMTQAITYPE_PHYSICALADAPTERDEVICEIDS, 0x1F) V(KMTQAITYPE_DRIVERCAPS_EXT, 0x20)
V(KMTQAITYPE_QUERY_MIRACAST_DRIVER_TYPE, 0x21) V(KMTQAITYPE_QUERY_GPUMMU_CAPS, 0x22)
V(KMTQAITYPE_QUERY_MULTIPLANEOVERLAY_DECODE_SUPPORT, 0x23)
V(KMTQAITYPE_QUERY_HW_PROTECTION_TEARDOWN_COUNT, 0x24)
V(KMTQAITYPE_QUERY_ISBADDRIVERFORHWPROTECTIONDISABLED, 0x25)
V(KMTQAITYPE_MULTIPLANEOVERLAY_SECONDARY_SUPPORT, 0x26)
V(KMTQAITYPE_INDEPENDENTFLIP_SECONDARY_SUPPORT, 0x27)
#endif
#if AT >= WDDM2_1
V(D3DKMT_DEVICESTATE_PRESENT_QUEUE, 0x6) V(KMT_DRIVERVERSION_WDDM_2_1, 0x834)
V(D3DKMT_ESCAPE_IDD_REQUEST, 0x1E) V(D3DKMT_ESCAPE_DOD_SET_DIRTYRECT_MODE, 0x1F)
V(D3DKMT_ESCAPE_LOG_CODEPOINT_PACKET, 0x20) V(D3DKMT_PM_SURFACECOMPLETE, 0x8)
V(KMTQAITYPE_PANELFITTER_SUPPORT, 0x28)
#endif
#if AT >= WIN8
V(KMT_DRIVERVERSION_WDDM_1_2, 0x4B0) V(D3DKMT_ESCAPE_DIAGNOSTICS, 0x9)
V(D3DKMT_ESCAPE_OUTPUTDUPL_SNAPSHOT, 0xA) V(D3DKMT_ESCAPE_OUTPUTDUPL_DIAGNOSTICS, 0xB)
V(D3DKMT_ESCAPE_BDD_PNP, 0xC) V(D3DKMT_ESCAPE_BDD_FALLBACK, 0xD)
V(D3DKMT_ESCAPE_ACTIVATE_SPECIFIC_DIAG, 0xE) V(D3DKMT_ESCAPE_MODES_PRUNED_OUT, 0xF)
V(D3DKMT_ESCAPE_WHQL_INFO, 0x10) V(D3DKMT_ESCAPE_BRIGHTNESS, 0x11) V(D3DKMT_ESCAPE_EDID_CACHE, 0x12)
V(D3DKMT_ESCAPE_GENERIC_ADAPTER_DIAG_INFO, 0x13) V(D3DKMT_ESCAPE_WIN32K_START, 0x400)
V(D3DKMT_ESCAPE_WIN32K_HIP_DEVICE_INFO, 0x400) V(D3DKMT_ESCAPE_WIN32K_QUERY_CD_ROTATION_BLOCK, 0x401)
V(KMTQAITYPE_ADAPTERTYPE, 0xF) V(KMTQAITYPE_OUTPUTDUPLCONTEXTSCOUNT, 0x10) V(KMTQAITYPE_WDDM_1_2_CAPS, 0x11)
V(KMTQAITYPE_UMD_DRIVER_VERSION, 0x12) V(KMTQAITYPE_DIRECTFLIP_SUPPORT, 0x13)
V(D3DKMT_GDI_STYLE_HANDLE_DECORATION, 0x2) V(D3DKMT_MAX_PRESENT_HISTORY_SCATTERBLTS, 0xC)
V(MAX_ENUM_ADAPTERS, 0x10)
#endif
#if AT >= WDDM1_3
V(KMT_DRIVERVERSION_WDDM_1_3, 0x514) V(D3DKMT_ESCAPE_MIRACAST_DISPLAY_REQUEST, 0x14)
V(D3DKMT_ESCAPE_HISTORY_BUFFER_STATUS, 0x15) V(D3DKMT_ESCAPE_MIRACAST_ADAPTER_DIAG_INFO, 0x17)
V(D3DKMT_ESCAPE_WIN32K_DPI_INFO, 0x402) V(D3DKMT_ESCAPE_WIN32K_PRESENTER_VIEW_INFO, 0x403)
V(D3DKMT_ESCAPE_WIN32K_SYSTEM_DPI, 0x404) V(KMTQAITYPE_MULTIPLANEOVERLAY_SUPPORT, 0x14)
V(KMTQAITYPE_DLIST_DRIVER_NAME, 0x15) V(KMTQAITYPE_WDDM_1_3_CAPS, 0x16)
#endif
#if AT >= WDDM2_2
V(KMT_DRIVERVERSION_WDDM_2_2, 0x898) V(D3DKMT_ESCAPE_LOG_USERMODE_DAIG_PACKET, 0x21)
V(D3DKMT_ESCAPE_GET_EXTERNAL_DIAGNOSTICS, 0x22) V(D3DKMT_ESCAPE_GET_PREFERRED_MODE, 0x23)
V(KMTQAITYPE_PHYSICALADAPTERPNPKEY, 0x29) V(KMTQAITYPE_GETSEGMENTGROUPSIZE, 0x2A)
V(KMTQAITYPE_MPO3DDI_SUPPORT, 0x2B) V(KMTQAITYPE_HWDRM_SUPPORT, 0x2C)
V(KMTQAITYPE_MPOKERNELCAPS_SUPPORT, 0x2D) V(KMTQAITYPE_MULTIPLANEOVERLAY_STRETCH_SUPPORT, 0x2E)
V(KMTQAITYPE_GET_DEVICE_VIDPN_OWNERSHIP_INFO, 0x2F)
#endif
#if AT == WDDM2_3
V(KMT_DRIVERVERSION_WDDM_2_3, 0x8FC) V(D3DKMT_ESCAPE_GET_DISPLAY_CONFIGURATIONS, 0x24)
#endif
P(PFND3DKMT_OPENADAPTERFROMHDC, NTSTATUS, (D3DKMT_OPENADAPTERFROMHDC *))
N(D3DKMTOpenAdapterFromHdc, PFND3DKMT_OPENADAPTERFROMHDC)
P(PFND3DKMT_OPENADAPTERFROMGDIDISPLAYNAME, NTSTATUS, (D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME *))
N(D3DKMTOpenAdapterFromGdiDisplayName, PFND3DKMT_OPENADAPTERFROMGDIDISPLAYNAME)
P(PFND3DKMT_OPENADAPTERFROMDEVICENAME, NTSTATUS, (D3DKMT_OPENADAPTERFROMDEVICENAME *))
N(D3DKMTOpenAdapterFromDeviceName, PFND3DKMT_OPENADAPTERFROMDEVICENAME)
P(PFND3DKMT_CLOSEADAPTER, NTSTATUS, (const D3DKMT_CLOSEADAPTER *))
N(D3DKMTCloseAdapter, PFND3DKMT_CLOSEADAPTER)
P(PFND3DKMT_QUERYADAPTERINFO, NTSTATUS, (const D3DKMT_QUERYADAPTERINFO *))
N(D3DKMTQueryAdapterInfo, PFND3DKMT_QUERYADAPTERINFO)
P(PFND3DKMT_CREATEDEVICE, NTSTATUS, (D3DKMT_CREATEDEVICE *)) N(D3DKMTCreateDevice, PFND3DKMT_CREATEDEVICE)
P(PFND3DKMT_DESTROYDEVICE, NTSTATUS, (const D3DKMT_DESTROYDEVICE *))
N(D3DKMTDestroyDevice, PFND3DKMT_DESTROYDEVICE)
P(PFND3DKMT_CREATECONTEXT, NTSTATUS, (D3DKMT_CREATECONTEXT *))
N(D3DKMTCreateContext, PFND3DKMT_CREATECONTEXT)
P(PFND3DKMT_DESTROYCONTEXT, NTSTATUS, (const D3DKMT_DESTROYCONTEXT *))
N(D3DKMTDestroyContext, PFND3DKMT_DESTROYCONTEXT)
P(PFND3DKMT_CREATEALLOCATION, NTSTATUS, (D3DKMT_CREATEALLOCATION *))
N(D3DKMTCreateAllocation, PFND3DKMT_CREATEALLOCATION)
P(PFND3DKMT_OPENRESOURCE, NTSTATUS, (D3DKMT_OPENRESOURCE *)) N(D3DKMTOpenResource, PFND3DKMT_OPENRESOURCE)
P(PFND3DKMT_QUERYRESOURCEINFO, NTSTATUS, (D3DKMT_QUERYRESOURCEINFO *))
N(D3DKMTQueryResourceInfo, PFND3DKMT_QUERYRESOURCEINFO)
P(PFND3DKMT_DESTROYALLOCATION, NTSTATUS, (const D3DKMT_DESTROYALLOCATION *))
N(D3DKMTDestroyAllocation, PFND3DKMT_DESTROYALLOCATION) P(PFND3DKMT_RENDER, NTSTATUS, (D3DKMT_RENDER *))
N(D3DKMTRender, PFND3DKMT_RENDER) P(PFND3DKMT_LOCK, NTSTATUS, (D3DKMT_LOCK *)) N(D3DKMTLock, PFND3DKMT_LOCK)
P(PFND3DKMT_UNLOCK, NTSTATUS, (const D3DKMT_UNLOCK *)) N(D3DKMTUnlock, PFND3DKMT_UNLOCK)
P(PFND3DKMT_PRESENT, NTSTATUS, (D3DKMT_PRESENT *)) N(D3DKMTPresent, PFND3DKMT_PRESENT)
P(PFND3DKMT_ESCAPE, NTSTATUS, (const D3DKMT_ESCAPE *)) N(D3DKMTEscape, PFND3DKMT_ESCAPE)
P(PFND3DKMT_CREATESYNCHRONIZATIONOBJECT, NTSTATUS, (D3DKMT_CREATESYNCHRONIZATIONOBJECT *))
N(D3DKMTCreateSynchronizationObject, PFND3DKMT_CREATESYNCHRONIZATIONOBJECT)
P(PFND3DKMT_CREATESYNCHRONIZATIONOBJECT2, NTSTATUS, (D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *))
N(D3DKMTCreateSynchronizationObject2, PFND3DKMT_CREATESYNCHRONIZATIONOBJECT2)
P(PFND3DKMT_OPENSYNCHRONIZATIONOBJECT, NTSTATUS, (D3DKMT_OPENSYNCHRONIZATIONOBJECT *))
N(D3DKMTOpenSynchronizationObject, PFND3DKMT_OPENSYNCHRONIZATIONOBJECT)
P(PFND3DKMT_DESTROYSYNCHRONIZATIONOBJECT, NTSTATUS, (const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT *))
N(D3DKMTDestroySynchronizationObject, PFND3DKMT_DESTROYSYNCHRONIZATIONOBJECT)
P(PFND3DKMT_SIGNALSYNCHRONIZATIONOBJECT, NTSTATUS, (const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT *))
N(D3DKMTSignalSynchronizationObject, PFND3DKMT_SIGNALSYNCHRONIZATIONOBJECT)
P(PFND3DKMT_SIGNALSYNCHRONIZATIONOBJECT2, NTSTATUS, (const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 *))
N(D3DKMTSignalSynchronizationObject2, PFND3DKMT_SIGNALSYNCHRONIZATIONOBJECT2)
P(PFND3DKMT_WAITFORSYNCHRONIZATIONOBJECT, NTSTATUS, (D3DKMT_WAITFORSYNCHRONIZATIONOBJECT *))
N(D3DKMTWaitForSynchronizationObject, PFND3DKMT_WAITFORSYNCHRONIZATIONOBJECT)
P(PFND3DKMT_WAITFORSYNCHRONIZATIONOBJECT2, NTSTATUS, (D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 *))
N(D3DKMTWaitForSynchronizationObject2, PFND3DKMT_WAITFORSYNCHRONIZATIONOBJECT2)
P(PFND3DKMT_GETDEVICESTATE, NTSTATUS, (D3DKMT_GETDEVICESTATE *))
N(D3DKMTGetDeviceState, PFND3DKMT_GETDEVICESTATE)
P(PFND3DKMT_GETDISPLAYMODELIST, NTSTATUS, (D3DKMT_GETDISPLAYMODELIST *))
N(D3DKMTGetDisplayModeList, PFND3DKMT_GETDISPLAYMODELIST)
P(PFND3DKMT_SETDISPLAYMODE, NTSTATUS, (const D3DKMT_SETDISPLAYMODE *))
N(D3DKMTSetDisplayMode, PFND3DKMT_SETDISPLAYMODE)
P(PFND3DKMT_GETSHAREDPRIMARYHANDLE, NTSTATUS, (D3DKMT_GETSHAREDPRIMARYHANDLE *))
N(D3DKMTGetSharedPrimaryHandle, PFND3DKMT_GETSHAREDPRIMARYHANDLE)
P(PFND3DKMT_SETCONTEXTSCHEDULINGPRIORITY, NTSTATUS, (const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY *))
N(D3DKMTSetContextSchedulingPriority, PFND3DKMT_SETCONTEXTSCHEDULINGPRIORITY)
P(PFND3DKMT_GETCONTEXTSCHEDULINGPRIORITY, NTSTATUS, (D3DKMT_GETCONTEXTSCHEDULINGPRIORITY *))
N(D3DKMTGetContextSchedulingPriority, PFND3DKMT_GETCONTEXTSCHEDULINGPRIORITY)
P(PFND3DKMT_SETALLOCATIONPRIORITY, NTSTATUS, (const D3DKMT_SETALLOCATIONPRIORITY *))
N(D3DKMTSetAllocationPriority, PFND3DKMT_SETALLOCATIONPRIORITY)
P(PFND3DKMT_QUERYALLOCATIONRESIDENCY, NTSTATUS, (const D3DKMT_QUERYALLOCATIONRESIDENCY *))
N(D3DKMTQueryAllocationResidency, PFND3DKMT_QUERYALLOCATIONRESIDENCY)
P(PFND3DKMT_WAITFORVERTICALBLANKEVENT, NTSTATUS, (const D3DKMT_WAITFORVERTICALBLANKEVENT *))
N(D3DKMTWaitForVerticalBlankEvent, PFND3DKMT_WAITFORVERTICALBLANKEVENT)
P(PFND3DKMT_WAITFORIDLE, NTSTATUS, (const D3DKMT_WAITFORIDLE *)) N(D3DKMTWaitForIdle, PFND3DKMT_WAITFORIDLE)
P(PFND3DKMT_GETSCANLINE, NTSTATUS, (D3DKMT_GETSCANLINE *)) N(D3DKMTGetScanLine, PFND3DKMT_GETSCANLINE)
P(PFND3DKMT_SETVIDPNSOURCEOWNER, NTSTATUS, (const D3DKMT_SETVIDPNSOURCEOWNER *))
N(D3DKMTSetVidPnSourceOwner, PFND3DKMT_SETVIDPNSOURCEOWNER)
#if AT >= WIN8
P(PFND3DKMT_OPENADAPTERFROMLUID, NTSTATUS, (D3DKMT_OPENADAPTERFROMLUID *))
N(D3DKMTOpenAdapterFromLuid, PFND3DKMT_OPENADAPTERFROMLUID)
P(PFND3DKMT_ENUMADAPTERS, NTSTATUS, (const D3DKMT_ENUMADAPTERS *))
N(D3DKMTEnumAdapters, PFND3DKMT_ENUMADAPTERS)
#endif

/* ntstatus.h */
V(STATUS_SUCCESS, 0x00000000) V(STATUS_PENDING, 0x00000103) V(STATUS_NO_MEMORY, 0xC0000017)
V(STATUS_INSUFFICIENT_RESOURCES, 0xC000009A) V(STATUS_INVALID_PARAMETER, 0xC000000D)
V(STATUS_INVALID_HANDLE, 0xC0000008) V(STATUS_INVALID_USER_BUFFER, 0xC00000E8)
V(STATUS_PRIVILEGED_INSTRUCTION, 0xC0000096) V(STATUS_ILLEGAL_INSTRUCTION, 0xC000001D)
V(STATUS_NOT_SUPPORTED, 0xC00000BB) V(STATUS_NOT_IMPLEMENTED, 0xC0000002) V(STATUS_UNSUCCESSFUL, 0xC0000001)
V(STATUS_BUFFER_TOO_SMALL, 0xC0000023) V(STATUS_DEVICE_REMOVED, 0xC00002B6)
V(STATUS_ACCESS_DENIED, 0xC0000022) V(STATUS_MONITOR_NO_DESCRIPTOR, 0xC01D0001)
V(STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA, 0xC01D0008)
V(STATUS_MONITOR_UNKNOWN_DESCRIPTOR_FORMAT, 0xC01D0002)
V(STATUS_MONITOR_INVALID_STANDARD_TIMING_BLOCK, 0xC01D0004)
V(STATUS_MONITOR_WMI_DATABLOCK_REGISTRATION_FAILED, 0xC01D0005)
V(STATUS_MONITOR_INVALID_SERIAL_NUMBER_MONDSC_BLOCK, 0xC01D0006)
V(STATUS_MONITOR_INVALID_USER_FRIENDLY_MONDSC_BLOCK, 0xC01D0007)
V(STATUS_MONITOR_INVALID_DETAILED_TIMING_BLOCK, 0xC01D0009)
V(STATUS_MONITOR_INVALID_MANUFACTURE_DATE, 0xC01D000A) V(STATUS_TIMEOUT, 0x00000102)
V(STATUS_BUFFER_OVERFLOW, 0x80000005) V(STATUS_NOT_FOUND, 0xC0000225)
V(STATUS_OBJECT_NAME_NOT_FOUND, 0xC0000034) V(STATUS_INVALID_ADDRESS, 0xC0000141)
V(STATUS_ACCESS_VIOLATION, 0xC0000005) V(STATUS_DEVICE_BUSY, 0x80000011)
V(STATUS_INFO_LENGTH_MISMATCH, 0xC0000004) V(STATUS_GRAPHICS_PARTIAL_DATA_POPULATED, 0x401E000A)
V(STATUS_GRAPHICS_SKIP_ALLOCATION_PREPARATION, 0x401E0201) V(STATUS_GRAPHICS_MODE_NOT_PINNED, 0x401E0307)
V(STATUS_GRAPHICS_NO_PREFERRED_MODE, 0x401E031E) V(STATUS_GRAPHICS_DATASET_IS_EMPTY, 0x401E034B)
V(STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET, 0x401E034C)
V(STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_PINNED, 0x401E0351)
V(STATUS_GRAPHICS_UNKNOWN_CHILD_STATUS, 0x401E042F) V(STATUS_GRAPHICS_LEADLINK_START_DEFERRED, 0x401E0437)
V(STATUS_GRAPHICS_POLLING_TOO_FREQUENTLY, 0x401E0439) V(STATUS_GRAPHICS_START_DEFERRED, 0x401E043A)
V(STATUS_GRAPHICS_DEPENDABLE_CHILD_STATUS, 0x401E043C)
V(STATUS_GRAPHICS_NOT_EXCLUSIVE_MODE_OWNER, 0xC01E0000)
V(STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER, 0xC01E0001)
V(STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER, 0xC01E0002) V(STATUS_GRAPHICS_ADAPTER_WAS_RESET, 0xC01E0003)
V(STATUS_GRAPHICS_INVALID_DRIVER_MODEL, 0xC01E0004) V(STATUS_GRAPHICS_PRESENT_MODE_CHANGED, 0xC01E0005)
V(STATUS_GRAPHICS_PRESENT_OCCLUDED, 0xC01E0006) V(STATUS_GRAPHICS_PRESENT_DENIED, 0xC01E0007)
V(STATUS_GRAPHICS_CANNOTCOLORCONVERT, 0xC01E0008) V(STATUS_GRAPHICS_DRIVER_MISMATCH, 0xC01E0009)
V(STATUS_GRAPHICS_PRESENT_REDIRECTION_DISABLED, 0xC01E000B)
V(STATUS_GRAPHICS_PRESENT_UNOCCLUDED, 0xC01E000C) V(STATUS_GRAPHICS_WINDOWDC_NOT_AVAILABLE, 0xC01E000D)
V(STATUS_GRAPHICS_WINDOWLESS_PRESENT_DISABLED, 0xC01E000E) V(STATUS_GRAPHICS_NO_VIDEO_MEMORY, 0xC01E0100)
V(STATUS_GRAPHICS_CANT_LOCK_MEMORY, 0xC01E0101) V(STATUS_GRAPHICS_ALLOCATION_BUSY, 0xC01E0102)
V(STATUS_GRAPHICS_TOO_MANY_REFERENCES, 0xC01E0103) V(STATUS_GRAPHICS_TRY_AGAIN_LATER, 0xC01E0104)
V(STATUS_GRAPHICS_TRY_AGAIN_NOW, 0xC01E0105) V(STATUS_GRAPHICS_ALLOCATION_INVALID, 0xC01E0106)
V(STATUS_GRAPHICS_UNSWIZZLING_APERTURE_UNAVAILABLE, 0xC01E0107)
V(STATUS_GRAPHICS_UNSWIZZLING_APERTURE_UNSUPPORTED, 0xC01E0108)
V(STATUS_GRAPHICS_CANT_EVICT_PINNED_ALLOCATION, 0xC01E0109)
V(STATUS_GRAPHICS_INVALID_ALLOCATION_USAGE, 0xC01E0110)
V(STATUS_GRAPHICS_CANT_RENDER_LOCKED_ALLOCATION, 0xC01E0111)
V(STATUS_GRAPHICS_ALLOCATION_CLOSED, 0xC01E0112) V(STATUS_GRAPHICS_INVALID_ALLOCATION_INSTANCE, 0xC01E0113)
V(STATUS_GRAPHICS_INVALID_ALLOCATION_HANDLE, 0xC01E0114)
V(STATUS_GRAPHICS_WRONG_ALLOCATION_DEVICE, 0xC01E0115)
V(STATUS_GRAPHICS_ALLOCATION_CONTENT_LOST, 0xC01E0116)
V(STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE, 0xC01E0200) V(STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY, 0xC01E0300)
V(STATUS_GRAPHICS_VIDPN_TOPOLOGY_NOT_SUPPORTED, 0xC01E0301)
V(STATUS_GRAPHICS_VIDPN_TOPOLOGY_CURRENTLY_NOT_SUPPORTED, 0xC01E0302)
V(STATUS_GRAPHICS_INVALID_VIDPN, 0xC01E0303) V(STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE, 0xC01E0304)
V(STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET, 0xC01E0305)
V(STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED, 0xC01E0306)
V(STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET, 0xC01E0308)
V(STATUS_GRAPHICS_INVALID_VIDPN_TARGETMODESET, 0xC01E0309) V(STATUS_GRAPHICS_INVALID_FREQUENCY, 0xC01E030A)
V(STATUS_GRAPHICS_INVALID_ACTIVE_REGION, 0xC01E030B) V(STATUS_GRAPHICS_INVALID_TOTAL_REGION, 0xC01E030C)
V(STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE, 0xC01E0310)
V(STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET_MODE, 0xC01E0311)
V(STATUS_GRAPHICS_PINNED_MODE_MUST_REMAIN_IN_SET, 0xC01E0312)
V(STATUS_GRAPHICS_PATH_ALREADY_IN_TOPOLOGY, 0xC01E0313)
V(STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET, 0xC01E0314)
V(STATUS_GRAPHICS_INVALID_VIDEOPRESENTSOURCESET, 0xC01E0315)
V(STATUS_GRAPHICS_INVALID_VIDEOPRESENTTARGETSET, 0xC01E0316)
V(STATUS_GRAPHICS_SOURCE_ALREADY_IN_SET, 0xC01E0317) V(STATUS_GRAPHICS_TARGET_ALREADY_IN_SET, 0xC01E0318)
V(STATUS_GRAPHICS_INVALID_VIDPN_PRESENT_PATH, 0xC01E0319)
V(STATUS_GRAPHICS_NO_RECOMMENDED_VIDPN_TOPOLOGY, 0xC01E031A)
V(STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGESET, 0xC01E031B)
V(STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGE, 0xC01E031C)
V(STATUS_GRAPHICS_FREQUENCYRANGE_NOT_IN_SET, 0xC01E031D)
V(STATUS_GRAPHICS_FREQUENCYRANGE_ALREADY_IN_SET, 0xC01E031F) V(STATUS_GRAPHICS_STALE_MODESET, 0xC01E0320)
V(STATUS_GRAPHICS_INVALID_MONITOR_SOURCEMODESET, 0xC01E0321)
V(STATUS_GRAPHICS_INVALID_MONITOR_SOURCE_MODE, 0xC01E0322)
V(STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN, 0xC01E0323)
V(STATUS_GRAPHICS_MODE_ID_MUST_BE_UNIQUE, 0xC01E0324)
V(STATUS_GRAPHICS_EMPTY_ADAPTER_MONITOR_MODE_SUPPORT_INTERSECTION, 0xC01E0325)
V(STATUS_GRAPHICS_VIDEO_PRESENT_TARGETS_LESS_THAN_SOURCES, 0xC01E0326)
V(STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY, 0xC01E0327)
V(STATUS_GRAPHICS_ADAPTER_MUST_HAVE_AT_LEAST_ONE_SOURCE, 0xC01E0328)
V(STATUS_GRAPHICS_ADAPTER_MUST_HAVE_AT_LEAST_ONE_TARGET, 0xC01E0329)
V(STATUS_GRAPHICS_INVALID_MONITORDESCRIPTORSET, 0xC01E032A)
V(STATUS_GRAPHICS_INVALID_MONITORDESCRIPTOR, 0xC01E032B)
V(STATUS_GRAPHICS_MONITORDESCRIPTOR_NOT_IN_SET, 0xC01E032C)
V(STATUS_GRAPHICS_MONITORDESCRIPTOR_ALREADY_IN_SET, 0xC01E032D)
V(STATUS_GRAPHICS_MONITORDESCRIPTOR_ID_MUST_BE_UNIQUE, 0xC01E032E)
V(STATUS_GRAPHICS_INVALID_VIDPN_TARGET_SUBSET_TYPE, 0xC01E032F)
V(STATUS_GRAPHICS_RESOURCES_NOT_RELATED, 0xC01E0330) V(STATUS_GRAPHICS_SOURCE_ID_MUST_BE_UNIQUE, 0xC01E0331)
V(STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE, 0xC01E0332)
V(STATUS_GRAPHICS_NO_AVAILABLE_VIDPN_TARGET, 0xC01E0333)
V(STATUS_GRAPHICS_MONITOR_COULD_NOT_BE_ASSOCIATED_WITH_ADAPTER, 0xC01E0334)
V(STATUS_GRAPHICS_NO_VIDPNMGR, 0xC01E0335) V(STATUS_GRAPHICS_NO_ACTIVE_VIDPN, 0xC01E0336)
V(STATUS_GRAPHICS_STALE_VIDPN_TOPOLOGY, 0xC01E0337) V(STATUS_GRAPHICS_MONITOR_NOT_CONNECTED, 0xC01E0338)
V(STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY, 0xC01E0339)
V(STATUS_GRAPHICS_INVALID_PRIMARYSURFACE_SIZE, 0xC01E033A)
V(STATUS_GRAPHICS_INVALID_VISIBLEREGION_SIZE, 0xC01E033B) V(STATUS_GRAPHICS_INVALID_STRIDE, 0xC01E033C)
V(STATUS_GRAPHICS_INVALID_PIXELFORMAT, 0xC01E033D) V(STATUS_GRAPHICS_INVALID_COLORBASIS, 0xC01E033E)
V(STATUS_GRAPHICS_INVALID_PIXELVALUEACCESSMODE, 0xC01E033F)
V(STATUS_GRAPHICS_TARGET_NOT_IN_TOPOLOGY, 0xC01E0340)
V(STATUS_GRAPHICS_NO_DISPLAY_MODE_MANAGEMENT_SUPPORT, 0xC01E0341)
V(STATUS_GRAPHICS_VIDPN_SOURCE_IN_USE, 0xC01E0342) V(STATUS_GRAPHICS_CANT_ACCESS_ACTIVE_VIDPN, 0xC01E0343)
V(STATUS_GRAPHICS_INVALID_PATH_IMPORTANCE_ORDINAL, 0xC01E0344)
V(STATUS_GRAPHICS_INVALID_PATH_CONTENT_GEOMETRY_TRANSFORMATION, 0xC01E0345)
V(STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED, 0xC01E0346)
V(STATUS_GRAPHICS_INVALID_GAMMA_RAMP, 0xC01E0347) V(STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED, 0xC01E0348)
V(STATUS_GRAPHICS_MULTISAMPLING_NOT_SUPPORTED, 0xC01E0349)
V(STATUS_GRAPHICS_MODE_NOT_IN_MODESET, 0xC01E034A)
V(STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY_RECOMMENDATION_REASON, 0xC01E034D)
V(STATUS_GRAPHICS_INVALID_PATH_CONTENT_TYPE, 0xC01E034E)
V(STATUS_GRAPHICS_INVALID_COPYPROTECTION_TYPE, 0xC01E034F)
V(STATUS_GRAPHICS_UNASSIGNED_MODESET_ALREADY_EXISTS, 0xC01E0350)
V(STATUS_GRAPHICS_INVALID_SCANLINE_ORDERING, 0xC01E0352)
V(STATUS_GRAPHICS_TOPOLOGY_CHANGES_NOT_ALLOWED, 0xC01E0353)
V(STATUS_GRAPHICS_NO_AVAILABLE_IMPORTANCE_ORDINALS, 0xC01E0354)
V(STATUS_GRAPHICS_INCOMPATIBLE_PRIVATE_FORMAT, 0xC01E0355)
V(STATUS_GRAPHICS_INVALID_MODE_PRUNING_ALGORITHM, 0xC01E0356)
V(STATUS_GRAPHICS_INVALID_MONITOR_CAPABILITY_ORIGIN, 0xC01E0357)
V(STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGE_CONSTRAINT, 0xC01E0358)
V(STATUS_GRAPHICS_MAX_NUM_PATHS_REACHED, 0xC01E0359)
V(STATUS_GRAPHICS_CANCEL_VIDPN_TOPOLOGY_AUGMENTATION, 0xC01E035A)
V(STATUS_GRAPHICS_INVALID_CLIENT_TYPE, 0xC01E035B) V(STATUS_GRAPHICS_CLIENTVIDPN_NOT_SET, 0xC01E035C)
V(STATUS_GRAPHICS_SPECIFIED_CHILD_ALREADY_CONNECTED, 0xC01E0400)
V(STATUS_GRAPHICS_CHILD_DESCRIPTOR_NOT_SUPPORTED, 0xC01E0401)
V(STATUS_GRAPHICS_NOT_A_LINKED_ADAPTER, 0xC01E0430) V(STATUS_GRAPHICS_LEADLINK_NOT_ENUMERATED, 0xC01E0431)
V(STATUS_GRAPHICS_CHAINLINKS_NOT_ENUMERATED, 0xC01E0432)
V(STATUS_GRAPHICS_ADAPTER_CHAIN_NOT_READY, 0xC01E0433) V(STATUS_GRAPHICS_CHAINLINKS_NOT_STARTED, 0xC01E0434)
V(STATUS_GRAPHICS_CHAINLINKS_NOT_POWERED_ON, 0xC01E0435)
V(STATUS_GRAPHICS_INCONSISTENT_DEVICE_LINK_STATE, 0xC01E0436)
V(STATUS_GRAPHICS_NOT_POST_DEVICE_DRIVER, 0xC01E0438)
V(STATUS_GRAPHICS_ADAPTER_ACCESS_NOT_EXCLUDED, 0xC01E043B) V(STATUS_GRAPHICS_OPM_NOT_SUPPORTED, 0xC01E0500)
V(STATUS_GRAPHICS_COPP_NOT_SUPPORTED, 0xC01E0501) V(STATUS_GRAPHICS_UAB_NOT_SUPPORTED, 0xC01E0502)
V(STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS, 0xC01E0503)
V(STATUS_GRAPHICS_OPM_NO_PROTECTED_OUTPUTS_EXIST, 0xC01E0505)
V(STATUS_GRAPHICS_OPM_INTERNAL_ERROR, 0xC01E050B) V(STATUS_GRAPHICS_OPM_INVALID_HANDLE, 0xC01E050C)
V(STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH, 0xC01E050E)
V(STATUS_GRAPHICS_OPM_SPANNING_MODE_ENABLED, 0xC01E050F)
V(STATUS_GRAPHICS_OPM_THEATER_MODE_ENABLED, 0xC01E0510) V(STATUS_GRAPHICS_PVP_HFS_FAILED, 0xC01E0511)
V(STATUS_GRAPHICS_OPM_INVALID_SRM, 0xC01E0512)
V(STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP, 0xC01E0513)
V(STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP, 0xC01E0514)
V(STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA, 0xC01E0515)
V(STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET, 0xC01E0516) V(STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH, 0xC01E0517)
V(STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE, 0xC01E0518)
V(STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_NO_LONGER_EXISTS, 0xC01E051A)
V(STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS, 0xC01E051C)
V(STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST, 0xC01E051D)
V(STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR, 0xC01E051E)
V(STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS, 0xC01E051F)
V(STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED, 0xC01E0520)
V(STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST, 0xC01E0521)
V(STATUS_GRAPHICS_I2C_NOT_SUPPORTED, 0xC01E0580) V(STATUS_GRAPHICS_I2C_DEVICE_DOES_NOT_EXIST, 0xC01E0581)
V(STATUS_GRAPHICS_I2C_ERROR_TRANSMITTING_DATA, 0xC01E0582)
V(STATUS_GRAPHICS_I2C_ERROR_RECEIVING_DATA, 0xC01E0583)
V(STATUS_GRAPHICS_DDCCI_VCP_NOT_SUPPORTED, 0xC01E0584) V(STATUS_GRAPHICS_DDCCI_INVALID_DATA, 0xC01E0585)
V(STATUS_GRAPHICS_DDCCI_MONITOR_RETURNED_INVALID_TIMING_STATUS_BYTE, 0xC01E0586)
V(STATUS_GRAPHICS_DDCCI_INVALID_CAPABILITIES_STRING, 0xC01E0587)
V(STATUS_GRAPHICS_MCA_INTERNAL_ERROR, 0xC01E0588)
V(STATUS_GRAPHICS_DDCCI_INVALID_MESSAGE_COMMAND, 0xC01E0589)
V(STATUS_GRAPHICS_DDCCI_INVALID_MESSAGE_LENGTH, 0xC01E058A)
V(STATUS_GRAPHICS_DDCCI_INVALID_MESSAGE_CHECKSUM, 0xC01E058B)
V(STATUS_GRAPHICS_INVALID_PHYSICAL_MONITOR_HANDLE, 0xC01E058C)
V(STATUS_GRAPHICS_MONITOR_NO_LONGER_EXISTS, 0xC01E058D)
V(STATUS_GRAPHICS_ONLY_CONSOLE_SESSION_SUPPORTED, 0xC01E05E0)
V(STATUS_GRAPHICS_NO_DISPLAY_DEVICE_CORRESPONDS_TO_NAME, 0xC01E05E1)
V(STATUS_GRAPHICS_DISPLAY_DEVICE_NOT_ATTACHED_TO_DESKTOP, 0xC01E05E2)
V(STATUS_GRAPHICS_MIRRORING_DEVICES_NOT_SUPPORTED, 0xC01E05E3)
V(STATUS_GRAPHICS_INVALID_POINTER, 0xC01E05E4)
V(STATUS_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE, 0xC01E05E5)
V(STATUS_GRAPHICS_PARAMETER_ARRAY_TOO_SMALL, 0xC01E05E6) V(STATUS_GRAPHICS_INTERNAL_ERROR, 0xC01E05E7)
V(STATUS_GRAPHICS_SESSION_TYPE_CHANGE_IN_PROGRESS, 0xC01E05E8)
