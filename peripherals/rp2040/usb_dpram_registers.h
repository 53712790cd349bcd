#pragma once

#include "sim/core/register_table.h"

// RP2040 datasheet, 4.1.3.2 "DPSRAM: Layout", as a device sees it. It is a memory: nothing has a reset, and
// any byte may be written. Behind the buffer controls come the buffers: EP0 has the two at 0x100 and 0x140.
namespace peripherals::rp2040::usb {

using namespace sim::core;

inline constexpr Field setup_packet_low_fields[] = {
    {31, 16, "WVALUE",        RW, 0},
    {15, 8,  "BREQUEST",      RW, 0},
    {7,  0,  "BMREQUESTTYPE", RW, 0},
};
inline constexpr Field setup_packet_high_fields[] = {
    {31, 16, "WLENGTH", RW, 0},
    {15, 0,  "WINDEX",  RW, 0},
};
inline constexpr Field endpoint_control_fields[] = {
    {31, 31, "ENABLE",                    RW, 0},
    {30, 30, "DOUBLE_BUFFERED",           RW, 0},
    {29, 29, "INTERRUPT_PER_BUFF",        RW, 0},
    {28, 28, "INTERRUPT_PER_DOUBLE_BUFF", RW, 0},
    {27, 26, "ENDPOINT_TYPE",             RW, 0},
    {17, 17, "INTERRUPT_ON_STALL",        RW, 0},
    {16, 16, "INTERRUPT_ON_NAK",          RW, 0},
    {15, 0,  "BUFFER_ADDRESS",            RW, 0},
};
inline constexpr Field buffer_control_fields[] = {
    {31, 31, "FULL_1",                   RW, 0},
    {30, 30, "LAST_1",                   RW, 0},
    {29, 29, "PID_1",                    RW, 0},
    {28, 27, "DOUBLE_BUFFER_ISO_OFFSET", RW, 0},
    {26, 26, "AVAILABLE_1",              RW, 0},
    {25, 16, "LENGTH_1",                 RW, 0},
    {15, 15, "FULL_0",                   RW, 0},
    {14, 14, "LAST_0",                   RW, 0},
    {13, 13, "PID_0",                    RW, 0},
    {12, 12, "RESET",                    RW, 0},
    {11, 11, "STALL",                    RW, 0},
    {10, 10, "AVAILABLE_0",              RW, 0},
    {9,  0,  "LENGTH_0",                 RW, 0},
};

// clang-format off
inline constexpr Register usb_dpram_registers[] = {
    {0x00, "SETUP_PACKET_LOW", setup_packet_low_fields},
    {0x04, "SETUP_PACKET_HIGH", setup_packet_high_fields},
    {0x08, "EP%_IN_CONTROL", endpoint_control_fields, {.count = 15, .stride = 8, .first = 1}},
    {0x0c, "EP%_OUT_CONTROL", endpoint_control_fields, {.count = 15, .stride = 8, .first = 1}},
    {0x80, "EP%_IN_BUFFER_CONTROL", buffer_control_fields, {.count = 16, .stride = 8}},
    {0x84, "EP%_OUT_BUFFER_CONTROL", buffer_control_fields, {.count = 16, .stride = 8}},
};
// clang-format on
static_assert(well_formed(usb_dpram_registers));

} // namespace peripherals::rp2040::usb
