// SPDX-License-Identifier: MIT
// Owns how whole files are read, replaced and hashed.
#include "file.hpp"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "error.hpp"

namespace takt::bench {

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
        throw Error("cannot read {}: it is missing or not readable", path.string());
    return std::move(text).str();
}

void write_file(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    // The process number keeps two benches from writing the same unfinished file.
    const fs::path unfinished = fmt::format("{}.new.{}", path.string(), getpid());
    std::ofstream file(unfinished, std::ios::binary);
    file << text;
    if (!file.flush())
        throw Error("cannot write {}: is the disk full?", unfinished.string());
    file.close();
    fs::rename(unfinished, path);
}

std::string hash_text(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw Error("the crypto library refuses SHA-256; reinstall libssl3");
    std::string hex;
    for (unsigned i = 0; i < length; ++i)
        hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::string hash_file(const fs::path& path) {
    return hash_text(read_file(path));
}

std::string output_of(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        throw Error("cannot start '{}'", command);
    std::string text;
    std::array<char, 4096> part{};
    while (const std::size_t n = fread(part.data(), 1, part.size(), pipe))
        text.append(part.data(), n);
    if (pclose(pipe) != 0)
        throw Error("'{}' failed; what it printed stands above", command);
    return text;
}

} // namespace takt::bench
