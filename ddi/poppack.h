/* Ends what pshpack*.h began. */
#pragma pack(pop)
