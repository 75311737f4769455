/*
 * Types shared by the graphics kernel and display miniports: video present networks (sources, targets,
 * paths, modes), monitors, output protection, POST display information.
 */
#ifndef _D3DKMDT_H_
#define _D3DKMDT_H_

#include "d3dukmdt.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Limits of mode setting. */
#define D3DKMDT_DIMENSION_NOTSPECIFIED             0xFFFFFFFEu
#define D3DKMDT_DIMENSION_UNINITIALIZED            0xFFFFFFFFu
#define D3DKMDT_FREQUENCY_NOTSPECIFIED             0xFFFFFFFEu
#define D3DKMDT_FREQUENCY_UNINITIALIZED            0xFFFFFFFFu
#define D3DKMDT_MACROVISION_OEMCOPYPROTECTION_SIZE 256
#define D3DKMDT_MAX_OVERLAYS                       4
#define D3DKMDT_MAX_OVERLAYS_BITCOUNT              2

/* Output protection and I2C. */
#define DXGKMDT_I2C_DEVICE_TRANSMITS_DATA_LENGTH    1
#define DXGKMDT_I2C_NO_FLAGS                        0
#define DXGKMDT_OPM_128_BIT_RANDOM_NUMBER_SIZE      16
#define DXGKMDT_OPM_CONFIGURE_SETTING_DATA_SIZE     4056
#define DXGKMDT_OPM_ENCRYPTED_PARAMETERS_SIZE       256
#define DXGKMDT_OPM_GET_INFORMATION_PARAMETERS_SIZE 4056
#define DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR_SIZE  5
#define DXGKMDT_OPM_OMAC_SIZE                       16
#define DXGKMDT_OPM_PROTECTION_TYPE_SIZE            4
#define DXGKMDT_OPM_REQUESTED_INFORMATION_SIZE      4076

#define DISPLAYID_DETAILED_TIMING_TYPE_I_SIZE 20

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
#define DXGK_MAX_METADATA_NAME_LENGTH 32
#endif

/* Handles of the mode-setting objects. They are opaque: only the interfaces of d3dkmddi.h take them. */
#ifndef DECLARE_HANDLE
#define DECLARE_HANDLE(name) typedef struct name##__ *name
#endif

typedef HANDLE D3DKMDT_ADAPTER;
DECLARE_HANDLE(D3DKMDT_HVIDPN);
DECLARE_HANDLE(D3DKMDT_HVIDPNTOPOLOGY);
DECLARE_HANDLE(D3DKMDT_HVIDPNSOURCEMODESET);
DECLARE_HANDLE(D3DKMDT_HVIDPNTARGETMODESET);
DECLARE_HANDLE(D3DKMDT_HMONITORSOURCEMODESET);
DECLARE_HANDLE(D3DKMDT_HMONITORFREQUENCYRANGESET);
DECLARE_HANDLE(D3DKMDT_HMONITORDESCRIPTORSET);

/* Numbers of modes inside their sets, of descriptors, and of paths that leave one source. */
typedef UINT D3DKMDT_VIDEO_PRESENT_SOURCE_MODE_ID;
typedef UINT D3DKMDT_VIDEO_PRESENT_TARGET_MODE_ID;
typedef UINT D3DKMDT_MONITOR_SOURCE_MODE_ID;
typedef UINT D3DKMDT_MONITOR_DESCRIPTOR_ID;
typedef SIZE_T D3DKMDT_VIDPN_PRESENT_PATH_INDEX;

/* -------- sources and source modes ------------------------------------------------------------------ */

/* A source: one image the adapter can scan out. Sources are numbered from 0 (DOD-12). */
typedef struct _D3DKMDT_VIDEO_PRESENT_SOURCE {
    D3DDDI_VIDEO_PRESENT_SOURCE_ID Id;
    DWORD dwReserved;
} D3DKMDT_VIDEO_PRESENT_SOURCE, *PD3DKMDT_VIDEO_PRESENT_SOURCE;

/* Significant bits of each colour channel. */
typedef struct _D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES {
    UINT FirstChannel;
    UINT SecondChannel;
    UINT ThirdChannel;
    UINT FourthChannel;
} D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES, *PD3DKMDT_COLOR_COEFF_DYNAMIC_RANGES;

/* A size in pixels. */
typedef struct _D3DKMDT_2DREGION {
    UINT cx;
    UINT cy;
} D3DKMDT_2DREGION, *PD3DKMDT_2DREGION;
typedef D3DKMDT_2DREGION D3DKMDT_2DOFFSET, *PD3DKMDT_2DOFFSET;

typedef enum _D3DKMDT_COLOR_BASIS {
    D3DKMDT_CB_UNINITIALIZED = 0,
    D3DKMDT_CB_INTENSITY = 1,
    D3DKMDT_CB_SRGB = 2,
    D3DKMDT_CB_SCRGB = 3,
    D3DKMDT_CB_YCBCR = 4,
    D3DKMDT_CB_YPBPR = 5,
} D3DKMDT_COLOR_BASIS;

typedef enum _D3DKMDT_PIXEL_VALUE_ACCESS_MODE {
    D3DKMDT_PVAM_UNINITIALIZED = 0,
    D3DKMDT_PVAM_DIRECT = 1,
    D3DKMDT_PVAM_PRESETPALETTE = 2,
    D3DKMDT_PVAM_SETTABLEPALETTE = 3,
} D3DKMDT_PIXEL_VALUE_ACCESS_MODE;

/* What the primary surface of a source looks like. */
typedef struct _D3DKMDT_GRAPHICS_RENDERING_FORMAT {
    D3DKMDT_2DREGION PrimSurfSize;      /* pixels */
    D3DKMDT_2DREGION VisibleRegionSize; /* pixels; the part that is scanned out */
    DWORD Stride;                       /* bytes from one line to the next */
    D3DDDIFORMAT PixelFormat;
    D3DKMDT_COLOR_BASIS ColorBasis;
    D3DKMDT_PIXEL_VALUE_ACCESS_MODE PixelValueAccessMode;
} D3DKMDT_GRAPHICS_RENDERING_FORMAT, *PD3DKMDT_GRAPHICS_RENDERING_FORMAT;

/* Graphics is the only type a display-only driver has. */
typedef enum _D3DKMDT_VIDPN_SOURCE_MODE_TYPE {
    D3DKMDT_RMT_UNINITIALIZED = 0,
    D3DKMDT_RMT_GRAPHICS = 1,
    D3DKMDT_RMT_TEXT = 2,
    D3DKMDT_RMT_GRAPHICS_STEREO = 3,
    D3DKMDT_RMT_GRAPHICS_STEREO_ADVANCED_SCAN = 4,
} D3DKMDT_VIDPN_SOURCE_MODE_TYPE;

typedef enum _D3DKMDT_TEXT_RENDERING_FORMAT {
    D3DKMDT_TRF_UNINITIALIZED = 0,
} D3DKMDT_TEXT_RENDERING_FORMAT;

/* One mode of a source. A driver fills one that CreateNewModeInfo gave it and adds it to the set
 * (VPN-09). */
typedef struct _D3DKMDT_VIDPN_SOURCE_MODE {
    D3DKMDT_VIDEO_PRESENT_SOURCE_MODE_ID Id; /* number in its set, given by the kernel */
    D3DKMDT_VIDPN_SOURCE_MODE_TYPE Type;
    union {
        D3DKMDT_GRAPHICS_RENDERING_FORMAT Graphics;
        D3DKMDT_TEXT_RENDERING_FORMAT Text;
    } Format;
} D3DKMDT_VIDPN_SOURCE_MODE, *PD3DKMDT_VIDPN_SOURCE_MODE;
typedef const D3DKMDT_VIDPN_SOURCE_MODE **DEREF_OUT_CONST_PPD3DKMDT_VIDPN_SOURCE_MODE;
typedef const D3DKMDT_VIDPN_SOURCE_MODE *const IN_CONST_PD3DKMDT_VIDPN_SOURCE_MODE_CONST;
typedef D3DKMDT_VIDPN_SOURCE_MODE *const IN_PD3DKMDT_VIDPN_SOURCE_MODE_CONST;
typedef D3DKMDT_VIDPN_SOURCE_MODE **DEREF_OUT_PPD3DKMDT_VIDPN_SOURCE_MODE;

/* -------- targets, video signals and target modes --------------------------------------------------- */

