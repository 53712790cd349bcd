#include "tests/sim/host/console_bench.h"

#include "sim/host/raw_repl.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace sim::host;

namespace {

/// As much of MicroPython's REPL as a client of the raw REPL sees: "print X" prints X, "raise" fails.
struct ReplBench : ConsoleBench {
    std::string source;
    std::vector<std::string> sources;
    bool raw = false;
    bool restarted = false;
    std::string output;
    std::string traceback;
    int result = -1;

    ReplBench() {
        port.on_text = [this](const std::string& text) {
            for (const char c : text) {
                take(c);
            }
        };
    }
    void take(char c) {
        if (c == '\x03') {
            port.print("\r\n>>> ");
        } else if (c == '\x01') {
            raw = true;
            port.print("raw REPL; CTRL-B to exit\r\n>");
        } else if (c == '\x02') {
            raw = false;
            port.print("\r\nMicroPython\r\n>>> ");
        } else if (c == '\x04' && raw) {
            execute();
        } else if (c == '\x04') {
            restarted = true;
        } else if (raw) {
            source += c;
        }
    }
    void execute() {
        sources.push_back(source);
        port.print("OK");
        if (source.starts_with("print ")) {
            port.print(source.substr(6));
        }
        port.print(source == "raise" ? "\x04Traceback: oh\r\n\x04>" : "\x04\x04>");
        source.clear();
    }
    RawRepl::Handlers handlers() {
        return {[this](std::string_view text) { output += text; },
                [this](std::string_view text) { traceback += text; },
                [this](bool succeeded) { result = succeeded ? 1 : 0; }};
    }
};

} // namespace

TEST_CASE("Raw REPL: jobs run one after the other and their output comes through") {
    ReplBench bench;
    const RawRepl repl(bench.consoles, 0,
                       {
                           {"print one", true },
                           {"print two", false},
                           {"print 3",   true }
    },
                       RawRepl::Ending::Prompt, bench.handlers());
    bench.run_ms(2000);
    CHECK(bench.result == 1);
    CHECK(bench.output == "one3");
    CHECK(bench.sources == std::vector<std::string>{"print one", "print two", "print 3"});
    CHECK(!bench.raw);
    CHECK(!bench.restarted);
}

TEST_CASE("Raw REPL: a traceback ends the jobs") {
    ReplBench bench;
    const RawRepl repl(bench.consoles, 0,
                       {
                           {"raise",       true},
                           {"print never", true}
    },
                       RawRepl::Ending::Prompt, bench.handlers());
    bench.run_ms(2000);
    CHECK(bench.result == 0);
    CHECK(bench.traceback == "Traceback: oh\r\n");
    CHECK(bench.output.empty());
}

TEST_CASE("Raw REPL: it knocks again at a guest that boots slowly, and can restart it at the end") {
    ReplBench bench;
    bench.port.is_connected = false;
    const RawRepl repl(bench.consoles, 0,
                       {
                           {"print x", true}
    },
                       RawRepl::Ending::SoftReset, bench.handlers());
    bench.run_ms(3000);
    CHECK(bench.result == -1);
    bench.port.is_connected = true;
    bench.run_ms(1500);
    CHECK(bench.result == 1);
    CHECK(bench.restarted);
}

TEST_CASE("Raw REPL: a copied file is written in pieces, whatever its bytes") {
    std::string content(1300, '\'');
    content[5] = '\0';
    content[6] = '\\';
    const auto jobs = copy_jobs("/a'b", content);
    REQUIRE(jobs.size() == 5); // open, three pieces, close
    CHECK(jobs[0].source.find("open(str(b'/a\\x27b','utf8'),'wb')") != std::string::npos);
    CHECK(jobs[1].source.find("\\x27\\x00\\x5c\\x27") != std::string::npos);
}
