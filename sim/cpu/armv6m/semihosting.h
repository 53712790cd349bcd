#pragma once

#include "sim/core/console_port.h"
#include "sim/core/device.h"
#include "sim/core/fifo.h"
#include "sim/core/host_call.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim::cpu::armv6m {

class Core;

/// Semihosting ("Semihosting for AArch32 and AArch64", release 2.0): BKPT 0xab asks the host for what r0
/// says, with r1 as its argument. Performed only while a host listens to this console: without one, BKPT is a
/// HardFault as on a chip without a probe.
///
/// Modelled: the console ":tt" and ":semihosting-features" with all that reads and writes them, exit, errno,
/// an empty command line, and time, which is the simulated one: SYS_TIME counts its seconds. SYS_HEAPINFO
/// answers zeros, by which the program uses its own limits. A read waits until the host has sent something;
/// interrupts are served meanwhile.
///
/// Approximate: a call takes 100 cycles. Not modelled: files of the host, SYS_SYSTEM: they answer -1.
class Semihosting final : public sim::core::Device,
                          public sim::core::ConsolePort,
                          private sim::core::HostCalls {
public:
    /// Serves `cores`, which outlive it.
    Semihosting(sim::core::Machine& machine, std::string name, std::vector<Core*> cores);

    void reset() override { state_ = {}; }
    bool connected() const override { return true; }
    std::size_t space() const override { return input_bytes - state_.input.size(); }
    void send(std::span<const std::uint8_t> bytes) override;

private:
    static constexpr std::size_t input_bytes = 256;
    using Context = sim::core::HostCallContext;

    void on_host(bool attached) override;
    sim::core::HostCallResult call(unsigned number, std::uint32_t address, Context& context) override;
    /// What goes into r0; nothing while the host has not answered yet.
    std::optional<std::uint32_t> perform(Context& context);
    std::optional<std::uint32_t> read(Context& context, std::uint32_t block);
    std::uint32_t open(Context& context, std::uint32_t block);
    std::uint32_t seek(Context& context, std::uint32_t block);
    std::uint32_t read_features(Context& context, std::uint32_t address, std::uint32_t length);
    void write_text(Context& context, std::uint32_t address);
    std::uint32_t write(Context& context, std::uint32_t block);
    std::uint32_t tell_time(Context& context, std::uint32_t operation, std::uint32_t block) const;
    std::uint32_t describe_program(Context& context, std::uint32_t operation, std::uint32_t block);
    std::uint32_t fail(std::uint32_t error);
    void exit(std::uint32_t reason, std::uint32_t code);

    struct State {
        sim::core::Fifo<std::uint8_t, input_bytes> input;
        std::uint32_t features_at = 0; // where the next read of ":semihosting-features" begins
        std::uint32_t error = 0;       // errno of the last call that failed
    };
    State state_;
    std::vector<Core*> cores_;
};

} // namespace sim::cpu::armv6m
