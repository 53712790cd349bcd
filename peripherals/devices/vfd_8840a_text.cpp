#include "peripherals/devices/vfd_8840a_text.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace peripherals::devices::vfd_8840a {

namespace {

using enum Segment;

template <class... Segments> constexpr std::uint16_t bits(Segments... parts) {
    return static_cast<std::uint16_t>((0U | ... | bit(parts)));
}

constexpr std::uint16_t digit_segments = bits(PA, PB, PC, PD, PE, PF, PG);
constexpr std::uint16_t digits[] = {
    bits(PA, PB, PC, PD, PE, PF), bits(PB, PC),         bits(PA, PB, PD, PE, PG),
    bits(PA, PB, PC, PD, PG),     bits(PB, PC, PF, PG), bits(PA, PC, PD, PF, PG),
    bits(PA, PC, PD, PE, PF, PG), bits(PA, PB, PC),     bits(PA, PB, PC, PD, PE, PF, PG),
    bits(PA, PB, PC, PF, PG),
};

// The first place.
constexpr std::size_t sign_grid = 1;
constexpr std::size_t last_digit_grid = 6;
constexpr std::uint16_t plus = bits(PB, PC);
constexpr std::uint16_t minus = bits(PC);
constexpr std::uint16_t leading_one = bits(PA);

// Words, in the order in which a person names them. A unit is written together with the multiple in front of
// it.
struct Word {
    std::string_view text;
    std::size_t grid;
    Segment segment;
};
constexpr Word words[] = {
    {"OVER",   2, PS1},
    {"ERROR",  3, PS1},
    {"DC",     7, PB },
    {"AC",     7, PC },
    {"4WIRE",  7, PDP},
    {"SLOW",   1, PS1},
    {"MEDIUM", 1, PS2},
    {"FAST",   1, PS3},
    {"AUTO",   5, PS1},
    {"OFFSET", 6, PS1},
    {"CAL",    4, PS1},
    {"EX",     0, PA },
    {"TRIG",   0, PB },
    {"TEST",   0, PC },
    {"REMOTE", 0, PD },
    {"TALK",   0, PS1},
    {"LISTEN", 0, PS2},
    {"SRQ",    0, PS3},
};
constexpr std::size_t words_before_unit = 2;
constexpr Word multiples[] = {
    {"m", 6, PS2},
    {"k", 7, PS2},
    {"M", 7, PS1},
};
constexpr Word units[] = {
    {"V",  6, PS3},
    {"Ω", 7, PS3},
    {"mA", 7, PA },
};

bool light(Frame& frame, std::span<const Word> table, std::string_view text) {
    for (const Word& word : table) {
        if (word.text == text) {
            frame[word.grid] = static_cast<std::uint16_t>(frame[word.grid] | bit(word.segment));
            return true;
        }
    }
    return false;
}

bool light_unit(Frame& frame, std::string_view text) {
    return light(frame, units, text) || (text.size() > 1 && light(frame, multiples, text.substr(0, 1)) &&
                                         light(frame, std::span(units).first(2), text.substr(1)));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The number at the beginning; what is left behind it.
std::string_view place_number(std::string_view text, Frame& frame) {
    std::size_t grid = sign_grid;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        frame[sign_grid] = text[0] == '+' ? plus : minus;
        text.remove_prefix(1);
    }
    for (; !text.empty() && grid <= last_digit_grid; text.remove_prefix(1)) {
        const char c = text[0];
        if (c == '.') {
            std::uint16_t& place = frame[std::max(grid - 1, sign_grid)];
            place = static_cast<std::uint16_t>(place | bit(PDP));
            grid = std::max(grid, sign_grid + 1);
        } else if (c == ' ') {
            ++grid;
        } else if (!is_digit(c)) {
            break;
        } else if (grid > sign_grid) {
            frame[grid++] |= digits[c - '0'];
        } else {
            if (c == '1') {
                frame[sign_grid] = static_cast<std::uint16_t>(frame[sign_grid] | leading_one);
            } else if (c != '0') {
                frame[sign_grid + 1] |= digits[c - '0'];
                ++grid;
            }
            ++grid;
        }
    }
    if (!text.empty() && text[0] == '.') { // behind the last place
        frame[last_digit_grid] = static_cast<std::uint16_t>(frame[last_digit_grid] | bit(PDP));
        text.remove_prefix(1);
    }
    return text;
}

std::string_view word_at(std::string_view text) {
    return text.substr(0, text.find(' '));
}

bool starts_with_number(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const bool number =
        !text.empty() && (is_digit(text[0]) || text[0] == '+' || text[0] == '-' || text[0] == '.');
    return number && word_at(text) != "4WIRE";
}

void add_word(std::string& text, std::string_view word) {
    text += text.empty() || text.back() == ' ' ? "" : " ";
    text += word;
}

bool lit(const Frame& frame, const Word& word) {
    return (frame[word.grid] & bit(word.segment)) != 0;
}

std::string number_text(const Frame& frame) {
    std::string text;
    const std::uint16_t first = frame[sign_grid];
    const bool one = (first & leading_one) != 0;
    const bool has_sign = (first & minus) != 0;
    text += has_sign ? ((first & plus) == plus ? "+" : "-") : "";
    const bool point = (first & bit(PDP)) != 0; // with a 0 in front of it, which is dark
    text += one ? "1" : point ? "0" : has_sign ? "" : " ";
    text += point ? "." : "";
    for (std::size_t grid = sign_grid + 1; grid <= last_digit_grid; ++grid) {
        const std::uint16_t shown = frame[grid] & digit_segments;
        const auto* const found = std::find(std::begin(digits), std::end(digits), shown);
        text += shown == 0                  ? ' '
                : found == std::end(digits) ? '?'
                                            : static_cast<char>('0' + (found - std::begin(digits)));
        text += (frame[grid] & bit(PDP)) != 0 ? "." : "";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

// A range shows up to 199999 steps, with the point behind a place.
struct Range {
    std::int64_t step; // in the smallest unit of the quantity
    std::size_t point; // grid
    std::string_view unit;
};
constexpr std::int64_t most_steps = 199'999;
constexpr Range resistance_ranges[] = {
    {1,       3, "Ω" },
    {10,      1, "kΩ"},
    {100,     2, "kΩ"},
    {1000,    3, "kΩ"},
    {10'000,  1, "MΩ"},
    {100'000, 2, "MΩ"},
};
constexpr Range voltage_ranges[] = {
    {1,      3, "mV"},
    {10,     1, "V" },
    {100,    2, "V" },
    {1000,   3, "V" },
    {10'000, 4, "V" },
};
constexpr std::int64_t highest_uv = 1'000'000'000;

/// The number in the smallest range that takes it; "OVER" in the largest one.
std::string in_range(std::int64_t amount, std::string_view sign, std::span<const Range> ranges) {
    const Range* range = ranges.data();
    const Range* const last = &ranges.back();
    while (range != last && (amount + range->step / 2) / range->step > most_steps) {
        ++range;
    }
    const std::int64_t steps = (amount + range->step / 2) / range->step;
    if (steps > most_steps) {
        return "OVER " + std::string(range->unit);
    }
    std::string places = std::to_string(1'000'000 + steps).substr(1);
    // Zeros in front of the last place before the point are dark.
    for (std::size_t grid = sign_grid; grid < range->point && places[grid - 1] == '0'; ++grid) {
        places[grid - 1] = ' ';
    }
    places.insert(range->point, ".");
    if (places[0] == ' ' && !sign.empty()) {
        places[0] = '0'; // behind a sign the first place is dark with a 0
    }
    return std::string(sign) + places + " " + std::string(range->unit);
}

} // namespace

Reading to_segments(std::string_view text) {
    Reading reading;
    bool has_number = false;
    while (!text.empty()) {
        if (!has_number && starts_with_number(text)) {
            text = place_number(text, reading.frame);
            has_number = true;
            continue;
        }
        if (text[0] == ' ') {
            text.remove_prefix(1);
            continue;
        }
        const std::string_view word = word_at(text);
        if (!light(reading.frame, words, word) && !light_unit(reading.frame, word)) {
            reading.unknown += (reading.unknown.empty() ? "" : " ") + std::string(word);
        }
        text.remove_prefix(word.size());
    }
    return reading;
}

std::string to_text(const Frame& frame) {
    std::string text = number_text(frame);
    const std::span<const Word> all(words);
    for (const Word& word : all.first(words_before_unit)) {
        if (lit(frame, word)) {
            add_word(text, word.text);
        }
    }
    std::string unit;
    for (const std::span<const Word> table :
         {std::span<const Word>(multiples), std::span<const Word>(units)}) {
        for (const Word& word : table) {
            unit += lit(frame, word) ? word.text : "";
        }
    }
    if (!unit.empty()) {
        add_word(text, unit);
    }
    for (const Word& word : all.subspan(words_before_unit)) {
        if (lit(frame, word)) {
            add_word(text, word.text);
        }
    }
    return text;
}

std::string resistance_text(std::int64_t milliohm) {
    return in_range(milliohm, "", resistance_ranges) + " AUTO";
}

std::string voltage_text(std::int64_t microvolt) {
    const std::int64_t size = microvolt < 0 ? -microvolt : microvolt;
    if (size > highest_uv) {
        return "OVER V DC AUTO";
    }
    return in_range(size, microvolt < 0 ? "-" : "+", voltage_ranges) + " DC AUTO";
}

} // namespace peripherals::devices::vfd_8840a
