#pragma once

#include <cstdint>

namespace peripherals::devices::tft {

enum class Action : std::uint8_t {
    Kept, // without effect here
    SoftwareReset,
    ReadId,
    ReadStatus,
    ReadPowerMode,
    ReadMemoryAccess,
    ReadPixelFormat,
    ReadImageMode,
    ReadSignalMode,
    ReadSelfTest,
    SleepIn,
    SleepOut,
    PartialOn,
    NormalOn,
    InversionOff,
    InversionOn,
    DisplayOff,
    DisplayOn,
    ColumnAddress,
    RowAddress,
    MemoryWrite,
    MemoryWriteContinue,
    MemoryRead,
    MemoryReadContinue,
    PartialArea,
    ScrollDefinition,
    ScrollStart,
    MemoryAccess,
    IdleOff,
    IdleOn,
    PixelFormat,
    Brightness,
    ReadBrightness,
    ReadId1,
    ReadId2,
    ReadId3,
    ReadId4,
};

/// An opcode, what it does, and how many parameters have to come before that.
struct Command {
    std::uint8_t opcode;
    Action action;
    std::uint8_t parameters;
};

// clang-format off
// ILI9341 and ST7789V datasheets, "Command List": the level 1 commands, which both share.
inline constexpr Command commands[] = {
    {0x00, Action::Kept, 0},
    {0x01, Action::SoftwareReset, 0},
    {0x04, Action::ReadId, 0},
    {0x09, Action::ReadStatus, 0},
    {0x0a, Action::ReadPowerMode, 0},
    {0x0b, Action::ReadMemoryAccess, 0},
    {0x0c, Action::ReadPixelFormat, 0},
    {0x0d, Action::ReadImageMode, 0},
    {0x0e, Action::ReadSignalMode, 0},
    {0x0f, Action::ReadSelfTest, 0},
    {0x10, Action::SleepIn, 0},
    {0x11, Action::SleepOut, 0},
    {0x12, Action::PartialOn, 0},
    {0x13, Action::NormalOn, 0},
    {0x20, Action::InversionOff, 0},
    {0x21, Action::InversionOn, 0},
    {0x26, Action::Kept, 1}, // gamma curve
    {0x28, Action::DisplayOff, 0},
    {0x29, Action::DisplayOn, 0},
    {0x2a, Action::ColumnAddress, 4},
    {0x2b, Action::RowAddress, 4},
    {0x2c, Action::MemoryWrite, 0},
    {0x2d, Action::Kept, 1}, // colour look-up table
    {0x2e, Action::MemoryRead, 0},
    {0x30, Action::PartialArea, 4},
    {0x33, Action::ScrollDefinition, 6},
    {0x34, Action::Kept, 0}, // tearing effect line
    {0x35, Action::Kept, 1},
    {0x36, Action::MemoryAccess, 1},
    {0x37, Action::ScrollStart, 2},
    {0x38, Action::IdleOff, 0},
    {0x39, Action::IdleOn, 0},
    {0x3a, Action::PixelFormat, 1},
    {0x3c, Action::MemoryWriteContinue, 0},
    {0x3e, Action::MemoryReadContinue, 0},
    {0x44, Action::Kept, 2}, // tear scan line
    {0x51, Action::Brightness, 1},
    {0x52, Action::ReadBrightness, 0},
    {0x53, Action::Kept, 1}, // backlight control
    {0x55, Action::Kept, 1}, // adaptive brightness
    {0x5e, Action::Kept, 1},
    {0xd3, Action::ReadId4, 0},
    {0xda, Action::ReadId1, 0},
    {0xdb, Action::ReadId2, 0},
    {0xdc, Action::ReadId3, 0},
};
// clang-format on
// Level 2: voltages, timing, gamma; kept without effect, however many parameters.
inline constexpr std::uint8_t first_of_level_2 = 0xb0;

} // namespace peripherals::devices::tft
