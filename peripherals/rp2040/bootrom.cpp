#include "peripherals/rp2040/bootrom.h"

#include "peripherals/rp2040/bootrom_arithmetic.h"
#include "peripherals/rp2040/bootrom_code.h"
#include "sim/core/simulation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {

// Datasheet, "Fast Bit Counting / Manipulation Functions", average cycles.
constexpr std::uint32_t popcount_cycles = 18;
constexpr std::uint32_t reverse_cycles = 21;
constexpr std::uint32_t clz_cycles = 13;
constexpr std::uint32_t ctz_cycles = 12;
constexpr std::uint32_t crc_cycles_per_byte = 46; // Estimate: bit by bit

// Cycles of the ROM's float and double functions on average, in the order of the tables: as measured with a
// real ROM (tests/peers/bootrom --ordinary), in accord with the datasheet. Those that compare have an
// instruction and the return behind.
constexpr std::array<std::uint16_t, bootrom::float_functions> float_cycles = {
    72,  75,  58,  71,  10,  10, 63,  40,  39,  39,  38,  147, 146, 150, 148, 595,
    585, 661, 585, 524, 795, 22, 669, 140, 138, 142, 142, 54,  53,  42,  41,  15};
constexpr std::array<std::uint16_t, bootrom::float_functions> double_cycles = {
    90,   95,   155,  184, 24,  24, 170,  75, 73, 63, 62, 101, 100, 99, 97, 1614,
    1619, 1890, 1720, 800, 903, 36, 2166, 96, 96, 96, 94, 64,  63,  53, 52, 23};

HostCallResult give(HostCallContext& context, std::uint32_t value, std::uint32_t cycles) {
    context.r[0] = value;
    return {.cycles = cycles};
}

std::uint32_t reverse_bits(std::uint32_t value) {
    std::uint32_t result = 0;
    for (unsigned bit = 0; bit < 32; ++bit) {
        result = result << 1 | (value >> bit & 1);
    }
    return result;
}

/// Datasheet, "Flash Second Stage": CRC32 with polynomial 0x04c11db7, all bits first to last, from
/// 0xffffffff.
HostCallResult checksum(HostCallContext& context) {
    std::uint32_t crc = 0xffffffff;
    const std::uint32_t length = context.r[1] - context.r[0];
    for (std::uint32_t i = 0; i < length; ++i) {
        crc ^= context.load(context.r[0] + i, 1) << 24;
        for (unsigned bit = 0; bit < 8; ++bit) {
            crc = (crc & 0x80000000) != 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
        }
    }
    return give(context, crc, length * crc_cycles_per_byte);
}

HostCallResult compute(unsigned function, bool wide, std::uint32_t address, HostCallContext& context) {
    bootrom::Words words{};
    std::copy_n(context.r.begin(), words.size(), words.begin());
    (wide ? bootrom::perform_double : bootrom::perform_float)(static_cast<bootrom::Function>(function),
                                                              words);
    std::copy(words.begin(), words.end(), context.r.begin());
    const bool compares = bootrom::is_compare(function);
    if (compares) { // the instruction behind sets the flags
        context.r[15] = address + 2;
    }
    return {.cycles = (wide ? double_cycles : float_cycles)[function], .branch = compares};
}

} // namespace

HostCallResult BootRom::stop(HostCallContext& context, std::uint32_t address, StopCause cause,
                             const std::string& text) {
    machine_.simulation().stop({cause, static_cast<int>(context.core), address, text});
    return {.finished = false};
}

HostCallResult BootRom::call(unsigned number, std::uint32_t address, HostCallContext& context) {
    if (number >= bootrom::CallFloat && number < bootrom::CallFloat + bootrom::float_functions) {
        return compute(number - bootrom::CallFloat, false, address, context);
    }
    if (number >= bootrom::CallDouble && number < bootrom::CallDouble + bootrom::float_functions) {
        return compute(number - bootrom::CallDouble, true, address, context);
    }
    switch (number) {
    case bootrom::CallBreakpoint:
        return stop(context, address, StopCause::Breakpoint, "the boot ROM's debug trampoline returned");
    case bootrom::CallPopcount:
        return give(context, static_cast<std::uint32_t>(std::popcount(context.r[0])), popcount_cycles);
    case bootrom::CallReverse:
        return give(context, reverse_bits(context.r[0]), reverse_cycles);
    case bootrom::CallClz:
        return give(context, static_cast<std::uint32_t>(std::countl_zero(context.r[0])), clz_cycles);
    case bootrom::CallCtz:
        return give(context, static_cast<std::uint32_t>(std::countr_zero(context.r[0])), ctz_cycles);
    case bootrom::CallCrc32:
        return checksum(context);
    case bootrom::CallNoBoot2:
        return stop(
            context, address, StopCause::Halt,
            "no valid second stage (boot2) at the start of flash: on hardware the boot ROM now enters its "
            "USB boot loader");
    case bootrom::CallPause:
        context.r[0] -= 1;
        context.r[15] = address + 2;
        return {.cycles = bootrom::pause_cycles, .finished = context.r[0] == 0, .branch = true};
    case bootrom::CallUsbBoot: {
        char masks[96];
        std::snprintf(masks, sizeof masks, " (activity LED mask 0x%08x, disabled interfaces 0x%x)",
                      context.r[0], context.r[1]);
        return stop(context, address, StopCause::Halt,
                    std::string("the USB boot loader (BOOTSEL mode) was asked for; it is not modelled") +
                        masks);
    }
    default:
        return stop(context, address, StopCause::Halt, "the boot ROM has no such function");
    }
}

} // namespace peripherals::rp2040