/* The connector of a target. */
typedef enum _D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY {
    D3DKMDT_VOT_INTERNAL = (int)0x80000000,
    D3DKMDT_VOT_UNINITIALIZED = -2,
    D3DKMDT_VOT_OTHER = -1,
    D3DKMDT_VOT_HD15 = 0,
    D3DKMDT_VOT_SVIDEO = 1,
    D3DKMDT_VOT_SVIDEO_4PIN = 1,
    D3DKMDT_VOT_SVIDEO_7PIN = 1,
    D3DKMDT_VOT_COMPOSITE_VIDEO = 2,
    D3DKMDT_VOT_RF = 2,
    D3DKMDT_VOT_COMPONENT_VIDEO = 3,
    D3DKMDT_VOT_RCA_3COMPONENT = 3,
    D3DKMDT_VOT_BNC = 3,
    D3DKMDT_VOT_DVI = 4,
    D3DKMDT_VOT_HDMI = 5,
    D3DKMDT_VOT_LVDS = 6,
    D3DKMDT_VOT_D_JPN = 8,
    D3DKMDT_VOT_SDI = 9,
    D3DKMDT_VOT_DISPLAYPORT_EXTERNAL = 10,
    D3DKMDT_VOT_DISPLAYPORT_EMBEDDED = 11,
    D3DKMDT_VOT_UDI_EXTERNAL = 12,
    D3DKMDT_VOT_UDI_EMBEDDED = 13,
    D3DKMDT_VOT_SDTVDONGLE = 14,
    D3DKMDT_VOT_MIRACAST = 15,
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_1)
    D3DKMDT_VOT_INDIRECT_WIRED = 16,
#endif
} D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY;

/* How one learns that a child was plugged in or out: never (fixed), by asking (polled), or by being told
 * (interruptible); DOD-14. */
typedef enum _DXGK_CHILD_DEVICE_HPD_AWARENESS {
    HpdAwarenessUninitialized = 0,
    HpdAwarenessAlwaysConnected = 1,
    HpdAwarenessNone = 2,
    HpdAwarenessPolled = 3,
    HpdAwarenessInterruptible = 4,
} DXGK_CHILD_DEVICE_HPD_AWARENESS;

/* How one learns that a monitor was turned: never, by asking, or by being told. */
typedef enum _D3DKMDT_MONITOR_ORIENTATION_AWARENESS {
    D3DKMDT_MOA_UNINITIALIZED = 0,
    D3DKMDT_MOA_NONE = 1,
    D3DKMDT_MOA_POLLED = 2,
    D3DKMDT_MOA_INTERRUPTIBLE = 3,
} D3DKMDT_MONITOR_ORIENTATION_AWARENESS;

/* A target: what a child of type video output is to mode setting. Id is its ChildUid (DOD-12). */
typedef struct _D3DKMDT_VIDEO_PRESENT_TARGET {
    D3DDDI_VIDEO_PRESENT_TARGET_ID Id;
    D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY VideoOutputTechnology;
    DXGK_CHILD_DEVICE_HPD_AWARENESS VideoOutputHpdAwareness;
    D3DKMDT_MONITOR_ORIENTATION_AWARENESS MonitorOrientationAwareness;
    BOOLEAN SupportsSdtvModes;
} D3DKMDT_VIDEO_PRESENT_TARGET, *PD3DKMDT_VIDEO_PRESENT_TARGET;

/* The standard a video signal follows; OTHER for none of them. */
typedef enum _D3DKMDT_VIDEO_SIGNAL_STANDARD {
    D3DKMDT_VSS_UNINITIALIZED = 0,
    D3DKMDT_VSS_VESA_DMT = 1,
    D3DKMDT_VSS_VESA_GTF = 2,
    D3DKMDT_VSS_VESA_CVT = 3,
    D3DKMDT_VSS_IBM = 4,
    D3DKMDT_VSS_APPLE = 5,
    D3DKMDT_VSS_NTSC_M = 6,
    D3DKMDT_VSS_NTSC_J = 7,
    D3DKMDT_VSS_NTSC_443 = 8,
    D3DKMDT_VSS_PAL_B = 9,
    D3DKMDT_VSS_PAL_B1 = 10,
    D3DKMDT_VSS_PAL_G = 11,
    D3DKMDT_VSS_PAL_H = 12,
    D3DKMDT_VSS_PAL_I = 13,
    D3DKMDT_VSS_PAL_D = 14,
    D3DKMDT_VSS_PAL_N = 15,
    D3DKMDT_VSS_PAL_NC = 16,
    D3DKMDT_VSS_SECAM_B = 17,
    D3DKMDT_VSS_SECAM_D = 18,
    D3DKMDT_VSS_SECAM_G = 19,
    D3DKMDT_VSS_SECAM_H = 20,
    D3DKMDT_VSS_SECAM_K = 21,
    D3DKMDT_VSS_SECAM_K1 = 22,
    D3DKMDT_VSS_SECAM_L = 23,
    D3DKMDT_VSS_SECAM_L1 = 24,
    D3DKMDT_VSS_EIA_861 = 25,
    D3DKMDT_VSS_EIA_861A = 26,
    D3DKMDT_VSS_EIA_861B = 27,
    D3DKMDT_VSS_PAL_K = 28,
    D3DKMDT_VSS_PAL_K1 = 29,
    D3DKMDT_VSS_PAL_L = 30,
    D3DKMDT_VSS_PAL_M = 31,
    D3DKMDT_VSS_OTHER = 255,
} D3DKMDT_VIDEO_SIGNAL_STANDARD;

/* Timing of a video signal. A driver without VSync control says D3DKMDT_FREQUENCY_NOTSPECIFIED for both
 * parts of both frequencies and for PixelRate; one with it gives the real values (DOD-03). */
typedef struct _D3DKMDT_VIDEO_SIGNAL_INFO {
    D3DKMDT_VIDEO_SIGNAL_STANDARD VideoStandard;
    D3DKMDT_2DREGION TotalSize;  /* pixels, blanking included */
    D3DKMDT_2DREGION ActiveSize; /* pixels that carry image */
    D3DDDI_RATIONAL VSyncFreq;   /* hertz */
    D3DDDI_RATIONAL HSyncFreq;   /* hertz */
    SIZE_T PixelRate;            /* pixels per second */
    union {
        struct {
            UINT ScanLineOrdering : 3; /* D3DDDI_VIDEO_SIGNAL_SCANLINE_ORDERING */
            UINT VSyncFreqDivider : 6;
            UINT Reserved : 23;
        } AdditionalSignalInfo;
        D3DDDI_VIDEO_SIGNAL_SCANLINE_ORDERING ScanLineOrdering;
    };
} D3DKMDT_VIDEO_SIGNAL_INFO, *PD3DKMDT_VIDEO_SIGNAL_INFO;

/* Whether a mode is the preferred one of its set (VPN-20). */
typedef enum _D3DKMDT_MODE_PREFERENCE {
    D3DKMDT_MP_UNINITIALIZED = 0,
    D3DKMDT_MP_PREFERRED = 1,
    D3DKMDT_MP_NOTPREFERRED = 2,
} D3DKMDT_MODE_PREFERENCE;

typedef struct _D3DKMDT_WIRE_FORMAT_AND_PREFERENCE {
    union {
        struct {
            UINT Preference : 2; /* D3DKMDT_MODE_PREFERENCE */
            UINT Rgb : 6;
            UINT YCbCr444 : 6;
            UINT YCbCr422 : 6;
            UINT YCbCr420 : 6;
            UINT Intensity : 6;
        };
        UINT Value;
    };
} D3DKMDT_WIRE_FORMAT_AND_PREFERENCE, *PD3DKMDT_WIRE_FORMAT_AND_PREFERENCE;

/* One mode of a target (VPN-09). */
typedef struct _D3DKMDT_VIDPN_TARGET_MODE {
    D3DKMDT_VIDEO_PRESENT_TARGET_MODE_ID Id; /* number in its set, given by the kernel */
    D3DKMDT_VIDEO_SIGNAL_INFO VideoSignalInfo;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
    union {
        D3DKMDT_WIRE_FORMAT_AND_PREFERENCE WireFormatAndPreference;
        struct {
            UINT Preference : 2; /* D3DKMDT_MODE_PREFERENCE */
            UINT : 30;
        };
    };
#else
    D3DKMDT_MODE_PREFERENCE Preference; /* whether the monitor or driver prefers it */
#endif
} D3DKMDT_VIDPN_TARGET_MODE, *PD3DKMDT_VIDPN_TARGET_MODE;
typedef const D3DKMDT_VIDPN_TARGET_MODE **DEREF_OUT_CONST_PPD3DKMDT_VIDPN_TARGET_MODE;
typedef const D3DKMDT_VIDPN_TARGET_MODE *const IN_CONST_PD3DKMDT_VIDPN_TARGET_MODE_CONST;
typedef D3DKMDT_VIDPN_TARGET_MODE *const IN_PD3DKMDT_VIDPN_TARGET_MODE_CONST;
typedef D3DKMDT_VIDPN_TARGET_MODE **DEREF_OUT_PPD3DKMDT_VIDPN_TARGET_MODE;

