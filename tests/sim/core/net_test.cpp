#include "sim/core/machine.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

using namespace sim::core;

namespace {

struct Listener final : NetListener {
    void on_edge(unsigned pin, Level level) override { edges.emplace_back(pin, level); }
    std::vector<std::pair<unsigned, Level>> edges;
};

struct Bench {
    Simulation simulation;
    Machine left{simulation, "left"};
    Machine right{simulation, "right"};
    Listener listener;
    NetPin a;
    NetPin b;

    Bench() {
        a.connect(left.net("A"), &listener, 1);
        b.connect(right.net("B"), &listener, 2);
    }
    using Edges = std::vector<std::pair<unsigned, Level>>;
};

} // namespace

TEST_CASE_FIXTURE(Bench, "Net: of pulls both ways the far smaller resistance wins, like ones float") {
    Net& net = left.net("P");
    NetPin chip, board;
    chip.connect(net, nullptr, 0);
    board.connect(net, nullptr, 1);
    chip.set({.pull = Pull::Down, .pull_kohm = 50});
    board.set({.pull = Pull::Up, .pull_kohm = 10});
    CHECK(net.level() == Level::High);
    board.set({.pull = Pull::Up, .pull_kohm = 50});
    CHECK(net.level() == Level::Floating);
    board.set({.pull = Pull::Up, .pull_kohm = 500});
    CHECK(net.level() == Level::Low);
}

TEST_CASE_FIXTURE(Bench, "Net: joined nets of two machines are one, under both names") {
    left.net("A").join(right.net("B"));
    a.set({.drive = Drive::High});
    simulation.settle();
    CHECK(listener.edges == Edges{
                                {1, Level::High},
                                {2, Level::High}
    });
    CHECK(right.net("B").level() == Level::High);
    CHECK(right.net("B").driven_mv() == 3300);
    CHECK(left.net("A").instance() == right.net("B").instance());
    CHECK(right.net("B").edges() == 1);
    b.set({.drive = Drive::Low});
    CHECK(simulation.diagnostics().count("net.contention") == 1);
}

TEST_CASE_FIXTURE(Bench, "Net: joining tells each side of a level that is new to it") {
    a.set({.drive = Drive::High});
    simulation.settle();
    listener.edges.clear();
    SUBCASE("that of the first net") {
        left.net("A").join(right.net("B"));
    }
    SUBCASE("that of the other one") {
        right.net("B").join(left.net("A"));
    }
    simulation.settle();
    CHECK(std::count(listener.edges.begin(), listener.edges.end(), std::pair{2U, Level::High}) == 1);
    CHECK(b.level() == Level::High);
}

TEST_CASE_FIXTURE(Bench, "Net: nets are joined in chains and rings, and take later pins") {
    Net& third = right.net("C");
    left.net("A").join(right.net("B"));
    third.join(right.net("B"));
    left.net("A").join(third);
    NetPin c;
    c.connect(left.net("A"), &listener, 3);
    c.set({.pull = Pull::Up});
    simulation.settle();
    CHECK(listener.edges == Edges{
                                {1, Level::High},
                                {2, Level::High},
                                {3, Level::High}
    });
    CHECK(third.level() == Level::High);
}

TEST_CASE_FIXTURE(Bench, "Net: volts up to 0.8 V are low, from 2.0 V on high, and neither between them") {
    Net& net = left.net("A");
    a.set(volts(800));
    CHECK(net.level() == Level::Low);
    a.set(volts(801));
    CHECK(net.level() == Level::Floating);
    CHECK(net.between_limits());
    a.set(volts(1999));
    CHECK(net.between_limits());
    a.set(volts(2000));
    CHECK(net.level() == Level::High);
    CHECK_FALSE(net.between_limits());
    a.set({});
    CHECK(net.level() == Level::Floating);
    CHECK_FALSE(net.between_limits());
}

TEST_CASE_FIXTURE(Bench, "Net: contention is counted when it begins") {
    left.net("A").join(right.net("B"));
    a.set({.drive = Drive::High});
    b.set({.drive = Drive::Low});
    b.set({.drive = Drive::Low, .strength_ma = 12});
    CHECK(simulation.diagnostics().count("net.contention") == 1);
    a.set({.drive = Drive::Low});
    a.set({.drive = Drive::High});
    CHECK(simulation.diagnostics().count("net.contention") == 2);
}

