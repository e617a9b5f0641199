// SPDX-License-Identifier: MIT
// Owns the figures of others that ours stand beside: where they come from, and what is wanted here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "figure.hpp"

namespace takt::bench {

/// The same measurement made elsewhere, once.
struct WakeupAnchor {
    std::string kernel;
    std::string load;
    double min = 0;
    double avg = 0;
    double p999 = 0;
    double max = 0;
};

/// What another system needs for the same thing, and what ours may need.
struct Peer {
    std::string name; ///< of the figure
    double wanted = 0;
    std::string peer;
    double value = 0;
};

struct Anchors {
    std::string wakeup_source;
    std::vector<WakeupAnchor> wakeup;
    std::string peers_source;
    std::vector<Peer> peers;
};

/// Throws if the file is damaged.
[[nodiscard]] Anchors load_anchors(const std::filesystem::path& path);

/// Measured wake-up latencies of Linux beside the anchors: average and 99.9th percentile, and their
/// ratios. Empty if nothing is in both.
[[nodiscard]] std::string anchors_table(const Figures& figures, const Anchors& anchors);

/// The co-kernel's figures beside what is wanted and what the peer needs. Primitives are judged by
/// their median, latency by its maximum over all loads.
[[nodiscard]] std::string peers_table(const Figures& figures, const Anchors& anchors);

} // namespace takt::bench