#pragma pack(push, 1)
typedef struct _DISPLAYID_DETAILED_TIMING_TYPE_I {
    ULONG PixelClock : 24;
    ULONG AspectRatio : 3;
    ULONG Reserved : 1;
    ULONG ScanningType : 1;
    ULONG StereoMode : 2;
    ULONG PreferredTiming : 1;
    USHORT HorizontalActivePixels;
    USHORT HorizontalBlankPixels;
    USHORT HorizontalFrontPorch : 15;
    USHORT HorizontalSyncPolarity : 1;
    USHORT HorizontalSyncWidth;
    USHORT VerticalActiveLines;
    USHORT VerticalBlankLines;
    USHORT VerticalFrontPorch : 15;
    USHORT VerticalSyncPolarity : 1;
    USHORT VerticalSyncWidth;
} DISPLAYID_DETAILED_TIMING_TYPE_I, *PDISPLAYID_DETAILED_TIMING_TYPE_I;
#pragma pack(pop)

typedef struct _DXGK_TARGETMODE_DETAIL_TIMING {
    D3DKMDT_VIDEO_SIGNAL_STANDARD VideoStandard;
    UINT TimingId;
    DISPLAYID_DETAILED_TIMING_TYPE_I DetailTiming;
} DXGK_TARGETMODE_DETAIL_TIMING, *PDXGK_TARGETMODE_DETAIL_TIMING;
typedef DXGK_TARGETMODE_DETAIL_TIMING **DEREF_ECOUNT_PPDXGK_TARGETMODE_DETAIL_TIMING;
typedef const DXGK_TARGETMODE_DETAIL_TIMING *IN_CONST_PDXGK_TARGETMODE_DETAIL_TIMING;

/* -------- monitors ---------------------------------------------------------------------------------- */

/* A set bit says that the driver does this in software, not the hardware. Reserved is 0 (VPN-21). */
typedef struct _D3DKMDT_VIDPN_HW_CAPABILITY {
    UINT DriverRotation : 1;
    UINT DriverScaling : 1;
    UINT DriverCloning : 1;
    UINT DriverColorConvert : 1;
    UINT DriverLinkedAdapaterOutput : 1;
    UINT DriverRemoteDisplay : 1;
    UINT Reserved : 26;
} D3DKMDT_VIDPN_HW_CAPABILITY, *PD3DKMDT_VIDPN_HW_CAPABILITY;

/* Who says so: a default, the monitor, or a driver. */
typedef enum _D3DKMDT_MONITOR_CAPABILITIES_ORIGIN {
    D3DKMDT_MCO_UNINITIALIZED = 0,
    D3DKMDT_MCO_DEFAULTMONITORPROFILE = 1,
    D3DKMDT_MCO_MONITORDESCRIPTOR = 2,
    D3DKMDT_MCO_MONITORDESCRIPTOR_REGISTRYOVERRIDE = 3,
    D3DKMDT_MCO_SPECIFICCAP_REGISTRYOVERRIDE = 4,
    D3DKMDT_MCO_DRIVER = 5,
} D3DKMDT_MONITOR_CAPABILITIES_ORIGIN;

/* A mode a monitor accepts, from its descriptor or added by RecommendMonitorModes (VPN-20). */
typedef struct _D3DKMDT_MONITOR_SOURCE_MODE {
    D3DKMDT_MONITOR_SOURCE_MODE_ID Id;
    D3DKMDT_VIDEO_SIGNAL_INFO VideoSignalInfo;
    D3DKMDT_COLOR_BASIS ColorBasis;
    D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES ColorCoeffDynamicRanges;
    D3DKMDT_MONITOR_CAPABILITIES_ORIGIN Origin;
    D3DKMDT_MODE_PREFERENCE Preference;
} D3DKMDT_MONITOR_SOURCE_MODE, *PD3DKMDT_MONITOR_SOURCE_MODE;
typedef const D3DKMDT_MONITOR_SOURCE_MODE **DEREF_OUT_CONST_PPD3DKMDT_MONITOR_SOURCE_MODE;
typedef const D3DKMDT_MONITOR_SOURCE_MODE *const IN_CONST_PD3DKMDT_MONITOR_SOURCE_MODE_CONST;
typedef D3DKMDT_MONITOR_SOURCE_MODE *const IN_PD3DKMDT_MONITOR_SOURCE_MODE_CONST;
typedef D3DKMDT_MONITOR_SOURCE_MODE **DEREF_OUT_PPD3DKMDT_MONITOR_SOURCE_MODE;

/* Limits in hertz. */
typedef struct _D3DKMDT_FREQUENCY_RANGE {
    D3DDDI_RATIONAL MinVSyncFreq;
    D3DDDI_RATIONAL MaxVSyncFreq;
    D3DDDI_RATIONAL MinHSyncFreq;
    D3DDDI_RATIONAL MaxHSyncFreq;
} D3DKMDT_FREQUENCY_RANGE, *PD3DKMDT_FREQUENCY_RANGE;

typedef enum _D3DKMDT_MONITOR_FREQUENCY_RANGE_CONSTRAINT {
    D3DKMDT_MFRC_UNINITIALIZED = 0,
    D3DKMDT_MFRC_ACTIVESIZE = 1,
    D3DKMDT_MFRC_MAXPIXELRATE = 2,
} D3DKMDT_MONITOR_FREQUENCY_RANGE_CONSTRAINT;

/* Limits a monitor states for its frequencies, in hertz, and for active size or pixel rate. */
typedef struct _D3DKMDT_MONITOR_FREQUENCY_RANGE {
    D3DKMDT_MONITOR_CAPABILITIES_ORIGIN Origin;
    D3DKMDT_FREQUENCY_RANGE RangeLimits;
    D3DKMDT_MONITOR_FREQUENCY_RANGE_CONSTRAINT ConstraintType;
    union {
        D3DKMDT_2DREGION ActiveSize;
        SIZE_T MaxPixelRate;
    } Constraint;
} D3DKMDT_MONITOR_FREQUENCY_RANGE, *PD3DKMDT_MONITOR_FREQUENCY_RANGE;
typedef const D3DKMDT_MONITOR_FREQUENCY_RANGE **DEREF_OUT_CONST_PPD3DKMDT_MONITOR_FREQUENCY_RANGE;
typedef const D3DKMDT_MONITOR_FREQUENCY_RANGE *const IN_CONST_PD3DKMDT_MONITOR_FREQUENCY_RANGE_CONST;

/* -------- paths ------------------------------------------------------------------------------------- */

/* Scalings the path can do with the modes now pinned. */
typedef struct _D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT {
    UINT Identity : 1;
    UINT Centered : 1;
    UINT Stretched : 1;
    UINT AspectRatioCenteredMax : 1;
    UINT Custom : 1;
} D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT, *PD3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT;

/* Rotations the path can do with the modes now pinned; clockwise degrees. */
typedef struct _D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT {
    UINT Identity : 1;
    UINT Rotate90 : 1;
    UINT Rotate180 : 1;
    UINT Rotate270 : 1;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3_PATH_INDEPENDENT_ROTATION)
    UINT Offset0 : 1;
    UINT Offset90 : 1;
    UINT Offset180 : 1;
    UINT Offset270 : 1;
#endif
} D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT, *PD3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT;

/* How the content of a path is fitted into the target (VPN-06). */
typedef enum _D3DKMDT_VIDPN_PRESENT_PATH_SCALING {
    D3DKMDT_VPPS_UNINITIALIZED = 0,
    D3DKMDT_VPPS_IDENTITY = 1,
    D3DKMDT_VPPS_CENTERED = 2,
    D3DKMDT_VPPS_STRETCHED = 3,
    D3DKMDT_VPPS_ASPECTRATIOCENTEREDMAX = 4,
    D3DKMDT_VPPS_CUSTOM = 5,
    D3DKMDT_VPPS_RESERVED1 = 253,
    D3DKMDT_VPPS_UNPINNED = 254,
    D3DKMDT_VPPS_NOTSPECIFIED = 255,
} D3DKMDT_VIDPN_PRESENT_PATH_SCALING;

/* How the content of a path is turned, clockwise. NOTSPECIFIED, UNPINNED and UNINITIALIZED leave it open
 * (VPN-06). */
typedef enum _D3DKMDT_VIDPN_PRESENT_PATH_ROTATION {
    D3DKMDT_VPPR_UNINITIALIZED = 0,
    D3DKMDT_VPPR_IDENTITY = 1,
    D3DKMDT_VPPR_ROTATE90 = 2,
    D3DKMDT_VPPR_ROTATE180 = 3,
    D3DKMDT_VPPR_ROTATE270 = 4,
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3_PATH_INDEPENDENT_ROTATION)
    D3DKMDT_VPPR_IDENTITY_OFFSET90 = 5,
    D3DKMDT_VPPR_ROTATE90_OFFSET90 = 6,
    D3DKMDT_VPPR_ROTATE180_OFFSET90 = 7,
    D3DKMDT_VPPR_ROTATE270_OFFSET90 = 8,
    D3DKMDT_VPPR_IDENTITY_OFFSET180 = 9,
    D3DKMDT_VPPR_ROTATE90_OFFSET180 = 10,
    D3DKMDT_VPPR_ROTATE180_OFFSET180 = 11,
    D3DKMDT_VPPR_ROTATE270_OFFSET180 = 12,
    D3DKMDT_VPPR_IDENTITY_OFFSET270 = 13,
    D3DKMDT_VPPR_ROTATE90_OFFSET270 = 14,
    D3DKMDT_VPPR_ROTATE180_OFFSET270 = 15,
    D3DKMDT_VPPR_ROTATE270_OFFSET270 = 16,
