#pragma once

#include "sim/core/memory.h"
#include "sim/core/simulation.h"
#include "sim/debug/gdb_connection.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sim::debug {

/// A flash as GDB may load it: `load` erases and writes it directly, without the firmware's help.
struct GdbFlash {
    std::uint32_t base;
    core::Memory* memory;
    std::uint32_t block_bytes; // what an erase clears at least
};

/// Serves GDB (gdb-multiarch, `target remote :PORT`): both cores as threads, breakpoints and watchpoints that
/// change no memory, stepping, memory map, flash load, and `monitor` commands. While the client keeps the
/// machine stopped, simulated time stands still; the trace is the same with and without a client.
class GdbServer {
public:
    GdbServer(core::Simulation& simulation, core::Machine& machine, std::vector<GdbFlash> flashes,
              std::uint16_t port);
    ~GdbServer() { clear_points(); }

    std::uint16_t port() const { return connection_.port(); }
    bool attached() const { return connection_.connected(); }
    /// Called while the machine runs: true if it has to stop, because a client came or asked for it.
    bool wants_stop();
    /// Waits until a client is there.
    void wait_for_client();

    enum class Next : std::uint8_t { Run, Kill };
    /// The machine has stopped: tells the client why (if it had been running for it) and serves it until it
    /// lets the machine run on, detaches or kills. A program that has ended counts as killed.
    Next serve(const core::Stop& stop);

private:
    using Point = std::tuple<char, std::uint32_t, std::uint32_t>; // type of Z packet, address, size or kind
    enum class Outcome : std::uint8_t { Stay, Run, Kill };

    Outcome handle(std::string_view packet);
    Outcome handle_v(std::string_view packet);
    std::string query(std::string_view packet);
    std::string read_memory(std::string_view arguments);
    std::string write_memory(std::string_view arguments, bool binary);
    std::string registers(std::string_view arguments, char command);
    std::string set_point(std::string_view packet);
    std::string flash(std::string_view packet);
    std::string transfer(std::string_view packet);
    std::string monitor(const std::string& command);
    std::string inspect(std::string_view name) const;
    Outcome resume(std::string_view actions);
    std::string stop_reply(const core::Stop& stop) const;
    core::Processor& thread(unsigned id) const;
    void apply_point(const Point& point, bool on);
    void clear_points();

    std::string target_description() const;
    std::string memory_map() const;
    std::string thread_list() const;
    void reply(std::string_view content) { connection_.send_packet(content); }

    core::Simulation& simulation_;
    core::Machine& machine_;
    std::vector<GdbFlash> flashes_;
    GdbConnection connection_;
    std::set<Point> points_;
    core::Stop last_stop_;
    unsigned thread_ = 1;  // of g, p, m packets: core number + 1
    bool running_ = false; // the client waits for a stop reply
    bool interrupted_ = false;
};

} // namespace sim::debug
