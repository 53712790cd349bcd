#include "sim/cpu/armv6m/system_control.h"

#include "sim/cpu/armv6m/ppb_registers.h"

#include <utility>

namespace sim::cpu::armv6m {

using namespace sim::core;
using ppb::ppb_registers;

namespace {

constexpr Row syst_csr = row_of(ppb_registers, "SYST_CSR");
constexpr Row syst_rvr = row_of(ppb_registers, "SYST_RVR");
constexpr Row syst_cvr = row_of(ppb_registers, "SYST_CVR");
constexpr Row syst_calib = row_of(ppb_registers, "SYST_CALIB");
constexpr Row cpuid = row_of(ppb_registers, "CPUID");
constexpr Row mpu_type = row_of(ppb_registers, "MPU_TYPE");
constexpr Row iser = row_of(ppb_registers, "NVIC_ISER");
constexpr Row icer = row_of(ppb_registers, "NVIC_ICER");
constexpr Row ispr = row_of(ppb_registers, "NVIC_ISPR");
constexpr Row icpr = row_of(ppb_registers, "NVIC_ICPR");
constexpr Row ipr0 = row_of(ppb_registers, "NVIC_IPR0");
constexpr Row ipr7 = row_of(ppb_registers, "NVIC_IPR7");
constexpr Row icsr = row_of(ppb_registers, "ICSR");
constexpr Row vtor = row_of(ppb_registers, "VTOR");
constexpr Row aircr = row_of(ppb_registers, "AIRCR");
constexpr Row ccr = row_of(ppb_registers, "CCR");
constexpr Row shpr2 = row_of(ppb_registers, "SHPR2");
constexpr Row shpr3 = row_of(ppb_registers, "SHPR3");
constexpr Row shcsr = row_of(ppb_registers, "SHCSR");
constexpr Row mpu_ctrl = row_of(ppb_registers, "MPU_CTRL");
constexpr Row mpu_rnr = row_of(ppb_registers, "MPU_RNR");
constexpr Row mpu_rbar = row_of(ppb_registers, "MPU_RBAR");
constexpr Row mpu_rasr = row_of(ppb_registers, "MPU_RASR");

constexpr FieldRef nmi_pend_set = find(ppb_registers, "ICSR.NMIPENDSET");
constexpr FieldRef pendsv_set = find(ppb_registers, "ICSR.PENDSVSET");
constexpr FieldRef pendsv_clear = find(ppb_registers, "ICSR.PENDSVCLR");
constexpr FieldRef systick_set = find(ppb_registers, "ICSR.PENDSTSET");
constexpr FieldRef systick_clear = find(ppb_registers, "ICSR.PENDSTCLR");
constexpr FieldRef isr_pending = find(ppb_registers, "ICSR.ISRPENDING");
constexpr FieldRef vector_pending = find(ppb_registers, "ICSR.VECTPENDING");
constexpr FieldRef system_reset_request = find(ppb_registers, "AIRCR.SYSRESETREQ");
constexpr FieldRef svcall_pended = find(ppb_registers, "SHCSR.SVCALLPENDED");
constexpr FieldRef send_event = find(ppb_registers, "SCR.SEVONPEND");
constexpr FieldRef deep = find(ppb_registers, "SCR.SLEEPDEEP");
constexpr FieldRef on_exit = find(ppb_registers, "SCR.SLEEPONEXIT");
constexpr FieldRef region_valid = find(ppb_registers, "MPU_RBAR.VALID");
constexpr FieldRef region_number = find(ppb_registers, "MPU_RBAR.REGION");
constexpr FieldRef region_address = find(ppb_registers, "MPU_RBAR.ADDR");

constexpr std::uint32_t vector_key = 0x05fa;
constexpr std::uint32_t vector_key_status = 0xfa050000;
constexpr std::uint32_t unaligned_traps_and_stack_aligned = 1U << 9 | 1U << 3; // CCR of every ARMv6-M

} // namespace

SystemControl::SystemControl(Machine& machine, std::string name, SystemControlOwner& owner,
                             const Model& model, Nvic& nvic, SysTick& systick, Mpu& mpu)
    : RegisterDevice(machine, std::move(name), ppb_registers, 0xf000), owner_(owner), model_(model),
      nvic_(nvic), systick_(systick), mpu_(mpu) {}

bool SystemControl::has(Row row) const {
    if (row == vtor) {
        return model_.vector_table_offset;
    }
    if (row >= mpu_type && row <= mpu_rasr) {
        return model_.mpu;
    }
    return row < syst_csr || row > syst_calib || model_.systick;
}

std::uint32_t SystemControl::vector_table() const {
    return model_.vector_table_offset ? value(vtor) : 0;
}

bool SystemControl::send_event_on_pend() const {
    return field(send_event) != 0;
}

bool SystemControl::sleep_deep() const {
    return field(deep) != 0;
}

bool SystemControl::sleep_on_exit() const {
    return field(on_exit) != 0;
}

std::uint32_t SystemControl::interrupt_state() const {
    std::uint32_t value = owner_.current_exception();
    value |= nvic_.is_pending(exception::nmi) ? nmi_pend_set.mask : 0;
    value |= nvic_.is_pending(exception::pendsv) ? pendsv_set.mask : 0;
    value |= nvic_.is_pending(exception::systick) ? systick_set.mask : 0;
    value |= nvic_.irq_pending() != 0 ? isr_pending.mask : 0;
    return value | nvic_.next() << vector_pending.lsb;
}

std::uint32_t SystemControl::priorities(unsigned first_number) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) {
        value |= nvic_.priority_field(first_number + i) << (8 * i + 6);
    }
    return value;
}

