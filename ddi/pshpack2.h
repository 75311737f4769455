/* Members of structures that follow are aligned to at most 2, until poppack.h. */
#pragma pack(push, 2)
