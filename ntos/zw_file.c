/*
 * Files for drivers that read firmware or write a log: a table in memory. Folders are not objects of their own: a name is a name.
 */
#include "ke.h"
#include "nt_file.h"
#include "services.h"

#include <stdlib.h>
#include <string.h>

#define LARGEST (256u << 20)

struct file {
    struct file *next;
    UNICODE_STRING name;
    UCHAR *data;
    size_t size;
};

/* What a handle refers to. */
struct open_file {
    struct file *file;
    uint64_t position;
};

static struct _OBJECT_TYPE ob_data_file_type = {.name = "file"};

static struct {
    struct host_mutex lock;
    struct file *all;
} files = {.lock = HOST_MUTEX_INIT};

/* ---- files.lock held ---- */

static struct file *find(PCUNICODE_STRING name)
{
    for (struct file *f = files.all; f; f = f->next)
        if (f->name.Length == name->Length &&
            _wcsnicmp(f->name.Buffer, name->Buffer, name->Length / sizeof(WCHAR)) == 0)
            return f;
    return NULL;
}

static struct file *create(PCUNICODE_STRING name)
{
    struct file *f = calloc(1, sizeof(*f));
    if (!f || !(f->name.Buffer = malloc(name->Length + 1u))) {
        free(f);
        return NULL;
    }
    memcpy(f->name.Buffer, name->Buffer, name->Length);
    f->name.Length = f->name.MaximumLength = name->Length;
    f->next = files.all;
    files.all = f;
    return f;
}

static bool resize(struct file *f, size_t size)
{
    UCHAR *data = size <= LARGEST ? realloc(f->data, size + 1) : NULL;
    if (!data)
        return false;
    if (size > f->size)
        memset(data + f->size, 0, size - f->size);
    f->data = data;
    f->size = size;
    return true;
}

void zw_file_stop(void)
{
    while (files.all) {
        struct file *f = files.all;
        files.all = f->next;
        free(f->name.Buffer);
        free(f->data);
        free(f);
    }
}

NTSTATUS nt_file_add(const WCHAR *name, const void *data, size_t size)
{
    UNICODE_STRING n;
    RtlInitUnicodeString(&n, name);
    host_lock(&files.lock);
    struct file *f = find(&n);
    if (!f)
        f = create(&n);
    bool good = f && resize(f, size);
    if (good && size)
        memcpy(f->data, data, size);
    host_unlock(&files.lock);
    return good ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* ---- opening ---- */

/* What the disposition makes of a file that is there or is not; files.lock held. */
static NTSTATUS dispose(PCUNICODE_STRING name, ULONG disposition, struct file **file, ULONG_PTR *information)
{
    struct file *f = find(name);
    *file = f;
    if (f) {
        if (disposition == FILE_CREATE)
            return STATUS_OBJECT_NAME_COLLISION;
        bool empty = disposition == FILE_SUPERSEDE || disposition == FILE_OVERWRITE ||
                     disposition == FILE_OVERWRITE_IF;
        if (empty && !resize(f, 0))
            return STATUS_INSUFFICIENT_RESOURCES;
        *information = !empty                          ? FILE_OPENED
                       : disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED
                                                       : FILE_OVERWRITTEN;
        return STATUS_SUCCESS;
    }
    if (disposition == FILE_OPEN || disposition == FILE_OVERWRITE)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    *information = FILE_CREATED;
    *file = create(name);
    return *file ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS open(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes, PIO_STATUS_BLOCK io,
                     ULONG disposition)
{
    struct file *file;
    *handle = NULL;
    io->Information = 0;
    if (attributes->Length != sizeof(*attributes) || !attributes->ObjectName ||
        disposition > FILE_OVERWRITE_IF)
        return STATUS_INVALID_PARAMETER;
    if (attributes->RootDirectory || !attributes->ObjectName->Length ||
        attributes->ObjectName->Buffer[0] != '\\')
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (!(attributes->Attributes & OBJ_KERNEL_HANDLE))
        report_emit(REPORT_WARNING, "SYN-10", "ZwCreateFile", "Attributes", "OBJ_KERNEL_HANDLE",
                    "Without it the handle belongs to whatever process runs now.", "%#x in %s",
                    attributes->Attributes, nt_call_current());
    host_lock(&files.lock);
    NTSTATUS status = dispose(attributes->ObjectName, disposition, &file, &io->Information);
    host_unlock(&files.lock);
    if (!NT_SUCCESS(status))
        return status;
    struct open_file *opened = ob_create(&ob_data_file_type, sizeof(*opened));
    if (!opened)
        return STATUS_INSUFFICIENT_RESOURCES;
    opened->file = file;
    *handle = ob_handle_create(opened, access);
    ob_dereference(opened);
    return *handle ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS NTAPI ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                            PLARGE_INTEGER AllocationSize, ULONG FileAttributes, ULONG ShareAccess,
                            ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength)
{
    KE_SERVICE(ZwCreateFile);
    NTSTATUS status = open(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, CreateDisposition);
    IoStatusBlock->Status = status;
    return status;
}

NTSTATUS NTAPI ZwOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                          PIO_STATUS_BLOCK IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions)
{
    KE_SERVICE(ZwOpenFile);
    NTSTATUS status = open(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, FILE_OPEN);
    IoStatusBlock->Status = status;
    return status;
}

/* ---- reading and writing ---- */

/* Where the caller wants to be; files.lock held. */
static uint64_t offset_of(const struct open_file *opened, const LARGE_INTEGER *offset)
{
    if (!offset || (offset->HighPart == -1 && offset->LowPart == FILE_USE_FILE_POINTER_POSITION))
        return opened->position;
    if (offset->HighPart == -1 && offset->LowPart == FILE_WRITE_TO_END_OF_FILE)
        return opened->file->size;
    return (uint64_t)offset->QuadPart;
}

static NTSTATUS transfer(HANDLE handle, PIO_STATUS_BLOCK io, UCHAR *buffer, ULONG length,
                         const LARGE_INTEGER *offset, bool write)
{
    struct open_file *opened = ob_handle_object(handle, &ob_data_file_type);
    io->Information = 0;
    if (!opened)
        return STATUS_INVALID_HANDLE;
    UCHAR *copy = malloc(length + 1u); /* the caller's buffer may fault, but not under the lock */
    NTSTATUS status = copy ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
    if (copy && write)
        memcpy(copy, buffer, length);
    host_lock(&files.lock);
    struct file *f = opened->file;
    uint64_t at = offset_of(opened, offset);
    ULONG n = length;
    if (copy && write) {
        if (at > LARGEST || (at + length > f->size && !resize(f, at + length)))
            status = STATUS_INSUFFICIENT_RESOURCES;
        else
            memcpy(f->data + at, copy, length);
    } else if (copy) {
        if (at >= f->size && length)
            status = STATUS_END_OF_FILE;
        else if (n > f->size - at)
            n = (ULONG)(f->size - at);
        if (NT_SUCCESS(status) && n)
            memcpy(copy, f->data + at, n);
    }
    if (NT_SUCCESS(status))
        opened->position = at + n;
    host_unlock(&files.lock);
    if (NT_SUCCESS(status)) {
        io->Information = n;
        if (!write)
            memcpy(buffer, copy, n);
    }
    free(copy);
    ob_dereference(opened);
    return status;
}

static NTSTATUS finish(PIO_STATUS_BLOCK io, NTSTATUS status, HANDLE event)
{
    io->Status = status;
    if (event && NT_SUCCESS(status))
        ZwSetEvent(event, NULL);
    return status;
}

NTSTATUS NTAPI ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                          PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                          PLARGE_INTEGER ByteOffset, PULONG Key)
{
    KE_SERVICE(ZwReadFile);
    return finish(IoStatusBlock, transfer(FileHandle, IoStatusBlock, Buffer, Length, ByteOffset, false),
                  Event);
}

