#pragma once

#include <array>
#include <cstdint>

namespace sim::cpu::armv6m {

enum class MpuAccess : std::uint8_t { Read, Write, Execute };

/// Memory protection unit of ARMv6-M (PMSAv6) with eight regions of at least 256 bytes. Memory types (TEX, S,
/// C, B) change nothing here: there are neither caches nor write buffers to see.
class Mpu {
public:
    static constexpr unsigned region_count = 8;

    struct Region {
        std::uint32_t address = 0;    // RBAR.ADDR in place
        std::uint32_t attributes = 0; // RASR
    };
    struct State {
        std::array<Region, region_count> regions{};
        std::uint32_t control = 0;
        std::uint32_t number = 0; // RNR
    };

    static constexpr std::uint32_t enable = 1;
    static constexpr std::uint32_t in_fault_handlers = 2; // HFNMIENA
    static constexpr std::uint32_t default_map = 4;       // PRIVDEFENA

    void reset() { state_ = {}; }
    const State& state() const { return state_; }
    State& state() { return state_; }
    Region& selected() { return state_.regions[state_.number % region_count]; }
    const Region& selected() const { return state_.regions[state_.number % region_count]; }

    bool enabled() const { return (state_.control & enable) != 0; }
    /// Whether accesses are looked at; `fault_handler`: at the priority of HardFault or NMI.
    bool active(bool fault_handler) const {
        return enabled() && (!fault_handler || (state_.control & in_fault_handlers) != 0);
    }
    /// Whether an active MPU lets an access pass.
    bool allows(std::uint32_t address, MpuAccess access, bool privileged) const;
    /// Execution of the default memory map: not from peripherals, devices and the private bus.
    static bool default_executable(std::uint32_t address) {
        return address < 0x40000000 || (address >= 0x60000000 && address < 0xa0000000);
    }

private:
    State state_;
};

} // namespace sim::cpu::armv6m
