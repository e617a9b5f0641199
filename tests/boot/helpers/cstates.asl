// SPDX-License-Identifier: GPL-2.0-only
// Two C-states for the first two CPUs of a q35 guest: C1 by HLT, and C2 by reading the port that the chipset has
// for it (P_LVL2), so that Linux's acpi_idle driver has something to drive.
DefinitionBlock ("", "SSDT", 2, "TAKT", "CSTATES", 1)
{
    External (\_SB.CPUS.C000, DeviceObj)
    External (\_SB.CPUS.C001, DeviceObj)

    Scope (\_SB)
    {
        Name (CSTS, Package ()
        {
            2,
            Package () { ResourceTemplate () { Register (FFixedHW, 0, 0, 0) }, 1, 1, 1000 },
            Package () { ResourceTemplate () { Register (SystemIO, 8, 0, 0x614) }, 2, 10, 500 }
        })
    }
    Scope (\_SB.CPUS.C000) { Method (_CST) { Return (CSTS) } }
    Scope (\_SB.CPUS.C001) { Method (_CST) { Return (CSTS) } }
}