TEST_CASE_FIXTURE(Bench,
                  "Net: an open-drain line that is let go without a pull-up is told of, with its place") {
    a.set_open_drain();
    NetPin pull;
    pull.connect(left.net("A"), nullptr, 0);
    pull.set({.pull = Pull::Up});
    a.set({.drive = Drive::Low});
    a.set({});
    CHECK(simulation.diagnostics().count("net.missing_pull_up") == 0);
    SUBCASE("nothing pulls") {
        pull.set({});
    }
    SUBCASE("it is pulled down") {
        pull.set({.pull = Pull::Down});
    }
    a.set({.drive = Drive::Low});
    a.set({});
    CHECK(simulation.diagnostics().count("net.missing_pull_up") == 1);
    a.set({.drive = Drive::Low});
    a.set({});
    CHECK(simulation.diagnostics().entries().at({"net.missing_pull_up", "left.A"}).count == 2);
}

TEST_CASE_FIXTURE(Bench, "Net: other lines may be let go") {
    a.set({.drive = Drive::Low});
    a.set({});
    CHECK(simulation.diagnostics().count("net.missing_pull_up") == 0);
}

TEST_CASE_FIXTURE(Bench, "Net: loads of all parts on a wire add up") {
    a.set_load({.high_ua = 3000, .low_ua = 10});
    b.set_load({.high_ua = 500});
    CHECK(left.net("A").load_ua(Level::High) == 3000);
    left.net("A").join(right.net("B"));
    CHECK(right.net("B").load_ua(Level::High) == 3500);
    CHECK(right.net("B").load_ua(Level::Low) == 10);
    CHECK(right.net("B").load_ua(Level::Floating) == 0);
    a.set_load({});
    CHECK(left.net("A").load_ua(Level::High) == 500);
}

TEST_CASE("Net: closed contacts make one of several, with the levels that all their pins give") {
    Simulation simulation;
    Machine machine(simulation, "m");
    Net& a = machine.net("A");
    Net& b = machine.net("B");
    Net& c = machine.net("C");
    NetPin low, pull, driver;
    low.connect(a, nullptr, 0);
    pull.connect(b, nullptr, 0);
    driver.connect(c, nullptr, 0);
    Contact ab(a, b);
    Contact bc(b, c);
    low.set({.drive = Drive::Low, .strength_ma = 12});
    pull.set({.pull = Pull::Up});
    CHECK(b.level() == Level::High);
    ab.close(true);
    CHECK(b.level() == Level::Low);
    CHECK(b.drive_ma() == 12);
    CHECK(c.level() == Level::Floating);
    bc.close(true);
    CHECK(c.level() == Level::Low);
    low.set({});
    CHECK(c.level() == Level::High);
    CHECK(c.drive_ma() == 0);
    driver.set({.drive = Drive::High, .high_mv = 5000});
    CHECK(a.driven_mv() == 5000);
    CHECK(simulation.diagnostics().count("net.contention") == 0);
    low.set({.drive = Drive::Low, .strength_ma = 12});
    CHECK(a.level() == Level::Low);
    CHECK(simulation.diagnostics().count("net.contention") == 1);
    ab.close(false);
    CHECK(a.level() == Level::Low);
    CHECK(c.level() == Level::High);
    CHECK(b.level() == Level::High);
}

TEST_CASE("Net: who asks for it hears of a driver that takes the place of a pull") {
    class Counter final : public NetListener {
    public:
        int edges = 0;
        int drives = 0;

    private:
        void on_edge(unsigned, Level) override { ++edges; }
        void on_drive(unsigned) override { ++drives; }
    };
    Simulation simulation;
    Machine machine(simulation, "m");
    Net& net = machine.net("N");
    Counter asked, other;
    NetPin watching, listening, pin;
    watching.connect(net, &asked, 0);
    listening.connect(net, &other, 0);
    watching.watch_drive();
    pin.connect(net, nullptr, 0);
    pin.set({.pull = Pull::Down});
    simulation.settle();
    const int before = asked.drives;
    pin.set({.drive = Drive::Low});
    simulation.settle();
    CHECK(asked.drives == before + 1);
    CHECK(asked.edges == 1);
    CHECK(other.edges == 1);
    CHECK(other.drives == 0);
}
