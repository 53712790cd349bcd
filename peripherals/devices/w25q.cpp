#include "peripherals/devices/w25q.h"

#include "sim/core/error.h"

#include <bit>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using w25q::Action;
using w25q::commands;
using w25q::Data;
using w25q::find_command;

namespace {

constexpr std::uint8_t manufacturer_id = 0xef;
constexpr std::uint8_t memory_type = 0x40;
constexpr std::uint8_t no_wrap = 0x10;           // W4 of 77h
constexpr std::uint8_t quad_enable_bit = 1 << 1; // of status register 2

/// The bits that `lanes` data lines carry in one clock, the highest line first.
std::uint32_t lane_bits(std::uint8_t levels, unsigned lanes) {
    return levels & ((1U << lanes) - 1);
}

} // namespace

W25q::W25q(Machine& machine, std::string name, const Config& config)
    : Device(machine, std::move(name)), config_(config), array_(config.size, Memory::Kind::Rom, 0xff),
      stored_status_{0, config.quad_enable ? quad_enable_bit : std::uint8_t{0}, 0},
      wear_(config.size / sector_bytes) {
    if (!std::has_single_bit(config.size) || config.size < 0x10000 || config.size > 0x1000000) {
        throw Error("a flash chip of " + std::to_string(config.size) +
                    " bytes: its size is a power of two from 64 KiB to 16 MiB");
    }
    for (auto& page : security_) {
        page.fill(0xff);
    }
    reset();
}

void W25q::reset() {
    const bool selected = state_.selected;
    state_ = {};
    state_.selected = selected;
    state_.status = stored_status_;
    state_.locks.fill(true);
    done_.disarm();
}

void W25q::inspect(Inspector& inspector) const {
    inspector.number("size", array_.size(), "bytes");
    inspector.number("programs", static_cast<std::int64_t>(programs_));
    inspector.number("erases", static_cast<std::int64_t>(erases_));
    inspector.hex("SR1", status(0));
    inspector.hex("SR2", status(1));
    inspector.hex("SR3", status(2));
    inspector.text("mode", state_.powered_down      ? "power-down"
                           : state_.continuous >= 0 ? "continuous read"
                                                    : "command");
}

std::optional<SerialFlash::ArrayRead> W25q::array_read() const {
    if (state_.command < 0 || command().action != Action::ReadArray || state_.phase != Phase::DataOut) {
        return std::nullopt;
    }
    if (command().address_lanes == 4 && (state_.wrap & no_wrap) == 0) {
        return std::nullopt;
    }
    return ArrayRead{state_.address, state_.first_data_clock, command().data_lanes};
}

std::uint32_t W25q::mode() const {
    return static_cast<std::uint32_t>(state_.continuous + 1) | static_cast<std::uint32_t>(state_.wrap) << 8 |
           (state_.powered_down ? 1U << 16 : 0) | (state_.reset_enabled ? 1U << 17 : 0) |
           (busy() ? 1U << 18 : 0) | static_cast<std::uint32_t>(state_.status[1] & quad_enable_bit) << 19;
}

void W25q::on_line(unsigned, bool level) {
    const bool selected = !level;
    if (selected == state_.selected) {
        return;
    }
    if (!selected) {
        finish_command();
    }
    state_.selected = selected;
    state_.clocks = 0;
    state_.shift = 0;
    state_.bits = 0;
    state_.count = 0;
    state_.command = -1;
    state_.phase = Phase::Command;
    if (selected && state_.continuous >= 0) {
        begin_command(state_.continuous);
    }
}

