#pragma once

#include "peripherals/devices/microsd_sectors.h"
#include "peripherals/devices/spi_target.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>

namespace peripherals::devices {

/// A microSD card in SPI mode (SD Association, Physical Layer Simplified Specification 3.01, chapter 7): SDSC
/// (bytes are addressed) or SDHC (sectors are).
///
///     CLK, DI, DO, CS  see SpiTarget; DO floats while not selected
///     detect           optional: the socket's switch, to ground while a card is in
///
/// The card is in its SD mode until CMD0. Initialisation by ACMD41 or CMD1, reads and writes of single and
/// multiple blocks, erases, registers, CRCs of commands and data, busy, data tokens and errors. Estimate: how
/// long things take (initialisation 20 ms, the first block of a read 200 us, a written block 1 ms, an erase
/// 10 ms). Not modelled: the 74 clocks before CMD0, CMD6 and other classes (locks, protection, switches), the
/// SD bus.
class Microsd final : public SpiTarget {
public:
    struct Config {
        bool high_capacity = false;
        std::uint32_t serial = 0;
    };
    /// Throws `Error` for a number of sectors that no such card has.
    Microsd(sim::core::Machine& machine, std::string name, const Nets& nets, sim::core::Net* detect,
            std::unique_ptr<MicrosdSectors> sectors, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_removed(std::int64_t removed);

private:
    using Sector = MicrosdSectors::Sector;
    enum class Mode : std::uint8_t { Sd, Idle, Ready };
    enum class Transfer : std::uint8_t { None, ReadMany, WriteOne, WriteMany };
    static constexpr std::size_t command_bytes = 6;
    struct State {
        Mode mode = Mode::Sd;
        Transfer transfer = Transfer::None;
        std::array<std::uint8_t, command_bytes> command{};
        std::size_t received = 0; // of the command
        bool application = false; // CMD55 came before
        bool checks_crc = false;
        std::uint32_t block_bytes = MicrosdSectors::bytes;
        std::uint32_t sector = 0; // next one of a transfer
        std::uint32_t well_written = 0;
        std::uint32_t erase_first = 0;
        std::uint32_t erase_last = 0;
        unsigned erase_steps = 0; // of CMD32 and CMD33, that came
        bool in_block = false;    // a block of data comes in
        std::deque<std::uint8_t> in;
        std::deque<std::uint8_t> out;   // before anything else
        std::deque<std::uint8_t> block; // from `block_at` on
        sim::core::Time block_at = 0;
        sim::core::Time busy_until = 0;
        sim::core::Time initialised = sim::core::never;
    };

    void on_select() override;
    void on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;

    std::uint32_t argument() const;
    void take_command_byte(std::uint8_t byte);
    void execute();
    void execute_standard(unsigned index);
    void execute_application(unsigned index);
    void initialise(bool asked_for_high_capacity);
    void begin_read(bool many);
    void begin_write(bool many);
    void echo_condition();
    void set_block_length();
    void mark_erase(bool first);
    void erase();
    void respond(unsigned errors);
    void respond(unsigned errors, std::uint32_t more);
    void send_block(std::span<const std::uint8_t> data, sim::core::Time after);
    void send_sector();
    /// The sector that an address means, and what is wrong with it.
    unsigned locate(std::uint32_t& sector, bool for_read) const;
    void take_data(std::uint8_t byte);
    void block_received();
    void update_detect();

    Config config_;
    std::unique_ptr<MicrosdSectors> sectors_;
    State state_;
    bool removed_ = false;
    std::int64_t blocks_read_ = 0;
    std::int64_t blocks_written_ = 0;
    sim::core::NetPin detect_;
};

} // namespace peripherals::devices