#endif
    D3DKMDT_VPPR_UNPINNED = 254,
    D3DKMDT_VPPR_NOTSPECIFIED = 255,
} D3DKMDT_VIDPN_PRESENT_PATH_ROTATION;

/* How the content of a source is fitted into a target. Scaling and Rotation are pinned when they name one
 * transformation; otherwise the driver fills the support flags (VPN-06). */
typedef struct _D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION {
    D3DKMDT_VIDPN_PRESENT_PATH_SCALING Scaling;
    D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT ScalingSupport;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION Rotation;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT RotationSupport;
} D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION, *PD3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION;

typedef struct _D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_SUPPORT {
    UINT NoProtection : 1;
    UINT MacroVisionApsTrigger : 1;
    UINT MacroVisionFull : 1;
    UINT Reserved : 29;
} D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_SUPPORT, *PD3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_SUPPORT;

typedef enum _D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_TYPE {
    D3DKMDT_VPPMT_UNINITIALIZED = 0,
    D3DKMDT_VPPMT_NOPROTECTION = 1,
    D3DKMDT_VPPMT_MACROVISION_APSTRIGGER = 2,
    D3DKMDT_VPPMT_MACROVISION_FULLSUPPORT = 3,
} D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_TYPE;

/* Copy protection of a path. */
typedef struct _D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION {
    D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_TYPE CopyProtectionType;
    UINT APSTriggerBits;
    BYTE OEMCopyProtection[D3DKMDT_MACROVISION_OEMCOPYPROTECTION_SIZE]; /* the driver's own data */
    D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION_SUPPORT CopyProtectionSupport;
} D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION, *PD3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION;

/* A gamma ramp; which pointer is valid says Type. */
typedef struct _D3DKMDT_GAMMA_RAMP {
    D3DDDI_GAMMARAMP_TYPE Type;
    SIZE_T DataSize; /* bytes at the pointer */
    union {
        D3DDDI_GAMMA_RAMP_RGB256x3x16 *pRgb256x3x16;
        D3DDDI_GAMMA_RAMP_DXGI_1 *pDxgi1;
        void *pRaw;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_3)
        D3DKMDT_3x4_COLORSPACE_TRANSFORM *p3x4;
#endif
    } Data;
} D3DKMDT_GAMMA_RAMP, *PD3DKMDT_GAMMA_RAMP;

/* Order of the paths, the primary one first. */
typedef enum _D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE {
    D3DKMDT_VPPI_UNINITIALIZED = 0,
    D3DKMDT_VPPI_PRIMARY = 1,
    D3DKMDT_VPPI_SECONDARY = 2,
    D3DKMDT_VPPI_TERTIARY = 3,
    D3DKMDT_VPPI_QUATERNARY = 4,
    D3DKMDT_VPPI_QUINARY = 5,
    D3DKMDT_VPPI_SENARY = 6,
    D3DKMDT_VPPI_SEPTENARY = 7,
    D3DKMDT_VPPI_OCTONARY = 8,
    D3DKMDT_VPPI_NONARY = 9,
    D3DKMDT_VPPI_DENARY = 10,
} D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE;

/* What a path mostly carries. */
typedef enum _D3DKMDT_VIDPN_PRESENT_PATH_CONTENT {
    D3DKMDT_VPPC_UNINITIALIZED = 0,
    D3DKMDT_VPPC_GRAPHICS = 1,
    D3DKMDT_VPPC_VIDEO = 2,
    D3DKMDT_VPPC_NOTSPECIFIED = 255,
} D3DKMDT_VIDPN_PRESENT_PATH_CONTENT;

/* A path of a topology: the content of one source goes to one target (VPN-04, VPN-19). */
typedef struct _D3DKMDT_VIDPN_PRESENT_PATH {
    D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
    D3DDDI_VIDEO_PRESENT_TARGET_ID VidPnTargetId;
    D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE ImportanceOrdinal;
    D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION ContentTransformation;
    /* pixels from the top left of the active signal to the visible part */
    D3DKMDT_2DOFFSET VisibleFromActiveTLOffset;
    D3DKMDT_2DOFFSET VisibleFromActiveBROffset; /* pixels at the bottom right */
    D3DKMDT_COLOR_BASIS VidPnTargetColorBasis;
    D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES VidPnTargetColorCoeffDynamicRanges;
    D3DKMDT_VIDPN_PRESENT_PATH_CONTENT Content;
    D3DKMDT_VIDPN_PRESENT_PATH_COPYPROTECTION CopyProtection;
    D3DKMDT_GAMMA_RAMP GammaRamp;
} D3DKMDT_VIDPN_PRESENT_PATH, *PD3DKMDT_VIDPN_PRESENT_PATH;
typedef const D3DKMDT_VIDPN_PRESENT_PATH **DEREF_OUT_CONST_PPD3DKMDT_VIDPN_PRESENT_PATH;
typedef const D3DKMDT_VIDPN_PRESENT_PATH *const IN_CONST_PD3DKMDT_VIDPN_PRESENT_PATH_CONST;
typedef D3DKMDT_VIDPN_PRESENT_PATH *IN_PD3DKMDT_VIDPN_PRESENT_PATH;
typedef D3DKMDT_VIDPN_PRESENT_PATH **DEREF_OUT_PPD3DKMDT_VIDPN_PRESENT_PATH;
typedef const D3DKMDT_VIDPN_PRESENT_PATH *IN_CONST_PD3DKMDT_VIDPN_PRESENT_PATH;

/* -------- monitor descriptors ----------------------------------------------------------------------- */

typedef enum _D3DKMDT_MONITOR_DESCRIPTOR_TYPE {
    D3DKMDT_MDT_UNINITIALIZED = 0,
    D3DKMDT_MDT_VESA_EDID_V1_BASEBLOCK = 1,
    D3DKMDT_MDT_VESA_EDID_V1_BLOCKMAP = 2,
    D3DKMDT_MDT_OTHER = 255,
} D3DKMDT_MONITOR_DESCRIPTOR_TYPE;

/* A descriptor block of a monitor, for instance its EDID. */
typedef struct _D3DKMDT_MONITOR_DESCRIPTOR {
    D3DKMDT_MONITOR_DESCRIPTOR_ID Id;
    D3DKMDT_MONITOR_DESCRIPTOR_TYPE Type;
    SIZE_T DataSize; /* bytes at pData */
    void *pData;
    D3DKMDT_MONITOR_CAPABILITIES_ORIGIN Origin;
} D3DKMDT_MONITOR_DESCRIPTOR, *PD3DKMDT_MONITOR_DESCRIPTOR;
typedef const D3DKMDT_MONITOR_DESCRIPTOR **DEREF_OUT_CONST_PPD3DKMDT_MONITOR_DESCRIPTOR;
typedef const D3DKMDT_MONITOR_DESCRIPTOR *const IN_CONST_PD3DKMDT_MONITOR_DESCRIPTOR_CONST;

/* -------- preemption -------------------------------------------------------------------------------- */

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)

typedef enum _D3DKMDT_GRAPHICS_PREEMPTION_GRANULARITY {
    D3DKMDT_GRAPHICS_PREEMPTION_NONE = 0,
    D3DKMDT_GRAPHICS_PREEMPTION_DMA_BUFFER_BOUNDARY = 100,
    D3DKMDT_GRAPHICS_PREEMPTION_PRIMITIVE_BOUNDARY = 200,
    D3DKMDT_GRAPHICS_PREEMPTION_TRIANGLE_BOUNDARY = 0x12C,
    D3DKMDT_GRAPHICS_PREEMPTION_PIXEL_BOUNDARY = 0x190,
    D3DKMDT_GRAPHICS_PREEMPTION_SHADER_BOUNDARY = 0x1F4,
} D3DKMDT_GRAPHICS_PREEMPTION_GRANULARITY;

typedef enum _D3DKMDT_COMPUTE_PREEMPTION_GRANULARITY {
    D3DKMDT_COMPUTE_PREEMPTION_NONE = 0,
    D3DKMDT_COMPUTE_PREEMPTION_DMA_BUFFER_BOUNDARY = 100,
    D3DKMDT_COMPUTE_PREEMPTION_DISPATCH_BOUNDARY = 200,
    D3DKMDT_COMPUTE_PREEMPTION_THREAD_GROUP_BOUNDARY = 0x12C,
    D3DKMDT_COMPUTE_PREEMPTION_THREAD_BOUNDARY = 0x190,
    D3DKMDT_COMPUTE_PREEMPTION_SHADER_BOUNDARY = 0x1F4,
} D3DKMDT_COMPUTE_PREEMPTION_GRANULARITY;

