#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::ccm {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "AES CCM Mode Encryption (CCM)": registers.
inline constexpr Field shorts_fields[] = {
    {0, 0, "ENDKSGEN_CRYPT", RW, 0},
};
inline constexpr Field int_fields[] = {
    {2, 2, "ERROR",    RW, 0},
    {1, 1, "ENDCRYPT", RW, 0},
    {0, 0, "ENDKSGEN", RW, 0},
};
inline constexpr Field micstatus_fields[] = {
    {0, 0, "MICSTATUS", RO, 0},
};
inline constexpr Field enable_fields[] = {
    {1, 0, "ENABLE", RW, 0},
};
inline constexpr Field mode_fields[] = {
    {0, 0, "MODE", RW, 0},
};
inline constexpr Field cnfptr_fields[] = {
    {31, 0, "CNFPTR", RW, 0},
};
inline constexpr Field inptr_fields[] = {
    {31, 0, "INPTR", RW, 0},
};
inline constexpr Field outptr_fields[] = {
    {31, 0, "OUTPTR", RW, 0},
};
inline constexpr Field scratchptr_fields[] = {
    {31, 0, "SCRATCHPTR", RW, 0},
};

inline constexpr Register ccm_registers[] = {
    {0x000, "TASKS_KSGEN",     task_fields,       {}},
    {0x004, "TASKS_CRYPT",     task_fields,       {}},
    {0x008, "TASKS_STOP",      task_fields,       {}},
    {0x100, "EVENTS_ENDKSGEN", event_fields,      {}},
    {0x104, "EVENTS_ENDCRYPT", event_fields,      {}},
    {0x108, "EVENTS_ERROR",    event_fields,      {}},
    {0x200, "SHORTS",          shorts_fields,     {}},
    {0x304, "INTENSET",        int_fields,        {}},
    {0x308, "INTENCLR",        int_fields,        {}},
    {0x400, "MICSTATUS",       micstatus_fields,  {}},
    {0x500, "ENABLE",          enable_fields,     {}},
    {0x504, "MODE",            mode_fields,       {}},
    {0x508, "CNFPTR",          cnfptr_fields,     {}},
    {0x50c, "INPTR",           inptr_fields,      {}},
    {0x510, "OUTPTR",          outptr_fields,     {}},
    {0x514, "SCRATCHPTR",      scratchptr_fields, {}},
    {0xffc, "POWER",           power_fields,      {}},
};
static_assert(well_formed(ccm_registers));

} // namespace peripherals::nrf51::ccm
