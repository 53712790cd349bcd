#pragma once

#include "peripherals/devices/i2c_target.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peripherals::devices {

/// AT24C serial EEPROM (Microchip/Atmel), those with one device address: 24C01, 24C02 with addresses of one
/// byte, 24C32 to 24C512 with two.
///
///     SCL, SDA  target 0x50 to 0x57
///     WP        optional; high keeps what is there
///
/// A write goes to one page and wraps within it; at the stop a cycle of 5 ms begins (tWR), in which the part
/// does not answer its address. Reads go on through the whole array. A repeated start after data counts as
/// the stop. Not modelled: wear, a cycle that a power loss cuts short beyond that nothing is written.
class At24c final : public I2cTarget {
public:
    struct Config {
        std::uint8_t address = 0x50;
        std::size_t bytes = 4096; // a power of two from 128 to 64 KiB, 512 to 2 KiB excepted
    };
    static bool has_size(std::size_t bytes);
    /// Throws `Error` for another size.
    At24c(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
          sim::core::Net* write_protect, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    struct State {
        unsigned address = 0;
        unsigned address_bytes_left = 0;
        std::vector<std::optional<std::uint8_t>> page; // what came for it
        unsigned page_begin = 0;
        bool has_data = false;
    };

    bool on_address(bool reading) override;
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    void on_end() override;
    void program();
    unsigned mask() const { return static_cast<unsigned>(array_.size() - 1); }

    std::vector<std::uint8_t> array_; // survives
    std::size_t page_bytes_;
    std::int64_t writes_ = 0;
    State state_;
    sim::core::NetPin write_protect_;
    sim::core::Event cycle_{*this, sim::core::EventClass::Timer, "write cycle",
                            sim::core::handler<&At24c::program>};
};

} // namespace peripherals::devices
