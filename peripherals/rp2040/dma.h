#pragma once

#include "peripherals/rp2040/dma_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/dreq.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"
#include "sim/core/trace.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace peripherals::rp2040 {

/// DMA controller (RP2040 datasheet, "DMA"): all twelve channels, pacing timers, sniffer and interrupts.
///
/// It is a pipeline that is clocked by clk_sys. In each cycle one channel issues one transfer: its read
/// address goes into the RAF, its write address into the WAF. The read master takes a read address a cycle
/// and puts what it read into the TDF, the write master writes that to the oldest write address; both
/// overlap, so that a copy in SRAM moves one datum a cycle. An access occupies its master for the cycles that
/// the bus says. Estimate: a read begins one cycle after its issue, a write one cycle after its read has
/// ended, and the depths of the three FIFOs.
///
/// Credits (DBG_CTDREQ): a source that can tell (`connect_source`) gives as many as it has requests, less the
/// transfers that are under way to it; of any other source the level is known only, and a high one is one
/// credit while no transfer is under way. A transfer is under way until its access to the peripheral has
/// begun: the read if it writes to a memory, else the write. A pacing timer, and a source of pulses, gives a
/// credit at each pulse, and the channel collects them, up to 63, while it is busy.
///
/// While all transfers that can go on are between memories, up to 64 cycles are done at once, late: another
/// master may see them later by up to that much, which is the time that cores may be apart too. Registers are
/// exact whenever a guest reads them; `peek` shows what has been done.
///
/// Approximate: a transfer of an address that is not a multiple of its size goes to the multiple below, with
/// the diagnostic `dma.unaligned`.
class Dma final : public sim::core::RegisterDevice,
                  public sim::core::LineSink,
                  private sim::core::ClockListener {
public:
    Dma(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_sys);

    void reset() override;
    /// `input` is the DREQ's number in the datasheet's table of system DREQs.
    void on_line(unsigned input, bool level) override;
    /// Asks `source` for the number of requests behind DREQ `dreq`, by its own number `request`.
    void connect_source(unsigned dreq, const sim::core::DreqSource& source, unsigned request);
    /// Takes each rise of DREQ `dreq` for one request, however short, as those of PWM slices are.
    void count_pulses(unsigned dreq) { requests_[dreq].counted = true; }

    /// DMA_IRQ_0 and DMA_IRQ_1.
    sim::core::Line& irq(unsigned number) { return irqs_[number]; }

private:
    using Edge = std::int64_t; // of clk_sys
    static constexpr Edge no_edge = std::numeric_limits<Edge>::max();
    // Values of TREQ_SEL: system DREQs, then the pacing timers, then no request at all.
    static constexpr unsigned first_timer = 0x3b;
    static constexpr unsigned permanent = 0x3f;
    static constexpr unsigned dreq_count = first_timer;
    static constexpr std::int64_t most_credits = 63;
    static constexpr unsigned timer_count = 4;
    static constexpr std::size_t raf_depth = 2;
    static constexpr std::size_t waf_depth = 4;
    static constexpr std::size_t tdf_depth = 4;

    struct Channel {
        std::uint32_t read_addr = 0; // as the registers show them: of the next access to complete
        std::uint32_t write_addr = 0;
        std::uint32_t count = 0; // transfers that have not completed
        std::uint32_t reload = 0;
        std::uint32_t ctrl = 0;      // the read-write fields of CTRL_TRIG
        std::uint32_t next_read = 0; // of the next transfer to issue
        std::uint32_t next_write = 0;
        std::uint32_t to_issue = 0;
        std::uint8_t in_flight = 0; // issued and not completed
        std::uint8_t outside = 0;   // in flight and not between memories
        std::uint8_t requested = 0; // in flight, the access to the peripheral still to begin
        bool failed = false;        // by a bus error: the rest of its transfers is dropped
        bool read_error = false;
        bool write_error = false;
        Edge started = 0;
        std::int64_t timer_taken = 0; // pulses of its request that it has used up
    };
    // Pulse k of a pacing timer is at clk_sys edge `base` + ceil(k * Y / X).
    struct Timer {
        Edge base = 0;
        std::uint32_t x = 0;
        std::uint32_t y = 0;
        std::int64_t pulses_at(Edge edge) const;
        Edge edge_of(std::int64_t pulse) const;
    };
    struct Address {
        std::uint32_t address = 0;
        std::uint32_t next = 0; // what the channel's register shows when the access has completed
        Edge ready = 0;
        std::uint8_t channel = 0;
        std::uint8_t size = 4;
        bool peripheral = false; // this is the access that a request stands for
        bool outside = false;    // a transfer that is not between memories
    };
    struct Datum {
        std::uint32_t value = 0;
        Edge ready = 0;
        bool dropped = false;
    };
    struct Master {
        Address access;
        std::uint32_t value = 0;
        Edge done = 0;
        bool active = false;
        bool dropped = false; // no access was made: the channel has failed
        bool fault = false;
    };
    struct State {
        std::array<Channel, dma::channel_count> channels;
        std::array<Timer, timer_count> timers;
        sim::core::Fifo<Address, raf_depth> raf;
        sim::core::Fifo<Address, waf_depth> waf;
        sim::core::Fifo<Datum, tdf_depth> tdf;
        Master reader;
        Master writer;
        Edge next_cycle = 0;          // the first that has not been done
        std::uint32_t busy = 0;       // a bit for each channel here and below
        std::uint32_t empty = 0;      // busy, though triggered with a count of 0
        std::uint32_t aborting = 0;   // CHAN_ABORT
        std::uint32_t interrupts = 0; // INTR
        std::uint32_t sniffed = 0;
        std::uint32_t served_high = 0; // high-priority channels that had their turn in this round
        std::uint8_t last_low = 0;
        std::uint8_t last_high = 0;
    };
    struct Request {
        bool level = false;
        bool counted = false;
        Edge since = 0;
        std::int64_t pulses = 0;
    };
    struct Source {
        const sim::core::DreqSource* source = nullptr;
        unsigned request = 0;
    };

    void before_access(sim::core::Index reg, const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;
    std::uint32_t ctrl_of(unsigned number) const;
    std::uint32_t channel_register(sim::core::Index reg) const;
    void write_channel(sim::core::Index reg, std::uint32_t written);
    void write_ctrl(Channel& channel, std::uint32_t written);
    void write_timer(unsigned number, std::uint32_t written);
    void trigger(unsigned number, Edge edge);
    void abort(std::uint32_t channels);
    void note_channel(unsigned number, sim::core::TraceNote::Phase phase, Edge edge) const;
    void raise(unsigned number);
    void update_irqs();

    Edge edge_now() const { return clk_sys_.edges_at(now()); }
    static unsigned request_of(const Channel& channel);
    bool comes_in_pulses(unsigned request) const;
    std::int64_t timer_pulses(const Channel& channel, Edge edge) const;
    std::int64_t credits(const Channel& channel, Edge edge) const;
    Edge issue_edge(const Channel& channel, Edge from) const;
    bool is_memory(std::uint32_t address) const;
    bool stays_in_memory(const Channel& channel, bool read) const;
    std::uint8_t size_of(const Channel& channel) const;
    std::uint32_t ring_mask(const Channel& channel, bool read) const;
    std::uint32_t advance(const Channel& channel, bool read) const;

    void step();
    void catch_up();
    void run_to(Edge edge);
    void plan();
    Edge next_busy_edge() const;
    Edge lazy_horizon(Edge edge) const;
    void cycle(Edge edge);
    bool streams(const Channel& channel, unsigned number, Edge edge) const;
    Edge stream(Edge edge, Edge last);
    void issue_one(Edge edge);
    void issue(unsigned number, Edge edge);
    void request_served(const Address& access);
    std::uint32_t aligned(const Address& access) const;
    void begin_read(Edge edge);
    std::uint32_t received(unsigned number, std::uint32_t value, std::uint8_t size);
    void end_read(Edge edge);
    void begin_write(Edge edge);
    void end_write(Edge edge);
    void complete(unsigned number, Edge edge);

    State state_;
    std::array<Request, dreq_count> requests_{}; // not touched by reset: they come from outside
    std::array<Source, dreq_count> sources_{};
    bool running_ = false; // inside `run_to`: accesses to this block are its own
    std::array<sim::core::Line, 2> irqs_;
    sim::core::ClockDomain& clk_sys_;
    sim::core::Event step_{*this, sim::core::EventClass::Dreq, "step", sim::core::handler<&Dma::step>};
};

} // namespace peripherals::rp2040