SerialFlash::Lanes W25q::clock(std::uint8_t levels) {
    if (!state_.selected) {
        return {};
    }
    ++state_.clocks;
    unsigned lanes = 1;
    switch (state_.phase) {
    case Phase::Command:
        state_.shift = state_.shift << 1 | lane_bits(levels, 1);
        if (++state_.bits == 8) {
            begin_command(find_command(static_cast<std::uint8_t>(state_.shift)));
        }
        return {};
    case Phase::Address:
    case Phase::Mode:
        lanes = command().address_lanes;
        state_.shift = state_.shift << lanes | lane_bits(levels, lanes);
        state_.bits += lanes;
        if (state_.bits == (state_.phase == Phase::Address ? 24U : command().mode_bits)) {
            after_address();
        }
        return {};
    case Phase::Dummy:
        if (++state_.bits == command().dummy_clocks) {
            begin_data();
        }
        return {};
    case Phase::DataIn:
        lanes = command().data_lanes;
        state_.shift = state_.shift << lanes | lane_bits(levels, lanes);
        state_.bits += lanes;
        if (state_.bits == 8) {
            take_byte(static_cast<std::uint8_t>(state_.shift));
            state_.bits = 0;
        }
        return {};
    case Phase::DataOut: {
        if (state_.bits == 0) {
            state_.byte = next_output();
            state_.bits = 8;
        }
        lanes = command().data_lanes;
        state_.bits -= lanes;
        const std::uint32_t bits =
            static_cast<std::uint32_t>(state_.byte >> state_.bits) & ((1U << lanes) - 1);
        if (lanes == 1) { // DO is IO1
            return {static_cast<std::uint8_t>(bits << 1), 2};
        }
        return {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>((1U << lanes) - 1)};
    }
    case Phase::Complete: // more clocks than the command has: it will not be executed
        state_.phase = Phase::Ignored;
        return {};
    case Phase::Ignored:
        return {};
    }
    return {};
}

// Eight clocks that make a byte of the command's on one line each way; false, with nothing done, if they do
// not. `received` changes where the chip drives its line.
bool W25q::exchange_byte(std::uint8_t sent, std::uint8_t& received) {
    if (!state_.selected || state_.bits != 0) {
        return false;
    }
    switch (state_.phase) {
    case Phase::Command:
        state_.clocks += 8;
        begin_command(find_command(sent));
        return true;
    case Phase::DataIn:
        if (command().data_lanes != 1) {
            return false;
        }
        state_.clocks += 8;
        state_.shift = state_.shift << 8 | sent;
        take_byte(sent);
        return true;
    case Phase::DataOut:
        if (command().data_lanes != 1) {
            return false;
        }
        state_.clocks += 8;
        state_.byte = next_output();
        received = state_.byte;
        return true;
    default:
        return false;
    }
}

std::uint32_t W25q::exchange(std::uint32_t word, unsigned bits, std::uint8_t idle) {
    std::uint32_t received = 0;
    while (bits > 0) {
        std::uint8_t byte = (idle & 2) != 0 ? 0xff : 0;
        if (bits >= 8 && exchange_byte(static_cast<std::uint8_t>(word >> (bits - 8)), byte)) {
            bits -= 8;
            received = received << 8 | byte;
        } else {
            --bits;
            received = received << 1 | SerialFlash::exchange(word >> bits, 1, idle);
        }
    }
    return received;
}

bool W25q::takes_now(Action action) const {
    if (state_.powered_down) {
        return action == Action::ReleasePowerDown;
    }
    if (busy()) {
        return action == Action::ReadStatus1 || action == Action::ReadStatus2 ||
               action == Action::ReadStatus3 || action == Action::Suspend || action == Action::EnableReset ||
               action == Action::Reset;
    }
    return true;
}

void W25q::begin_command(int index) {
    state_.command = index;
    state_.shift = 0;
    state_.bits = 0;
    const bool resetting = index >= 0 && commands[static_cast<std::size_t>(index)].action == Action::Reset;
    if (!resetting) { // 66h arms a 99h that follows at once
        state_.reset_enabled = false;
    }
    if (index < 0) {
        state_.phase = Phase::Ignored;
        return;
    }
    const bool quad = command().address_lanes == 4 || command().data_lanes == 4;
    if (!takes_now(command().action) || (quad && (state_.status[1] & quad_enable_bit) == 0)) {
        state_.phase = Phase::Ignored;
    } else if (command().address_lanes != 0) {
        state_.phase = Phase::Address;
    } else if (command().dummy_clocks != 0) {
        state_.phase = Phase::Dummy;
    } else {
        begin_data();
    }
}

