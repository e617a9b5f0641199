// SPDX-License-Identifier: MIT
// Owns the finding of a built kernel flavour.
#include "kernel.hpp"

#include "error.hpp"
#include "file.hpp"

namespace takt::bench {
namespace {

/// The text between quotes after NAME= in a kernel configuration.
std::string quoted_option(const std::string& config, const std::string& name) {
    const std::string start = name + "=\"";
    const auto at = config.find(start);
    if (at == std::string::npos)
        return "unknown";
    const auto begin = at + start.size();
    return config.substr(begin, config.find('"', begin) - begin);
}

} // namespace

Kernel find_kernel(const KernelPlaces& places, const std::string& flavour) {
    const auto named = places.directories.find(flavour);
    const fs::path directory =
        named != places.directories.end() ? named->second : places.root / flavour;
    Kernel kernel{.flavour = flavour,
                  .image = directory / "arch/x86/boot/bzImage",
                  .system_map = directory / "System.map",
                  .modules = {},
                  .hash = {},
                  .release = {},
                  .compiler = {},
                  .configuration = {},
                  .has_pipeline = false};
    for (const fs::path& needed : {kernel.image, kernel.system_map, directory / ".config"})
        if (!fs::exists(needed))
            throw Error("kernel flavour '{}' is not built ({} is missing); build it with: "
                        "tools/setup/kernel {}",
                        flavour, needed.string(), directory.filename().string());
    if (const auto modules = places.modules.find(flavour); modules != places.modules.end())
        kernel.modules = modules->second;

    std::string hashes = hash_file(kernel.image);
    for (const fs::path& module : kernel.modules)
        hashes += hash_file(module);
    kernel.hash = hash_text(hashes);
    const std::string config = read_file(directory / ".config");
    kernel.compiler = quoted_option(config, "CONFIG_CC_VERSION_TEXT");
    kernel.configuration = hash_text(config);
    kernel.has_pipeline = config.find("\nCONFIG_IRQ_PIPELINE=y\n") != std::string::npos;
    const fs::path release = directory / "include/config/kernel.release";
    if (fs::exists(release)) {
        kernel.release = read_file(release);
        kernel.release.erase(kernel.release.find_last_not_of('\n') + 1);
    }
    return kernel;
}

} // namespace takt::bench
