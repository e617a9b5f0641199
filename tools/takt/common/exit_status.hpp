// SPDX-License-Identifier: MIT
// Owns the exit statuses of the takt command, as takt(1) documents them.
#pragma once

namespace takt::tool {

enum exit_status : int {
    status_ok = 0,
    status_finding = 1,       ///< a threshold was exceeded, a check failed
    status_usage = 2,         ///< wrong options
    status_no_rt = 3,         ///< no module, no permission, wrong version, no locked memory
    status_failure = 4,       ///< anything else
    status_run_refused = 125, ///< of `takt run`, as env(1) and timeout(1) have them
    status_run_cannot = 126,
    status_run_not_found = 127,
};

} // namespace takt::tool
