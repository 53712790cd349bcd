#include "peripherals/devices/microsd.h"

#include "peripherals/devices/microsd_commands.h"
#include "peripherals/devices/microsd_registers.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using namespace microsd;

namespace {

constexpr std::uint8_t start_block = 0xfe;
constexpr std::uint8_t start_of_many = 0xfc;
constexpr std::uint8_t stop_of_many = 0xfd;
constexpr std::uint8_t out_of_range = 0x08; // data error token
constexpr std::uint8_t data_accepted = 0xe5;
constexpr std::uint8_t data_crc_error = 0xeb;
constexpr std::uint8_t data_write_error = 0xed;
constexpr std::uint8_t nothing = 0xff;

// Estimates.
constexpr Time first_access = 200 * ps_per_us;
constexpr Time next_access = 20 * ps_per_us;
constexpr Time program_time = ps_per_ms;
constexpr Time erase_time = 10 * ps_per_ms;

} // namespace

void Microsd::send_block(std::span<const std::uint8_t> data, Time after) {
    const std::uint16_t crc = crc16(data);
    state_.block.assign({start_block});
    state_.block.insert(state_.block.end(), data.begin(), data.end());
    state_.block.push_back(static_cast<std::uint8_t>(crc >> 8));
    state_.block.push_back(static_cast<std::uint8_t>(crc));
    state_.block_at = now() + after;
}

unsigned Microsd::locate(std::uint32_t& sector, bool for_read) const {
    const std::uint32_t size = config_.high_capacity ? 1 : MicrosdSectors::bytes;
    const std::uint32_t offset = argument() % size;
    if (argument() / size >= sectors_->count()) {
        return ParameterError;
    }
    if (for_read ? offset + state_.block_bytes > MicrosdSectors::bytes : offset != 0) {
        return AddressError;
    }
    sector = argument() / size;
    return 0;
}

void Microsd::begin_read(bool many) {
    const unsigned errors = locate(state_.sector, true);
    respond(errors);
    if (errors != 0) {
        return;
    }
    if (many) {
        state_.transfer = Transfer::ReadMany;
        send_sector();
    } else {
        const Sector data = sectors_->read(state_.sector);
        const std::size_t offset = config_.high_capacity ? 0 : argument() % MicrosdSectors::bytes;
        ++blocks_read_;
        send_block(std::span(data).subspan(offset, state_.block_bytes), 0);
    }
    state_.block_at = now() + first_access;
}

void Microsd::send_sector() {
    if (state_.sector >= sectors_->count()) {
        state_.block.assign({out_of_range});
        state_.transfer = Transfer::None;
        return;
    }
    ++blocks_read_;
    const Sector data = sectors_->read(state_.sector++);
    send_block(std::span(data).first(state_.block_bytes), next_access);
}

void Microsd::begin_write(bool many) {
    const unsigned errors =
        state_.block_bytes == MicrosdSectors::bytes ? locate(state_.sector, false) : ParameterError;
    respond(errors);
    if (errors == 0) {
        state_.transfer = many ? Transfer::WriteMany : Transfer::WriteOne;
        state_.well_written = 0;
        state_.in_block = false;
    }
}

void Microsd::take_data(std::uint8_t byte) {
    const bool many = state_.transfer == Transfer::WriteMany;
    if (!state_.in_block) {
        if (byte == (many ? start_of_many : start_block)) {
            state_.in_block = true;
            state_.in.clear();
        } else if (many && byte == stop_of_many) {
            state_.transfer = Transfer::None;
            state_.out.push_back(nothing); // busy begins a byte later
            state_.busy_until = now() + program_time;
        }
        return;
    }
    state_.in.push_back(byte);
    if (state_.in.size() == MicrosdSectors::bytes + 2) {
        block_received();
    }
}

void Microsd::block_received() {
    Sector data{};
    std::copy_n(state_.in.begin(), data.size(), data.begin());
    const unsigned crc = unsigned{state_.in[data.size()]} << 8 | state_.in[data.size() + 1];
    state_.in_block = false;
    if (state_.transfer == Transfer::WriteOne) {
        state_.transfer = Transfer::None;
    }
    if (state_.checks_crc && crc != crc16(data)) {
        state_.out.push_back(data_crc_error);
        return;
    }
    if (state_.sector >= sectors_->count() || !sectors_->write(state_.sector, data)) {
        report("microsd.write_error",
               "a block beyond the card's end, or one that its image file does not take");
        state_.out.push_back(data_write_error);
        return;
    }
    ++state_.sector;
    ++state_.well_written;
    ++blocks_written_;
    state_.out.push_back(data_accepted);
    state_.busy_until = now() + program_time;
}

/// CMD32 and CMD33, in this order.
void Microsd::mark_erase(bool first) {
    std::uint32_t& sector = first ? state_.erase_first : state_.erase_last;
    const bool in_order = first || state_.erase_steps == 1;
    const unsigned errors = in_order ? locate(sector, false) : EraseSequenceError;
    state_.erase_steps = errors != 0 ? 0 : first ? 1 : 2;
    respond(errors);
}

void Microsd::erase() {
    if (std::exchange(state_.erase_steps, 0) != 2 || state_.erase_first > state_.erase_last) {
        respond(EraseSequenceError);
        return;
    }
    sectors_->erase(state_.erase_first, state_.erase_last);
    respond(0);
    state_.busy_until = now() + erase_time;
}

} // namespace peripherals::devices
