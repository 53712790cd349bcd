#include "peripherals/devices/microsd.h"

#include "peripherals/devices/microsd_commands.h"
#include "peripherals/devices/microsd_registers.h"
#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using namespace microsd;

namespace {

constexpr std::uint8_t nothing = 0xff;

constexpr std::uint32_t host_capacity = 1U << 30; // HCS of ACMD41, CCS of the OCR
constexpr std::uint32_t powered_up = 1U << 31;
constexpr std::uint32_t voltages = 0x00ff8000; // 2.7 to 3.6 V
constexpr std::uint32_t supply_and_pattern = 0xfff;
constexpr std::uint32_t usual_supply = 0x100;

// Estimate.
constexpr Time initialisation = 20 * ps_per_ms;
constexpr Time register_access = 10 * ps_per_us;

constexpr Stimulus card_stimuli[] = {
    {"removed", 0, 1, stimulus<&Microsd::set_removed>, "taken out of its socket"},
};

} // namespace

Microsd::Microsd(Machine& machine, std::string name, const Nets& nets, Net* detect,
                 std::unique_ptr<MicrosdSectors> sectors, const Config& config)
    : SpiTarget(machine, std::move(name), nets), config_(config), sectors_(std::move(sectors)) {
    if (!fits(std::uint64_t{sectors_->count()} * MicrosdSectors::bytes, config.high_capacity)) {
        throw Error(Device::name() + ": a card has whole units of 512 KiB, as SDSC 2 GiB at most");
    }
    if (detect != nullptr) {
        detect_.connect(*detect, nullptr, 0);
    }
    update_detect();
}

void Microsd::reset() {
    SpiTarget::reset();
    state_ = {};
}

void Microsd::inspect(Inspector& inspector) const {
    inspector.text("state", removed_                    ? "removed"
                            : state_.mode == Mode::Sd   ? "SD mode"
                            : state_.mode == Mode::Idle ? "idle"
                                                        : "ready");
    inspector.number("blocks_read", blocks_read_);
    inspector.number("blocks_written", blocks_written_);
}

std::span<const Stimulus> Microsd::stimuli() const {
    return card_stimuli;
}

void Microsd::set_removed(std::int64_t removed) {
    removed_ = removed != 0;
    state_ = {};
    update_detect();
}

void Microsd::update_detect() {
    if (detect_.connected()) {
        detect_.set({.drive = removed_ ? Drive::None : Drive::Low});
    }
}

void Microsd::on_select() {
    state_.received = 0;
}

std::uint8_t Microsd::next_byte() {
    if (removed_ || state_.mode == Mode::Sd) {
        return nothing;
    }
    const auto take = [](std::deque<std::uint8_t>& queue) {
        const std::uint8_t byte = queue.front();
        queue.pop_front();
        return byte;
    };
    if (!state_.out.empty()) {
        return take(state_.out);
    }
    if (now() < state_.busy_until) {
        return 0;
    }
    if (state_.block.empty() && state_.transfer == Transfer::ReadMany) {
        send_sector();
    }
    if (!state_.block.empty() && now() >= state_.block_at) {
        return take(state_.block);
    }
    return nothing;
}

void Microsd::on_byte(std::uint8_t byte) {
    if (removed_) {
        return;
    }
    const bool takes_data = state_.transfer == Transfer::WriteOne || state_.transfer == Transfer::WriteMany;
    const bool begins_command = (byte & 0xc0) == 0x40;
    if (takes_data && state_.received == 0 && (state_.in_block || !begins_command)) {
        take_data(byte);
    } else if (state_.received != 0 || begins_command) {
        take_command_byte(byte);
    }
}

std::uint32_t Microsd::argument() const {
    const auto& bytes = state_.command;
    return std::uint32_t{bytes[1]} << 24 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 8 |
           bytes[4];
}

void Microsd::take_command_byte(std::uint8_t byte) {
    state_.command[state_.received++] = byte;
    if (state_.received == command_bytes) {
        state_.received = 0;
        execute();
    }
}

