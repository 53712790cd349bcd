#pragma once

#include "sim/core/device.h"
#include "sim/host/consoles.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sim::host {

/// Drives MicroPython's raw REPL on a console, in simulated time: waits for the prompt, runs pieces of Python
/// one after the other and hands out what they print.
class RawRepl final : public core::Device {
public:
    struct Job {
        std::string source;
        bool show = true; // what it prints goes to `output`
    };
    struct Handlers {
        std::function<void(std::string_view)> output;    // standard output of jobs that show it
        std::function<void(std::string_view)> traceback; // once, of the job that failed
        std::function<void(bool succeeded)> finished;    // all jobs done, or one failed
    };
    /// After the last job: leave the raw REPL, or restart MicroPython (main.py runs then).
    enum class Ending : std::uint8_t { Prompt, SoftReset };

    RawRepl(Consoles& consoles, std::size_t console, std::vector<Job> jobs, Ending ending, Handlers handlers);

    void reset() override {}

private:
    enum class Phase : std::uint8_t { Boot, RawBanner, Accepted, Output, Traceback, Ready, Done };

    void poll();
    void on_output(std::span<const std::uint8_t> bytes);
    void on_byte(char byte);
    void start_job();
    void end_job();
    void send(std::string_view text);
    void finish(bool succeeded);
    bool text_ends_with(std::string_view end) const;

    Consoles& consoles_;
    std::size_t console_;
    std::vector<Job> jobs_;
    Ending ending_;
    Handlers handlers_;
    Phase phase_ = Phase::Boot;
    std::size_t job_ = 0;
    std::string text_; // of the present phase
    core::Time knocked_ = 0;
    core::Event poll_{*this, core::EventClass::Timer, "poll", core::handler<&RawRepl::poll>};
};

/// Jobs that write `content` to the guest's file `path`, in pieces that any heap can take.
std::vector<RawRepl::Job> copy_jobs(const std::string& path, std::string_view content);

} // namespace sim::host
