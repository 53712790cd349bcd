#pragma once

#include "peripherals/nrf51/mpu.h"
#include "peripherals/nrf51/nvmc.h"
#include "sim/core/line.h"

#include <cstdint>

namespace sim::machine {

/// Code flash that the MPU protects, as the NVMC asks for it.
class FlashProtection final : public peripherals::nrf51::FlashGuard {
public:
    explicit FlashProtection(const peripherals::nrf51::Mpu& mpu) : mpu_(mpu) {}
    bool protects(std::uint32_t address) const override { return mpu_.protects(address); }

private:
    const peripherals::nrf51::Mpu& mpu_;
};

/// The interrupts of peripherals with one ID are one.
class SharedInterrupt final : public core::LineSink {
public:
    core::Line& line() { return line_; }
    void on_line(unsigned input, bool level) override {
        levels_ = level ? levels_ | 1U << input : levels_ & ~(1U << input);
        line_.set(levels_ != 0);
    }

private:
    std::uint32_t levels_ = 0;
    core::Line line_;
};

} // namespace sim::machine
