#include "cli/command.h"
#include "cli/version.h"

#include "sim/core/error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace cli {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 success, 1 the guest failed, 2 wrong usage or something cannot be loaded, "
    "42 the simulated time allowed is over; a program that exits by semihosting gives its own.";

std::string all_examples() {
    std::string text = "Examples:\n";
    for (const Command& command : commands()) {
        text += command.examples;
    }
    return text + "\n" + exit_codes;
}

int fail(const std::string& message) {
    fmt::print(stderr, "terrarium: {}\n", message);
    return static_cast<int>(ExitCode::NotPossible);
}

} // namespace

int run_program(int argc, const char* const* argv) {
    CLI::App app("A virtual hardware test bench: runs the firmware you would flash on a simulated board.",
                 "terrarium");
    app.set_version_flag("--version", fmt::format("terrarium {}", version));
    app.require_subcommand(0, 1); // none is an error below: CLI11 would not name an unknown one
    app.footer(all_examples());
    std::vector<std::pair<CLI::App*, Command::Action>> actions;
    for (const Command& command : commands()) {
        CLI::App* subcommand = app.add_subcommand(command.name, command.summary);
        subcommand->footer(fmt::format("Examples:\n{}", command.examples));
        actions.emplace_back(subcommand, command.set_up(*subcommand));
    }
    try {
        app.parse(argc, argv);
        for (const auto& [subcommand, action] : actions) {
            if (subcommand->parsed()) {
                return static_cast<int>(action());
            }
        }
    } catch (const CLI::Success& request) {
        return app.exit(request); // --help, --version
    } catch (const CLI::ParseError& error) {
        const auto& used = app.get_subcommands();
        return fail(fmt::format("{}\nTry 'terrarium {}--help'.", error.what(),
                                used.empty() ? "" : used.front()->get_name() + " "));
    } catch (const sim::core::Error& error) {
        return fail(error.what());
    } catch (const std::exception& error) {
        return fail(fmt::format("internal error, please report it: {}", error.what()));
    }
    return fail("what to do? A subcommand is missing.\nTry 'terrarium --help'.");
}

} // namespace cli
