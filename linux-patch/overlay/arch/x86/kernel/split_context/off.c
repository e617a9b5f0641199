// SPDX-License-Identifier: GPL-2.0-only
/* The parameter that names the mechanism to do without. */
#define pr_fmt(fmt) "split_context: " fmt

#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/split_context_off.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "split_context."

enum split_mechanism split_context_off;
EXPORT_SYMBOL_GPL(split_context_off);

static const char *const names[] = {
	[SPLIT_OFF_NONE] = "none",
#define SPLIT_MECHANISM(name)	[SPLIT_OFF_##name] = #name,
#include <linux/split_context_mechanisms.h>
#undef SPLIT_MECHANISM
};

static int set_off(const char *value, const struct kernel_param *param)
{
	int index = __sysfs_match_string(names, ARRAY_SIZE(names), value);

	if (index < 0) {
		pr_err("no mechanism '%s'; see split_context_mechanisms.h\n", value);
		return index;
	}
	WRITE_ONCE(split_context_off, index);
	pr_warn("without: %s\n", names[index]);
	return 0;
}

static int get_off(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", names[split_context_off]);
}

static const struct kernel_param_ops ops = { .set = set_off, .get = get_off };

module_param_cb(off, &ops, NULL, 0600);
MODULE_PARM_DESC(off, "mechanism to do without (for tests of tests)");
