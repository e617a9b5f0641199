// SPDX-License-Identifier: MIT
// Owns the options of `takt latency`; their names are those of cyclictest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace takt::tool {

struct LatencyOptions {
    int threads = 1;
    std::vector<int> cpus; ///< empty: not bound
    int priority = 95;
    int64_t interval_us = 1000;
    int64_t distance_us = 500;
    uint64_t loops = 0;    ///< 0: without end
    double duration_s = 0; ///< 0: without end
    int histogram_us = 0;  ///< 0: none
    std::string histogram_file;
    std::string json_file;
    int64_t break_us = 0; ///< 0: never
    bool quiet = false;
    bool nanoseconds = false;
    bool linux_mode = false; ///< measure Linux, for contrast
    bool lock_memory = true;
    bool breakdown = false; ///< of what parts the worst samples consist
    bool handler = false;   ///< measure the co-kernel's timer handler instead of the thread
};

} // namespace takt::tool