void Microsd::execute() {
    const unsigned index = state_.command[0] & 0x3f;
    const bool application = std::exchange(state_.application, false);
    const std::uint8_t crc = crc7({state_.command.data(), command_bytes - 1});
    const bool checked = state_.checks_crc || index == GoIdleState || index == SendIfCond;
    const bool valid = state_.command.back() == (crc << 1 | 1);
    if (state_.mode == Mode::Sd && (index != GoIdleState || !valid)) {
        return; // not its language
    }
    if (now() < state_.busy_until) {
        report("microsd.busy", "a command while the card is busy is not heard");
        return;
    }
    state_.out.clear();
    if (checked && !valid) {
        respond(CrcError);
    } else if (!takes(application ? std::span<const Command>(application_commands)
                                  : std::span<const Command>(commands),
                      index, state_.mode == Mode::Idle)) {
        report("microsd.illegal", "a command that the card does not know, or not in this state");
        respond(IllegalCommand);
    } else if (application) {
        execute_application(index);
    } else {
        execute_standard(index);
    }
}

void Microsd::echo_condition() {
    const std::uint32_t echoed = argument() & supply_and_pattern;
    respond(0, (echoed & 0xf00) == usual_supply ? echoed : echoed & 0xff);
}

void Microsd::set_block_length() {
    const bool good = argument() >= 1 && argument() <= MicrosdSectors::bytes;
    state_.block_bytes = good && !config_.high_capacity ? argument() : state_.block_bytes;
    respond(good ? 0 : ParameterError);
}

void Microsd::execute_standard(unsigned index) {
    switch (index) {
    case GoIdleState:
        state_ = {};
        state_.mode = Mode::Idle;
        respond(0);
        break;
    case SendOpCond:
        initialise((argument() & host_capacity) != 0);
        respond(0);
        break;
    case SendIfCond:
        echo_condition();
        break;
    case SendCsd:
        respond(0);
        send_block(microsd::csd(sectors_->count(), config_.high_capacity), register_access);
        break;
    case SendCid:
        respond(0);
        send_block(cid(config_.serial), register_access);
        break;
    case StopTransmission:
        state_.transfer = Transfer::None;
        state_.block.clear();
        state_.out.push_back(nothing); // stuff byte
        respond(0);
        break;
    case SendStatus:
        respond(0);
        state_.out.push_back(0);
        break;
    case SetBlocklen:
        set_block_length();
        break;
    case ReadSingleBlock:
    case ReadMultipleBlock:
        begin_read(index == ReadMultipleBlock);
        break;
    case WriteBlock:
    case WriteMultipleBlock:
        begin_write(index == WriteMultipleBlock);
        break;
    case EraseWrBlkStartAddr:
    case EraseWrBlkEndAddr:
        mark_erase(index == EraseWrBlkStartAddr);
        break;
    case Erase:
        erase();
        break;
    case AppCmd:
        state_.application = true;
        respond(0);
        break;
    case ReadOcr:
        respond(0, voltages |
                       (state_.mode == Mode::Ready ? powered_up | (config_.high_capacity ? host_capacity : 0)
                                                   : 0));
        break;
    case CrcOnOff:
        state_.checks_crc = (argument() & 1) != 0;
        respond(0);
        break;
    default:
        break;
    }
}

void Microsd::execute_application(unsigned index) {
    switch (index) {
    case SdStatus:
        respond(0);
        state_.out.push_back(0);
        send_block(std::array<std::uint8_t, 64>{}, register_access);
        break;
    case SendNumWrBlocks: {
        const std::uint32_t count = state_.well_written;
        respond(0);
        send_block(std::array{static_cast<std::uint8_t>(count >> 24), static_cast<std::uint8_t>(count >> 16),
                              static_cast<std::uint8_t>(count >> 8), static_cast<std::uint8_t>(count)},
                   register_access);
        break;
    }
    case SdSendOpCond:
        initialise((argument() & host_capacity) != 0);
        respond(0);
        break;
    case SendScr:
        respond(0);
        send_block(scr(config_.high_capacity), register_access);
        break;
    default: // hints that change nothing here
        respond(0);
    }
}

/// A high-capacity card waits for a host that knows of it.
void Microsd::initialise(bool asked_for_high_capacity) {
    if (state_.mode == Mode::Ready || (config_.high_capacity && !asked_for_high_capacity)) {
        return;
    }
    if (state_.initialised == never) {
        state_.initialised = now() + initialisation;
    } else if (now() >= state_.initialised) {
        state_.mode = Mode::Ready;
    }
}

void Microsd::respond(unsigned errors) {
    state_.out.push_back(nothing); // NCR
    state_.out.push_back(static_cast<std::uint8_t>(errors | (state_.mode == Mode::Idle ? IdleState : 0U)));
}

void Microsd::respond(unsigned errors, std::uint32_t more) {
    respond(errors);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        state_.out.push_back(static_cast<std::uint8_t>(more >> shift));
    }
}

} // namespace peripherals::devices
