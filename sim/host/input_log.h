#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace sim::host {

/// Bytes that the host sent to a console at a simulated time.
struct InputEntry {
    core::Time time = 0;
    std::string console;
    std::vector<std::uint8_t> bytes;
};

/// A recorded run: what it ran, everything that came from the host, and when it ended.
struct InputLog {
    std::string image_hash; // of the image's content, so that a replay with another image is refused
    std::string board;
    std::vector<InputEntry> entries; // times never fall
    core::Time end = 0;
};

/// Reads a log that InputLogWriter wrote. Throws core::Error with file and line.
InputLog read_input_log(const std::string& path);

/// Writes a log as it happens, one line an entry ("time_ps console hexbytes"), so that a killed run leaves
/// what was recorded. Throws core::Error if the file cannot be written.
class InputLogWriter {
public:
    InputLogWriter(const std::string& path, const std::string& board, const std::string& image_hash);
    void record(core::Time time, const std::string& console, std::span<const std::uint8_t> bytes);
    void finish(core::Time end);

private:
    std::ofstream stream_;
};

} // namespace sim::host
