#include "peripherals/rp2040/syscfg.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using syscfg::syscfg_registers;

namespace {
constexpr Row nmi_masks[] = {row_of(syscfg_registers, "PROC0_NMI_MASK"),
                             row_of(syscfg_registers, "PROC1_NMI_MASK")};
constexpr FieldRef halted[] = {find(syscfg_registers, "PROC_CONFIG.PROC0_HALTED"),
                               find(syscfg_registers, "PROC_CONFIG.PROC1_HALTED")};
} // namespace

Syscfg::Syscfg(Machine& machine, std::string name, NmiSink& nmi)
    : RegisterDevice(machine, std::move(name), syscfg_registers), nmi_(nmi) {}

void Syscfg::reset() {
    RegisterDevice::reset();
    tell_nmi_masks();
}

std::uint32_t Syscfg::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row != halted[0].row) {
        return stored;
    }
    return stored | (halted_[0] ? halted[0].mask : 0) | (halted_[1] ? halted[1].mask : 0);
}

void Syscfg::on_write(Index, std::uint32_t, const Access&) {
    tell_nmi_masks();
}

void Syscfg::tell_nmi_masks() {
    for (unsigned core = 0; core < 2; ++core) {
        nmi_.on_nmi_mask(core, value(nmi_masks[core]));
    }
}

} // namespace peripherals::rp2040
