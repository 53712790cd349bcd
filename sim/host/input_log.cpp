#include "sim/host/input_log.h"

#include "sim/core/error.h"

#include <charconv>
#include <sstream>

#include <fmt/format.h>

namespace sim::host {

namespace {

constexpr const char* magic = "terrarium-input-log";
constexpr int version = 1;

struct Line {
    const std::string& path;
    unsigned number;

    [[noreturn]] void fail(const std::string& what) const {
        throw core::Error(fmt::format("{}:{}: {}; record the run again with --record", path, number, what));
    }
    core::Time time(const std::string& text) const {
        core::Time value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value < 0) {
            fail(fmt::format("'{}' is no time in picoseconds", text));
        }
        return value;
    }
    std::vector<std::uint8_t> bytes(const std::string& text) const {
        std::vector<std::uint8_t> result;
        for (std::size_t i = 0; i < text.size(); i += 2) {
            unsigned value = 0;
            const char* const first = text.data() + i;
            const char* const last = first + std::min<std::size_t>(2, text.size() - i);
            const auto [end, error] = std::from_chars(first, last, value, 16);
            if (error != std::errc() || end != first + 2) {
                fail("the bytes are no pairs of hexadecimal digits");
            }
            result.push_back(static_cast<std::uint8_t>(value));
        }
        return result;
    }
};

void read_header(const Line& line, std::istringstream& words, InputLog& log) {
    std::string word;
    int found = 0;
    if (!(words >> word) || word != magic) {
        line.fail("this is no input log");
    }
    if (!(words >> found) || found != version) {
        line.fail(fmt::format("this log has another version than {}", version));
    }
    if (!(words >> log.board >> log.image_hash)) {
        line.fail("the board or the image's hash is missing");
    }
}

} // namespace

InputLog read_input_log(const std::string& path) {
    std::ifstream stream(path);
    if (!stream) {
        throw core::Error(fmt::format("{}: cannot be read", path));
    }
    InputLog log;
    std::string text;
    bool ended = false;
    unsigned number = 0;
    while (std::getline(stream, text)) {
        const Line line{path, ++number};
        std::istringstream words(text);
        if (number == 1) {
            read_header(line, words, log);
            continue;
        }
        if (ended) {
            line.fail("something follows the end");
        }
        std::string when;
        std::string console;
        std::string bytes;
        words >> when >> console >> bytes;
        const core::Time time = line.time(when);
        if (console == "end") {
            // What was sent in the last moment has never arrived.
            std::erase_if(log.entries, [time](const InputEntry& entry) { return entry.time > time; });
            log.end = time;
            ended = true;
            continue;
        }
        if (time < log.end) {
            line.fail("the times do not rise");
        }
        if (bytes.empty()) {
            line.fail("a console and its bytes are missing");
        }
        log.end = time;
        log.entries.push_back({time, console, line.bytes(bytes)});
    }
    if (number == 0) {
        Line{path, 1}.fail("the log is empty");
    }
    return log;
}

InputLogWriter::InputLogWriter(const std::string& path, const std::string& board,
                               const std::string& image_hash)
    : stream_(path) {
    if (!stream_) {
        throw core::Error(fmt::format("{}: cannot be written", path));
    }
    stream_ << magic << ' ' << version << ' ' << board << ' ' << image_hash << '\n' << std::flush;
}

void InputLogWriter::record(core::Time time, const std::string& console,
                            std::span<const std::uint8_t> bytes) {
    std::string line = fmt::format("{} {} ", time, console);
    for (const std::uint8_t byte : bytes) {
        line += fmt::format("{:02x}", byte);
    }
    stream_ << line << '\n' << std::flush;
}

void InputLogWriter::finish(core::Time end) {
    stream_ << end << " end\n" << std::flush;
}

} // namespace sim::host
