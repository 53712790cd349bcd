#pragma once

#include <functional>
#include <span>

namespace CLI { // NOLINT(readability-identifier-naming): CLI11's
class App;
}

namespace cli {

/// What `terrarium` ends with. A program that ends itself by semihosting gives its own code, 0 to 255.
enum class ExitCode : int {
    Success = 0,
    GuestFailed = 1,  // the guest did what the user asked to fail on, or locked up
    NotPossible = 2,  // wrong usage, or something could not be loaded or opened
    TimeExpired = 42, // the simulated time allowed was over
};

/// A subcommand: one file in cli/ and one row of the table in commands.cpp.
struct Command {
    using Action = std::function<ExitCode()>;

    const char* name;
    const char* summary;
    const char* examples; // lines, for --help
    /// Adds arguments and options to `app`; the result is called when they are parsed.
    Action (*set_up)(CLI::App& app);
};

/// All subcommands, in the order of --help.
std::span<const Command> commands();

/// The whole program: parses, runs, prints errors to stderr. Returns the exit code.
int run_program(int argc, const char* const* argv);

} // namespace cli
