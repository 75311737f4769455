/* Members of structures that follow are aligned to at most 8, until poppack.h. */
#pragma pack(push, 8)
