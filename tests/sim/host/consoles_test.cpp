#include "tests/sim/host/console_bench.h"

#include "sim/core/error.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace sim::host;

TEST_CASE("Consoles: bytes of the host reach the guest in order and wait for its space") {
    ConsoleBench bench;
    bench.port.free_bytes = 2;
    bench.send("hello");
    CHECK(bench.port.received.empty()); // not before simulated time goes on
    bench.run_ms(1);
    CHECK(bench.port.received == "hello");
    bench.port.free_bytes = 0;
    bench.send("!");
    bench.run_ms(5);
    CHECK(bench.port.received == "hello");
    CHECK(bench.consoles.waiting(0) == 1);
    bench.port.free_bytes = 10;
    bench.run_ms(1);
    CHECK(bench.port.received == "hello!");
}

TEST_CASE("Consoles: nothing is lost while the guest is not connected or resets") {
    ConsoleBench bench;
    bench.port.is_connected = false;
    bench.send("early");
    bench.run_ms(3);
    bench.machine.reset();
    bench.port.is_connected = true;
    bench.run_ms(1);
    CHECK(bench.port.received == "early");
}

TEST_CASE("Consoles: output reaches every listener and the trace") {
    ConsoleBench bench;
    std::string heard;
    bench.consoles.add_listener(
        0, [&](std::span<const std::uint8_t> bytes) { heard.append(bytes.begin(), bytes.end()); });
    const std::uint64_t records = bench.simulation.trace().records();
    bench.port.print("abc");
    CHECK(heard == "abc");
    CHECK(bench.simulation.trace().records() == records + 3);
}

TEST_CASE("Consoles: a replay gives the guest the same bytes at the same times") {
    const auto run = [](ConsoleBench& bench, std::vector<std::pair<Time, std::string>>& seen) {
        bench.port.on_text = [&](const std::string& text) {
            seen.emplace_back(bench.simulation.now(), text);
        };
    };
    InputLog log;
    std::vector<std::pair<Time, std::string>> first;
    std::vector<std::pair<Time, std::string>> second;
    {
        ConsoleBench bench;
        run(bench, first);
        bench.run_ms(2);
        log.entries.push_back({
            bench.simulation.now() + 1, "usb", {'a', 'b'}
        });
        bench.send("ab");
        bench.run_ms(3);
        log.entries.push_back({bench.simulation.now() + 1, "usb", {'c'}});
        bench.send("c");
        bench.run_ms(1);
    }
    ConsoleBench bench;
    run(bench, second);
    bench.consoles.replay(log);
    bench.run_ms(10);
    CHECK(first.size() == 2);
    CHECK(first == second);
}

TEST_CASE("Consoles: a log of another board's console is refused") {
    ConsoleBench bench;
    InputLog log;
    log.entries.push_back({1, "uart7", {'a'}});
    CHECK_THROWS_AS(bench.consoles.replay(log), Error);
}

TEST_CASE("Consoles: what is pasted at a line without flow control waits for the answer") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    GuestPort port("uart0", 4);
    Consoles consoles(machine, {&port});
    port.print(">");
    const std::uint8_t pasted[] = {'a', 'b', 'c', 'd', 'e', 'f'};
    consoles.send(0, pasted);
    simulation.run_until(500 * ps_per_ms);
    CHECK(port.received == "abcd");
    CHECK(consoles.waiting(0) == 2);
    port.print("abcd");
    simulation.run_until(501 * ps_per_ms);
    CHECK(port.received == "abcdef");
}
