#pragma once

#include "sim/core/register_table.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace peripherals::rp2040::sio {

using namespace sim::core;

// Most registers here are one field that the datasheet leaves without a name; the SVD gives it the
// register's.
template <std::size_t size> struct Text {
    consteval Text(const char (&text)[size]) { std::copy_n(text, size, chars); }
    char chars[size]{};
};
template <Text name, FieldAccess access, std::uint8_t msb = 31>
inline constexpr Field field_of[] = {
    {msb, 0, std::string_view(name.chars), access, 0}
};

inline constexpr Field fifo_st_fields[] = {
    {3, 3, "ROE", WC, 0},
    {2, 2, "WOF", WC, 0},
    {1, 1, "RDY", RO, 1},
    {0, 0, "VLD", RO, 0},
};
inline constexpr Field div_csr_fields[] = {
    {1, 1, "DIRTY", RO, 0},
    {0, 0, "READY", RO, 1},
};
inline constexpr Field interp0_ctrl_lane0_fields[] = {
    {25, 25, "OVERF",        RO, 0},
    {24, 24, "OVERF1",       RO, 0},
    {23, 23, "OVERF0",       RO, 0},
    {21, 21, "BLEND",        RW, 0},
    {20, 19, "FORCE_MSB",    RW, 0},
    {18, 18, "ADD_RAW",      RW, 0},
    {17, 17, "CROSS_RESULT", RW, 0},
    {16, 16, "CROSS_INPUT",  RW, 0},
    {15, 15, "SIGNED",       RW, 0},
    {14, 10, "MASK_MSB",     RW, 0},
    {9,  5,  "MASK_LSB",     RW, 0},
    {4,  0,  "SHIFT",        RW, 0},
};
inline constexpr Field interp1_ctrl_lane0_fields[] = {
    {25, 25, "OVERF",        RO, 0},
    {24, 24, "OVERF1",       RO, 0},
    {23, 23, "OVERF0",       RO, 0},
    {22, 22, "CLAMP",        RW, 0},
    {20, 19, "FORCE_MSB",    RW, 0},
    {18, 18, "ADD_RAW",      RW, 0},
    {17, 17, "CROSS_RESULT", RW, 0},
    {16, 16, "CROSS_INPUT",  RW, 0},
    {15, 15, "SIGNED",       RW, 0},
    {14, 10, "MASK_MSB",     RW, 0},
    {9,  5,  "MASK_LSB",     RW, 0},
    {4,  0,  "SHIFT",        RW, 0},
};
inline constexpr Field ctrl_lane1_fields[] = {
    {20, 19, "FORCE_MSB",    RW, 0},
    {18, 18, "ADD_RAW",      RW, 0},
    {17, 17, "CROSS_RESULT", RW, 0},
    {16, 16, "CROSS_INPUT",  RW, 0},
    {15, 15, "SIGNED",       RW, 0},
    {14, 10, "MASK_MSB",     RW, 0},
    {9,  5,  "MASK_LSB",     RW, 0},
    {4,  0,  "SHIFT",        RW, 0},
};

