#include "peripherals/devices/tft_controller.h"

#include "sim/core/error.h"
#include "sim/core/fnv.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using tft::Action;

namespace {

// MADCTL.
constexpr unsigned mirror_rows = 0x80;
constexpr unsigned mirror_columns = 0x40;
constexpr unsigned exchange = 0x20;
constexpr unsigned blue_first = 0x08;

constexpr Time settle_time = 5 * ps_per_ms; // after a reset, SLPIN and SLPOUT
constexpr std::uint32_t pixel_bits = 0x3ffff;

constexpr unsigned bits_12 = 3; // of COLMOD's lowest three bits
constexpr unsigned bits_16 = 5;

std::uint32_t pack(unsigned red, unsigned green, unsigned blue) {
    return red << 12 | green << 6 | blue;
}
/// 5 or 4 bits to 6.
unsigned widen(unsigned value, unsigned bits) {
    return value << (6 - bits) | value >> (2 * bits - 6);
}
unsigned to_8_bits(unsigned six) {
    return six << 2 | six >> 4;
}

} // namespace

TftController::TftController(const Part& owner, const Config& config)
    : owner_(owner), config_(config), memory_(columns * rows) {
    if (config.width < 1 || config.height < 1 || config.first_column + config.width > columns ||
        config.first_row + config.height > rows) {
        throw Error(owner.name() + ": size and offset of the panel lie within 240 x 320 pixels");
    }
}

void TftController::power_on() {
    Fnv noise;
    for (std::uint32_t& pixel : memory_) {
        noise.add(owner_.name());
        pixel = static_cast<std::uint32_t>(noise.value() >> 32) & pixel_bits;
    }
    reset();
}

void TftController::reset() {
    state_ = {};
    wait_after_this();
}

void TftController::wait_after_this() {
    state_.ready = owner_.now() + settle_time;
}

void TftController::command(std::uint8_t opcode) {
    state_.parameters.clear();
    state_.out.clear();
    state_.command = nullptr;
    if (owner_.now() < state_.ready && opcode != 0) {
        owner_.report("tft.too_soon", "a command within 5 ms of a reset, SLPIN or SLPOUT");
    }
    const auto* const found =
        std::find_if(std::begin(tft::commands), std::end(tft::commands),
                     [opcode](const tft::Command& row) { return row.opcode == opcode; });
    if (found != std::end(tft::commands)) {
        state_.command = found;
        if (found->parameters == 0) {
            execute(found->action);
        }
    } else if (opcode < tft::first_of_level_2) {
        owner_.report("tft.command", "a command that does not exist");
    }
}

void TftController::data(std::uint8_t byte) {
    if (state_.command == nullptr) {
        return;
    }
    if (state_.command->action == Action::MemoryWrite ||
        state_.command->action == Action::MemoryWriteContinue) {
        take_pixel_byte(byte);
        return;
    }
    state_.parameters.push_back(byte);
    if (state_.parameters.size() == state_.command->parameters) {
        execute(state_.command->action);
    }
}

std::uint8_t TftController::next_byte() {
    const bool memory = state_.command != nullptr && (state_.command->action == Action::MemoryRead ||
                                                      state_.command->action == Action::MemoryReadContinue);
    if (state_.out.empty() && memory) {
        const std::uint32_t* const pixel = pixel_at(state_.at_x, state_.at_y);
        const std::uint32_t value = pixel == nullptr ? 0 : *pixel;
        advance();
        send({value >> 12 << 2, (value >> 6 & 0x3f) << 2, (value & 0x3f) << 2}, false);
    }
    if (state_.out.empty()) {
        return 0;
    }
    const std::uint8_t byte = state_.out.front();
    state_.out.pop_front();
    return byte;
}

/// "Read cycle sequence": more than 8 bits come a clock late.
void TftController::send(std::initializer_list<unsigned> bytes, bool dummy_clock) {
    unsigned carried = 0;
    for (const unsigned byte : bytes) {
        const unsigned shifted = dummy_clock ? carried << 7 | (byte & 0xff) >> 1 : byte;
        state_.out.push_back(static_cast<std::uint8_t>(shifted));
        carried = byte & 1;
    }
    if (dummy_clock) {
        state_.out.push_back(static_cast<std::uint8_t>(carried << 7));
    }
}

unsigned TftController::word(std::size_t first) const {
    return unsigned{state_.parameters[first]} << 8 | state_.parameters[first + 1];
}

TftController::Range TftController::range_of_parameters() const {
    return {word(0), word(2)};
}

