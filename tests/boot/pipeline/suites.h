/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test suites of the module, one a file.
 */
#ifndef TAKT_PIPELINE_SUITES_H
#define TAKT_PIPELINE_SUITES_H

#include <kunit/test.h>

extern struct kunit_suite traps_suite;
extern struct kunit_suite timer_suite;
extern struct kunit_suite ipi_suite;
extern struct kunit_suite post_suite;
extern struct kunit_suite edu_suite;
extern struct kunit_suite uart_suite;

#endif
