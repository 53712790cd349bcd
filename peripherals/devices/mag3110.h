#pragma once

#include "peripherals/devices/axis_sensor.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// MAG3110, a three-axis magnetometer (Freescale, datasheet rev. 9): +-1000 uT in steps of 0.1 uT, 0.08 to 80
/// Hz.
///
///     SCL, SDA  I2C target 0x0e
///     INT1      high while data of all axes is ready, push-pull
///
/// The world: a field in nanotesla along the board's axes, or a heading in the earth's field, and a
/// temperature. Approximate: the angles of a heading (sine to four digits). Not modelled: noise, saturation
/// of the sensor that a magnetic reset (Mag_RST, AUTO_MRST_EN) heals, the time to the first sample after a
/// start beyond one period.
class Mag3110 final : public AxisSensor {
public:
    struct Config {
        Mounting mounting;
        std::int64_t horizontal_nt = 20'000; // the earth's field, as a heading turns it
        std::int64_t downward_nt = 45'000;
    };
    struct Nets {
        sim::core::Net& scl;
        sim::core::Net& sda;
        sim::core::Net* int1 = nullptr;
    };
    Mag3110(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    std::span<const sim::core::Stimulus> stimuli() const override;

    /// Along the board's axes, in nanotesla.
    void set_field_nt(const Vector3& nt) { world_.field_nt = nt; }
    void set_x(std::int64_t nt) { world_.field_nt.x = nt; }
    void set_y(std::int64_t nt) { world_.field_nt.y = nt; }
    void set_z(std::int64_t nt) { world_.field_nt.z = nt; }
    /// The board lies flat, x to the right, y ahead, z up, and y points so many degrees clockwise from north.
    void set_heading(std::int64_t degrees);
    void set_temperature(std::int64_t celsius) { world_.temperature_c = celsius; }

private:
    // What the world does; no reset changes it.
    struct World {
        Vector3 field_nt;
        std::int64_t temperature_c = 25;
    };

    std::uint8_t on_read(std::uint8_t address, std::uint8_t stored) override;
    void on_write(std::uint8_t address, std::uint8_t written) override;
    std::uint8_t next_address(std::uint8_t address) const override;

    void reset_state() override {}
    void restart_sampling() override;
    void sample() override;
    void update_interrupts() override;
    void store_field(unsigned axis, std::int64_t nt);

    Config config_;
    World world_;
    sim::core::NetPin int1_;
};

} // namespace peripherals::devices
