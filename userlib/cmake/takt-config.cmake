# SPDX-License-Identifier: MIT
# find_package(takt): targets takt::SHARED and takt::STATIC.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/takt-targets.cmake)
