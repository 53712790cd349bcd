#include "peripherals/nrf51/power.h"

#include <algorithm>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using power::power_registers;

namespace {

constexpr Row event_pofwarn = row_of(power_registers, "EVENTS_POFWARN");
constexpr Row resetreas = row_of(power_registers, "RESETREAS");
constexpr FieldRef reason_dif = find(power_registers, "RESETREAS.DIF");
constexpr FieldRef reason_lpcomp = find(power_registers, "RESETREAS.LPCOMP");
constexpr FieldRef reason_off = find(power_registers, "RESETREAS.OFF");
constexpr FieldRef reason_lockup = find(power_registers, "RESETREAS.LOCKUP");
constexpr FieldRef reason_sreq = find(power_registers, "RESETREAS.SREQ");
constexpr FieldRef reason_dog = find(power_registers, "RESETREAS.DOG");
constexpr FieldRef reason_resetpin = find(power_registers, "RESETREAS.RESETPIN");
constexpr Row ramstatus = row_of(power_registers, "RAMSTATUS");
constexpr FieldRef systemoff = find(power_registers, "SYSTEMOFF.SYSTEMOFF");
constexpr FieldRef pof = find(power_registers, "POFCON.POF");
constexpr FieldRef threshold = find(power_registers, "POFCON.THRESHOLD");
constexpr Row gpregret = row_of(power_registers, "GPREGRET");
constexpr Row ramon = row_of(power_registers, "RAMON");
constexpr Row ramonb = row_of(power_registers, "RAMONB");
constexpr Row reset_row = row_of(power_registers, "RESET");

constexpr Row retained[] = {resetreas, gpregret, reset_row};
constexpr std::int32_t threshold_mv[] = {2100, 2300, 2500, 2700};
constexpr unsigned blocks_of_register = 2; // RAMON and RAMONB have two blocks each
constexpr unsigned off_shift = 16;         // OFFRAM stands 16 bits above ONRAM

constexpr std::uint32_t bit(unsigned input) {
    return 1U << input;
}

} // namespace

Power::Power(Machine& machine, std::string name, Memory& ram, std::uint32_t block_bytes, EventSink* events)
    : Peripheral(machine, std::move(name), power_registers, own_id, events), ram_(ram),
      block_bytes_(block_bytes) {}

void Power::reset() {
    Peripheral::reset();
    state_ = {
        .reach = {.gpio = true, .watchdog = true},
          .inputs = state_.inputs, .supply_mv = state_.supply_mv
    };
    system_off_.set(false);
    check_supply();
}

// "Reset behavior", as a table of what each source reaches beside processor and peripherals.
void Power::on_line(unsigned input, bool level) {
    const std::uint32_t before = state_.inputs;
    state_.inputs = level ? before | bit(input) : before & ~bit(input);
    if (input == ResetPin && !level) {
        reset_request_.set(false);
    }
    if (!level || (before & bit(input)) != 0) {
        return;
    }
    switch (input) {
    case ResetPin:
        restart(reason_resetpin.mask, {.gpio = true, .watchdog = true});
        break;
    case Watchdog:
        restart(reason_dog.mask, {.gpio = true, .watchdog = true});
        break;
    case SystemResetRequest:
        restart(reason_sreq.mask, {});
        break;
    case Lockup:
        restart(reason_lockup.mask, {});
        break;
    case Detect:
    case AnaDetect:
    case DebugActive:
        if (state_.off) {
            const FieldRef reason = input == Detect      ? reason_off
                                    : input == AnaDetect ? reason_lpcomp
                                                         : reason_dif;
            restart(reason.mask, {.gpio = false, .watchdog = true});
        }
        break;
    default:
        break;
    }
}

void Power::restart(std::uint32_t reason, Reach reach) {
    std::uint32_t kept[std::size(retained)];
    for (std::size_t i = 0; i < std::size(retained); ++i) {
        kept[i] = value(retained[i]);
    }
    reset();
    for (std::size_t i = 0; i < std::size(retained); ++i) {
        set_value(retained[i], kept[i]);
    }
    set_value(resetreas, value(resetreas) | reason);
    state_.reach = reach;
    reset_request_.set(true);
    if ((state_.inputs & bit(ResetPin)) == 0) {
        reset_request_.set(false);
    }
}

std::uint32_t Power::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == ramstatus ? blocks_on() : stored;
}

void Power::on_register(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == ramon || reg.row == ramonb) {
        const std::uint32_t on = blocks_on();
        lose_blocks(std::exchange(state_.ram_on, on) & ~on);
    } else if (reg.row == pof.row) {
        state_.below_threshold = false;
        check_supply();
    } else if (reg.row == systemoff.row && (written & systemoff.mask) != 0) {
        enter_system_off();
    }
}

void Power::enter_system_off() {
    set_value(systemoff.row, 0);
    lose_blocks(~blocks_retained());
    state_.off = true;
    system_off_.set(true);
    // "System OFF mode": a DETECT that is high already wakes at once.
    for (const unsigned input : {Detect, AnaDetect, DebugActive}) {
        if (state_.off && (state_.inputs & bit(input)) != 0) {
            state_.inputs &= ~bit(input);
            on_line(input, true);
        }
    }
}

std::uint32_t Power::blocks_on() const {
    constexpr std::uint32_t both = (1U << blocks_of_register) - 1;
    const std::uint32_t on = (value(ramon) & both) | (value(ramonb) & both) << blocks_of_register;
    const std::uint32_t blocks = ram_.size() / block_bytes_;
    return on & ((1U << blocks) - 1);
}

std::uint32_t Power::blocks_retained() const {
    constexpr std::uint32_t both = (1U << blocks_of_register) - 1;
    return (value(ramon) >> off_shift & both) | (value(ramonb) >> off_shift & both) << blocks_of_register;
}

void Power::lose_blocks(std::uint32_t lost) {
    for (std::uint32_t block = 0; (block + 1) * block_bytes_ <= ram_.size(); ++block) {
        if ((lost >> block & 1) != 0) {
            ram_.fill(block * block_bytes_, block_bytes_, 0);
        }
    }
}

void Power::set_supply_mv(std::int32_t millivolts) {
    state_.supply_mv = millivolts;
    check_supply();
}

void Power::check_supply() {
    const bool below = field(pof) != 0 && state_.supply_mv < threshold_mv[field(threshold)];
    if (below && !std::exchange(state_.below_threshold, below)) {
        raise(event_pofwarn);
    }
    state_.below_threshold = below;
}

} // namespace peripherals::nrf51
