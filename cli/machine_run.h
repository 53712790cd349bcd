#pragma once

#include "cli/command.h"
#include "cli/run_options.h"
#include "cli/text_watch.h"

#include "sim/core/simulation.h"
#include "sim/host/consoles.h"
#include "sim/host/host_loop.h"
#include "sim/host/line_merger.h"
#include "sim/host/raw_repl.h"
#include "sim/host/usb_host.h"
#include "sim/image/image.h"
#include "sim/machine/board.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cli {

/// What belongs to one machine of a run: its board and image, the file of its flash, its consoles and what
/// watches and drives them.
class MachineRun {
public:
    /// Asks for the end of the run.
    using Finish = std::function<void(ExitCode code, const std::string& why)>;

    /// Throws core::Error for whatever cannot be loaded.
    MachineRun(sim::core::Simulation& simulation, MachineOptions options);

    /// Opens the host's sides of the consoles. Throws core::Error. With a merger, this terminal is shared
    /// with other machines.
    void attach_consoles(sim::host::HostLoop& loop, sim::host::LineMerger* merger);
    /// Finishes when a console prints one of these texts.
    void watch(const std::vector<std::string>& expected, const std::vector<std::string>& failing,
               const Finish& finish);
    /// Begins to copy files to the board and to run what it was asked to.
    void start_scripts(Finish finish);
    void save_flash_file();

    sim::machine::Board& board() { return *board_; }
    sim::host::Consoles& consoles() { return *consoles_; }
    const MachineOptions& options() const { return options_; }
    /// Of the image's content.
    std::string image_hash() const;
    /// Puts the symbol behind each address of eight hexadecimal digits.
    std::string with_symbols(const std::string& text) const;

private:
    void load_flash_file();
    void load_image();
    /// What the board offers: "usb" first where it has one, then its UARTs.
    std::vector<sim::core::ConsolePort*> console_ports();
    void make_consoles();
    std::unique_ptr<sim::host::Endpoint> make_terminal(const std::string& console, bool keyboard,
                                                       sim::host::LineMerger* merger);
    /// Not of this terminal. `wish` is what was asked for, for messages.
    std::unique_ptr<sim::host::Endpoint> make_endpoint(const std::string& kind, const std::string& wish);

    sim::core::Simulation& simulation_;
    MachineOptions options_;
    sim::image::Image image_;
    std::unique_ptr<sim::machine::Board> board_;
    std::unique_ptr<sim::host::UsbHost> usb_host_;
    std::unique_ptr<sim::host::Consoles> consoles_;
    std::unique_ptr<sim::host::RawRepl> repl_;
    TextWatch expected_;
    TextWatch failing_;
};

} // namespace cli
