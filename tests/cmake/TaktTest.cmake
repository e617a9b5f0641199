# SPDX-License-Identifier: GPL-2.0-only
# takt_test(): the conventions that every CTest test of the project keeps, in one place.

# takt_test(<layer>.<name> COMMAND ... TIMEOUT seconds
#           [LABELS label...] [PROCESSORS n] [FLAVOURS flavour...] [ENVIRONMENT VAR=value...])
#
# The label <layer> is added by itself. Exit status 77 means "skipped"; the test says why.
# FLAVOURS names the kernels that the test boots: each is built, when needed, by a fixture.
function(takt_test name)
    cmake_parse_arguments(arg "" "TIMEOUT;PROCESSORS" "COMMAND;LABELS;FLAVOURS;ENVIRONMENT" ${ARGN})
    if(NOT name MATCHES "^([a-z]+)\\.[a-z0-9_]+$")
        message(FATAL_ERROR "test '${name}' is not named <layer>.<name>")
    endif()
    set(layer ${CMAKE_MATCH_1})
    if(NOT arg_COMMAND OR NOT arg_TIMEOUT)
        message(FATAL_ERROR "test '${name}' needs COMMAND and TIMEOUT")
    endif()
    add_test(NAME ${name} COMMAND ${arg_COMMAND})
    set_tests_properties(${name} PROPERTIES
        LABELS "${layer};${arg_LABELS}"
        TIMEOUT ${arg_TIMEOUT}
        SKIP_RETURN_CODE 77)
    if(arg_PROCESSORS)
        set_tests_properties(${name} PROPERTIES PROCESSORS ${arg_PROCESSORS})
    endif()
    if(arg_ENVIRONMENT)
        set_tests_properties(${name} PROPERTIES ENVIRONMENT "${arg_ENVIRONMENT}")
    endif()
    if(arg_FLAVOURS)
        takt_needs_kernel(${name} ${arg_FLAVOURS})
    endif()
endfunction()

# takt_needs_kernel(<test> <flavour>...): build these kernels before the test runs. `make test`
# builds them beforehand with a progress display; then the fixture has nothing left to do.
function(takt_needs_kernel test)
    get_property(known GLOBAL PROPERTY TAKT_KERNEL_FIXTURES)
    foreach(flavour ${ARGN})
        if(NOT flavour IN_LIST known)
            add_test(NAME kernel.${flavour} COMMAND ${TAKT_ROOT}/tools/setup/kernel ${flavour})
            # soak: left out as a test of its own; what needs it brings it in, whatever its labels.
            set_tests_properties(kernel.${flavour} PROPERTIES
                LABELS "kernel;soak" TIMEOUT 3600 PROCESSORS 2 RESOURCE_LOCK kernel_build
                FIXTURES_SETUP kernel_${flavour})
            set_property(GLOBAL APPEND PROPERTY TAKT_KERNEL_FIXTURES ${flavour})
        endif()
        set_property(TEST ${test} APPEND PROPERTY FIXTURES_REQUIRED kernel_${flavour})
    endforeach()
endfunction()
