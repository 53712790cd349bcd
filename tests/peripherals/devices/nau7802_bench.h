#pragma once

#include "peripherals/devices/nau7802.h"

#include "i2c_master.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace nau7802_bench {

using namespace sim::core;
using peripherals::devices::Nau7802;
using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint8_t address = 0x2a;
inline constexpr std::uint8_t pu_ctrl = 0x00, ctrl1 = 0x01, ctrl2 = 0x02, ocal1 = 0x03, gcal1 = 0x06,
                              i2c_control = 0x11, adco = 0x12, pga = 0x1b;
inline constexpr std::uint8_t rr = 0x01, pud = 0x02, pua = 0x04, pur = 0x08, cs = 0x10, cr = 0x20,
                              oscs = 0x40, avdds = 0x80;
inline constexpr std::uint8_t ldo_3v0 = 5 << 3;
inline constexpr std::uint8_t cals = 0x04, cal_err = 0x08;

// A cell of 1 mV/V for 5 kg, without noise and with a perfect converter unless a test wants them.
constexpr Nau7802::Config silent() {
    Nau7802::Config config;
    config.offset_uv = 0;
    config.gain_error_ppm = 0;
    config.bridge.capacity_g = 5000;
    config.bridge.noise_nv = 0;
    return config;
}

struct Bench : I2cMaster {
    Net& drdy = machine.net("DRDY");
    Nau7802 part;

    explicit Bench(const Nau7802::Config& config = silent())
        : part(machine, "scale", {scl, sda, &drdy}, config) {
        machine.reset();
        quarter = 625 * ps_per_ns; // 400 kHz
    }
    using I2cMaster::read;
    using I2cMaster::set;
    void set(std::uint8_t reg, std::uint8_t value) { CHECK(write(address, {reg, value})); }
    std::uint8_t get(std::uint8_t reg) { return read(address, reg); }
    bool ready() { return (get(pu_ctrl) & cr) != 0; }
    void wait_us(std::int64_t us) { wait(us * ps_per_us); }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
    void stimulate(const char* name, std::int64_t value) { part.stimulate(*part.find_stimulus(name), value); }

    void power_up(std::uint8_t gain = 7, std::uint8_t rate = 3) {
        set(pu_ctrl, rr);
        set(pu_ctrl, pud);
        wait_us(200);
        CHECK(get(pu_ctrl) == (pur | pud));
        set(ctrl1, ldo_3v0 | gain);
        set(ctrl2, static_cast<std::uint8_t>(rate << 4));
        set(pu_ctrl, avdds | cs | pua | pud);
    }
    int result() {
        std::uint32_t bits = 0;
        for (const std::uint8_t byte : read(address, adco, 3)) {
            bits = bits << 8 | byte;
        }
        return static_cast<std::int32_t>(bits << 8) / 256;
    }
    int next() {
        for (int tries = 0; drdy.level() == Level::Low; ++tries) {
            if (tries == 2000) {
                FAIL("no conversion ends");
            }
            wait_us(100);
        }
        return result();
    }
    int settled() {
        for (int i = 0; i < 4; ++i) {
            next();
        }
        return next();
    }
    /// Until CALS has fallen; the time that took.
    Time calibrate(std::uint8_t mode) {
        const auto kept = static_cast<std::uint8_t>(get(ctrl2) & 0xf0);
        set(ctrl2, kept | cals | mode);
        const Time begin = simulation.now();
        while ((get(ctrl2) & cals) != 0 && simulation.now() < begin + ps_per_s) {
            wait_us(200);
        }
        return simulation.now() - begin;
    }
};

} // namespace nau7802_bench
