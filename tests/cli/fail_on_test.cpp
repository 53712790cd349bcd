#include "tests/cli/program.h"

#include <doctest/doctest.h>

#include <string>

using program::has;
using program::run;

namespace {

/// A micro:bit's chip that turns in a loop, with a voltage at a pin that gets too high after 5 ms.
struct Bench {
    program::Folder folder;
    std::string hex = folder.write("loop.hex", std::string(":0A0000000040002009000000FEE7A8\n:00000001FF\n"));
    std::string board =
        folder.write("volts.yaml", std::string("name: volts\ntitle: V\nchip: nrf51822\ncrystal_hz: 16000000\n"
                                               "consoles: {uart0: {tx: 24, rx: 25}}\npins: {P0: {gpio: 3}}\n"
                                               "parts:\n  v: {type: voltage, gpio: 3}\n"));
    program::Result run_it(const std::string& options) const {
        return run("run --board " + board + " " + hex + " --until 20ms --stimulus 5ms:v.mv=5000 " + options);
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "terrarium run --fail-on: the run ends at the first such diagnostic, exit code 1") {
    for (const char* wish : {"net.overvoltage", "pll.vco,net.overvoltage", "electrical", "all"}) {
        CAPTURE(wish);
        const program::Result result = run_it(std::string("--stats=json --fail-on ") + wish);
        CHECK(result.exit_code == 1);
        CHECK(has(result.errors, "terrarium: 0.005000 s: net.overvoltage "));
        CHECK(has(result.errors, "terrarium: failed on net.overvoltage "));
        CHECK(has(result.errors, "\"time_ps\":5000"));
        CHECK(has(result.errors, "\"count\":1,\"first_ps\":5000000000,\"core\":-1,\"pc\":0}"));
    }
}

TEST_CASE_FIXTURE(Bench, "terrarium run --fail-on: other diagnostics are told of and counted only") {
    for (const char* options : {"", "--fail-on net.contention"}) {
        const program::Result result = run_it(options);
        CHECK(result.exit_code == 0);
        CHECK(has(result.errors, "net.overvoltage"));
        CHECK_FALSE(has(result.errors, "failed on"));
    }
}

TEST_CASE_FIXTURE(Bench, "terrarium run --fail-on: what is no diagnostic is refused") {
    for (const char* wish : {"net.contension", "shorts", "", "net.floating,"}) {
        CAPTURE(wish);
        const program::Result result = run_it("--fail-on '" + std::string(wish) + "'");
        CHECK(result.exit_code == 2);
        CHECK(has(result.errors, "--fail-on: '"));
        CHECK(has(result.errors, "is no diagnostic; write the id that a message has (net.contention, "));
    }
}

TEST_CASE_FIXTURE(Bench, "terrarium run bench.yaml: fail_on is a list in the file") {
    const auto run_bench = [this](const std::string& fail_on) {
        const std::string bench = folder.write(
            "bench.yaml", "fail_on: " + fail_on + "\nmachines:\n  a: {board: volts.yaml, image: loop.hex}\n");
        return run("run " + bench + " --until 20ms --stimulus 5ms:a.v.mv=5000");
    };
    CHECK(run_bench("[net.contention]").exit_code == 0);
    CHECK(run_bench("[net.contention, net.overvoltage]").exit_code == 1);
    CHECK(run_bench("electrical").exit_code == 1);
    const program::Result refused = run_bench("net.tension");
    CHECK(refused.exit_code == 2);
    CHECK(has(refused.errors, folder.path("bench.yaml") + ":1: 'net.tension' is no diagnostic"));
}