void W25q::after_address() {
    if (state_.phase == Phase::Address) {
        state_.address = state_.shift % array_.size();
    } else if (command().continuous) {
        state_.continuous = (state_.shift >> 4 & 3) == 2 ? state_.command : -1;
    } else if (command().action == Action::SetWrap) {
        state_.byte = static_cast<std::uint8_t>(state_.shift);
    }
    const bool mode_follows = state_.phase == Phase::Address && command().mode_bits != 0;
    state_.shift = 0;
    state_.bits = 0;
    if (mode_follows) {
        state_.phase = Phase::Mode;
    } else if (command().dummy_clocks != 0) {
        state_.phase = Phase::Dummy;
    } else {
        begin_data();
    }
}

void W25q::begin_data() {
    state_.shift = 0;
    state_.bits = 0;
    state_.first_data_clock = state_.clocks + 1;
    switch (command().data) {
    case Data::None:
        state_.phase = Phase::Complete;
        break;
    case Data::Out:
        state_.phase = Phase::DataOut;
        break;
    case Data::In:
        state_.phase = Phase::DataIn;
        state_.page.fill(0xff);
        break;
    }
}

void W25q::take_byte(std::uint8_t byte) {
    const bool paged = command().action == Action::Program || command().action == Action::ProgramSecurity;
    const std::uint32_t first = paged ? state_.address : 0;
    state_.page[(first + state_.count) % page_bytes] = byte; // the end of a page wraps to its beginning
    ++state_.count;
}

std::uint8_t W25q::next_output() {
    const std::uint32_t count = state_.count++;
    std::uint32_t address = state_.address + count;
    switch (command().action) {
    case Action::ReadArray:
        if (command().address_lanes == 4 && (state_.wrap & no_wrap) == 0) { // within 8 to 64
            const std::uint32_t length = 8U << (state_.wrap >> 5 & 3);
            address = (state_.address & ~(length - 1)) | (address & (length - 1));
        }
        return array_.bytes()[address % array_.size()];
    case Action::ReadStatus1:
        return status(0);
    case Action::ReadStatus2:
        return status(1);
    case Action::ReadStatus3:
        return status(2);
    case Action::ReadJedecId: {
        const auto capacity = static_cast<std::uint8_t>(std::countr_zero(array_.size()));
        return count % 3 == 0 ? manufacturer_id : count % 3 == 1 ? memory_type : capacity;
    }
    case Action::ReleasePowerDown:
        return static_cast<std::uint8_t>(std::countr_zero(array_.size()) - 1);
    case Action::ReadManufacturer:
        return (address & 1) == 0 ? manufacturer_id
                                  : static_cast<std::uint8_t>(std::countr_zero(array_.size()) - 1);
    case Action::ReadUniqueId:
        return static_cast<std::uint8_t>(config_.unique_id >> (56 - 8 * (count % 8)));
    case Action::ReadSfdp:
        return sfdp(address % page_bytes);
    case Action::ReadSecurity: {
        const std::uint32_t which = state_.address >> 12; // 1 to 3
        return which >= 1 && which <= security_registers ? security_[which - 1][address % page_bytes] : 0xff;
    }
    case Action::ReadLock:
        return state_.locks[lock_of(state_.address)] ? 1 : 0;
    default:
        return 0xff;
    }
}

std::uint8_t W25q::status(unsigned index) const {
    std::uint8_t value = state_.status[index];
    if (index == 0) {
        value |= static_cast<std::uint8_t>((busy() ? 1 : 0) | (state_.write_enabled ? 2 : 0));
    } else if (index == 1) {
        value |= state_.suspended.action != Action::None ? 0x80 : 0;
    }
    return value;
}

} // namespace peripherals::devices
