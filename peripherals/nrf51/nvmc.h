#pragma once

#include "peripherals/nrf51/nvmc_registers.h"
#include "peripherals/nrf51/peripheral.h"
#include "sim/core/memory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::nrf51 {

/// Says which code flash may not be changed: the MPU.
class FlashGuard {
public:
    virtual ~FlashGuard() = default;
    virtual bool protects(std::uint32_t address) const = 0;
};

/// NVMC: writes and erases code flash and UICR. A write is a word that clears bits and is an access to the
/// memory itself; it faults unless CONFIG.WEN allows it. The processor waits while flash is written or
/// erased, for the typical times of the product specification 3.1, "Non-Volatile Memory Controller".
///
/// Not modelled: wear, operations that a reset cuts short.
class Nvmc final : public Peripheral {
public:
    static constexpr unsigned own_id = 30;
    static constexpr std::uint32_t page_bytes = 1024;

    /// `code` begins at address 0, `uicr` at 0x10001000. `guard` may be null.
    Nvmc(sim::core::Machine& machine, std::string name, sim::core::Memory& code, sim::core::Memory& uicr,
         const FlashGuard* guard);

    void reset() override;

    /// What the bus maps as code flash (with byte lanes).
    sim::core::BusDevice& code_port() { return code_port_; }
    /// The UICR's page.
    sim::core::BusDevice& uicr_port() { return uicr_port_; }
    /// Since construction.
    std::uint64_t erases() const { return erases_; }

private:
    enum class Mode : std::uint8_t { Read, Write, Erase }; // CONFIG.WEN

    class Port final : public sim::core::BusDevice {
    public:
        Port(Nvmc& nvmc, sim::core::Memory& memory) : nvmc_(nvmc), memory_(memory) {}
        std::uint32_t read(std::uint32_t offset, const sim::core::Access& access) override {
            return memory_.read(offset, access);
        }
        void write(std::uint32_t offset, std::uint32_t value, const sim::core::Access& access) override;
        std::uint32_t peek(std::uint32_t offset) const override { return memory_.peek(offset); }

    private:
        Nvmc& nvmc_;
        sim::core::Memory& memory_;
    };

    void on_task(sim::core::Index) override {}
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void program(sim::core::Memory& memory, std::uint32_t offset, std::uint32_t word,
                 const sim::core::Access& access);
    void refuse(const char* id, const char* text);
    void erase_page(std::uint32_t address, bool region0);
    void erase_all();
    void erase_uicr();
    void erase(sim::core::Memory& memory, std::uint32_t offset, std::uint32_t size);
    bool may_erase();
    void stay_busy(std::int64_t cycles);
    std::vector<std::uint8_t>& writes_of(const sim::core::Memory& memory);

    struct State {
        sim::core::Time ready_time = 0;
    };
    State state_;
    sim::core::Memory& code_;
    sim::core::Memory& uicr_;
    const FlashGuard* guard_;
    // Writes of each word since it was erased: part of the flash's state.
    std::vector<std::uint8_t> code_writes_;
    std::vector<std::uint8_t> uicr_writes_;
    std::uint64_t erases_ = 0;
    Port code_port_{*this, code_};
    Port uicr_port_{*this, uicr_};
};

} // namespace peripherals::nrf51
