/*
 * What becomes of each misdeed: {misdeed, how it ends, rule, where, part of the value, part of the expectation,
 * waits for a watchdog}.
 */
// clang-format off

{"probe", GOES_ON, NULL, NULL, NULL, NULL}, /* asks, see probe.c */

/* ---- registration ---- */
{"version_unknown", REFUSED, "DOD-02", "DxgkInitializeDisplayOnlyDriver", "0x1234", "0x300E"},
{"no_present", REFUSED, "DOD-05", "DxgkInitializeDisplayOnlyDriver", "NULL", "a function"},
{"no_dpc_routine", REFUSED, "DOD-05", "DxgkInitializeDisplayOnlyDriver", "NULL", "a function"},
{"scan_line_only", REFUSED, "DOD-03", "DxgkInitializeDisplayOnlyDriver", "NULL", "or neither"},
{"control_interrupt_only", REFUSED, "DOD-03", "DxgkInitializeDisplayOnlyDriver", "NULL", "or neither"},
{"frequencies_missing", DARK, "DOD-03", "DxgkDdiEnumVidPnCofuncModality", "/", "a concrete frequency"}, /* OBS-39, OBS-40: no mode is left */

/* ---- add and start ---- */
{"add_without_context", REFUSED, "DOD-10", "DxgkDdiAddDevice", "NULL", "context"},
{"add_fails", REFUSED, "OBS-10", "DxgkDdiAddDevice", "0xC00000A3", "STATUS_SUCCESS"},
{"start_fails", REFUSED, "OBS-21", "DxgkDdiStartDevice", "0xC00000A3", "STATUS_SUCCESS"},
{"no_sources", REFUSED, "DOD-11", "DxgkDdiStartDevice", "0", "1 to 16"},
{"interface_copied_by_own_size", STOPS, "OBS-31", "DxgkDdiStartDevice", "DXGKRNL_INTERFACE", ""},
{"interface_kept", STOPS, "DOD-11", "DxgkDdiQueryAdapterInfo", "DXGKRNL_INTERFACE", ""},
{"interfaces_refused", GOES_ON, NULL, NULL, NULL, NULL}, /* OBS-05 */
{"stack_overflow", STOPS, "OBS-35", "DxgkDdiQueryAdapterInfo", "overflowed", ""},

/* ---- children ---- */
{"child_uid_twice", REFUSED, "DOD-13", "DxgkDdiQueryChildRelations", "0", "unique"},
{"one_child_too_many", REFUSED, "DOD-13", "DxgkDdiQueryChildRelations", "1", "zero"},
{"children_beyond_the_array", REFUSED, "DOD-13", "DxgkDdiQueryChildRelations", "1", "nothing written beyond"},
{"relations_fail", REFUSED, "OBS-09", "DxgkDdiQueryChildRelations", "0xC0000001", "STATUS_SUCCESS"},
{"internal_panel", GOES_ON, "OBS-45", "DxgkDdiQueryChildRelations", "D3DKMDT_VOT_INTERNAL for child 0", "D3DKMDT_VOT_HD15"},
{"connection_unsaid", GOES_ON, "DOD-14", "DxgkDdiQueryChildStatus", "never written", "TRUE or FALSE"},
{"not_connected_at_start", GOES_ON, "OBS-44", "DxgkDdiQueryChildStatus", "FALSE for child 0", "TRUE"},
{"descriptor_too_long", GOES_ON, "DOD-15", "DxgkDdiQueryDeviceDescriptor", "1 bytes beyond", "at most DescriptorLength"},
{"descriptor_strange_status", GOES_ON, "OBS-28", "DxgkDdiQueryDeviceDescriptor", "0x80000002", "MONITOR_NO_DESCRIPTOR"},
{"no_descriptor", GOES_ON, NULL, NULL, NULL, NULL}, /* OBS-41 */

