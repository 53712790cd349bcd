#pragma once

#include "peripherals/devices/i2c_axes.h"
#include "peripherals/devices/i2c_registers.h"

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>

namespace peripherals::devices {

/// MPU-6050, accelerometer, gyroscope and thermometer (InvenSense, MPU-6000/MPU-6050 product specification
/// rev. 3.4, register map rev. 4.2): 16 bits, +-2 to 16 g, +-250 to 2000 degrees a second.
///
///     SCL, SDA  I2C target 0x68, or 0x69 with AD0 high
///     INT       optional: new data, overflow of the FIFO; push-pull and active high after power-on
///
/// It sleeps at power-on. Awake it samples at 8 kHz (DLPF_CFG 0 and 7) or 1 kHz, divided by 1 + SMPLRT_DIV;
/// with CYCLE at 1.25 to 40 Hz. A burst read gets the bytes of one sample. The FIFO of 1024 bytes loses its
/// oldest ones. Estimate: factory trims of 16, which self-test meets exactly. Approximate: a reset takes no
/// time, the first sample comes after one period. Not modelled: the auxiliary bus (its master transfers
/// nothing), FSYNC, free fall, motion and zero motion, DMP, noise, bandwidth of the filters, start-up times.
class Mpu6050 final : public I2cRegisters {
public:
    struct Config {
        std::uint8_t address = 0x68;
        Mounting mounting;
    };
    Mpu6050(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
            sim::core::Net* interrupt, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// Along the board's axes, gravity's reaction included, in milli-g.
    void set_accel_x(std::int64_t mg) { world_.acceleration_mg.x = mg; }
    void set_accel_y(std::int64_t mg) { world_.acceleration_mg.y = mg; }
    void set_accel_z(std::int64_t mg) { world_.acceleration_mg.z = mg; }
    /// About the board's axes, in thousandths of a degree a second.
    void set_rotation_x(std::int64_t mdps) { world_.rotation_mdps.x = mdps; }
    void set_rotation_y(std::int64_t mdps) { world_.rotation_mdps.y = mdps; }
    void set_rotation_z(std::int64_t mdps) { world_.rotation_mdps.z = mdps; }
    void set_temperature(std::int64_t mc) { world_.temperature_mc = mc; }

private:
    static constexpr std::size_t words = 7; // X, Y, Z, temperature, X, Y, Z: as the registers have them
    using Sample = std::array<std::int16_t, words>;

    // What the world does; no reset changes it.
    struct World {
        Vector3 acceleration_mg = {0, 0, 1000};
        Vector3 rotation_mdps;
        std::int64_t temperature_mc = 25'000;
    };
    struct State {
        Sample sample{};
        bool reading = false; // the registers of a sample stay until the transfer ends
        std::deque<std::uint8_t> fifo;
        std::uint8_t last_of_fifo = 0;
        bool pulse = false; // of an interrupt that is not latched
    };

    std::uint8_t on_read(std::uint8_t address, std::uint8_t stored) override;
    void on_write(std::uint8_t address, std::uint8_t written) override;
    std::uint8_t next_address(std::uint8_t address) const override;
    void on_end() override;

    sim::core::Time sample_period() const;
    void restart_sampling();
    void sample();
    void measure();
    void show_sample();
    void fill_fifo();
    void push(std::uint8_t byte);
    std::uint8_t pop();
    void raise(ByteFieldRef status, ByteFieldRef enabled);
    void end_pulse();
    void update_interrupt();

    Config config_;
    World world_;
    State state_;
    sim::core::NetPin interrupt_;
    sim::core::Event sample_{*this, sim::core::EventClass::Timer, "sample",
                             sim::core::handler<&Mpu6050::sample>};
    sim::core::Event pulse_{*this, sim::core::EventClass::Timer, "pulse",
                            sim::core::handler<&Mpu6050::end_pulse>};
};

} // namespace peripherals::devices