/* How fine the GPU can be preempted. */
typedef struct _D3DKMDT_PREEMPTION_CAPS {
    D3DKMDT_GRAPHICS_PREEMPTION_GRANULARITY GraphicsPreemptionGranularity;
    D3DKMDT_COMPUTE_PREEMPTION_GRANULARITY ComputePreemptionGranularity;
} D3DKMDT_PREEMPTION_CAPS, *PD3DKMDT_PREEMPTION_CAPS;

typedef struct _D3DKMT_WDDM_1_2_CAPS {
    D3DKMDT_PREEMPTION_CAPS PreemptionCaps;
    union {
        struct {
            UINT SupportNonVGA : 1;
            UINT SupportSmoothRotation : 1;
            UINT SupportPerEngineTDR : 1;
            UINT SupportKernelModeCommandBuffer : 1;
            UINT SupportCCD : 1;
            UINT SupportSoftwareDeviceBitmaps : 1;
            UINT SupportGammaRamp : 1;
            UINT SupportHWCursor : 1;
            UINT SupportHWVSync : 1;
            UINT SupportSurpriseRemovalInHibernation : 1;
            UINT Reserved : 22;
        };
        UINT Value;
    };
} D3DKMT_WDDM_1_2_CAPS, *PD3DKMT_WDDM_1_2_CAPS;
#endif

/* -------- standard allocations ---------------------------------------------------------------------- */

/* The surface a source is scanned out from. */
typedef struct _D3DKMDT_SHAREDPRIMARYSURFACEDATA {
    UINT Width;
    UINT Height;
    D3DDDIFORMAT Format;
    D3DDDI_RATIONAL RefreshRate;
    D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
} D3DKMDT_SHAREDPRIMARYSURFACEDATA, *PD3DKMDT_SHAREDPRIMARYSURFACEDATA;

typedef struct _D3DKMDT_SHADOWSURFACEDATA {
    UINT Width;
    UINT Height;
    D3DDDIFORMAT Format;
    UINT Pitch;
} D3DKMDT_SHADOWSURFACEDATA, *PD3DKMDT_SHADOWSURFACEDATA;

typedef struct _D3DKMDT_STAGINGSURFACEDATA {
    UINT Width;
    UINT Height;
    UINT Pitch;
} D3DKMDT_STAGINGSURFACEDATA, *PD3DKMDT_STAGINGSURFACEDATA;

typedef struct _D3DKMDT_GDISURFACEFLAGS {
    union {
        struct {
            UINT Reserved : 32;
        };
        UINT Value;
    };
} D3DKMDT_GDISURFACEFLAGS, *PD3DKMDT_GDISURFACEFLAGS;

typedef enum _D3DKMDT_GDISURFACETYPE {
    D3DKMDT_GDISURFACE_INVALID = 0,
    D3DKMDT_GDISURFACE_TEXTURE = 1,
    D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE = 2,
    D3DKMDT_GDISURFACE_STAGING = 3,
    D3DKMDT_GDISURFACE_LOOKUPTABLE = 4,
    D3DKMDT_GDISURFACE_EXISTINGSYSMEM = 5,
    D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE = 6,
    D3DKMDT_GDISURFACE_TEXTURE_CROSSADAPTER = 7,
    D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE_CROSSADAPTER = 8,
} D3DKMDT_GDISURFACETYPE;

typedef struct _D3DKMDT_GDISURFACEDATA {
    UINT Width;
    UINT Height;
    D3DDDIFORMAT Format;
    D3DKMDT_GDISURFACETYPE Type;
    D3DKMDT_GDISURFACEFLAGS Flags;
    UINT Pitch;
} D3DKMDT_GDISURFACEDATA, *PD3DKMDT_GDISURFACEDATA;

/* -------- palette, moves, POST display -------------------------------------------------------------- */

typedef struct _D3DKMDT_PALETTEDATA {
    BYTE Red;
    BYTE Green;
    BYTE Blue;
    BYTE Unused;
} D3DKMDT_PALETTEDATA, *PD3DKMDT_PALETTEDATA;

/* Palette entries of a source in an indexed mode; display-only drivers have none. */
typedef struct _DXGKARG_SETPALETTE {
    D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
    UINT FirstEntry;
    UINT NumEntries;
    D3DKMDT_PALETTEDATA *pLookupTable;
} DXGKARG_SETPALETTE, *PDXGKARG_SETPALETTE;
typedef const DXGKARG_SETPALETTE *IN_CONST_PDXGKARG_SETPALETTE;

/* A screen-to-screen move: the rectangle of the size of DestRect whose top left corner is SourcePoint is
 * copied to DestRect. Pixels of the source (DOD-32, DOD-33). */
typedef struct _D3DKMT_MOVE_RECT {
    POINT SourcePoint;
    RECT DestRect;
} D3DKMT_MOVE_RECT, *PD3DKMT_MOVE_RECT;

/* A frame buffer that is scanned out: what firmware left (AcquirePostDisplayOwnership), or what the
 * driver hands back when it stops (POST-02, POST-03, POST-06). */
typedef struct _DXGK_DISPLAY_INFORMATION {
    UINT Width;                              /* pixels; 0 says there is no frame buffer to use */
    UINT Height;                             /* pixels */
    UINT Pitch;                              /* bytes from one line to the next */
    D3DDDIFORMAT ColorFormat;                /* X8R8G8B8 or A8R8G8B8 */
    PHYSICAL_ADDRESS PhysicAddress;          /* of the first pixel */
    D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId; /* D3DDDI_ID_UNINITIALIZED when firmware did not say */
    ULONG AcpiId;                            /* 0 when firmware did not say */
} DXGK_DISPLAY_INFORMATION, *PDXGK_DISPLAY_INFORMATION;

/* -------- output protection ------------------------------------------------------------------------- */

typedef struct _DXGKMDT_OPM_RANDOM_NUMBER {
    BYTE abRandomNumber[16];
} DXGKMDT_OPM_RANDOM_NUMBER, *PDXGKMDT_OPM_RANDOM_NUMBER;

typedef struct _DXGKMDT_OPM_OMAC {
    BYTE abOMAC[16];
} DXGKMDT_OPM_OMAC, *PDXGKMDT_OPM_OMAC;

typedef struct _DXGKMDT_OPM_ENCRYPTED_PARAMETERS {
    BYTE abEncryptedParameters[256];
} DXGKMDT_OPM_ENCRYPTED_PARAMETERS, *PDXGKMDT_OPM_ENCRYPTED_PARAMETERS;

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_GET_INFO_PARAMETERS {
    DXGKMDT_OPM_OMAC omac;
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    GUID guidInformation;
    ULONG ulSequenceNumber;
    ULONG cbParametersSize;
    BYTE abParameters[4056];
} DXGKMDT_OPM_GET_INFO_PARAMETERS, *PDXGKMDT_OPM_GET_INFO_PARAMETERS;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS {
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    GUID guidInformation;
    ULONG ulSequenceNumber;
    ULONG cbParametersSize;
    BYTE abParameters[4056];
} DXGKMDT_OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS, *PDXGKMDT_OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS;
#pragma pack(pop)

typedef struct _DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR {
    BYTE abKeySelectionVector[5];
} DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR, *PDXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR;

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_CONNECTED_HDCP_DEVICE_INFORMATION {
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    ULONG ulStatusFlags;
    ULONG ulHDCPFlags;
    DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR ksvB;
    BYTE Reserved[11];
    BYTE Reserved2[16];
    BYTE Reserved3[16];
} DXGKMDT_OPM_CONNECTED_HDCP_DEVICE_INFORMATION, *PDXGKMDT_OPM_CONNECTED_HDCP_DEVICE_INFORMATION;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_REQUESTED_INFORMATION {
    DXGKMDT_OPM_OMAC omac;
    ULONG cbRequestedInformationSize;
    BYTE abRequestedInformation[4076];
} DXGKMDT_OPM_REQUESTED_INFORMATION, *PDXGKMDT_OPM_REQUESTED_INFORMATION;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_STANDARD_INFORMATION {
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    ULONG ulStatusFlags;
    ULONG ulInformation;
    ULONG ulReserved;
    ULONG ulReserved2;
} DXGKMDT_OPM_STANDARD_INFORMATION, *PDXGKMDT_OPM_STANDARD_INFORMATION;
#pragma pack(pop)

