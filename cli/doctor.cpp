#include "cli/commands.h"
#include "cli/version.h"
#include "sim/core/error.h"
#include "sim/machine/board_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace cli {

namespace {

/// One line of the report. What is needed and missing makes the exit code 1.
class Report {
public:
    void good(std::string_view what, std::string_view detail) { print("ok", what, detail); }
    void broken(std::string_view what, std::string_view advice) {
        print("MISSING", what, advice);
        complete_ = false;
    }
    void absent(std::string_view what, std::string_view advice) { print("absent", what, advice); }
    bool complete() const { return complete_; }

private:
    static void print(std::string_view verdict, std::string_view what, std::string_view detail) {
        fmt::print("{:<8} {:<20} {}\n", verdict, what, detail);
    }

    bool complete_ = true;
};

struct Tool {
    const char* program;
    const char* purpose;
    const char* advice;
};
constexpr Tool tools[] = {
    {"arm-none-eabi-gcc", "build own firmwares, among them those of ./demo",   "apt install gcc-arm-none-eabi"},
    {"gdb-multiarch",     "debug firmware (terrarium run --gdb PORT)",         "apt install gdb-multiarch"    },
    {"mpremote",          "talk to MicroPython through a pseudo-terminal",     "pip install mpremote"         },
    {"clang++-14",        "the second compiler of the tests, and the fuzzers", "apt install clang-14"         },
};

// The path of a program in PATH, or nothing.
std::string find_program(std::string_view name) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        std::string candidate = fmt::format("{}/{}", rest.substr(0, end), name);
        if (access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

void check_boards(Report& report) {
    const std::vector<std::string> folders = sim::machine::board_folders();
    try {
        const std::size_t count = sim::machine::list_boards(folders).size();
        if (count == 0) {
            report.broken("boards",
                          fmt::format("none in {}; set TERRARIUM_BOARDS to the folder boards/ of the source "
                                      "tree",
                                      fmt::join(folders, ", ")));
            return;
        }
        report.good("boards", fmt::format("{} in {}", count, fmt::join(folders, ", ")));
    } catch (const sim::core::Error& error) {
        report.broken("boards", error.what());
    }
}

void check_pseudo_terminal(Report& report) {
    const int fd = posix_openpt(O_RDWR | O_NOCTTY);
    const bool works = fd >= 0 && grantpt(fd) == 0 && unlockpt(fd) == 0;
    const std::string reason = works ? "" : std::strerror(errno);
    const char* name = works ? ptsname(fd) : nullptr;
    if (name != nullptr) {
        report.good("pseudo-terminal", fmt::format("{} could be opened", name));
    } else {
        report.broken("pseudo-terminal",
                      fmt::format("{}; is /dev/pts mounted? Consoles on TCP work without it", reason));
    }
    if (fd >= 0) {
        close(fd);
    }
}

void check_tools(Report& report) {
    for (const Tool& tool : tools) {
        const std::string path = find_program(tool.program);
        if (path.empty()) {
            report.absent(tool.program, fmt::format("to {}: {}", tool.purpose, tool.advice));
        } else {
            report.good(tool.program, path);
        }
    }
}

} // namespace

Command::Action set_up_doctor(CLI::App& /*app*/) {
    return [] {
        Report report;
        report.good("terrarium", version);
        check_boards(report);
        check_pseudo_terminal(report);
        check_tools(report);
        fmt::print("\n{}\n",
                   report.complete()
                       ? "Everything that terrarium itself needs is here; 'absent' things are optional."
                       : "Something that terrarium needs is missing, see above.");
        return report.complete() ? ExitCode::Success : ExitCode::GuestFailed;
    };
}

} // namespace cli
