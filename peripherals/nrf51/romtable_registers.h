#pragma once

#include "sim/core/register_table.h"

namespace peripherals::nrf51::romtable {

using namespace sim::core;

// The ROM table at 0xf0000000 that names the chip to debuggers (ARM IHI 0031, "ROM Tables"); start-up code
// reads the revision in PID2 to choose its work-arounds. Manufacturer 0x144, part 1; revision 7 is that of
// variants G0 and later, which need none.
inline constexpr Field pid4_fields[] = {
    {7, 4, "SIZE",   RO, 0},
    {3, 0, "JEP106", RO, 2}
};
inline constexpr Field pid0_fields[] = {
    {7, 0, "PART", RO, 1}
};
inline constexpr Field pid1_fields[] = {
    {7, 4, "JEP106", RO, 4},
    {3, 0, "PART",   RO, 0}
};
inline constexpr Field pid2_fields[] = {
    {7, 4, "REVISION", RO, 7},
    {3, 3, "JEDEC",    RO, 1},
    {2, 0, "JEP106",   RO, 4}
};
inline constexpr Field pid3_fields[] = {
    {7, 4, "REVAND", RO, 0},
    {3, 0, "CMOD",   RO, 0}
};
inline constexpr Field cid0_fields[] = {
    {7, 0, "PREAMBLE", RO, 0x0d}
};
inline constexpr Field cid1_fields[] = {
    {7, 4, "CLASS",    RO, 1},
    {3, 0, "PREAMBLE", RO, 0}
};
inline constexpr Field cid2_fields[] = {
    {7, 0, "PREAMBLE", RO, 0x05}
};
inline constexpr Field cid3_fields[] = {
    {7, 0, "PREAMBLE", RO, 0xb1}
};

inline constexpr Register romtable_registers[] = {
    {0xfd0, "PID4", pid4_fields},
    {0xfe0, "PID0", pid0_fields},
    {0xfe4, "PID1", pid1_fields},
    {0xfe8, "PID2", pid2_fields},
    {0xfec, "PID3", pid3_fields},
    {0xff0, "CID0", cid0_fields},
    {0xff4, "CID1", cid1_fields},
    {0xff8, "CID2", cid2_fields},
    {0xffc, "CID3", cid3_fields},
};
static_assert(well_formed(romtable_registers));

} // namespace peripherals::nrf51::romtable
