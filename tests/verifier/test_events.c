/* Events that a driver writes by itself stand in the trace as instants, with provider, number, level and size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "nt.h"
#include "ntstatus.h"
#include "shim.h"

static int body(void *arg)
{
    static const GUID provider = {0xA1B2C3D4, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}};
    EVENT_DESCRIPTOR event = {.Id = 7, .Level = 4, .Keyword = 0x30};
    EVENT_DATA_DESCRIPTOR data;
    REGHANDLE handle;
    ULONG number = 5;
    if (EtwRegister(&provider, NULL, NULL, &handle) != STATUS_SUCCESS || !EtwProviderEnabled(handle, 4, 1))
        return 1;
    EventDataDescCreate(&data, &number, sizeof(number));
    EtwWrite(handle, &event, NULL, 1, &data);
    EtwWriteString(handle, 2, 0, NULL, L"say \"it\"");
    return EtwUnregister(handle);
}

static void events_stand_in_the_trace(void **state)
{
    char path[] = "/tmp/openwddm-events-XXXXXX", spec[64], text[4096];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    snprintf(spec, sizeof(spec), "trace:%s", path);
    const struct ddi_shim *shim = verifier_shim(spec);
    assert_non_null(shim);
    nt_boot(&(struct nt_options){.host = NT_HOST_SIM, .seed = 1, .memory_size = 8u << 20});
    struct nt_outcome outcome = nt_run(body, NULL);
    assert_int_equal(nt_shutdown(), 0);
    assert_true(verifier_release(shim));
    assert_false(outcome.bugchecked);
    assert_int_equal(outcome.value, 0);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = 0;
    fclose(file);
    unlink(path);
    assert_non_null(strstr(text, "\"ph\":\"i\",\"s\":\"t\",\"cat\":\"event\",\"name\":\"event 7\""));
    assert_non_null(
        strstr(text, "\"provider\":\"{a1b2c3d4-1234-5678-0102-030405060708}\",\"id\":7,\"level\":4"));
    assert_non_null(strstr(text, "\"keyword\":\"0x30\",\"bytes\":4}}"));
    assert_non_null(strstr(text, "\"bytes\":18,\"text\":\"say \\\"it\\\"\"}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(events_stand_in_the_trace)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