void TftController::execute(Action action) {
    switch (action) {
    case Action::SoftwareReset: {
        const State before = std::exchange(state_, State{});
        state_.memory_access = before.memory_access;
        state_.pixel_format = before.pixel_format;
        wait_after_this();
        break;
    }
    case Action::SleepIn:
    case Action::SleepOut:
        state_.sleeping = action == Action::SleepIn;
        wait_after_this();
        break;
    case Action::PartialOn:
    case Action::NormalOn:
        state_.partial = action == Action::PartialOn;
        state_.scrolling = false;
        break;
    case Action::InversionOff:
    case Action::InversionOn:
        state_.inverted = action == Action::InversionOn;
        break;
    case Action::DisplayOff:
    case Action::DisplayOn:
        state_.on = action == Action::DisplayOn;
        break;
    case Action::IdleOff:
    case Action::IdleOn:
        state_.idle = action == Action::IdleOn;
        break;
    case Action::MemoryWrite:
        start_memory();
        break;
    case Action::MemoryRead:
        start_memory();
        [[fallthrough]];
    case Action::MemoryReadContinue:
        send({0}, false);
        break;
    case Action::MemoryWriteContinue:
    case Action::Kept:
        break;
    default:
        state_.command->parameters != 0 ? execute_setting(action) : execute_read(action);
    }
}

void TftController::execute_setting(Action action) {
    switch (action) {
    case Action::ColumnAddress:
        state_.x = range_of_parameters();
        state_.at_x = state_.x.first;
        break;
    case Action::RowAddress:
        state_.y = range_of_parameters();
        state_.at_y = state_.y.first;
        break;
    case Action::PartialArea:
        state_.partial_rows = range_of_parameters();
        break;
    case Action::ScrollDefinition:
        if (word(0) + word(2) + word(4) != rows || word(2) == 0) {
            owner_.report("tft.scroll", "the three areas of VSCRDEF are not 320 lines: left out");
            break;
        }
        state_.scroll_top = word(0);
        state_.scroll_rows = word(2);
        break;
    case Action::ScrollStart:
        state_.scroll_start = word(0);
        state_.scrolling = true;
        break;
    case Action::MemoryAccess:
        state_.memory_access = state_.parameters[0];
        break;
    case Action::PixelFormat:
        state_.pixel_format = state_.parameters[0];
        break;
    case Action::Brightness:
        state_.brightness = state_.parameters[0];
        break;
    default:
        break;
    }
}

/// "RDDST": what the status reads tell, too.
std::uint32_t TftController::status_bits() const {
    return 1U << 31 | (state_.memory_access & 0xfcU) << 23 | (state_.pixel_format & 7) << 20 |
           (state_.idle ? 1U << 19 : 0) | (state_.partial ? 1U << 18 : 0) | (state_.sleeping ? 0 : 1U << 17) |
           (state_.partial ? 0 : 1U << 16) | (state_.scrolling ? 1U << 15 : 0) |
           (state_.inverted ? 1U << 13 : 0) | (state_.on ? 1U << 10 : 0);
}

void TftController::execute_read(Action action) {
    const TftModel& model = config_.model;
    switch (action) {
    case Action::ReadId:
        send({model.id[0], model.id[1], model.id[2]}, true);
        break;
    case Action::ReadId4:
        send({model.id4[0], model.id4[1], model.id4[2]}, true);
        break;
    case Action::ReadId1:
        send({model.id[0]}, false);
        break;
    case Action::ReadId2:
        send({model.id[1]}, false);
        break;
    case Action::ReadId3:
        send({model.id[2]}, false);
        break;
    case Action::ReadStatus: {
        const std::uint32_t bits = status_bits();
        send({bits >> 24, bits >> 16, bits >> 8, bits}, true);
        break;
    }
    case Action::ReadPowerMode:
        send({0x80U | (state_.idle ? 0x40U : 0U) | (state_.partial ? 0x20U : 0U) |
              (state_.sleeping ? 0U : 0x10U) | (state_.partial ? 0U : 0x08U) | (state_.on ? 0x04U : 0U)},
             false);
        break;
    case Action::ReadMemoryAccess:
        send({state_.memory_access}, false);
        break;
    case Action::ReadPixelFormat:
        send({state_.pixel_format}, false);
        break;
    case Action::ReadImageMode:
        send({(state_.scrolling ? 0x80U : 0U) | (state_.inverted ? 0x20U : 0U)}, false);
        break;
    case Action::ReadBrightness:
        send({state_.brightness}, false);
        break;
    case Action::ReadSelfTest:
        send({state_.sleeping ? 0U : 0xc0U}, false);
        break;
    default:
        send({0}, false);
    }
}