typedef enum _DXGKMDT_OPM_INTERLEAVE_FORMAT {
    DXGKMDT_OPM_INTERLEAVE_FORMAT_OTHER = 0,
    DXGKMDT_OPM_INTERLEAVE_FORMAT_PROGRESSIVE = 2,
    DXGKMDT_OPM_INTERLEAVE_FORMAT_INTERLEAVED_EVEN_FIRST = 3,
    DXGKMDT_OPM_INTERLEAVE_FORMAT_INTERLEAVED_ODD_FIRST = 4,
    DXGKMDT_OPM_INTERLEAVE_FORMAT_FORCE_ULONG = (int)0xFFFFFFFF,
} DXGKMDT_OPM_INTERLEAVE_FORMAT;

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT {
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    ULONG ulStatusFlags;
    ULONG ulDisplayWidth;
    ULONG ulDisplayHeight;
    DXGKMDT_OPM_INTERLEAVE_FORMAT ifInterleaveFormat;
    ULONG d3dFormat;
    ULONG ulFrequencyNumerator;
    ULONG ulFrequencyDenominator;
} DXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT, *PDXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_ACP_AND_CGMSA_SIGNALING {
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    ULONG ulStatusFlags;
    ULONG ulAvailableTVProtectionStandards;
    ULONG ulActiveTVProtectionStandard;
    ULONG ulReserved;
    ULONG ulAspectRatioValidMask1;
    ULONG ulAspectRatioData1;
    ULONG ulAspectRatioValidMask2;
    ULONG ulAspectRatioData2;
    ULONG ulAspectRatioValidMask3;
    ULONG ulAspectRatioData3;
    ULONG ulReserved2[4];
    ULONG ulReserved3[4];
} DXGKMDT_OPM_ACP_AND_CGMSA_SIGNALING, *PDXGKMDT_OPM_ACP_AND_CGMSA_SIGNALING;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_OUTPUT_ID {
    DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
    ULONG ulStatusFlags;
    UINT64 OutputId;
} DXGKMDT_OPM_OUTPUT_ID, *PDXGKMDT_OPM_OUTPUT_ID;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_CONFIGURE_PARAMETERS {
    DXGKMDT_OPM_OMAC omac;
    GUID guidSetting;
    ULONG ulSequenceNumber;
    ULONG cbParametersSize;
    BYTE abParameters[4056];
} DXGKMDT_OPM_CONFIGURE_PARAMETERS, *PDXGKMDT_OPM_CONFIGURE_PARAMETERS;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_SET_PROTECTION_LEVEL_PARAMETERS {
    ULONG ulProtectionType;
    ULONG ulProtectionLevel;
    ULONG Reserved;
    ULONG Reserved2;
} DXGKMDT_OPM_SET_PROTECTION_LEVEL_PARAMETERS, *PDXGKMDT_OPM_SET_PROTECTION_LEVEL_PARAMETERS;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS {
    ULONG ulNewTVProtectionStandard;
    ULONG ulAspectRatioChangeMask1;
    ULONG ulAspectRatioData1;
    ULONG ulAspectRatioChangeMask2;
    ULONG ulAspectRatioData2;
    ULONG ulAspectRatioChangeMask3;
    ULONG ulAspectRatioData3;
    ULONG ulReserved[4];
    ULONG ulReserved2[4];
    ULONG ulReserved3;
} DXGKMDT_OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS, *PDXGKMDT_OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_SET_HDCP_SRM_PARAMETERS {
    ULONG ulSRMVersion;
} DXGKMDT_OPM_SET_HDCP_SRM_PARAMETERS, *PDXGKMDT_OPM_SET_HDCP_SRM_PARAMETERS;
#pragma pack(pop)

typedef enum _DXGKMDT_OPM_VIDEO_OUTPUT_SEMANTICS {
    DXGKMDT_OPM_VOS_COPP_SEMANTICS = 0,
    DXGKMDT_OPM_VOS_OPM_SEMANTICS = 1,
    DXGKMDT_OPM_VOS_OPM_INDIRECT_DISPLAY = 2,
} DXGKMDT_OPM_VIDEO_OUTPUT_SEMANTICS;

#pragma pack(push, 1)
typedef struct _DXGKMDT_OPM_CREATE_VIDEO_OUTPUT_FOR_TARGET_PARAMETERS {
    LUID AdapterLuid;
    D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId;
    DXGKMDT_OPM_VIDEO_OUTPUT_SEMANTICS Vos;
} DXGKMDT_OPM_CREATE_VIDEO_OUTPUT_FOR_TARGET_PARAMETERS,
    *PDXGKMDT_OPM_CREATE_VIDEO_OUTPUT_FOR_TARGET_PARAMETERS;
#pragma pack(pop)

/* -------- panel brightness -------------------------------------------------------------------------- */

/* What a panel driver can do beside setting the brightness. */
#pragma pack(push, 1)
typedef struct _DXGK_BRIGHTNESS_CAPS {
    union {
        struct {
            UINT SmoothBrightness : 1;
            UINT AdaptiveBrightness : 1;
            UINT Reserved : 30;
        };
        UINT Value;
    };
} DXGK_BRIGHTNESS_CAPS, *PDXGK_BRIGHTNESS_CAPS;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGK_BRIGHTNESS_STATE {
    union {
        struct {
            UINT SmoothBrightness : 1;
            UINT Reserved : 31;
        };
        UINT Value;
    };
} DXGK_BRIGHTNESS_STATE, *PDXGK_BRIGHTNESS_STATE;
#pragma pack(pop)

#pragma pack(push, 1)
typedef struct _DXGK_BACKLIGHT_INFO {
    USHORT BacklightUsersetting;
    USHORT BacklightEffective;
    D3DDDI_GAMMA_RAMP_RGB256x3x16 GammaRamp;
} DXGK_BACKLIGHT_INFO, *PDXGK_BACKLIGHT_INFO;
#pragma pack(pop)

/* -------- engines and clocks ------------------------------------------------------------------------ */

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)

#pragma pack(push, 1)
typedef struct _D3DKMT_WDDM_1_3_CAPS {
    union {
        struct {
            UINT SupportMiracast : 1;
            UINT IsHybridIntegratedGPU : 1;
            UINT IsHybridDiscreteGPU : 1;
            UINT SupportPowerManagementPStates : 1;
            UINT SupportVirtualModes : 1;
            UINT Reserved : 27;
        };
        UINT Value;
    };
} D3DKMT_WDDM_1_3_CAPS, *PD3DKMT_WDDM_1_3_CAPS;
#pragma pack(pop)
#endif

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)

#pragma pack(push, 1)
typedef struct _DXGK_NODEMETADATA_FLAGS {
    union {
        struct {
            UINT ContextSchedulingSupported : 1;
            UINT Reserved : 31;
        };
        UINT32 Value;
    };
} DXGK_NODEMETADATA_FLAGS, *PDXGK_NODEMETADATA_FLAGS;
#pragma pack(pop)
#endif

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)

typedef enum _DXGK_ENGINE_TYPE {
    DXGK_ENGINE_TYPE_OTHER = 0,
    DXGK_ENGINE_TYPE_3D = 1,
    DXGK_ENGINE_TYPE_VIDEO_DECODE = 2,
    DXGK_ENGINE_TYPE_VIDEO_ENCODE = 3,
    DXGK_ENGINE_TYPE_VIDEO_PROCESSING = 4,
    DXGK_ENGINE_TYPE_SCENE_ASSEMBLY = 5,
    DXGK_ENGINE_TYPE_COPY = 6,
    DXGK_ENGINE_TYPE_OVERLAY = 7,
    DXGK_ENGINE_TYPE_CRYPTO = 8,
    DXGK_ENGINE_TYPE_MAX = 9,
} DXGK_ENGINE_TYPE;

#pragma pack(push, 1)
typedef struct _DXGK_NODEMETADATA {
    DXGK_ENGINE_TYPE EngineType;
    WCHAR FriendlyName[DXGK_MAX_METADATA_NAME_LENGTH];
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
    DXGK_NODEMETADATA_FLAGS Flags;
#else
    UINT32 Reserved;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_0)
    BOOLEAN GpuMmuSupported;
    BOOLEAN IoMmuSupported;
#endif
} DXGK_NODEMETADATA, *PDXGK_NODEMETADATA;
#pragma pack(pop)
typedef DXGK_NODEMETADATA DXGKARG_GETNODEMETADATA, *PDXGKARG_GETNODEMETADATA;
typedef DXGK_NODEMETADATA *OUT_PDXGKARG_GETNODEMETADATA;

#pragma pack(push, 1)
typedef struct _DXGK_GPUCLOCKDATA {
    ULONGLONG GpuFrequency;
    ULONGLONG GpuClockCounter;
    ULONGLONG CpuClockCounter;
} DXGK_GPUCLOCKDATA, *PDXGK_GPUCLOCKDATA;
#pragma pack(pop)
typedef DXGK_GPUCLOCKDATA DXGKARG_CALIBRATEGPUCLOCK, *PDXGKARG_CALIBRATEGPUCLOCK;
typedef DXGK_GPUCLOCKDATA *OUT_PDXGKARG_CALIBRATEGPUCLOCK;
#endif

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_0)

