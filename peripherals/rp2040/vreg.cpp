#include "peripherals/rp2040/vreg.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using vreg::vreg_registers;

namespace {
constexpr FieldRef rok = find(vreg_registers, "VREG.ROK");
constexpr FieldRef hiz = find(vreg_registers, "VREG.HIZ");
constexpr FieldRef en = find(vreg_registers, "VREG.EN");
constexpr FieldRef psm_restart_flag = find(vreg_registers, "CHIP_RESET.PSM_RESTART_FLAG");
constexpr FieldRef had_psm_restart = find(vreg_registers, "CHIP_RESET.HAD_PSM_RESTART");
constexpr FieldRef had_run = find(vreg_registers, "CHIP_RESET.HAD_RUN");
constexpr FieldRef had_por = find(vreg_registers, "CHIP_RESET.HAD_POR");

constexpr Time settling_time = 20 * ps_per_us; // Estimate, for any change of the voltage
} // namespace

VregAndChipReset::VregAndChipReset(Machine& machine, std::string name)
    : RegisterDevice(machine, std::move(name), vreg_registers) {}

void VregAndChipReset::reset() {
    RegisterDevice::reset();
    set_field(had_por, state_.cause == ResetCause::PowerOn ? 1 : 0);
    set_field(had_run, state_.cause == ResetCause::RunPin ? 1 : 0);
    set_field(had_psm_restart, state_.cause == ResetCause::DebugPort ? 1 : 0);
    set_field(psm_restart_flag, state_.restart_flag ? 1 : 0);
    state_.vreg = value(en.row);
    state_.in_regulation = now();
}

void VregAndChipReset::set_cause(ResetCause cause) {
    state_.cause = cause;
    state_.restart_flag = cause == ResetCause::DebugPort;
}

std::uint32_t VregAndChipReset::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row != rok.row) {
        return stored;
    }
    const bool regulates = field(en) != 0 && field(hiz) == 0 && now() >= state_.in_regulation;
    return regulates ? stored | rok.mask : stored;
}

void VregAndChipReset::on_write(Index reg, std::uint32_t, const Access&) {
    if (reg.row == psm_restart_flag.row) {
        state_.restart_flag = field(psm_restart_flag) != 0;
    } else if (reg.row == en.row && std::exchange(state_.vreg, value(en.row)) != value(en.row)) {
        state_.in_regulation = now() + settling_time;
        if (field(en) == 0 || field(hiz) != 0) {
            report("vreg.off", "the regulator is off: a chip without a supply of its own for DVDD stops");
        }
    }
}

} // namespace peripherals::rp2040
