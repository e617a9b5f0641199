// SPDX-License-Identifier: MIT
// Owns the description of one built kernel flavour and of the place where it is found.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace takt::bench {

struct Kernel {
    std::string flavour;
    std::filesystem::path image;
    std::filesystem::path system_map;
    std::vector<std::filesystem::path> modules; ///< loaded by the guest, in this order
    std::string hash;                           ///< of the image and the modules
    std::string release;                        ///< such as 6.12.117
    std::string compiler;                       ///< as its configuration records it
    std::string configuration;                  ///< hash of what it was configured with
    bool has_pipeline = false;                  ///< Linux's interrupt flag is virtual
};

/// Where flavours, their modules and the programs of RT jobs are; flavours that are not named are
/// under @p root.
struct KernelPlaces {
    std::filesystem::path root;
    std::map<std::string, std::filesystem::path> directories;
    std::map<std::string, std::vector<std::filesystem::path>> modules;
    std::vector<std::filesystem::path> rt_programs; ///< put into the guests of RT jobs only
};

/// Throws, with the command that builds it, if the flavour is not built.
[[nodiscard]] Kernel find_kernel(const KernelPlaces& places, const std::string& flavour);

} // namespace takt::bench
