// SPDX-License-Identifier: GPL-2.0-only
// Implements what tests need of control groups.
#include "cgroup.hpp"

#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>

#include "files.hpp"
#include "rt.hpp"

namespace rt {

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
