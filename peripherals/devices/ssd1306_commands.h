#pragma once

#include <cstdint>

namespace peripherals::devices::ssd1306 {

enum class Action : std::uint8_t {
    Kept, // without effect here
    ColumnLow,
    ColumnHigh,
    MemoryMode,
    ColumnRange,
    PageRange,
    HorizontalScroll,
    DiagonalScroll,
    StopScroll,
    StartScroll,
    StartLine,
    Contrast,
    ChargePump,
    SegmentRemap,
    VerticalArea,
    EntireOn,
    Inverse,
    MultiplexRatio,
    DisplayOn,
    Page,
    ScanDirection,
    Offset,
    Clock,
    PreCharge,
    ComPins,
};

/// Opcodes from `first` to `last`, and how many bytes follow.
struct Command {
    std::uint8_t first;
    std::uint8_t last;
    Action action;
    std::uint8_t arguments;
};

// SSD1306 datasheet, "Command Table", by opcode.
inline constexpr Command commands[] = {
    {0x00, 0x0f, Action::ColumnLow,        0},
    {0x10, 0x1f, Action::ColumnHigh,       0},
    {0x20, 0x20, Action::MemoryMode,       1},
    {0x21, 0x21, Action::ColumnRange,      2},
    {0x22, 0x22, Action::PageRange,        2},
    {0x23, 0x23, Action::Kept,             1}, // fade out and blinking
    {0x26, 0x27, Action::HorizontalScroll, 6},
    {0x29, 0x2a, Action::DiagonalScroll,   5},
    {0x2e, 0x2e, Action::StopScroll,       0},
    {0x2f, 0x2f, Action::StartScroll,      0},
    {0x40, 0x7f, Action::StartLine,        0},
    {0x81, 0x81, Action::Contrast,         1},
    {0x8d, 0x8d, Action::ChargePump,       1},
    {0xa0, 0xa1, Action::SegmentRemap,     0},
    {0xa3, 0xa3, Action::VerticalArea,     2},
    {0xa4, 0xa5, Action::EntireOn,         0},
    {0xa6, 0xa7, Action::Inverse,          0},
    {0xa8, 0xa8, Action::MultiplexRatio,   1},
    {0xad, 0xad, Action::Kept,             1}, // internal IREF
    {0xae, 0xaf, Action::DisplayOn,        0},
    {0xb0, 0xb7, Action::Page,             0},
    {0xc0, 0xc0, Action::ScanDirection,    0},
    {0xc8, 0xc8, Action::ScanDirection,    0},
    {0xd3, 0xd3, Action::Offset,           1},
    {0xd5, 0xd5, Action::Clock,            1},
    {0xd6, 0xd6, Action::Kept,             1}, // zoom
    {0xd9, 0xd9, Action::PreCharge,        1},
    {0xda, 0xda, Action::ComPins,          1},
    {0xdb, 0xdb, Action::Kept,             1}, // VCOMH
    {0xe3, 0xe3, Action::Kept,             0}, // NOP
};

} // namespace peripherals::devices::ssd1306
