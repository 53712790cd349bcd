#include "sim/debug/trace_writers.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

constexpr std::array<std::string_view, 8> kinds{"i2c", "spi", "uart", "ws2812",
                                                "irq", "dma", "fifo", "register"};

/// A JSON string.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (code < 0x20) {
            result += fmt::format("\\u{:04x}", code);
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string json_of(const TraceEvent::Field& field) {
    std::string value;
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) {
        value = std::to_string(*number);
    } else if (const auto* text = std::get_if<std::string>(&field.value)) {
        value = quoted(*text);
    } else {
        for (const std::uint64_t item : std::get<std::vector<std::uint64_t>>(field.value)) {
            value += (value.empty() ? "[" : ",") + std::to_string(item);
        }
        value += value.empty() ? "[]" : "]";
    }
    return fmt::format("{}:{}", quoted(field.name), value);
}

std::string with_machine(const TraceEvent& event) {
    return event.machine.empty() ? event.source : event.machine + "." + event.source;
}

class TextWriter final : public TraceWriter {
public:
    explicit TextWriter(std::ostream& out) : out_(out) {}
    void write(const TraceEvent& event) override { out_ << text_of(event) << '\n'; }

private:
    std::ostream& out_;
};

class JsonLinesWriter final : public TraceWriter {
public:
    explicit JsonLinesWriter(std::ostream& out) : out_(out) {}
    void write(const TraceEvent& event) override {
        constexpr std::array<std::string_view, 4> phases{"instant", "span", "begin", "end"};
        out_ << fmt::format(R"({{"begin_ps":{},"end_ps":{},"kind":"{}","phase":"{}","source":{},"text":{})",
                            event.begin, event.end, name_of(event.kind),
                            phases[static_cast<std::size_t>(event.phase)], quoted(event.source),
                            quoted(event.text));
        if (!event.machine.empty()) {
            out_ << ",\"machine\":" << quoted(event.machine);
        }
        for (const TraceEvent::Field& field : event.fields) {
            out_ << ',' << json_of(field);
        }
        out_ << "}\n";
    }

private:
    std::ostream& out_;
};

class PerfettoWriter final : public TraceWriter {
public:
    explicit PerfettoWriter(std::ostream& out) : out_(out) {
        out_ << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
    }
    void write(const TraceEvent& event) override {
        constexpr std::array<char, 4> phases{'i', 'X', 'B', 'E'};
        const auto [process, thread] = track_of(event);
        std::string line = fmt::format(R"({{"ph":"{}","name":{},"cat":"{}","pid":{},"tid":{},"ts":{})",
                                       phases[static_cast<std::size_t>(event.phase)], quoted(event.name),
                                       name_of(event.kind), process, thread, microseconds(event.begin));
        if (event.phase == TraceEvent::Phase::Span) {
            line += ",\"dur\":" + microseconds(event.end - event.begin);
        } else if (event.phase == TraceEvent::Phase::Instant) {
            line += ",\"s\":\"t\"";
        }
        line += ",\"args\":{\"text\":" + quoted(event.text);
        for (const TraceEvent::Field& field : event.fields) {
            line += ',' + json_of(field);
        }
        put(line + "}}");
    }
    void finish() override { out_ << "\n]}\n"; }

private:
    static std::string microseconds(Time time) {
        return fmt::format("{}.{:06}", time / ps_per_us, time % ps_per_us);
    }

    void put(const std::string& object) {
        out_ << (empty_ ? "\n" : ",\n") << object;
        empty_ = false;
    }

    void name_it(std::string_view what, std::size_t process, std::size_t thread, const std::string& name) {
        put(fmt::format(R"({{"ph":"M","name":"{}","pid":{},"tid":{},"args":{{"name":{}}}}})", what, process,
                        thread, quoted(name)));
    }

    std::pair<std::size_t, std::size_t> track_of(const TraceEvent& event) {
        const auto [process, is_new] = processes_.try_emplace(event.machine, processes_.size() + 1);
        if (is_new) {
            name_it("process_name", process->second, 0, event.machine.empty() ? "board" : event.machine);
        }
        const std::string track = fmt::format("{} {}", name_of(event.kind), event.source);
        const auto [thread, fresh] =
            threads_.try_emplace(std::pair(process->second, track), threads_.size() + 1);
        if (fresh) {
            name_it("thread_name", process->second, thread->second, track);
        }
        return {process->second, thread->second};
    }

    std::ostream& out_;
    bool empty_ = true;
    std::map<std::string, std::size_t> processes_;
    std::map<std::pair<std::size_t, std::string>, std::size_t> threads_;
};

} // namespace

std::string_view name_of(TraceEvent::Kind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}

std::string text_of(const TraceEvent& event) {
    std::string length;
    if (event.phase == TraceEvent::Phase::Span) {
        const Time time = event.end - event.begin;
        length = fmt::format("+{}.{:06}us", time / ps_per_us, time % ps_per_us);
    }
    return fmt::format("{}.{:012} s {:>16} {:<6} {:<12} {}", event.begin / ps_per_s, event.begin % ps_per_s,
                       length, name_of(event.kind), with_machine(event), event.text);
}

std::unique_ptr<TraceWriter> make_trace_writer(std::string_view format, std::ostream& out) {
    if (format == "text") {
        return std::make_unique<TextWriter>(out);
    }
    if (format == "jsonl") {
        return std::make_unique<JsonLinesWriter>(out);
    }
    if (format == "perfetto") {
        return std::make_unique<PerfettoWriter>(out);
    }
    return nullptr;
}

} // namespace sim::debug
