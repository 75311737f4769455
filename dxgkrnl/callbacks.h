/*
 * The bodies of the callbacks: callback_<Name>(adapter, what follows the handle). `adapter` is NULL only for callbacks that
 * take no handle and were made outside any DDI.
 */
#ifndef OPENWDDM_DXGKRNL_CALLBACKS_H
#define OPENWDDM_DXGKRNL_CALLBACKS_H

#include "private.h"

#define CALLBACK_PARAMS_ADAPTER(params) (struct dxgk_adapter * adapter DDI_TAIL params)
#define CALLBACK_PARAMS_NONE(params)    (struct dxgk_adapter * adapter DDI_ALL params)
#define CALLBACK_DECLARE(name, type, ret, irql, since, object, params, args)                                 \
    DDI_RET_##ret callback_##name CALLBACK_PARAMS_##object(params);
DDI_CALLBACK_LIST(CALLBACK_DECLARE)

#endif