void SystemControl::set_priorities(unsigned first_number, std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) {
        nvic_.set_priority_field(first_number + i, value >> (8 * i + 6) & 3);
    }
}

std::uint32_t SystemControl::peek_mpu(Row row, std::uint32_t stored) const {
    switch (row) {
    case mpu_ctrl:
        return mpu_.state().control;
    case mpu_rnr:
        return mpu_.state().number;
    case mpu_rbar:
        return mpu_.selected().address | mpu_.state().number;
    case mpu_rasr:
        return mpu_.selected().attributes;
    default:
        return stored;
    }
}

std::uint32_t SystemControl::on_peek(Index reg, std::uint32_t stored) const {
    if (!has(reg.row)) {
        return 0;
    }
    if (reg.row >= ipr0 && reg.row <= ipr7) {
        return priorities(exception::first_irq + 4U * (reg.row - ipr0));
    }
    switch (reg.row) {
    case syst_csr:
        return systick_.control(now());
    case syst_cvr:
        return systick_.current(now());
    case cpuid:
        return model_.cpuid;
    case iser:
    case icer:
        return nvic_.irq_enabled();
    case ispr:
    case icpr:
        return nvic_.irq_pending();
    case icsr:
        return interrupt_state();
    case aircr:
        return vector_key_status;
    case ccr:
        return unaligned_traps_and_stack_aligned;
    case shcsr:
        return nvic_.is_pending(exception::svcall) ? svcall_pended.mask : 0;
    default:
        return peek_mpu(reg.row, stored);
    }
}

std::uint32_t SystemControl::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t value = on_peek(reg, stored);
    if (reg.row == syst_csr && model_.systick) {
        systick_.clear_count_flag(now());
    }
    return value;
}

bool SystemControl::write_systick(Row row, std::uint32_t written) {
    switch (row) {
    case syst_csr:
        systick_.set_control(written, now());
        return true;
    case syst_rvr:
        systick_.set_reload(written, now());
        return true;
    case syst_cvr:
        systick_.clear_current(now());
        return true;
    default:
        return false;
    }
}

void SystemControl::write_icsr(std::uint32_t written) {
    bool newly = false;
    if ((written & nmi_pend_set.mask) != 0) {
        newly |= nvic_.set_pending(exception::nmi);
    }
    if ((written & pendsv_set.mask) != 0) {
        newly |= nvic_.set_pending(exception::pendsv);
    } else if ((written & pendsv_clear.mask) != 0) {
        nvic_.clear_pending(exception::pendsv);
    }
    if ((written & systick_set.mask) != 0) {
        newly |= nvic_.set_pending(exception::systick);
    } else if ((written & systick_clear.mask) != 0) {
        nvic_.clear_pending(exception::systick);
    }
    owner_.on_nvic_changed(newly);
}

bool SystemControl::write_nvic(Row row, std::uint32_t written) {
    bool newly = false;
    if (row >= ipr0 && row <= ipr7) {
        set_priorities(exception::first_irq + 4U * (row - ipr0), written);
    } else if (row == iser) {
        nvic_.set_irq_enabled(nvic_.irq_enabled() | written);
    } else if (row == icer) {
        nvic_.set_irq_enabled(nvic_.irq_enabled() & ~written);
    } else if (row == ispr) {
        newly = (written & ~nvic_.irq_pending()) != 0;
        nvic_.set_irq_pending(written);
    } else if (row == icpr) {
        for (unsigned irq = 0; irq < Nvic::irq_count; ++irq) {
            if ((written >> irq & 1) != 0) {
                nvic_.clear_pending(exception::first_irq + irq);
            }
        }
    } else if (row == shpr2) {
        nvic_.set_priority_field(exception::svcall, written >> 30);
    } else if (row == shpr3) {
        nvic_.set_priority_field(exception::pendsv, written >> 22 & 3);
        nvic_.set_priority_field(exception::systick, written >> 30);
    } else if (row == shcsr) {
        if ((written & svcall_pended.mask) != 0) {
            newly = nvic_.set_pending(exception::svcall);
        } else {
            nvic_.clear_pending(exception::svcall);
        }
    } else {
        return false;
    }
    owner_.on_nvic_changed(newly);
    return true;
}

bool SystemControl::write_mpu(Row row, std::uint32_t written) {
    Mpu::State& state = mpu_.state();
    switch (row) {
    case mpu_ctrl:
        state.control = written & (Mpu::enable | Mpu::in_fault_handlers | Mpu::default_map);
        break;
    case mpu_rnr:
        state.number = written & 0xf;
        break;
    case mpu_rbar:
        if ((written & region_valid.mask) != 0) {
            state.number = written & region_number.mask;
        }
        mpu_.selected().address = written & region_address.mask;
        break;
    case mpu_rasr:
        mpu_.selected().attributes = written & 0xffffff3f; // bits 7 and 6 are none
        break;
    default:
        return false;
    }
    owner_.on_mpu_changed();
    return true;
}

void SystemControl::on_write(Index reg, std::uint32_t written, const Access&) {
    if (reg.row >= iser && reg.row <= ipr7) {
        write_nvic(reg.row, written);
        return;
    }
    if (!has(reg.row)) {
        return;
    }
    if (write_systick(reg.row, written) || write_nvic(reg.row, written) || write_mpu(reg.row, written)) {
        return;
    }
    if (reg.row == icsr) {
        write_icsr(written);
    } else if (reg.row == aircr && written >> 16 == vector_key &&
               (written & system_reset_request.mask) != 0) {
        owner_.on_reset_requested();
    }
}

} // namespace sim::cpu::armv6m
