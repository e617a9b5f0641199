# SPDX-License-Identifier: GPL-2.0-only
# takt_add_core(TARGET [DEFINITIONS ...] [OPTIONS ...]): the core as a static library for the host.
# Smaller tables, for exploration: DEFINITIONS TAKT_LIMIT_THREADS=4 ... (core/base/limits.hpp).
# Users of the library get cokernel/ and cokernel/core/ on their include path and the definitions.

set(TAKT_COKERNEL_DIR ${CMAKE_CURRENT_LIST_DIR})

# The compiler's own header directories, without those of the C library: nothing else can be included.
function(takt_compiler_include_dirs RESULT)
    execute_process(
        COMMAND ${CMAKE_CXX_COMPILER} -xc++ -E -v /dev/null
        OUTPUT_QUIET ERROR_VARIABLE report COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE ".*search starts here:\n" "" report "${report}")
    string(REGEX REPLACE "End of search list.*" "" report "${report}")
    string(REGEX MATCHALL "[^\n ]+" dirs "${report}")
    list(FILTER dirs INCLUDE REGEX "/c\\+\\+/|/c\\+\\+$|/lib/gcc/.*/include$|/clang/.*/include$")
    if(NOT dirs)
        message(FATAL_ERROR "${CMAKE_CXX_COMPILER} -v names no header directory of its own; "
                            "use g++ or clang++ (CMAKE_CXX_COMPILER)")
    endif()
    set(${RESULT} ${dirs} PARENT_SCOPE)
endfunction()

function(takt_add_core TARGET)
    cmake_parse_arguments(ARG "" "" "DEFINITIONS;OPTIONS" ${ARGN})
    # Not by lines: a backslash at the end of a line would join it with the next in a CMake list.
    file(READ ${TAKT_COKERNEL_DIR}/core/sources.mk text)
    string(REGEX MATCHALL "\t[a-z_/]+" names "${text}")
    set(sources)
    foreach(name IN LISTS names)
        string(STRIP "${name}" name)
        list(APPEND sources ${TAKT_COKERNEL_DIR}/${name}.cc)
    endforeach()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                 ${TAKT_COKERNEL_DIR}/core/sources.mk)
    takt_compiler_include_dirs(system_dirs)
    set(system_flags)
    foreach(dir IN LISTS system_dirs)
        list(APPEND system_flags "SHELL:-isystem ${dir}")
    endforeach()

    add_library(${TARGET} STATIC ${sources})
    target_compile_features(${TARGET} PUBLIC cxx_std_20)
    target_compile_options(${TARGET} PRIVATE
        -O2 -ffreestanding -nostdinc -fno-exceptions -fno-rtti -fno-unwind-tables
        -fno-asynchronous-unwind-tables -Wall -Wextra -Werror
        "SHELL:-isystem ${TAKT_COKERNEL_DIR}/runtime/include" ${system_flags} ${ARG_OPTIONS})
    target_compile_definitions(${TARGET} PUBLIC ${ARG_DEFINITIONS})
    target_include_directories(${TARGET} PUBLIC
        ${TAKT_COKERNEL_DIR} ${TAKT_COKERNEL_DIR}/core)
endfunction()