/* ---- caps ---- */
{"caps_sized_by_newer_header", REFUSED, "OBS-13", "DxgkDdiQueryAdapterInfo", "0xC0000023", "OutputDataSize 0x220"},
{"caps_without_wddm_version", REFUSED, "OBS-15", "DxgkDdiQueryAdapterInfo", "0", "DXGKDDI_WDDMv1_2"},
{"caps_not_zeroed", GOES_ON, "DOD-16", "DxgkDdiQueryAdapterInfo", "never written", "zeroed"},
{"caps_too_long", REFUSED, "DOD-17", "DxgkDdiQueryAdapterInfo", "8 bytes beyond", "at most OutputDataSize, 0x220"},
{"caps_engine_reset_without_ddis", REFUSED, "OBS-22", "DxgkDdiQueryAdapterInfo", "TRUE", "ResetEngine are not filled in"},
{"caps_fail", REFUSED, "OBS-13", "DxgkDdiQueryAdapterInfo", "0xC00000BB", "STATUS_SUCCESS"},

/* ---- power and stop ---- */
{"power_fails", GOES_ON, "DOD-18", "DxgkDdiSetPowerState", "0xC00000A3", "a success code"},
{"irql_left_raised", GOES_ON, "SYN-10", "DxgkDdiStopDevice", "2", "0, as at the call"},
{"release_fails", GOES_ON, NULL, NULL, NULL, NULL}, /* POST-07 */
{"release_with_short_pitch", GOES_ON, "POST-06", "DxgkDdiStopDeviceAndReleasePostDisplayOwnership", "", "Width * 4"},
{"commit_pending", GOES_ON, "OBS-28", "DxgkDdiCommitVidPn", "0x00000103", "a final status"},
{"post_acquired_late", GOES_ON, "POST-01", "DxgkCbAcquirePostDisplayOwnership", "", "DxgkDdiStartDevice"},
{"mapping_leaked", GOES_ON, "CBK-04", "DxgkDdiRemoveDevice", "4096 bytes", "given back"},

{"pool_leaked", GOES_ON, "OBS-135", "nt_shutdown", "Leak", "freed before the driver unloads"}, /* DOD-20 */
{"timer_outlives_the_driver", GOES_ON, "OBS-135", "nt_shutdown", "", "cancelled before the driver unloads"},
{"timer_freed_while_it_runs", STOPS, "OBS-139", "DxgkDdiStopDevice", "freed block", ""},

/* ---- callbacks ---- */
{"wrong_handle", GOES_ON, "CBK-03", "DxgkCbGetDeviceInformation", "0x", "DeviceHandle"},
{"passive_callback_at_dispatch", GOES_ON, "SYN-10", "DxgkCbGetDeviceInformation", "2", "0"},
{"callback_at_device_irql", GOES_ON, "FEN-09", "DxgkCbIndicateChildStatus", "", "2"},

/* ---- modes ---- */
{"frequencies_without_vsync_control", GOES_ON, "DOD-03", "DxgkDdiEnumVidPnCofuncModality", "60/1", "NOTSPECIFIED"}, /* OBS-37, OBS-40 */
{"active_size_missing", GOES_ON, "OBS-48", "DxgkDdiEnumVidPnCofuncModality", "0", "the size of the visible picture"},
{"total_size_below_active_size", GOES_ON, "OBS-48", "DxgkDdiEnumVidPnCofuncModality", "640", "at least ActiveSize"},
{"source_format_565", GOES_ON, "DOD-51", "DxgkDdiEnumVidPnCofuncModality", "23", "D3DDDIFMT_A8R8G8B8"},
{"mode_set_leaked", GOES_ON, "VPN-08", "DxgkDdiCommitVidPn", "1 not released, source 0", "0 at the end of the DDI"},
{"mode_info_leaked", GOES_ON, "VPN-09", "DxgkDdiCommitVidPn", "1 not released", "0 at the end of the DDI"},
{"mode_set_released_twice", GOES_ON, "VPN-08", "DxgkDdiCommitVidPn", "", ""},
{"new_mode_leaked", GOES_ON, "VPN-09", "DxgkDdiEnumVidPnCofuncModality", "1 not released", "0 at the end"},
{"new_mode_set_leaked", GOES_ON, "VPN-08", "DxgkDdiEnumVidPnCofuncModality", "1 not released", "0 at the end"},
{"path_support_changed_in_commit", GOES_ON, "VPN-23", "DxgkDdiCommitVidPn", "", ""},
{"commit_says_not_pinned", GOES_ON, NULL, NULL, NULL, NULL}, /* OBS-42 */
{"commit_writes_its_argument", GOES_ON, "VPN-14", "DxgkDdiCommitVidPn", "0xFD at byte 8", "unchanged"},
{"reserved_capability_bits", GOES_ON, "VPN-21", "DxgkDdiQueryVidPnHWCapability", "0x5", "0"},
{"support_answered_by_wait_status", GOES_ON, "OBS-28", "DxgkDdiIsSupportedVidPn", "0x00000102", "STATUS_SUCCESS or an error"},
{"no_vidpn_not_supported", GOES_ON, "VPN-01", "DxgkDdiIsSupportedVidPn", "0", "TRUE for a NULL VidPN"},
{"hiding_fails", GOES_ON, "VPN-18", "DxgkDdiSetVidPnSourceVisibility", "0xC0000001 for source 0, hidden", "STATUS_SUCCESS"},
{"monitor_modes_fail", GOES_ON, "VPN-20", "DxgkDdiRecommendMonitorModes", "0xC0000001", "STATUS_SUCCESS"},
{"no_modes", DARK, "VPN-04", "DxgkDdiEnumVidPnCofuncModality", "0 modes for source 0", "at least one mode"},

