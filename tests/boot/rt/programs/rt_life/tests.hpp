// SPDX-License-Identifier: GPL-2.0-only
// Owns the list of the suites of rt_life, one a theme.
#pragma once

#include <vector>

#include "suite.hpp"

std::vector<rt::Test> signal_tests();
std::vector<rt::Test> end_tests();
std::vector<rt::Test> tracing_tests();
std::vector<rt::Test> outside_tests();
std::vector<rt::Test> child_tests();
std::vector<rt::Test> refusal_tests();
std::vector<rt::Test> system_tests();
std::vector<rt::Test> core_dump_tests();
