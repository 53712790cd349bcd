#pragma once

#include "sim/core/simulation.h"
#include "sim/core/trace.h"
#include "sim/core/wiring.h"
#include "sim/debug/bus_decoder.h"
#include "sim/debug/signals.h"
#include "sim/debug/trace_event.h"
#include "sim/debug/trace_writers.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace sim::debug {

/// What of a run's events is to be written.
struct TracerOptions {
    std::string format = "text"; // make_trace_writer
    /// Kinds ("i2c") or sources ("UART0*", shell style); none: all but accesses to registers, which only
    /// "register" and "register:PIO0*" (sources of these) ask for.
    std::vector<std::string> filters = {};
    /// "i2c:scl=GP5,sda=GP4", "spi:sck=GP2,mosi=GP3,cs=GP5,mode=3", "uart:line=GP0,baud=9600",
    /// "ws2812:din=GP6"
    std::vector<std::string> buses = {};
    /// Nothing before this: a time; a pin's level ("GP5=1"); a text that an event's line has. Empty: from the
    /// beginning.
    core::Time from = 0;
    std::string from_pin = {};
    std::string from_text = {};
    std::size_t last = 0; // only so many, the last ones; 0: all
    PinNames pins = {};
};

/// Writes events while the simulation runs: what goes over buses, decoded from their nets; interrupts, DMA
/// transfers, FIFOs. Buses are those that parts say they hang on, those that pins are by the function that
/// firmware selected, and those that the options name.
class Tracer final : private core::TraceObserver {
public:
    /// Throws core::Error for options that cannot be met. `out` must live until `finish`.
    Tracer(core::Simulation& simulation, std::ostream& out, TracerOptions options);
    Tracer(const Tracer&) = delete;
    Tracer& operator=(const Tracer&) = delete;
    ~Tracer() override;

    /// Writes the rest. Throws core::Error if not all could be written.
    void finish();

private:
    struct Decoder {
        const core::Machine* machine;
        std::unique_ptr<BusDecoder> decoder;
    };

    void on_record(const core::TraceRecord& record) override;
    void on_note(const core::TraceNote& note) override;
    void on_settled(core::Time now) override;
    bool wants_registers() const override;

    void find_buses();
    std::vector<core::SerialBus> buses_of(const core::Machine& machine) const;
    void add_decoder(const core::Machine* machine, core::SerialBus bus, std::vector<Decoder>& kept);
    void on_interrupt(const core::TraceRecord& record);
    void take(const core::Machine& machine, TraceEvent event);
    bool wanted(const TraceEvent& event) const;
    void write_up_to(core::Time time);
    void write(const TraceEvent& event);

    core::Simulation& simulation_;
    std::ostream& out_;
    TracerOptions options_;
    std::unique_ptr<TraceWriter> writer_;
    std::vector<core::SerialBus> named_buses_;
    std::vector<Decoder> decoders_;
    std::map<std::uint32_t, std::vector<BusDecoder*>> by_net_; // its instance
    std::map<std::uint32_t, const core::Device*> cores_;       // by instance
    bool buses_changed_ = true;
    std::optional<std::uint32_t> trigger_net_;
    std::uint64_t trigger_level_ = 0;
    core::Time from_ = 0;
    bool waits_for_text_ = false;
    std::deque<TraceEvent> waiting_; // by end
    std::deque<TraceEvent> last_;
    core::Time latest_ = 0;
    bool finished_ = false;
};

/// Takes "i2c:scl=GP5,sda=GP4" apart. Throws core::Error.
core::SerialBus parse_bus(const std::string& wish, const SignalFinder& finder);

} // namespace sim::debug
