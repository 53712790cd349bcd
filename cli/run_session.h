#pragma once

#include "cli/command.h"
#include "cli/run_options.h"
#include "cli/text_watch.h"

#include "sim/core/simulation.h"
#include "sim/debug/gdb_server.h"
#include "sim/debug/vcd.h"
#include "sim/host/consoles.h"
#include "sim/host/host_loop.h"
#include "sim/host/input_log.h"
#include "sim/host/raw_repl.h"
#include "sim/host/usb_host.h"
#include "sim/image/image.h"
#include "sim/machine/board.h"

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cli {

/// One run: loads and wires what the options name, runs it, says how it ended.
class RunSession {
public:
    /// Throws core::Error for whatever cannot be loaded or opened.
    explicit RunSession(RunOptions options);
    ~RunSession();

    ExitCode run();

private:
    void load_flash_file();
    void save_flash_file();
    void load_image();
    /// What the board offers: "usb" first where it has one, then its UARTs.
    std::vector<sim::core::ConsolePort*> console_ports();
    void open_consoles();
    std::unique_ptr<sim::host::Endpoint> make_endpoint(const std::string& kind, const std::string& wish);
    void start_recording();
    void start_scripts();
    void start_vcd();
    void print_diagnostic(const sim::core::Diagnostics::Key& key, const sim::core::Diagnostics::Entry& entry);

    sim::core::Stop run_to_stop();
    ExitCode conclude(const sim::core::Stop& stop);
    void finish(ExitCode code, const std::string& why);
    std::string with_symbols(const std::string& text) const;

    RunOptions options_;
    sim::core::Simulation simulation_;
    sim::image::Image image_;
    std::unique_ptr<sim::machine::Board> board_;
    std::unique_ptr<sim::host::UsbHost> usb_host_;
    std::unique_ptr<sim::host::Consoles> consoles_;
    std::unique_ptr<sim::host::HostLoop> loop_;
    std::unique_ptr<sim::host::InputLogWriter> recording_;
    std::unique_ptr<sim::host::RawRepl> repl_;
    std::unique_ptr<sim::debug::GdbServer> gdb_;
    std::ofstream vcd_stream_;
    std::unique_ptr<sim::debug::VcdWriter> vcd_;
    TextWatch expected_;
    TextWatch failing_;
    sim::core::Time end_ = sim::core::never; // of --until, --timeout or the replayed run, the first
    std::optional<ExitCode> result_;
};

} // namespace cli