typedef enum _DXGK_GENERAL_ERROR_CODE {
    DXGK_GENERAL_ERROR_PAGE_FAULT = 0,
    DXGK_GENERAL_ERROR_INVALID_INSTRUCTION = 1,
} DXGK_GENERAL_ERROR_CODE;

#pragma pack(push, 1)
typedef struct _DXGK_FAULT_ERROR_CODE {
    union {
        struct {
            UINT IsDeviceSpecificCode : 1;
            UINT GeneralErrorCode : 31; /* DXGK_GENERAL_ERROR_CODE */
        };
        struct {
            UINT IsDeviceSpecificCodeReservedBit : 1;
            UINT DeviceSpecificCode : 31;
        };
    };
} DXGK_FAULT_ERROR_CODE, *PDXGK_FAULT_ERROR_CODE;
#pragma pack(pop)
#endif

/* What stays as it is while EnumVidPnCofuncModality fills in the rest (VPN-05). */
typedef enum _D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE {
    D3DKMDT_EPT_UNINITIALIZED = 0,
    D3DKMDT_EPT_VIDPNSOURCE = 1,
    D3DKMDT_EPT_VIDPNTARGET = 2,
    D3DKMDT_EPT_SCALING = 3,
    D3DKMDT_EPT_ROTATION = 4,
    D3DKMDT_EPT_NOPIVOT = 5,
} D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE;

typedef enum _D3DKMDT_GTFCOMPLIANCE {
    D3DKMDT_GTF_UNINITIALIZED = 0,
    D3DKMDT_GTF_COMPLIANT = 1,
    D3DKMDT_GTF_NOTCOMPLIANT = 2,
} D3DKMDT_GTFCOMPLIANCE;

/* Whether CommitVidPn is to refuse a target without a monitor (VPN-15). */
typedef enum _D3DKMDT_MONITOR_CONNECTIVITY_CHECKS {
    D3DKMDT_MCC_UNINITIALIZED = 0,
    D3DKMDT_MCC_IGNORE = 1,
    D3DKMDT_MCC_ENFORCE = 2,
} D3DKMDT_MONITOR_CONNECTIVITY_CHECKS;

typedef enum _D3DKMDT_MONITOR_ORIENTATION {
    D3DKMDT_MO_UNINITIALIZED = 0,
    D3DKMDT_MO_0DEG = 1,
    D3DKMDT_MO_90DEG = 2,
    D3DKMDT_MO_180DEG = 3,
    D3DKMDT_MO_270DEG = 4,
} D3DKMDT_MONITOR_ORIENTATION;

typedef enum _D3DKMDT_MONITOR_TIMING_TYPE {
    D3DKMDT_MTT_UNINITIALIZED = 0,
    D3DKMDT_MTT_ESTABLISHED = 1,
    D3DKMDT_MTT_STANDARD = 2,
    D3DKMDT_MTT_EXTRASTANDARD = 3,
    D3DKMDT_MTT_DETAILED = 4,
    D3DKMDT_MTT_DEFAULTMONITORPROFILE = 5,
    D3DKMDT_MTT_DRIVER = 6,
} D3DKMDT_MONITOR_TIMING_TYPE;

typedef enum _D3DKMDT_STANDARDALLOCATION_TYPE {
    D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE = 1,
    D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE = 2,
    D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE = 3,
    D3DKMDT_STANDARDALLOCATION_GDISURFACE = 4,
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_1)
    D3DKMDT_STANDARDALLOCATION_VGPU = 5,
#endif
} D3DKMDT_STANDARDALLOCATION_TYPE;

typedef enum _DXGKDT_OPM_DVI_CHARACTERISTICS {
    DXGKMDT_OPM_DVI_CHARACTERISTIC_1_0 = 1,
    DXGKMDT_OPM_DVI_CHARACTERISTIC_1_1_OR_ABOVE = 2,
    DXGKMDT_OPM_DVI_CHARACTERISTICS_FORCE_ULONG = (int)0xFFFFFFFF,
} DXGKDT_OPM_DVI_CHARACTERISTICS;

typedef enum _DXGKMDT_CERTIFICATE_TYPE {
    DXGKMDT_OPM_CERTIFICATE = 0,
    DXGKMDT_COPP_CERTIFICATE = 1,
    DXGKMDT_UAB_CERTIFICATE = 2,
    DXGKMDT_INDIRECT_DISPLAY_CERTIFICATE = 3,
    DXGKMDT_FORCE_ULONG = (int)0xFFFFFFFF,
} DXGKMDT_CERTIFICATE_TYPE;

typedef enum _DXGKMDT_OPM_ACP_PROTECTION_LEVEL {
    DXGKMDT_OPM_ACP_OFF = 0,
    DXGKMDT_OPM_ACP_LEVEL_ONE = 1,
    DXGKMDT_OPM_ACP_LEVEL_TWO = 2,
    DXGKMDT_OPM_ACP_LEVEL_THREE = 3,
    DXGKMDT_OPM_ACP_FORCE_ULONG = 0x7FFFFFFF,
} DXGKMDT_OPM_ACP_PROTECTION_LEVEL;

typedef enum _DXGKMDT_OPM_BUS_TYPE_AND_IMPLEMENTATION {
    DXGKMDT_OPM_BUS_TYPE_OTHER = 0,
    DXGKMDT_OPM_BUS_TYPE_PCI = 1,
    DXGKMDT_OPM_BUS_TYPE_PCIX = 2,
    DXGKMDT_OPM_BUS_TYPE_PCIEXPRESS = 3,
    DXGKMDT_OPM_BUS_TYPE_AGP = 4,
    DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_INSIDE_OF_CHIPSET = 0x10000,
    DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_CHIP = 0x20000,
    DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_SOCKET = 0x30000,
    DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_DAUGHTER_BOARD_CONNECTOR = 0x40000,
    DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE = 0x50000,
    DXGKMDT_OPM_BUS_IMPLEMENTATION_MODIFIER_NON_STANDARD = (int)0x80000000,
    DXGKMDT_OPM_COPP_COMPATIBLE_BUS_TYPE_INTEGRATED = (int)0x80000000,
} DXGKMDT_OPM_BUS_TYPE_AND_IMPLEMENTATION;

typedef enum _DXGKMDT_OPM_CGMSA {
    DXGKMDT_OPM_CGMSA_OFF = 0,
    DXGKMDT_OPM_CGMSA_COPY_FREELY = 1,
    DXGKMDT_OPM_CGMSA_COPY_NO_MORE = 2,
    DXGKMDT_OPM_CGMSA_COPY_ONE_GENERATION = 3,
    DXGKMDT_OPM_CGMSA_COPY_NEVER = 4,
    DXGKMDT_OPM_REDISTRIBUTION_CONTROL_REQUIRED = 8,
} DXGKMDT_OPM_CGMSA;

typedef enum _DXGKMDT_OPM_CONNECTOR_TYPE {
    DXGKMDT_OPM_COPP_COMPATIBLE_CONNECTOR_TYPE_INTERNAL = (int)0x80000000,
    DXGKMDT_OPM_CONNECTOR_TYPE_OTHER = -1,
    DXGKMDT_OPM_CONNECTOR_TYPE_HD15 = 0,
    DXGKMDT_OPM_CONNECTOR_TYPE_SVIDEO = 1,
    DXGKMDT_OPM_CONNECTOR_TYPE_COMPOSITE_VIDEO = 2,
    DXGKMDT_OPM_CONNECTOR_TYPE_COMPONENT_VIDEO = 3,
    DXGKMDT_OPM_CONNECTOR_TYPE_DVI = 4,
    DXGKMDT_OPM_CONNECTOR_TYPE_HDMI = 5,
    DXGKMDT_OPM_CONNECTOR_TYPE_LVDS = 6,
    DXGKMDT_OPM_CONNECTOR_TYPE_D_JPN = 8,
    DXGKMDT_OPM_CONNECTOR_TYPE_SDI = 9,
    DXGKMDT_OPM_CONNECTOR_TYPE_DISPLAYPORT_EXTERNAL = 10,
    DXGKMDT_OPM_CONNECTOR_TYPE_DISPLAYPORT_EMBEDDED = 11,
    DXGKMDT_OPM_CONNECTOR_TYPE_UDI_EXTERNAL = 12,
    DXGKMDT_OPM_CONNECTOR_TYPE_UDI_EMBEDDED = 13,
    DXGKMDT_OPM_CONNECTOR_TYPE_RESERVED = 14,
    DXGKMDT_OPM_CONNECTOR_TYPE_MIRACAST = 15,
    DXGKMDT_OPM_CONNECTOR_TYPE_TRANSPORT_AGNOSTIC_DIGITAL_MODE_A = 16,
    DXGKMDT_OPM_CONNECTOR_TYPE_TRANSPORT_AGNOSTIC_DIGITAL_MODE_B = 17,
} DXGKMDT_OPM_CONNECTOR_TYPE;

