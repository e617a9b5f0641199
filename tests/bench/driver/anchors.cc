// SPDX-License-Identifier: MIT
// Owns the format of anchors.json and the tables made of it.
#include "anchors.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "error.hpp"
#include "file.hpp"

namespace takt::bench {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WakeupAnchor, kernel, load, min, avg, p999, max)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Peer, name, wanted, peer, value)

Anchors load_anchors(const fs::path& path) {
    try {
        const auto file = nlohmann::json::parse(read_file(path));
        const auto& wakeup = file.at("wakeup");
        const auto& peers = file.at("peers");
        return {wakeup.at("source"), wakeup.at("figures").get<std::vector<WakeupAnchor>>(),
                peers.at("source"), peers.at("figures").get<std::vector<Peer>>()};
    } catch (const nlohmann::json::exception& error) {
        throw Error("{} is damaged ({}); restore it", path.string(), error.what());
    }
}

std::string anchors_table(const Figures& figures, const Anchors& anchors) {
    std::string rows;
    for (const WakeupAnchor& anchor : anchors.wakeup) {
        const Figures seeds = select(figures, "wakeup.user", anchor.kernel, anchor.load);
        if (seeds.empty())
            continue;
        const Figure f = merge_seeds(seeds);
        rows += fmt::format("{:12}{:8}{:9.0f}{:9.0f}{:+8.1f} %{:9.0f}{:9.0f}{:+8.1f} %{:10.0f}"
                            "{:10.0f}\n",
                            anchor.kernel, anchor.load, anchor.avg, f.avg,
                            (f.avg / anchor.avg - 1) * 100, anchor.p999, f.p999,
                            (f.p999 / anchor.p999 - 1) * 100, anchor.max, f.max);
    }
    if (rows.empty())
        return {};
    return fmt::format("Wake-up latency beside the anchors ({})\n"
                       "{:12}{:8}{:>9}{:>9}{:>10}{:>9}{:>9}{:>10}{:>10}{:>10}\n",
                       anchors.wakeup_source, "kernel", "load", "avg then", "now", "", "p99.9 then",
                       "now", "", "max then", "now") +
           rows;
}

std::string peers_table(const Figures& figures, const Anchors& anchors) {
    std::string rows;
    for (const Peer& peer : anchors.peers) {
        const bool latency = peer.name.starts_with("wakeup.");
        double found = 0;
        double max = 0;
        bool any = false;
        for (const Figure& figure : figures)
            if (figure.name == peer.name && figure.kernel == "takt") {
                any = true;
                max = std::max(max, figure.max);
                found = std::max(found, latency ? figure.max : figure.p50);
            }
        if (!any)
            continue;
        rows += fmt::format("{:24}{:9.0f}{:9.0f}{:9.0f}  {:16}{:9.0f}  {}\n", peer.name, found, max,
                            peer.wanted, found <= peer.wanted ? "holds" : "DOES NOT HOLD",
                            peer.value, peer.peer);
    }
    if (rows.empty())
        return {};
    return fmt::format("RT figures of Takt beside what is wanted and the peer's ({})\n"
                       "{:24}{:>9}{:>9}{:>9}  {:16}{:>9}\n",
                       anchors.peers_source, "name", "judged", "max", "wanted", "", "peer") +
           rows;
}

} // namespace takt::bench
