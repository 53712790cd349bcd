#include "sim/host/raw_repl.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sim::host {

using namespace core;

namespace {

// Ctrl-A enters the raw REPL, Ctrl-B leaves it, Ctrl-C interrupts, Ctrl-D ends a piece of source or restarts.
constexpr const char* enter_raw = "\x01";
constexpr const char* leave_raw = "\x02";
constexpr const char* interrupt = "\r\x03";
constexpr char end_of_text = '\x04';
constexpr std::string_view prompt = ">>> ";
constexpr std::string_view raw_prompt = "raw REPL; CTRL-B to exit\r\n>";

constexpr Time poll_interval = 10 * ps_per_ms;
// A prompt that was printed before the console was there does not come again by itself.
constexpr Time knock_interval = 500 * ps_per_ms;

constexpr std::size_t bytes_per_job = 512;

std::string bytes_literal(std::string_view bytes) {
    std::string text = "b'";
    for (const char byte : bytes) {
        if (byte == '\'' || byte == '\\' || byte < ' ' || byte > '~') {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        } else {
            text += byte;
        }
    }
    return text + "'";
}

} // namespace

RawRepl::RawRepl(Consoles& consoles, std::size_t console, std::vector<Job> jobs, Ending ending,
                 Handlers handlers)
    : Device(consoles.machine(), "raw_repl"), consoles_(consoles), console_(console), jobs_(std::move(jobs)),
      ending_(ending), handlers_(std::move(handlers)) {
    consoles.add_listener(console, [this](std::span<const std::uint8_t> bytes) { on_output(bytes); });
    poll_.arm(now() + poll_interval);
}

void RawRepl::send(std::string_view text) {
    consoles_.send(console_, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

bool RawRepl::text_ends_with(std::string_view end) const {
    return std::string_view(text_).ends_with(end);
}

// While the guest boots: once it listens, knock until there is a prompt.
void RawRepl::poll() {
    if (phase_ != Phase::Boot) {
        return;
    }
    if (consoles_.port(console_).connected() && now() - knocked_ >= knock_interval) {
        knocked_ = now();
        send(interrupt);
    }
    poll_.arm(now() + poll_interval);
}

void RawRepl::on_output(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
        on_byte(static_cast<char>(byte));
    }
}

void RawRepl::on_byte(char byte) {
    switch (phase_) {
    case Phase::Boot:
        text_ += byte;
        if (text_ends_with(prompt)) {
            phase_ = Phase::RawBanner;
            text_.clear();
            send(enter_raw);
        }
        break;
    case Phase::RawBanner:
        text_ += byte;
        if (text_ends_with(raw_prompt)) {
            start_job();
        }
        break;
    case Phase::Accepted:
        text_ += byte;
        if (text_ == "OK") {
            phase_ = Phase::Output;
        } else if (text_.size() > 2) {
            handlers_.traceback("the raw REPL did not take the source: " + text_ + "\n");
            finish(false);
        }
        break;
    case Phase::Output:
        if (byte == end_of_text) {
            phase_ = Phase::Traceback;
            text_.clear();
        } else if (jobs_[job_].show) {
            handlers_.output({&byte, 1});
        }
        break;
    case Phase::Traceback:
        if (byte == end_of_text) {
            end_job();
        } else {
            text_ += byte;
        }
        break;
    case Phase::Ready:
        if (byte == '>') {
            start_job();
        }
        break;
    case Phase::Done:
        break;
    }
}

void RawRepl::start_job() {
    if (job_ == jobs_.size()) {
        send(leave_raw);
        if (ending_ == Ending::SoftReset) {
            send({&end_of_text, 1});
        }
        finish(true);
        return;
    }
    phase_ = Phase::Accepted;
    text_.clear();
    send(jobs_[job_].source + end_of_text);
}

void RawRepl::end_job() {
    if (!text_.empty()) {
        handlers_.traceback(text_);
        finish(false);
        return;
    }
    ++job_;
    phase_ = Phase::Ready;
}

void RawRepl::finish(bool succeeded) {
    phase_ = Phase::Done;
    handlers_.finished(succeeded);
}

std::vector<RawRepl::Job> copy_jobs(const std::string& path, std::string_view content) {
    std::vector<RawRepl::Job> jobs;
    jobs.push_back({fmt::format("_f=open(str({},'utf8'),'wb')", bytes_literal(path)), false});
    for (std::size_t at = 0; at < content.size(); at += bytes_per_job) {
        jobs.push_back(
            {fmt::format("_f.write({})", bytes_literal(content.substr(at, bytes_per_job))), false});
    }
    jobs.push_back({"_f.close()\ndel _f", false});
    return jobs;
}

} // namespace sim::host
