// SPDX-License-Identifier: GPL-2.0-only
// Owns the list of the suites of rt_calls, one a theme.
#pragma once

#include <vector>

#include "suite.hpp"

std::vector<rt::Test> native_tests();
std::vector<rt::Test> bridge_tests();
std::vector<rt::Test> object_tests();
std::vector<rt::Test> inheritance_tests();