typedef enum _DXGKMDT_OPM_DPCP_PROTECTION_LEVEL {
    DXGKMDT_OPM_DPCP_OFF = 0,
    DXGKMDT_OPM_DPCP_ON = 1,
    DXGKMDT_OPM_DPCP_FORCE_ULONG = 0x7FFFFFFF,
} DXGKMDT_OPM_DPCP_PROTECTION_LEVEL;

typedef enum _DXGKMDT_OPM_HDCP_FLAG {
    DXGKMDT_OPM_HDCP_FLAG_NONE = 0,
    DXGKMDT_OPM_HDCP_FLAG_REPEATER = 1,
} DXGKMDT_OPM_HDCP_FLAG;

typedef enum _DXGKMDT_OPM_HDCP_PROTECTION_LEVEL {
    DXGKMDT_OPM_HDCP_OFF = 0,
    DXGKMDT_OPM_HDCP_ON = 1,
    DXGKMDT_OPM_HDCP_FORCE_ULONG = 0x7FFFFFFF,
} DXGKMDT_OPM_HDCP_PROTECTION_LEVEL;

typedef enum _DXGKMDT_OPM_IMAGE_ASPECT_RATIO_EN300294 {
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_FULL_FORMAT_4_BY_3 = 0,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_14_BY_9_CENTER = 1,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_14_BY_9_TOP = 2,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_16_BY_9_CENTER = 3,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_16_BY_9_TOP = 4,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_BOX_GT_16_BY_9_CENTER = 5,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_FULL_FORMAT_4_BY_3_PROTECTED_CENTER = 6,
    DXGKMDT_OPM_ASPECT_RATIO_EN300294_FULL_FORMAT_16_BY_9_ANAMORPHIC = 7,
    DXGKMDT_OPM_ASPECT_RATIO_FORCE_ULONG = 0x7FFFFFFF,
} DXGKMDT_OPM_IMAGE_ASPECT_RATIO_EN300294;

typedef enum _DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION {
    DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION_NOT_SUPPORTED = 0,
    DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION_SUPPORTED = 1,
} DXGKMDT_OPM_OUTPUT_HARDWARE_PROTECTION;

typedef enum _DXGKMDT_OPM_PROTECTION_STANDARD {
    DXGKMDT_OPM_PROTECTION_STANDARD_NONE = 0,
    DXGKMDT_OPM_PROTECTION_STANDARD_IEC61880_525I = 1,
    DXGKMDT_OPM_PROTECTION_STANDARD_IEC61880_2_525I = 2,
    DXGKMDT_OPM_PROTECTION_STANDARD_IEC62375_625P = 4,
    DXGKMDT_OPM_PROTECTION_STANDARD_EIA608B_525 = 8,
    DXGKMDT_OPM_PROTECTION_STANDARD_EN300294_625I = 16,
    DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEA_525P = 32,
    DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEA_750P = 64,
    DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEA_1125I = 128,
    DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEB_525P = 0x100,
    DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEB_750P = 0x200,
    DXGKMDT_OPM_PROTECTION_STANDARD_CEA805A_TYPEB_1125I = 0x400,
    DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_525I = 0x800,
    DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_525P = 0x1000,
    DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_750P = 0x2000,
    DXGKMDT_OPM_PROTECTION_STANDARD_ARIBTRB15_1125I = 0x4000,
    DXGKMDT_OPM_PROTECTION_STANDARD_OTHER = (int)0x80000000,
} DXGKMDT_OPM_PROTECTION_STANDARD;

typedef enum _DXGKMDT_OPM_PROTECTION_TYPE {
    DXGKMDT_OPM_PROTECTION_TYPE_NONE = 0,
    DXGKMDT_OPM_PROTECTION_TYPE_COPP_COMPATIBLE_HDCP = 1,
    DXGKMDT_OPM_PROTECTION_TYPE_ACP = 2,
    DXGKMDT_OPM_PROTECTION_TYPE_CGMSA = 4,
    DXGKMDT_OPM_PROTECTION_TYPE_HDCP = 8,
    DXGKMDT_OPM_PROTECTION_TYPE_DPCP = 16,
    DXGKMDT_OPM_PROTECTION_TYPE_TYPE_ENFORCEMENT_HDCP = 32,
    DXGKMDT_OPM_PROTECTION_TYPE_OTHER = (int)0x80000000,
    DXGKMDT_OPM_PROTECTION_TYPE_MASK = (int)0x8000003F,
} DXGKMDT_OPM_PROTECTION_TYPE;

typedef enum _DXGKMDT_OPM_STATUS {
    DXGKMDT_OPM_STATUS_NORMAL = 0,
    DXGKMDT_OPM_STATUS_LINK_LOST = 1,
    DXGKMDT_OPM_STATUS_RENEGOTIATION_REQUIRED = 2,
    DXGKMDT_OPM_STATUS_TAMPERING_DETECTED = 4,
    DXGKMDT_OPM_STATUS_REVOKED_HDCP_DEVICE_ATTACHED = 8,
} DXGKMDT_OPM_STATUS;

typedef enum _DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_PROTECTION_LEVEL {
    DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_OFF = 0,
    DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_ON_WITH_NO_TYPE_RESTRICTION = 1,
    DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_ON_WITH_TYPE1_RESTRICTION = 2,
    DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_FORCE_ULONG = 0x7FFFFFFF,
} DXGKMDT_OPM_TYPE_ENFORCEMENT_HDCP_PROTECTION_LEVEL;

typedef enum _DXGK_BACKLIGHT_OPTIMIZATION_LEVEL {
    DxgkBacklightOptimizationDisable = 0,
    DxgkBacklightOptimizationDesktop = 1,
    DxgkBacklightOptimizationDynamic = 2,
    DxgkBacklightOptimizationDimmed = 3,
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
    DxgkBacklightOptimizationEDR = 4,
#endif
} DXGK_BACKLIGHT_OPTIMIZATION_LEVEL;

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_0)

typedef enum _DXGK_PAGE_FAULT_FLAGS {
    DXGK_PAGE_FAULT_WRITE = 1,
    DXGK_PAGE_FAULT_FENCE_INVALID = 2,
    DXGK_PAGE_FAULT_ADAPTER_RESET_REQUIRED = 4,
    DXGK_PAGE_FAULT_ENGINE_RESET_REQUIRED = 8,
    DXGK_PAGE_FAULT_FATAL_HARDWARE_ERROR = 16,
    DXGK_PAGE_FAULT_IOMMU = 32,
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
    DXGK_PAGE_FAULT_HW_CONTEXT_VALID = 64,
    DXGK_PAGE_FAULT_PROCESS_HANDLE_VALID = 128,
#endif
} DXGK_PAGE_FAULT_FLAGS;

typedef enum _DXGK_RENDER_PIPELINE_STAGE {
    DXGK_RENDER_PIPELINE_STAGE_UNKNOWN = 0,
    DXGK_RENDER_PIPELINE_STAGE_INPUT_ASSEMBLER = 1,
    DXGK_RENDER_PIPELINE_STAGE_VERTEX_SHADER = 2,
    DXGK_RENDER_PIPELINE_STAGE_GEOMETRY_SHADER = 3,
    DXGK_RENDER_PIPELINE_STAGE_STREAM_OUTPUT = 4,
    DXGK_RENDER_PIPELINE_STAGE_RASTERIZER = 5,
    DXGK_RENDER_PIPELINE_STAGE_PIXEL_SHADER = 6,
    DXGK_RENDER_PIPELINE_STAGE_OUTPUT_MERGER = 7,
} DXGK_RENDER_PIPELINE_STAGE;
#endif

enum _DISPLAYID_DETAILED_TIMING_TYPE_I_ASPECT_RATIO {
    DIDDT1_AspectRatio_1x1 = 0,
    DIDDT1_AspectRatio_5x4 = 1,
    DIDDT1_AspectRatio_4x3 = 2,
    DIDDT1_AspectRatio_15x9 = 3,
    DIDDT1_AspectRatio_16x9 = 4,
    DIDDT1_AspectRatio_16x10 = 5,
};

enum _DISPLAYID_DETAILED_TIMING_TYPE_I_SCANNING_MODE {
    DIDDT1_Progressive = 0,
    DIDDT1_Interlaced = 1,
};

enum _DISPLAYID_DETAILED_TIMING_TYPE_I_STEREO_MODE {
    DIDDT1_Monoscopic = 0,
    DIDDT1_Stereo = 1,
    DIDDT1_Dependent = 2,
};

enum _DISPLAYID_DETAILED_TIMING_TYPE_I_SYNC_POLARITY {
    DIDDT1_Sync_Positive = 0,
    DIDDT1_Sync_Negative = 1,
};

#ifdef __cplusplus
}
#endif

#endif