NTSTATUS NTAPI ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                           PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                           PLARGE_INTEGER ByteOffset, PULONG Key)
{
    KE_SERVICE(ZwWriteFile);
    return finish(IoStatusBlock, transfer(FileHandle, IoStatusBlock, Buffer, Length, ByteOffset, true),
                  Event);
}

/* ---- what is known of a file ---- */

NTSTATUS NTAPI ZwQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
                                      PVOID FileInformation, ULONG Length,
                                      FILE_INFORMATION_CLASS FileInformationClass)
{
    union {
        FILE_STANDARD_INFORMATION standard;
        FILE_POSITION_INFORMATION position;
    } info = {0};
    ULONG size = FileInformationClass == FileStandardInformation   ? sizeof(info.standard)
                 : FileInformationClass == FilePositionInformation ? sizeof(info.position)
                                                                   : 0;
    KE_SERVICE(ZwQueryInformationFile);
    struct open_file *opened = ob_handle_object(FileHandle, &ob_data_file_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    host_lock(&files.lock);
    if (FileInformationClass == FilePositionInformation) {
        info.position.CurrentByteOffset.QuadPart = (LONGLONG)opened->position;
    } else {
        info.standard.EndOfFile.QuadPart = (LONGLONG)opened->file->size;
        info.standard.AllocationSize.QuadPart = (LONGLONG)ROUND_TO_PAGES(opened->file->size);
        info.standard.NumberOfLinks = 1;
    }
    host_unlock(&files.lock);
    ob_dereference(opened);
    NTSTATUS status = !size           ? STATUS_INVALID_INFO_CLASS
                      : Length < size ? STATUS_INFO_LENGTH_MISMATCH
                                      : STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        memcpy(FileInformation, &info, size);
    IoStatusBlock->Status = status;
    IoStatusBlock->Information = NT_SUCCESS(status) ? size : 0;
    return status;
}

NTSTATUS NTAPI ZwSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                    ULONG Length, FILE_INFORMATION_CLASS FileInformationClass)
{
    NTSTATUS status = STATUS_SUCCESS;
    LARGE_INTEGER value;
    KE_SERVICE(ZwSetInformationFile);
    if (FileInformationClass != FilePositionInformation && FileInformationClass != FileEndOfFileInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (Length < sizeof(value))
        return STATUS_INFO_LENGTH_MISMATCH;
    value = *(PLARGE_INTEGER)FileInformation;
    struct open_file *opened = ob_handle_object(FileHandle, &ob_data_file_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    host_lock(&files.lock);
    if (value.QuadPart < 0)
        status = STATUS_INVALID_PARAMETER;
    else if (FileInformationClass == FilePositionInformation)
        opened->position = (uint64_t)value.QuadPart;
    else if (!resize(opened->file, (size_t)value.QuadPart))
        status = STATUS_INSUFFICIENT_RESOURCES;
    host_unlock(&files.lock);
    ob_dereference(opened);
    IoStatusBlock->Status = status;
    IoStatusBlock->Information = 0;
    return status;
}
