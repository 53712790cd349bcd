#include "sim/host/line_merger.h"

#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace sim::core;
using namespace sim::host;

namespace {

struct Bench {
    std::string shown;
    LineMerger merger{[this](std::string_view text) { shown += text; }};
    std::size_t left = merger.add("left");
    std::size_t right = merger.add("right");

    void print(std::size_t source, Time ms, std::string_view text) {
        merger.write(source, ms * ps_per_ms,
                     {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    std::string show_until(Time ms) {
        merger.advance(ms * ps_per_ms);
        return std::exchange(shown, {});
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "Line merger: a line goes out when it ends, without a carriage return") {
    print(left, 1, "a");
    print(right, 1, "x");
    print(left, 2, "b\r\nc");
    print(right, 2, "y\n\n");
    CHECK(show_until(3) == "left: ab\nright: xy\nright: \n");
    print(left, 4, "d\n");
    CHECK(show_until(5) == "left: cd\n");
}

TEST_CASE_FIXTURE(Bench,
                  "Line merger: a prompt is shown after a silence, and continued while nobody else talks") {
    print(left, 1, ">>> ");
    CHECK(show_until(10) == "");
    CHECK(show_until(11) == "left: >>> ");
    print(left, 20, "1");
    print(left, 21, "+1\r\n");
    CHECK(show_until(22) == "1+1\n");
    print(left, 30, ">>> ");
    print(right, 50, "hello\n");
    print(left, 60, "2\n");
    CHECK(show_until(70) == "left: >>> \nright: hello\nleft: 2\n");
}

TEST_CASE_FIXTURE(Bench, "Line merger: what is shown does not depend on when it is asked for") {
    std::string shown_at_once;
    for (const bool often : {false, true}) {
        LineMerger other([this](std::string_view text) { shown += text; });
        const std::size_t sources[] = {other.add("left"), other.add("right")};
        for (Time ms = 0; ms < 200; ++ms) {
            const std::string text = ms % 7 == 3 ? "end\n" : ms % 25 < 12 ? "" : "some ";
            other.write(sources[ms / 5 % 2], ms * ps_per_ms,
                        {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
            if (often) {
                other.advance(ms * ps_per_ms);
            }
        }
        other.finish();
        (often ? shown : shown_at_once) = std::exchange(shown, {});
    }
    CHECK(shown == shown_at_once);
}

TEST_CASE_FIXTURE(Bench, "Line merger: machines that ran ahead are put in the order of time") {
    print(right, 3, "third\n");
    print(right, 1, "first\n");
    print(left, 2, "second\n");
    CHECK(show_until(3) == "right: first\nleft: second\n");
    CHECK(show_until(4) == "right: third\n");
}

TEST_CASE_FIXTURE(Bench, "Line merger: the end shows what is left, and ends the line") {
    print(left, 1, "a");
    print(right, 1, "b");
    merger.finish();
    CHECK(shown == "left: a\nright: b\n");
}

TEST_CASE_FIXTURE(Bench, "Line merger: an endpoint without a keyboard only prints") {
    const Simulation simulation;
    const auto endpoint = make_merged(merger, simulation, "third", nullptr);
    const std::string text = "hello\n";
    endpoint->write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    merger.finish();
    CHECK(shown == "third: hello\n");
    CHECK_FALSE(endpoint->interactive());
    CHECK_FALSE(endpoint->quit());
    CHECK(endpoint->description().empty());
    CHECK(endpoint->read().empty());
}
