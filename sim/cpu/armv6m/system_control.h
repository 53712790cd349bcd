#pragma once

#include "sim/core/register_device.h"
#include "sim/cpu/armv6m/model.h"
#include "sim/cpu/armv6m/mpu.h"
#include "sim/cpu/armv6m/nvic.h"
#include "sim/cpu/armv6m/systick.h"

#include <cstdint>
#include <string>

namespace sim::cpu::armv6m {

/// What the system control registers need of their core, and what they do to it.
class SystemControlOwner {
public:
    virtual ~SystemControlOwner() = default;
    virtual unsigned current_exception() const = 0;
    /// Something in the NVIC changed; `newly_pending` if an exception became pending.
    virtual void on_nvic_changed(bool newly_pending) = 0;
    virtual void on_mpu_changed() = 0;
    /// AIRCR.SYSRESETREQ.
    virtual void on_reset_requested() = 0;
};

/// The registers of a core's private peripheral bus, from 0xe0000000: SysTick, NVIC, system control block and
/// MPU. Not on the machine's bus: each core has its own. Not modelled: debug (DWT, BPU, DHCSR) and ROM
/// table, which on the chip only a debug probe uses.
class SystemControl final : public sim::core::RegisterDevice {
public:
    static constexpr std::uint32_t base = 0xe0000000;
    static constexpr std::uint32_t size = 0x00100000;

    /// Registers of what `model` does not have read as 0 and ignore writes.
    SystemControl(sim::core::Machine& machine, std::string name, SystemControlOwner& owner,
                  const Model& model, Nvic& nvic, SysTick& systick, Mpu& mpu);

    std::uint32_t vector_table() const;
    bool send_event_on_pend() const;
    bool sleep_deep() const;
    bool sleep_on_exit() const;

private:
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;

    std::uint32_t interrupt_state() const; // ICSR
    std::uint32_t peek_mpu(sim::core::Row row, std::uint32_t stored) const;
    std::uint32_t priorities(unsigned first_number) const;
    void set_priorities(unsigned first_number, std::uint32_t value);
    bool write_systick(sim::core::Row row, std::uint32_t written);
    bool write_nvic(sim::core::Row row, std::uint32_t written);
    bool write_mpu(sim::core::Row row, std::uint32_t written);
    void write_icsr(std::uint32_t written);

    bool has(sim::core::Row row) const;

    SystemControlOwner& owner_;
    const Model& model_;
    Nvic& nvic_;
    SysTick& systick_;
    Mpu& mpu_;
};

} // namespace sim::cpu::armv6m
