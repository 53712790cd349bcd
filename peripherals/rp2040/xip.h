#pragma once

#include "peripherals/rp2040/xip_registers.h"
#include "peripherals/rp2040/xip_ssi.h"
#include "sim/core/clock_domain.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/memory.h"
#include "sim/core/memory_window.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Execute in place: the four mirrors of flash with their cache, the cache as SRAM, and streaming (datasheet,
/// "XIP").
///
/// The cache is exact: 1024 sets of two lines of 8 bytes, filled word by word (pico-sdk issue 1182), the
/// least recently used replaced (Estimate). It keeps no data: a hit gives what the flash holds now, so that
/// stale data are not seen, and the cache as SRAM keeps its content while the cache is on. Not modelled:
/// masters that wait for each other.
class Xip final : public sim::core::RegisterDevice,
                  private XipSsi::Watcher,
                  private sim::core::ClockListener {
public:
    /// Mirrors of 16 MiB at 0x10000000, 0x11000000 ...: bit 0 of the number: does not allocate, bit 1: does
    /// not look up.
    static constexpr unsigned mirrors = 4;
    static constexpr std::uint32_t mirror_bytes = 0x1000000;
    static constexpr std::uint32_t sram_bytes = 0x4000;

    Xip(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& sys,
        sim::core::SerialFlash& flash, XipSsi& ssi);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

    /// What processors read directly while flash can be read by its address.
    sim::core::MemoryWindow& window(unsigned mirror) { return mirrors_[mirror].window; }
    /// What everybody else reads: a memory with byte lanes.
    sim::core::BusDevice& mirror(unsigned number) { return mirrors_[number]; }
    /// The cache as SRAM at 0x15000000.
    sim::core::MemoryWindow& sram_window() { return sram_window_; }
    sim::core::BusDevice& sram() { return sram_port_; }
    /// The streaming FIFO without the bus of the mirrors, at 0x50400000.
    sim::core::BusDevice& aux() { return aux_; }
    sim::core::Line& stream_dreq() { return stream_dreq_; }

    std::uint64_t cache_accesses() const { return tags_.accesses; }
    std::uint64_t cache_hits() const { return tags_.hits(); }

private:
    class Mirror final : public sim::core::ReadCache, public sim::core::BusDevice {
    public:
        Mirror(Xip& xip, unsigned number);
        std::uint32_t read(std::uint32_t offset, const sim::core::Access& access) override;
        void write(std::uint32_t offset, std::uint32_t value, const sim::core::Access& access) override;
        std::uint32_t peek(std::uint32_t offset) const override;
        void set_cache_enabled(bool enabled);
        unsigned miss(std::uint32_t offset, unsigned words) override;
        void open_to_code(std::uint32_t offset) override { xip_.flash_word(offset); }

        sim::core::MemoryWindow window;

    private:
        Xip& xip_;
        unsigned number_;
        bool allocate_ = true;
    };
    class SramPort final : public sim::core::BusDevice {
    public:
        explicit SramPort(Xip& xip) : xip_(xip) {}
        std::uint32_t read(std::uint32_t offset, const sim::core::Access& access) override;
        void write(std::uint32_t offset, std::uint32_t value, const sim::core::Access& access) override;
        std::uint32_t peek(std::uint32_t offset) const override { return xip_.sram_.peek(offset); }

    private:
        Xip& xip_;
    };
    class Aux final : public sim::core::BusDevice {
    public:
        explicit Aux(Xip& xip) : xip_(xip) {}
        std::uint32_t read(std::uint32_t, const sim::core::Access&) override { return xip_.pop_stream(); }
        void write(std::uint32_t, std::uint32_t, const sim::core::Access&) override {}
        std::uint32_t peek(std::uint32_t) const override { return xip_.state_.stream.front(); }

    private:
        Xip& xip_;
    };
    struct State {
        std::int64_t flush_end = 0; // edge of the system clock
        std::uint64_t cleared_accesses = 0;
        std::uint64_t cleared_hits = 0;
        sim::core::Fifo<std::uint32_t, 2> stream;
        std::int64_t word_end = 0; // edge at which the word that is being streamed is there
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;
    void on_direct_changed() override;

    void update_control();
    void flush();
    void flush_complete() {}
    std::uint32_t flush_cycles() const;
    std::uint32_t flash_word(std::uint32_t offset);
    void stream_next();
    void stream_word();
    std::uint32_t pop_stream();

    sim::core::ClockDomain& sys_;
    sim::core::Memory& array_;
    XipSsi& ssi_;
    State state_;
    sim::core::CacheTags tags_;
    std::array<Mirror, mirrors> mirrors_;
    sim::core::Memory sram_{sram_bytes, sim::core::Memory::Kind::Ram};
    SramPort sram_port_{*this};
    sim::core::MemoryWindow sram_window_{
        .base = 0x15000000, .size = sram_bytes, .memory = &sram_, .writable = true, .open = false};
    Aux aux_{*this};
    std::uint32_t miss_cycles_ = 0; // while reads are direct
    sim::core::Line stream_dreq_;
    // Armed while a flush goes on: misses of processors come without a time, so that only this tells them.
    sim::core::Event flush_complete_{*this, sim::core::EventClass::Timer, "flush",
                                     sim::core::handler<&Xip::flush_complete>};
    sim::core::Event stream_word_{*this, sim::core::EventClass::Timer, "stream",
                                  sim::core::handler<&Xip::stream_word>};
};

} // namespace peripherals::rp2040
