#pragma once

#include "sim/core/bus.h"
#include "sim/core/memory.h"

#include <cstdint>

namespace sim::machine {

/// The four main SRAM banks one after the other (0x21000000), while the memory behind has them striped word
/// by word ("Memory: SRAM"; 64 KiB each).
class SramBanks final : public core::BusDevice {
public:
    explicit SramBanks(core::Memory& striped) : striped_(striped) {}

    std::uint32_t read(std::uint32_t offset, const core::Access& access) override {
        return striped_.read(translate(offset), access);
    }
    void write(std::uint32_t offset, std::uint32_t value, const core::Access& access) override {
        striped_.write(translate(offset), value, access);
    }
    std::uint32_t peek(std::uint32_t offset) const override { return striped_.peek(translate(offset)); }

private:
    static constexpr std::uint32_t translate(std::uint32_t offset) {
        const std::uint32_t bank = offset >> 16;
        const std::uint32_t word = (offset & 0xffff) >> 2;
        return (word << 4) | (bank << 2) | (offset & 3);
    }

    core::Memory& striped_;
};

} // namespace sim::machine