void TftController::start_memory() {
    state_.at_x = state_.x.first;
    state_.at_y = state_.y.first;
}

void TftController::take_pixel_byte(std::uint8_t byte) {
    std::vector<std::uint8_t>& bytes = state_.parameters;
    bytes.push_back(byte);
    const unsigned format = state_.pixel_format & 7;
    if (bytes.size() < (format == bits_16 ? 2 : 3)) {
        return;
    }
    if (format == bits_16) {
        const unsigned word = unsigned{bytes[0]} << 8 | bytes[1];
        store(pack(widen(word >> 11, 5), word >> 5 & 0x3f, widen(word & 0x1f, 5)));
    } else if (format == bits_12) { // two pixels
        const auto six_bits = [&bytes](std::size_t number) {
            return widen(bytes[number / 2] >> (number % 2 == 0 ? 4 : 0) & 0x0fU, 4);
        };
        store(pack(six_bits(0), six_bits(1), six_bits(2)));
        store(pack(six_bits(3), six_bits(4), six_bits(5)));
    } else {
        store(pack(bytes[0] >> 2U, bytes[1] >> 2U, bytes[2] >> 2U));
    }
    bytes.clear();
}

void TftController::store(std::uint32_t pixel) {
    if (std::uint32_t* const place = pixel_at(state_.at_x, state_.at_y)) {
        *place = pixel;
    }
    advance();
}

/// Null outside of the frame memory.
std::uint32_t* TftController::pixel_at(unsigned x, unsigned y) {
    if ((state_.memory_access & exchange) != 0) {
        std::swap(x, y);
    }
    if (x >= columns || y >= rows) {
        return nullptr;
    }
    const std::size_t column = (state_.memory_access & mirror_columns) != 0 ? columns - 1 - x : x;
    const std::size_t row = (state_.memory_access & mirror_rows) != 0 ? rows - 1 - y : y;
    return &memory_[row * columns + column];
}

void TftController::advance() {
    if (state_.at_x != state_.x.last) {
        ++state_.at_x;
        return;
    }
    state_.at_x = state_.x.first;
    state_.at_y = state_.at_y == state_.y.last ? state_.y.first : state_.at_y + 1;
}

std::uint32_t TftController::colour(std::size_t x, std::size_t y) const {
    if (state_.sleeping || !state_.on) {
        return 0;
    }
    auto row = static_cast<unsigned>(config_.first_row + y);
    if (state_.partial) {
        const auto [first, last] = state_.partial_rows; // may go over the end
        const bool within = first <= last ? row >= first && row <= last : row >= first || row <= last;
        if (!within) {
            return 0;
        }
    } else if (state_.scrolling && row >= state_.scroll_top && row < state_.scroll_top + state_.scroll_rows) {
        const unsigned start = (state_.scroll_start + rows - state_.scroll_top) % rows;
        row = state_.scroll_top + (row - state_.scroll_top + start) % state_.scroll_rows;
    }
    const std::size_t upright = config_.first_column + x;
    const std::size_t column = config_.model.mirrored ? columns - 1 - upright : upright;
    std::uint32_t pixel = memory_[row * columns + column];
    if (state_.inverted != config_.model.inverted) {
        pixel ^= pixel_bits;
    }
    unsigned red = to_8_bits(pixel >> 12);
    unsigned blue = to_8_bits(pixel & 0x3f);
    unsigned green = to_8_bits(pixel >> 6 & 0x3f);
    if (((state_.memory_access & blue_first) != 0) != config_.model.bgr) {
        std::swap(red, blue);
    }
    if (state_.idle) { // eight colours
        const auto pure = [](unsigned value) { return value >= 0x80 ? 0xffU : 0U; };
        return pure(red) << 16 | pure(green) << 8 | pure(blue);
    }
    return red << 16 | green << 8 | blue;
}

void TftController::inspect(Inspector& inspector) const {
    Fnv picture;
    for (std::size_t y = 0; y < config_.height; ++y) {
        for (std::size_t x = 0; x < config_.width; ++x) {
            picture.add(std::uint64_t{colour(x, y)});
        }
    }
    inspector.text("state", state_.sleeping ? "sleeps" : state_.on ? "on" : "off");
    inspector.hex("picture", static_cast<std::uint32_t>(picture.value() >> 32 ^ picture.value()));
}

} // namespace peripherals::devices
