#include "peripherals/rp2040/psm.h"

namespace peripherals::rp2040 {

using namespace sim::core;
using psm::psm_registers;

namespace {
constexpr Row frce_on = row_of(psm_registers, "FRCE_ON");
constexpr Row frce_off = row_of(psm_registers, "FRCE_OFF");
constexpr Row wdsel = row_of(psm_registers, "WDSEL");
constexpr Row done = row_of(psm_registers, "DONE");

constexpr Time stage_time = 1 * ps_per_us; // Estimate: the datasheet gives the order, no times.

constexpr std::uint32_t bit(std::size_t stage) {
    return 1U << stage;
}
} // namespace

Psm::Psm(Machine& machine, std::string name) : RegisterDevice(machine, std::move(name), psm_registers) {}

void Psm::reset() {
    RegisterDevice::reset();
    for (std::size_t stage = 0; stage < psm_stage_count; ++stage) {
        put_into_reset(stage);
    }
    finish_.disarm();
    system_reset_.disarm();
    apply();
}

void Psm::on_line(unsigned input, bool level) {
    if (input == ChipInReset) {
        state_.chip_in_reset = level;
        reset();
        return;
    }
    if (!level) {
        return;
    }
    if (input == SystemResetRequest) { // within an instruction of the processor that asks
        system_reset_.arm(now());
        return;
    }
    for (std::size_t stage = 0; stage < psm_stage_count; ++stage) {
        if ((value(wdsel) & bit(stage)) != 0) {
            put_into_reset(stage);
        }
    }
    apply();
}

void Psm::reset_processors() {
    put_into_reset(static_cast<std::size_t>(PsmStage::Proc0));
    apply();
}

std::uint32_t Psm::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == done ? state_.done : stored;
}

void Psm::on_write(Index, std::uint32_t, const Access&) {
    apply();
}

void Psm::apply() {
    if (state_.chip_in_reset) {
        return;
    }
    bool previous_done = true;
    for (std::size_t stage = 0; stage < psm_stage_count; ++stage) {
        const bool forced_on = (value(frce_on) & bit(stage)) != 0;
        const bool forced_off = (value(frce_off) & bit(stage)) != 0;
        if (!forced_on && (forced_off || !previous_done)) {
            put_into_reset(stage);
        } else if ((state_.held & bit(stage)) != 0) {
            hold(stage, false);
        }
        previous_done = (state_.done & bit(stage)) != 0;
    }
    if ((~state_.held & ~state_.done & ((1U << psm_stage_count) - 1)) == 0) {
        finish_.disarm();
    } else if (!finish_.armed()) {
        finish_.arm(now() + stage_time);
    }
}

void Psm::finish_stages() {
    state_.done = ~state_.held & ((1U << psm_stage_count) - 1);
    apply();
}

void Psm::put_into_reset(std::size_t stage) {
    state_.done &= ~bit(stage);
    if ((state_.held & bit(stage)) == 0) {
        hold(stage, true);
    }
}

void Psm::hold(std::size_t stage, bool held) {
    state_.held = held ? state_.held | bit(stage) : state_.held & ~bit(stage);
    for (auto [of_stage, device] : devices_) {
        if (static_cast<std::size_t>(of_stage) == stage) {
            device->hold_in_reset(held);
        }
    }
    lines_[stage].set(held);
}

} // namespace peripherals::rp2040
