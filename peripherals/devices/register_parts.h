#pragma once

#include "peripherals/devices/described_stimuli.h"
#include "peripherals/devices/i2c_target.h"
#include "peripherals/devices/register_file.h"
#include "peripherals/devices/register_pins.h"
#include "peripherals/devices/spi_target.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peripherals::devices {

/// Described registers on I2C: the first byte written is the pointer, further ones go where it points, reads
/// come from there.
class I2cRegisterPart final : public I2cTarget {
public:
    I2cRegisterPart(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
                    std::uint8_t address, RegisterFile::Config config,
                    std::vector<RegisterPins::Row> pins = {})
        : I2cTarget(machine, std::move(name), scl, sda, address), file_(*this, std::move(config)),
          pins_(file_, std::move(pins)),
          stimuli_(described_stimuli<RegisterFile::most_stimuli, &I2cRegisterPart::stimulate_row>(
              file_.stimulus_rows())) {}

    void reset() override {
        I2cTarget::reset();
        file_.reset();
        pins_.update();
    }
    void inspect(sim::core::Inspector& inspector) const override { file_.inspect(inspector); }
    std::span<const sim::core::Stimulus> stimuli() const override { return stimuli_; }
    void stimulate_row(std::size_t number, std::int64_t value) {
        file_.stimulate(number, value);
        pins_.update();
    }

private:
    bool on_address(bool reading) override {
        pointer_next_ = !reading;
        return true;
    }
    bool on_byte(std::uint8_t byte) override {
        std::exchange(pointer_next_, false) ? file_.point_to(byte) : file_.write(byte);
        pins_.update();
        return true;
    }
    std::uint8_t next_byte() override {
        const std::uint8_t byte = file_.read();
        pins_.update();
        return byte;
    }

    RegisterFile file_;
    RegisterPins pins_;
    std::vector<sim::core::Stimulus> stimuli_;
    bool pointer_next_ = false;
};

/// Described registers on SPI: the first byte is the pointer; its highest bit is set for a read.
class SpiRegisterPart final : public SpiTarget {
public:
    SpiRegisterPart(sim::core::Machine& machine, std::string name, const Nets& nets,
                    RegisterFile::Config config, std::vector<RegisterPins::Row> pins = {})
        : SpiTarget(machine, std::move(name), nets), file_(*this, std::move(config)),
          pins_(file_, std::move(pins)),
          stimuli_(described_stimuli<RegisterFile::most_stimuli, &SpiRegisterPart::stimulate_row>(
              file_.stimulus_rows())) {}

    void reset() override {
        SpiTarget::reset();
        file_.reset();
        pins_.update();
        phase_ = Phase::Pointer;
    }
    void inspect(sim::core::Inspector& inspector) const override { file_.inspect(inspector); }
    std::span<const sim::core::Stimulus> stimuli() const override { return stimuli_; }
    void stimulate_row(std::size_t number, std::int64_t value) {
        file_.stimulate(number, value);
        pins_.update();
    }

private:
    enum class Phase : std::uint8_t { Pointer, Read, Write };
    static constexpr std::uint8_t read_bit = 0x80;

    void on_select() override { phase_ = Phase::Pointer; }
    void on_byte(std::uint8_t byte) override {
        if (phase_ == Phase::Pointer) {
            file_.point_to(byte & ~unsigned{read_bit});
            phase_ = (byte & read_bit) != 0 ? Phase::Read : Phase::Write;
        } else if (phase_ == Phase::Write) {
            file_.write(byte);
        }
        pins_.update();
    }
    std::uint8_t next_byte() override {
        const std::uint8_t byte = phase_ == Phase::Read ? file_.read() : std::uint8_t{0};
        pins_.update();
        return byte;
    }

    RegisterFile file_;
    RegisterPins pins_;
    std::vector<sim::core::Stimulus> stimuli_;
    Phase phase_ = Phase::Pointer;
};

} // namespace peripherals::devices
