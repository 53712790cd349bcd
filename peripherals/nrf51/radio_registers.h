#pragma once

#include "sim/core/register_table.h"

namespace peripherals::nrf51::radio {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "RADIO: Register overview", in its order.
inline constexpr Field task_fields[] = {
    {0, 0, "TASK", SC, 0},
};
inline constexpr Field event_fields[] = {
    {0, 0, "EVENT", RW, 0},
};
inline constexpr Field shorts_fields[] = {
    {8, 8, "DISABLED_RSSISTOP", RW, 0},
    {6, 6, "ADDRESS_BCSTART",   RW, 0},
    {5, 5, "END_START",         RW, 0},
    {4, 4, "ADDRESS_RSSISTART", RW, 0},
    {3, 3, "DISABLED_RXEN",     RW, 0},
    {2, 2, "DISABLED_TXEN",     RW, 0},
    {1, 1, "END_DISABLE",       RW, 0},
    {0, 0, "READY_START",       RW, 0},
};
inline constexpr Field interrupt_fields[] = {
    {10, 10, "BCMATCH",  RW, 0},
    {7,  7,  "RSSIEND",  RW, 0},
    {6,  6,  "DEVMISS",  RW, 0},
    {5,  5,  "DEVMATCH", RW, 0},
    {4,  4,  "DISABLED", RW, 0},
    {3,  3,  "END",      RW, 0},
    {2,  2,  "PAYLOAD",  RW, 0},
    {1,  1,  "ADDRESS",  RW, 0},
    {0,  0,  "READY",    RW, 0},
};
inline constexpr Field crcstatus_fields[] = {
    {0, 0, "CRCSTATUS", RO, 0},
};
inline constexpr Field rxmatch_fields[] = {
    {2, 0, "RXMATCH", RO, 0},
};
inline constexpr Field rxcrc_fields[] = {
    {23, 0, "RXCRC", RO, 0},
};
inline constexpr Field dai_fields[] = {
    {2, 0, "DAI", RO, 0},
};
inline constexpr Field packetptr_fields[] = {
    {31, 0, "PACKETPTR", RW, 0},
};
inline constexpr Field frequency_fields[] = {
    {6, 0, "FREQUENCY", RW, 2},
};
inline constexpr Field txpower_fields[] = {
    {7, 0, "TXPOWER", RW, 0},
};
inline constexpr Field mode_fields[] = {
    {1, 0, "MODE", RW, 0},
};
inline constexpr Field pcnf0_fields[] = {
    {19, 16, "S1LEN", RW, 0},
    {8,  8,  "S0LEN", RW, 0},
    {3,  0,  "LFLEN", RW, 0},
};
inline constexpr Field pcnf1_fields[] = {
    {25, 25, "WHITEEN", RW, 0},
    {24, 24, "ENDIAN",  RW, 0},
    {18, 16, "BALEN",   RW, 0},
    {15, 8,  "STATLEN", RW, 0},
    {7,  0,  "MAXLEN",  RW, 0},
};
inline constexpr Field base_fields[] = {
    {31, 0, "BASE", RW, 0},
};
inline constexpr Field prefix0_fields[] = {
    {31, 24, "AP3", RW, 0},
    {23, 16, "AP2", RW, 0},
    {15, 8,  "AP1", RW, 0},
    {7,  0,  "AP0", RW, 0},
};
inline constexpr Field prefix1_fields[] = {
    {31, 24, "AP7", RW, 0},
    {23, 16, "AP6", RW, 0},
    {15, 8,  "AP5", RW, 0},
    {7,  0,  "AP4", RW, 0},
};
inline constexpr Field txaddress_fields[] = {
    {2, 0, "TXADDRESS", RW, 0},
};
inline constexpr Field rxaddresses_fields[] = {
    {7, 7, "ADDR7", RW, 0},
    {6, 6, "ADDR6", RW, 0},
    {5, 5, "ADDR5", RW, 0},
    {4, 4, "ADDR4", RW, 0},
    {3, 3, "ADDR3", RW, 0},
    {2, 2, "ADDR2", RW, 0},
    {1, 1, "ADDR1", RW, 0},
    {0, 0, "ADDR0", RW, 0},
};
inline constexpr Field crccnf_fields[] = {
    {8, 8, "SKIPADDR", RW, 0},
    {1, 0, "LEN",      RW, 0},
};
inline constexpr Field crcpoly_fields[] = {
    {23, 0, "CRCPOLY", RW, 0},
};
inline constexpr Field crcinit_fields[] = {
    {23, 0, "CRCINIT", RW, 0},
};
inline constexpr Field test_fields[] = {
    {1, 1, "PLLLOCK",      RW, 0},
    {0, 0, "CONSTCARRIER", RW, 0},
};
inline constexpr Field tifs_fields[] = {
    {7, 0, "TIFS", RW, 0},
};
inline constexpr Field rssisample_fields[] = {
    {6, 0, "RSSISAMPLE", RO, 0},
};
inline constexpr Field state_fields[] = {
    {3, 0, "STATE", RO, 0},
};
inline constexpr Field datawhiteiv_fields[] = {
    {6, 0, "DATAWHITEIV", RW, 0x40},
};
inline constexpr Field bcc_fields[] = {
    {31, 0, "BCC", RW, 0},
};
inline constexpr Field dab_fields[] = {
    {31, 0, "DAB", RW, 0},
};
inline constexpr Field dap_fields[] = {
    {15, 0, "DAP", RW, 0},
};
inline constexpr Field dacnf_fields[] = {
    {15, 15, "TXADD7", RW, 0},
    {14, 14, "TXADD6", RW, 0},
    {13, 13, "TXADD5", RW, 0},
    {12, 12, "TXADD4", RW, 0},
    {11, 11, "TXADD3", RW, 0},
    {10, 10, "TXADD2", RW, 0},
    {9,  9,  "TXADD1", RW, 0},
    {8,  8,  "TXADD0", RW, 0},
    {7,  7,  "ENA7",   RW, 0},
    {6,  6,  "ENA6",   RW, 0},
    {5,  5,  "ENA5",   RW, 0},
    {4,  4,  "ENA4",   RW, 0},
    {3,  3,  "ENA3",   RW, 0},
    {2,  2,  "ENA2",   RW, 0},
    {1,  1,  "ENA1",   RW, 0},
    {0,  0,  "ENA0",   RW, 0},
};
inline constexpr Field override_fields[] = {
    {31, 0, "OVERRIDE", RW, 0},
};
inline constexpr Field override4_fields[] = {
    {31, 31, "ENABLE",    RW, 0},
    {27, 0,  "OVERRIDE4", RW, 0},
};
inline constexpr Field power_fields[] = {
    {0, 0, "POWER", RW, 1},
};

inline constexpr Register radio_registers[] = {
    {0x000, "TASKS_TXEN",      task_fields,        {}                       },
    {0x004, "TASKS_RXEN",      task_fields,        {}                       },
    {0x008, "TASKS_START",     task_fields,        {}                       },
    {0x00c, "TASKS_STOP",      task_fields,        {}                       },
    {0x010, "TASKS_DISABLE",   task_fields,        {}                       },
    {0x014, "TASKS_RSSISTART", task_fields,        {}                       },
    {0x018, "TASKS_RSSISTOP",  task_fields,        {}                       },
    {0x01c, "TASKS_BCSTART",   task_fields,        {}                       },
    {0x020, "TASKS_BCSTOP",    task_fields,        {}                       },
    {0x100, "EVENTS_READY",    event_fields,       {}                       },
    {0x104, "EVENTS_ADDRESS",  event_fields,       {}                       },
    {0x108, "EVENTS_PAYLOAD",  event_fields,       {}                       },
    {0x10c, "EVENTS_END",      event_fields,       {}                       },
    {0x110, "EVENTS_DISABLED", event_fields,       {}                       },
    {0x114, "EVENTS_DEVMATCH", event_fields,       {}                       },
    {0x118, "EVENTS_DEVMISS",  event_fields,       {}                       },
    {0x11c, "EVENTS_RSSIEND",  event_fields,       {}                       },
    {0x128, "EVENTS_BCMATCH",  event_fields,       {}                       },
    {0x200, "SHORTS",          shorts_fields,      {}                       },
    {0x304, "INTENSET",        interrupt_fields,   {}                       },
    {0x308, "INTENCLR",        interrupt_fields,   {}                       },
    {0x400, "CRCSTATUS",       crcstatus_fields,   {}                       },
    {0x408, "RXMATCH",         rxmatch_fields,     {}                       },
    {0x40c, "RXCRC",           rxcrc_fields,       {}                       },
    {0x410, "DAI",             dai_fields,         {}                       },
    {0x504, "PACKETPTR",       packetptr_fields,   {}                       },
    {0x508, "FREQUENCY",       frequency_fields,   {}                       },
    {0x50c, "TXPOWER",         txpower_fields,     {}                       },
    {0x510, "MODE",            mode_fields,        {}                       },
    {0x514, "PCNF0",           pcnf0_fields,       {}                       },
    {0x518, "PCNF1",           pcnf1_fields,       {}                       },
    {0x51c, "BASE%",           base_fields,        {.count = 2, .stride = 4}},
    {0x524, "PREFIX0",         prefix0_fields,     {}                       },
    {0x528, "PREFIX1",         prefix1_fields,     {}                       },
    {0x52c, "TXADDRESS",       txaddress_fields,   {}                       },
    {0x530, "RXADDRESSES",     rxaddresses_fields, {}                       },
    {0x534, "CRCCNF",          crccnf_fields,      {}                       },
    {0x538, "CRCPOLY",         crcpoly_fields,     {}                       },
    {0x53c, "CRCINIT",         crcinit_fields,     {}                       },
    {0x540, "TEST",            test_fields,        {}                       },
    {0x544, "TIFS",            tifs_fields,        {}                       },
    {0x548, "RSSISAMPLE",      rssisample_fields,  {}                       },
    {0x550, "STATE",           state_fields,       {}                       },
    {0x554, "DATAWHITEIV",     datawhiteiv_fields, {}                       },
    {0x560, "BCC",             bcc_fields,         {}                       },
    {0x600, "DAB%",            dab_fields,         {.count = 8, .stride = 4}},
    {0x620, "DAP%",            dap_fields,         {.count = 8, .stride = 4}},
    {0x640, "DACNF",           dacnf_fields,       {}                       },
    {0x724, "OVERRIDE%",       override_fields,    {.count = 4, .stride = 4}},
    {0x734, "OVERRIDE4",       override4_fields,   {}                       },
    {0xffc, "POWER",           power_fields,       {}                       },
};
static_assert(well_formed(radio_registers));

} // namespace peripherals::nrf51::radio
