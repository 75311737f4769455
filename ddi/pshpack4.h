/* Members of structures that follow are aligned to at most 4, until poppack.h. */
#pragma pack(push, 4)
