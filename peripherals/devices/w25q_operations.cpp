// What the chip does when a command ends with chip select: registers, programming, erasing, suspending.

#include "peripherals/devices/w25q.h"

#include "sim/core/trace.h"

#include <algorithm>
#include <bit>

namespace peripherals::devices {

using namespace sim::core;
using w25q::Action;

namespace {

// W25Q16JV datasheet, "AC Electrical Characteristics", typical.
constexpr Time byte_program_time = 30 * ps_per_us;   // tBP1, the first byte
constexpr Time next_byte_time = 2500 * ps_per_ns;    // tBP2, each further one
constexpr Time page_program_time = 400 * ps_per_us;  // tPP
constexpr Time sector_erase_time = 45 * ps_per_ms;   // tSE
constexpr Time block32_erase_time = 120 * ps_per_ms; // tBE1
constexpr Time block64_erase_time = 150 * ps_per_ms; // tBE2
constexpr Time chip_erase_time_2mib = 5 * ps_per_s;  // tCE, in proportion for larger ones (Estimate)
constexpr Time status_write_time = 10 * ps_per_ms;   // tW
constexpr Time suspend_time = 20 * ps_per_us;        // tSUS, the maximum
constexpr std::uint32_t block32_bytes = 32 * 1024;
constexpr std::uint32_t block64_bytes = 64 * 1024;

// Bits of the status registers.
constexpr std::uint8_t sr1_written = 0xfc; // SRP, SEC, TB, BP2-0
constexpr std::uint8_t sr2_written = 0x7b; // CMP, LB3-1, QE, SRL
constexpr std::uint8_t sr2_once = 0x38;    // LB3-1 can only be set
constexpr std::uint8_t sr2_locked = 0x01;  // SRL
constexpr std::uint8_t sr3_written = 0x64; // DRV1, DRV0, WPS
constexpr std::uint8_t sr3_individual = 0x04;

std::uint32_t fnv(std::span<const std::uint8_t> bytes) {
    std::uint32_t hash = 0x811c9dc5;
    for (const std::uint8_t byte : bytes) {
        hash = (hash ^ byte) * 0x01000193;
    }
    return hash;
}

} // namespace

void W25q::finish_command() {
    if (state_.command < 0) {
        return;
    }
    const Action action = command().action;
    if (action == Action::ReleasePowerDown) { // with or without reading the identification
        state_.powered_down = false;
        return;
    }
    if (state_.phase == Phase::Complete) {
        finish_simple(action);
    } else if (state_.phase == Phase::DataIn && state_.count != 0 && state_.bits == 0) {
        finish_write(action);
    }
}

void W25q::finish_simple(Action action) {
    switch (action) {
    case Action::WriteEnable:
        state_.write_enabled = true;
        break;
    case Action::VolatileWriteEnable:
        state_.volatile_write_enabled = true;
        break;
    case Action::WriteDisable:
        state_.write_enabled = false;
        break;
    case Action::SetWrap:
        state_.wrap = state_.byte;
        break;
    case Action::PowerDown:
        state_.powered_down = true;
        break;
    case Action::EnableReset:
        state_.reset_enabled = true;
        break;
    case Action::Reset:
        if (state_.reset_enabled) {
            reset();
        }
        break;
    case Action::Suspend:
        suspend();
        break;
    case Action::Resume:
        resume();
        break;
    case Action::LockAll:
    case Action::UnlockAll:
        if (state_.write_enabled) {
            state_.locks.fill(action == Action::LockAll);
            state_.write_enabled = false;
        }
        break;
    case Action::LockBlock:
    case Action::UnlockBlock:
        if (state_.write_enabled) {
            state_.locks[lock_of(state_.address)] = action == Action::LockBlock;
            state_.write_enabled = false;
        }
        break;
    case Action::EraseSector:
        begin_operation(state_.address & ~(sector_bytes - 1), sector_bytes, sector_erase_time);
        break;
    case Action::EraseBlock32:
        begin_operation(state_.address & ~(block32_bytes - 1), block32_bytes, block32_erase_time);
        break;
    case Action::EraseBlock64:
        begin_operation(state_.address & ~(block64_bytes - 1), block64_bytes, block64_erase_time);
        break;
    case Action::EraseChip:
        begin_operation(0, array_.size(),
                        std::max<Time>(1, array_.size() / (2 * 1024 * 1024)) * chip_erase_time_2mib);
        break;
    case Action::EraseSecurity:
        begin_operation(state_.address, page_bytes, sector_erase_time);
        break;
    default:
        break;
    }
}

void W25q::finish_write(Action action) {
    switch (action) {
    case Action::Program:
    case Action::ProgramSecurity:
        begin_operation(state_.address & ~(page_bytes - 1), page_bytes,
                        std::min(page_program_time, byte_program_time + (state_.count - 1) * next_byte_time));
        break;
    case Action::WriteStatus1:
    case Action::WriteStatus2:
    case Action::WriteStatus3:
        write_status(action);
        break;
    default:
        break;
    }
}

void W25q::write_status(Action action) {
    const bool permanent = state_.write_enabled;
    if ((!permanent && !state_.volatile_write_enabled) || (state_.status[1] & sr2_locked) != 0) {
        return;
    }
    auto status = state_.status;
    const auto second = [&](std::uint8_t value) {
        status[1] = static_cast<std::uint8_t>((value & sr2_written) | (status[1] & sr2_once));
    };
    if (action == Action::WriteStatus1) {
        status[0] = state_.page[0] & sr1_written;
        if (state_.count >= 2) { // 01h takes both
            second(state_.page[1]);
        }
    } else if (action == Action::WriteStatus2) {
        second(state_.page[0]);
    } else {
        status[2] = state_.page[0] & sr3_written;
    }
    state_.volatile_write_enabled = false;
    if (!permanent) {
        state_.status = status;
        return;
    }
    std::copy(status.begin(), status.end(), state_.page.begin());
    begin_operation(0, static_cast<std::uint32_t>(status.size()), status_write_time);
}

void W25q::begin_operation(std::uint32_t address, std::uint32_t size, Time time) {
    const Action action = command().action;
    if (!state_.write_enabled) {
        report("flash.not_enabled", "a write or erase without Write Enable (06h) before it is ignored");
        return;
    }
    const bool security = action == Action::ProgramSecurity || action == Action::EraseSecurity;
    const bool registers =
        action == Action::WriteStatus1 || action == Action::WriteStatus2 || action == Action::WriteStatus3;
    const std::uint32_t register_number = address >> 12;
    if (security && (register_number < 1 || register_number > security_registers ||
                     (state_.status[1] >> (2 + register_number) & 1) != 0)) {
        return;
    }
    if (!security && !registers && is_protected(address, size)) {
        report("flash.protected", "a write or erase of a protected block is ignored");
        return;
    }
    // While an erase is suspended, other pages may be programmed, nothing else (datasheet, 75h).
    const Operation& waiting = state_.suspended;
    if (waiting.action != Action::None &&
        (action != Action::Program || waiting.action == Action::Program ||
         (address >= waiting.address && address - waiting.address < waiting.size))) {
        return;
    }
    state_.running = {action, address, size, state_.page};
    done_.arm(now() + time);
}

void W25q::operation_done() {
    if (state_.suspending) { // tSUS is over: not busy any more
        state_.suspending = false;
        return;
    }
    apply_operation();
    state_.running = {};
    state_.write_enabled = false;
}

void W25q::apply_operation() {
    const Operation& operation = state_.running;
    const std::span<std::uint8_t> array = array_.bytes();
    std::uint32_t detail = 0;
    switch (operation.action) {
    case Action::Program: {
        std::array<std::uint8_t, page_bytes> page{};
        for (std::uint32_t i = 0; i < page_bytes; ++i) {
            page[i] = array[operation.address + i] & operation.data[i];
        }
        array_.load(operation.address, page);
        detail = fnv(operation.data);
        ++programs_;
        break;
    }
    case Action::ProgramSecurity: {
        auto& page = security_[(operation.address >> 12) - 1];
        for (std::uint32_t i = 0; i < page_bytes; ++i) {
            page[i] &= operation.data[i];
        }
        detail = fnv(operation.data);
        break;
    }
    case Action::EraseSecurity:
        security_[(operation.address >> 12) - 1].fill(0xff);
        break;
    case Action::WriteStatus1:
    case Action::WriteStatus2:
    case Action::WriteStatus3:
        std::copy_n(operation.data.begin(), stored_status_.size(), stored_status_.begin());
        state_.status = stored_status_;
        detail = fnv(stored_status_);
        break;
    default:
        array_.fill(operation.address, operation.size, 0xff);
        ++erases_;
        for (std::uint32_t sector = 0; sector < operation.size / sector_bytes; ++sector) {
            ++wear_[operation.address / sector_bytes + sector];
        }
        break;
    }
    trace().record(now(), instance(), TraceKind::FlashOperation,
                   static_cast<std::uint64_t>(operation.action) << 56 |
                       static_cast<std::uint64_t>(operation.address) << 32 | detail);
}

void W25q::suspend() {
    const Action action = state_.running.action;
    const bool can_wait = action == Action::Program || action == Action::EraseSector ||
                          action == Action::EraseBlock32 || action == Action::EraseBlock64;
    if (!can_wait || state_.suspended.action != Action::None || state_.suspending) {
        return;
    }
    state_.suspended_remainder = done_.time() - now();
    state_.suspended = state_.running;
    state_.running = {};
    state_.suspending = true;
    done_.arm(now() + suspend_time);
}

void W25q::resume() {
    if (state_.suspended.action == Action::None) {
        return;
    }
    state_.running = state_.suspended;
    state_.suspended = {};
    state_.write_enabled = true;
    done_.arm(now() + state_.suspended_remainder);
}

bool W25q::is_protected(std::uint32_t address, std::uint32_t size) const {
    if ((state_.status[2] & sr3_individual) != 0) {
        for (std::uint32_t at = address; at < address + size; at += sector_bytes) {
            if (state_.locks[lock_of(at)]) {
                return true;
            }
        }
        return false;
    }
    // Datasheet, "Status Register Memory Protection".
    const std::uint8_t sr1 = state_.status[0];
    const unsigned level = sr1 >> 2 & 7;
    const bool sectors = (sr1 & 0x40) != 0;
    const bool bottom = (sr1 & 0x20) != 0;
    const bool complement = (state_.status[1] & 0x40) != 0;
    std::uint32_t covered = 0;
    if (level == 7) {
        covered = array_.size();
    } else if (level != 0 && sectors) {
        covered = sector_bytes << (std::min(level, 4U) - 1);
    } else if (level != 0) {
        covered = std::min(array_.size(), std::max(block64_bytes, array_.size() / 64) << (level - 1));
    }
    std::uint32_t first = bottom ? 0 : array_.size() - covered;
    std::uint32_t last = first + covered;
    if (complement) {
        last = bottom ? array_.size() : array_.size() - covered;
        first = bottom ? covered : 0;
    }
    return address < last && address + size > first;
}

/// Locks are per sector in the first and last 64 KiB, per 64 KiB between.
std::size_t W25q::lock_of(std::uint32_t address) const {
    constexpr std::size_t sectors = block64_bytes / sector_bytes;
    if (address < block64_bytes) {
        return address / sector_bytes;
    }
    if (address >= array_.size() - block64_bytes) {
        return sectors + (address - (array_.size() - block64_bytes)) / sector_bytes;
    }
    return 2 * sectors + address / block64_bytes - 1;
}

/// JESD216 revision 1.5: the header, and at 80h the basic flash parameters (datasheet, "Read SFDP Register").
std::uint8_t W25q::sfdp(std::uint32_t address) const {
    constexpr std::array<std::uint8_t, 16> header = {'S',  'F',  'D',  'P',  0x05, 0x01, 0x00, 0xff,
                                                     0x00, 0x05, 0x01, 0x10, 0x80, 0x00, 0x00, 0xff};
    // 4 KiB erase by 20h, dual and quad reads with their waits, erase types and times.
    constexpr std::array<std::uint8_t, 64> parameters = {
        0xe5, 0x20, 0xf9, 0xff, 0x00, 0x00, 0x00, 0x00, 0x44, 0xeb, 0x08, 0x6b, 0x08, 0x3b, 0x42, 0xbb,
        0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0x0c, 0x20, 0x0f, 0x52,
        0x10, 0xd8, 0x00, 0x00, 0x36, 0x02, 0xa6, 0x00, 0x82, 0xea, 0x14, 0xc2, 0xe9, 0x63, 0x76, 0x33,
        0x7a, 0x75, 0x7a, 0x75, 0xf7, 0xa2, 0xd5, 0x5c, 0x19, 0xf7, 0x4d, 0xff, 0xe9, 0x30, 0xf8, 0x80};
    if (address < header.size()) {
        return header[address];
    }
    if (address < 0x80 || address >= 0x80 + parameters.size()) {
        return 0xff;
    }
    const std::uint32_t index = address - 0x80;
    if (index >= 4 && index < 8) { // the size, as bits less one
        return static_cast<std::uint8_t>((array_.size() * 8ULL - 1) >> (8 * (index - 4)));
    }
    return parameters[index];
}

} // namespace peripherals::devices