// RP2040 datasheet, "SIO: List of Registers".
// The formatter garbles rows with template arguments.
// clang-format off
inline constexpr Register sio_registers[] = {
    {0x000, "CPUID",              field_of<"CPUID", RO>},
    {0x004, "GPIO_IN",            field_of<"GPIO_IN", RO, 29>},
    {0x008, "GPIO_HI_IN",         field_of<"GPIO_HI_IN", RO, 5>},
    {0x010, "GPIO_OUT",           field_of<"GPIO_OUT", RW, 29>},
    {0x014, "GPIO_OUT_SET",       field_of<"GPIO_OUT_SET", WO, 29>},
    {0x018, "GPIO_OUT_CLR",       field_of<"GPIO_OUT_CLR", WO, 29>},
    {0x01c, "GPIO_OUT_XOR",       field_of<"GPIO_OUT_XOR", WO, 29>},
    {0x020, "GPIO_OE",            field_of<"GPIO_OE", RW, 29>},
    {0x024, "GPIO_OE_SET",        field_of<"GPIO_OE_SET", WO, 29>},
    {0x028, "GPIO_OE_CLR",        field_of<"GPIO_OE_CLR", WO, 29>},
    {0x02c, "GPIO_OE_XOR",        field_of<"GPIO_OE_XOR", WO, 29>},
    {0x030, "GPIO_HI_OUT",        field_of<"GPIO_HI_OUT", RW, 5>},
    {0x034, "GPIO_HI_OUT_SET",    field_of<"GPIO_HI_OUT_SET", WO, 5>},
    {0x038, "GPIO_HI_OUT_CLR",    field_of<"GPIO_HI_OUT_CLR", WO, 5>},
    {0x03c, "GPIO_HI_OUT_XOR",    field_of<"GPIO_HI_OUT_XOR", WO, 5>},
    {0x040, "GPIO_HI_OE",         field_of<"GPIO_HI_OE", RW, 5>},
    {0x044, "GPIO_HI_OE_SET",     field_of<"GPIO_HI_OE_SET", WO, 5>},
    {0x048, "GPIO_HI_OE_CLR",     field_of<"GPIO_HI_OE_CLR", WO, 5>},
    {0x04c, "GPIO_HI_OE_XOR",     field_of<"GPIO_HI_OE_XOR", WO, 5>},
    {0x050, "FIFO_ST",            fifo_st_fields},
    {0x054, "FIFO_WR",            field_of<"FIFO_WR", WF>},
    {0x058, "FIFO_RD",            field_of<"FIFO_RD", RF>},
    {0x05c, "SPINLOCK_ST",        field_of<"SPINLOCK_ST", RO>},
    {0x060, "DIV_UDIVIDEND",      field_of<"DIV_UDIVIDEND", RW>},
    {0x064, "DIV_UDIVISOR",       field_of<"DIV_UDIVISOR", RW>},
    {0x068, "DIV_SDIVIDEND",      field_of<"DIV_SDIVIDEND", RW>},
    {0x06c, "DIV_SDIVISOR",       field_of<"DIV_SDIVISOR", RW>},
    {0x070, "DIV_QUOTIENT",       field_of<"DIV_QUOTIENT", RW>},
    {0x074, "DIV_REMAINDER",      field_of<"DIV_REMAINDER", RW>},
    {0x078, "DIV_CSR",            div_csr_fields},
    {0x080, "INTERP0_ACCUM0",     field_of<"INTERP0_ACCUM0", RW>},
    {0x084, "INTERP0_ACCUM1",     field_of<"INTERP0_ACCUM1", RW>},
    {0x088, "INTERP0_BASE0",      field_of<"INTERP0_BASE0", RW>},
    {0x08c, "INTERP0_BASE1",      field_of<"INTERP0_BASE1", RW>},
    {0x090, "INTERP0_BASE2",      field_of<"INTERP0_BASE2", RW>},
    {0x094, "INTERP0_POP_LANE0",  field_of<"INTERP0_POP_LANE0", RO>},
    {0x098, "INTERP0_POP_LANE1",  field_of<"INTERP0_POP_LANE1", RO>},
    {0x09c, "INTERP0_POP_FULL",   field_of<"INTERP0_POP_FULL", RO>},
    {0x0a0, "INTERP0_PEEK_LANE0", field_of<"INTERP0_PEEK_LANE0", RO>},
    {0x0a4, "INTERP0_PEEK_LANE1", field_of<"INTERP0_PEEK_LANE1", RO>},
    {0x0a8, "INTERP0_PEEK_FULL",  field_of<"INTERP0_PEEK_FULL", RO>},
    {0x0ac, "INTERP0_CTRL_LANE0", interp0_ctrl_lane0_fields},
    {0x0b0, "INTERP0_CTRL_LANE1", ctrl_lane1_fields},
    {0x0b4, "INTERP0_ACCUM0_ADD", field_of<"INTERP0_ACCUM0_ADD", RW, 23>},
    {0x0b8, "INTERP0_ACCUM1_ADD", field_of<"INTERP0_ACCUM1_ADD", RW, 23>},
    {0x0bc, "INTERP0_BASE_1AND0", field_of<"INTERP0_BASE_1AND0", WO>},
    {0x0c0, "INTERP1_ACCUM0",     field_of<"INTERP1_ACCUM0", RW>},
    {0x0c4, "INTERP1_ACCUM1",     field_of<"INTERP1_ACCUM1", RW>},
    {0x0c8, "INTERP1_BASE0",      field_of<"INTERP1_BASE0", RW>},
    {0x0cc, "INTERP1_BASE1",      field_of<"INTERP1_BASE1", RW>},
    {0x0d0, "INTERP1_BASE2",      field_of<"INTERP1_BASE2", RW>},
    {0x0d4, "INTERP1_POP_LANE0",  field_of<"INTERP1_POP_LANE0", RO>},
    {0x0d8, "INTERP1_POP_LANE1",  field_of<"INTERP1_POP_LANE1", RO>},
    {0x0dc, "INTERP1_POP_FULL",   field_of<"INTERP1_POP_FULL", RO>},
    {0x0e0, "INTERP1_PEEK_LANE0", field_of<"INTERP1_PEEK_LANE0", RO>},
    {0x0e4, "INTERP1_PEEK_LANE1", field_of<"INTERP1_PEEK_LANE1", RO>},
    {0x0e8, "INTERP1_PEEK_FULL",  field_of<"INTERP1_PEEK_FULL", RO>},
    {0x0ec, "INTERP1_CTRL_LANE0", interp1_ctrl_lane0_fields},
    {0x0f0, "INTERP1_CTRL_LANE1", ctrl_lane1_fields},
    {0x0f4, "INTERP1_ACCUM0_ADD", field_of<"INTERP1_ACCUM0_ADD", RW, 23>},
    {0x0f8, "INTERP1_ACCUM1_ADD", field_of<"INTERP1_ACCUM1_ADD", RW, 23>},
    {0x0fc, "INTERP1_BASE_1AND0", field_of<"INTERP1_BASE_1AND0", WO>},
    {0x100, "SPINLOCK%",          field_of<"SPINLOCK%", RWF>, {.count = 32, .stride = 4}},
};
// clang-format on
static_assert(well_formed(sio_registers));

} // namespace peripherals::rp2040::sio
