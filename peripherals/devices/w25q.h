#pragma once

#include "peripherals/devices/w25q_commands.h"
#include "sim/core/device.h"
#include "sim/core/memory.h"
#include "sim/core/serial_flash.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peripherals::devices {

/// Winbond W25Q serial NOR flash, 2 to 16 MiB, as on the Raspberry Pi Pico (W25Q16JV, datasheet revision H).
/// Pins: 1 /CS, 2 DO (IO1), 3 /WP (IO2), 5 DI (IO0), 6 CLK, 7 /HOLD (IO3).
///
/// All instructions of the datasheet's tables, clock by clock on one, two or four lines; programming clears
/// bits only; writes and erases take their typical times (tPP 0.4 ms, tSE 45 ms, tBE1 120 ms, tBE2 150 ms,
/// tCE 5 s per 2 MiB, tW 10 ms) and change the array when they end. Not modelled: /WP and /HOLD, drive
/// strength, limits of the clock, wear beyond counting it, what a power loss leaves half done.
class W25q final : public sim::core::Device, public sim::core::SerialFlash {
public:
    static constexpr std::uint32_t sector_bytes = 4096;
    static constexpr std::uint32_t page_bytes = 256;
    static constexpr std::uint64_t default_unique_id = 0x5445'5252'4100'0001;

    struct Config {
        std::uint32_t size = 2 * 1024 * 1024;        // a power of two from 64 KiB to 16 MiB
        std::uint64_t unique_id = default_unique_id; // what 4Bh sends, first byte in the highest bits
        bool quad_enable = true;                     // QE as delivered: the IQ and JQ parts have it set
    };

    W25q(sim::core::Machine& machine, std::string name, const Config& config);

    /// Power on: registers and modes. The array keeps what is in it.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

    void on_line(unsigned input, bool level) override;
    Lanes clock(std::uint8_t levels) override;
    std::uint32_t exchange(std::uint32_t word, unsigned bits, std::uint8_t idle) override;
    sim::core::Memory& array() override { return array_; }
    std::optional<ArrayRead> array_read() const override;
    std::uint32_t mode() const override;

    /// Whether it is the chip that has the data lines with the next clock.
    bool sends() const { return state_.selected && state_.phase == Phase::DataOut; }
    bool busy() const { return state_.running.action != w25q::Action::None || state_.suspending; }
    /// Erases of each sector of 4 KiB since construction.
    std::span<const std::uint32_t> wear() const { return wear_; }

private:
    enum class Phase : std::uint8_t { Command, Address, Mode, Dummy, DataOut, DataIn, Complete, Ignored };
    static constexpr unsigned security_registers = 3;

    struct Operation {
        w25q::Action action = w25q::Action::None;
        std::uint32_t address = 0;
        std::uint32_t size = 0;
        std::array<std::uint8_t, page_bytes> data{};
    };
    // The command that is being clocked in, and the operation that is going on inside.
    struct State {
        bool selected = false;
        Phase phase = Phase::Ignored;
        int command = -1;
        unsigned clocks = 0; // since chip select
        std::uint32_t shift = 0;
        unsigned bits = 0; // in `shift`, or left to send of `byte`
        std::uint32_t address = 0;
        std::uint32_t count = 0; // bytes sent or received
        std::uint8_t byte = 0;
        unsigned first_data_clock = 0;
        std::array<std::uint8_t, page_bytes> page{};

        int continuous = -1;      // command whose opcode is left out
        std::uint8_t wrap = 0x10; // as 77h gave it; W4 set: no wrap
        bool powered_down = false;
        bool reset_enabled = false;
        bool write_enabled = false;
        bool volatile_write_enabled = false;
        std::array<std::uint8_t, 3> status{}; // without BUSY, WEL and SUS

        Operation running;
        Operation suspended;
        sim::core::Time suspended_remainder = 0;
        bool suspending = false; // BUSY until tSUS has passed
        std::array<bool, 256 + 32> locks{};
    };

    const w25q::Command& command() const { return w25q::commands[static_cast<std::size_t>(state_.command)]; }
    bool exchange_byte(std::uint8_t sent, std::uint8_t& received);
    void begin_command(int index);
    bool takes_now(w25q::Action action) const;
    void after_address();
    void take_byte(std::uint8_t byte);
    void begin_data();
    std::uint8_t next_output();
    void finish_command();
    void finish_simple(w25q::Action action);
    void finish_write(w25q::Action action);
    void write_status(w25q::Action action);
    void begin_operation(std::uint32_t address, std::uint32_t size, sim::core::Time time);
    void operation_done();
    void apply_operation();
    void suspend();
    void resume();
    bool is_protected(std::uint32_t address, std::uint32_t size) const;
    std::size_t lock_of(std::uint32_t address) const;
    std::uint8_t status(unsigned index) const;
    std::uint8_t sfdp(std::uint32_t address) const;

    State state_;
    Config config_;
    sim::core::Memory array_;
    // What survives power off beside the array.
    std::array<std::uint8_t, 3> stored_status_;
    std::array<std::array<std::uint8_t, page_bytes>, security_registers> security_;
    std::vector<std::uint32_t> wear_;
    std::uint64_t programs_ = 0;
    std::uint64_t erases_ = 0;
    sim::core::Event done_{*this, sim::core::EventClass::Timer, "done",
                           sim::core::handler<&W25q::operation_done>};
};

} // namespace peripherals::devices
