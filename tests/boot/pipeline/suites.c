// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suites for the interrupt pipeline: loading the module runs them.
 */
#include <linux/module.h>

#include "suites.h"

kunit_test_suites(&traps_suite, &timer_suite, &ipi_suite, &post_suite, &edu_suite, &uart_suite);

MODULE_DESCRIPTION("Tests of the interrupt pipeline");
MODULE_LICENSE("GPL");
