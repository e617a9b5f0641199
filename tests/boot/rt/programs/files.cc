// SPDX-License-Identifier: GPL-2.0-only
// Implements the reading and writing of the kernel's small files.
#include "files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "rt.hpp"

namespace rt {

namespace {

/// What follows @p key and a blank in @p line; nullptr if it begins with something else.
const char* after(const char* key, const char* line) {
    const size_t length = strlen(key);
    return strncmp(line, key, length) == 0 && line[length] == ' ' ? line + length : nullptr;
}

std::vector<uint64_t> split(const char* text) {
    std::vector<uint64_t> found;
    for (;;) {
        char* end = nullptr;
        const uint64_t number = strtoul(text, &end, 10);
        if (end == text) {
            return found;
        }
        found.push_back(number);
        text = end;
    }
}

} // namespace

std::vector<uint64_t> numbers_in(const std::string& path, const char* key) {
    FILE* file = fopen(path.c_str(), "r");
    if (file == nullptr) {
        fail("%s: %s", path.c_str(), strerror(errno));
    }
    char line[1024];
    std::vector<uint64_t> found;
    while (fgets(line, sizeof(line), file) != nullptr) {
        const char* text = key == nullptr ? line : after(key, line);
        if (text != nullptr) {
            found = split(text);
            break;
        }
    }
    fclose(file);
    return found;
}

void write_file(const std::string& path, const std::string& text) {
    // What is not there is not made; some cannot be read.
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        close(file) != 0) {
        fail("%s: cannot write %s: %s", path.c_str(), text.c_str(), strerror(errno));
    }
}

} // namespace rt
