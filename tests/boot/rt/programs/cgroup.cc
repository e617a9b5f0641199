// SPDX-License-Identifier: GPL-2.0-only
// Implements what tests need of control groups.
#include "cgroup.hpp"

#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
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
    FILE* file = fopen(path.c_str(), "r+"); // what is not there is not made
    if (file == nullptr || fputs(text.c_str(), file) < 0 || fclose(file) != 0) {
        fail("%s: cannot write %s: %s", path.c_str(), text.c_str(), strerror(errno));
    }
}

std::string group(const std::string& name) {
    const std::string top = "/tmp/cgroup";
    if (mkdir(top.c_str(), 0755) == 0) {
        EXPECT(mount("none", top.c_str(), "cgroup2", 0, nullptr) == 0);
    }
    const std::string path = top + "/" + name;
    EXPECT(mkdir(path.c_str(), 0755) == 0 || errno == EEXIST);
    return path;
}

void enter_group(const std::string& name) {
    write_file(group(name) + "/cgroup.procs", "0");
}

} // namespace rt
