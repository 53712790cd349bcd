#include "peripherals/devices/segment_display.h"

#include <iterator>
#include <string_view>

namespace peripherals::devices {

namespace {

struct Shape {
    std::uint8_t segments;
    char character;
};
constexpr Shape shapes[] = {
    {0x00, ' '},
    {0x3f, '0'},
    {0x06, '1'},
    {0x5b, '2'},
    {0x4f, '3'},
    {0x66, '4'},
    {0x6d, '5'},
    {0x7d, '6'},
    {0x07, '7'},
    {0x7f, '8'},
    {0x6f, '9'},
    {0x77, 'A'},
    {0x7c, 'b'},
    {0x39, 'C'},
    {0x5e, 'd'},
    {0x79, 'E'},
    {0x71, 'F'},
    {0x3d, 'G'},
    {0x76, 'H'},
    {0x1e, 'J'},
    {0x38, 'L'},
    {0x73, 'P'},
    {0x3e, 'U'},
    {0x58, 'c'},
    {0x74, 'h'},
    {0x10, 'i'},
    {0x54, 'n'},
    {0x5c, 'o'},
    {0x67, 'q'},
    {0x50, 'r'},
    {0x78, 't'},
    {0x1c, 'u'},
    {0x6e, 'y'},
    {0x40, '-'},
    {0x08, '_'},
    {0x48, '='},
    {0x63, '*'},
};

// A digit and the room behind it, a letter for each segment; ':' belongs to the colon.
constexpr std::string_view picture[] = {
    ".aaaa..", "f....b.", "f....b:", "f....b.", ".gggg..", "e....c.", "e....c:", "e....c.", ".dddd.p",
};
constexpr std::string_view letters = "abcdefgp";

char character(std::uint8_t segments) {
    for (const Shape& shape : shapes) {
        if (shape.segments == segments) {
            return shape.character;
        }
    }
    return '?';
}

} // namespace

std::string segment_text(std::span<const std::uint8_t> digits, bool colon) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        text += character(static_cast<std::uint8_t>(digits[i] & ~point_segment));
        text += (digits[i] & point_segment) != 0 ? "." : "";
        text += colon && i + 1 == digits.size() / 2 ? ":" : "";
    }
    return text;
}

std::size_t SegmentDisplay::width() const {
    return digits() * picture[0].size();
}

std::size_t SegmentDisplay::height() const {
    return std::size(picture);
}

std::uint32_t SegmentDisplay::colour(std::size_t x, std::size_t y) const {
    const std::size_t digit = x / picture[0].size();
    const char letter = picture[y][x % picture[0].size()];
    if (letter == ':') {
        return digit + 1 == digits() / 2 ? colon_colour() : 0;
    }
    const std::size_t segment = letters.find(letter);
    return segment == std::string_view::npos ? 0 : segment_colour(digit, segment);
}

} // namespace peripherals::devices
