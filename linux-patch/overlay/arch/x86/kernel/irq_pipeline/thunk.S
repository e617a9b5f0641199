/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The slow path of local_irq_enable(), keeping all registers: its inlined
 * callers must not reserve any for a call that is almost never made.
 */
#include <linux/export.h>
#include <linux/linkage.h>
#include <asm/asm.h>
#include "../../entry/calling.h"

.section .noinstr.text, "ax"

THUNK irq_pipeline_unstall_thunk, irq_pipeline_unstall
EXPORT_SYMBOL(irq_pipeline_unstall_thunk)