/* ---- presents ---- */
{"asynchronous", GOES_ON, NULL, NULL, NULL, NULL}, /* DOD-38, DOD-43, OBS-109 */
{"progress_of_no_source", GOES_ON, "DOD-40", "DxgkCbNotifyInterrupt", "7", "less than 1"},
{"progress_of_no_kind", GOES_ON, "DOD-40", "DxgkCbNotifyInterrupt", "2", "0 (complete) or 1 (failed)"},
{"progress_twice", GOES_ON, "DOD-41", "DxgkCbNotifyInterrupt", "0", "one report for a present"},
{"interrupt_of_full_driver", GOES_ON, "FEN-17", "DxgkCbNotifyInterrupt", "3", "5 or 6"},
{"vsync_report_without_vsync_control", GOES_ON, "DOD-03", "DxgkCbNotifyInterrupt", "5", "no vsync report"},
{"no_queue_dpc", GOES_ON, "FEN-06", "DxgkCbSynchronizeExecution", "not called", "called after DxgkCbNotifyInterrupt"},
{"progress_failed", GOES_ON, NULL, NULL, NULL, NULL}, /* DOD-47 */
{"no_notify_dpc", GOES_ON, "FEN-02", "DxgkDdiDpcRoutine", "not called", "in the DPC"},
{"progress_at_passive_level", GOES_ON, "FEN-05", "DxgkCbNotifyInterrupt", "0", "the device's IRQL"},
{"progress_without_interrupt_lock", GOES_ON, "FEN-08", "DxgkCbNotifyInterrupt", "without the interrupt lock", "interrupt routine"},
{"notify_dpc_outside_dpc", GOES_ON, "FEN-02", "DxgkCbNotifyDpc", "IRQL 0", "DISPATCH_LEVEL"},
{"pending_never_reported", GOES_ON, "DOD-45", "DxgkDdiPresentDisplayOnly", "none for source 0", "2000", true},
{"present_leaves_irql_raised", GOES_ON, "SYN-10", "DxgkDdiPresentDisplayOnly", "2", "0, as at the call"},
{"present_answered_by_wait_status", GOES_ON, "OBS-28", "DxgkDdiPresentDisplayOnly", "0x00000102", "STATUS_SUCCESS or an error"},
{"present_writes_the_list", GOES_ON, "DOD-44", "DxgkDdiPresentDisplayOnly", "at byte 8", "unchanged"},
{"present_keeps_the_list", STOPS, "DOD-44", "DxgkDdiPresentDisplayOnly", "pDirtyRect", ""},
{"present_fails_now_and_then", GOES_ON, NULL, NULL, NULL, NULL}, /* OBS-65, DOD-47 */
{"present_stays_inside", STOPS, "TDR-02", "DPC routine", "in DxgkDdiPresentDisplayOnly", "", true}, /* OBS-121 */
    // clang-format on
