#include "peripherals/rp2040/usb.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <vector>

using namespace sim::core;
using peripherals::rp2040::UsbController;

namespace {

constexpr std::uint32_t registers = 0x50110000;
constexpr std::uint32_t dpram = 0x50100000;
constexpr std::uint32_t set_alias = 0x2000;
constexpr std::uint32_t clear_alias = 0x3000;

enum Register : std::uint32_t {
    AddrEndp = 0x00,
    MainCtrl = 0x40,
    SofRd = 0x48,
    SieCtrl = 0x4c,
    SieStatus = 0x50,
    BuffStatus = 0x58,
    CpuShouldHandle = 0x5c,
    EpAbort = 0x60,
    EpAbortDone = 0x64,
    EpStallArm = 0x68,
    StallNak = 0x70,
    Muxing = 0x74,
    Pwr = 0x78,
    PhyDirect = 0x7c,
    PhyDirectOverride = 0x80,
    Intr = 0x8c,
    Inte = 0x90,
    Intf = 0x94,
    Ints = 0x98
};

constexpr std::uint32_t full = 1U << 15, last = 1U << 14, data1 = 1U << 13, select_0 = 1U << 12,
                        stall = 1U << 11, available = 1U << 10;
constexpr std::uint32_t ep_enable = 1U << 31, ep_double = 1U << 30, ep_int_1 = 1U << 29, ep_int_2 = 1U << 28,
                        bulk = 2U << 26, isochronous = 1U << 26, ep_int_stall = 1U << 17,
                        ep_int_nak = 1U << 16;
constexpr std::uint32_t buff_status_interrupt = 1U << 4, setup_interrupt = 1U << 16, sof_interrupt = 1U << 17,
                        suspend_interrupt = 1U << 14, resume_interrupt = 1U << 15, reset_interrupt = 1U << 12,
                        connection_interrupt = 1U << 13;

struct FakeHost final : UsbHostPort {
    std::vector<bool> pull_ups;
    int changes = 0;
    int wakeups = 0;
    void on_pull_up(bool on) override { pull_ups.push_back(on); }
    void on_answers_changed() override { ++changes; }
    void on_remote_wakeup() override { ++wakeups; }
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clock{48'000'000};
    UsbController usb{machine, "USB", clock};
    FakeHost host;

    Bench() {
        machine.bus().map({.base = registers,
                           .size = 0x4000,
                           .device = &usb,
                           .name = "USBCTRL_REGS",
                           .atomic_aliases = true});
        machine.bus().map(
            {.base = dpram, .size = 0x1000, .device = &usb.dpram(), .name = "USBCTRL_DPRAM", .lanes = true});
        machine.reset();
        usb.plug(&host);
        usb.drive(UsbBus::Idle, {});
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(registers + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) {
        machine.bus().write(registers + offset, value, {});
    }
    std::uint32_t ram(std::uint32_t offset, std::uint8_t size = 4) {
        return machine.bus().read(dpram + offset, {.size = size}).value;
    }
    void set_ram(std::uint32_t offset, std::uint32_t value, std::uint8_t size = 4) {
        machine.bus().write(dpram + offset, value, {.size = size});
    }
    void run_for(Time time) { simulation.run_until(simulation.now() + time); }

    /// As firmware does it: PHY, VBUS override, controller, EP0 interrupts, pull-up.
    void start() {
        write(Muxing, 9);
        write(Pwr, 0xc);
        write(MainCtrl, 1);
        write(SieCtrl, 1U << 29);
        write(SieCtrl + set_alias, 1U << 16);
    }
    void start_frames() {
        usb.drive(UsbBus::Frames, {simulation.now(), 7});
        write(SieStatus, 0xffffffff);
    }
    void open(unsigned number, UsbDirection direction, std::uint32_t control) {
        set_ram(8 * number + (direction == UsbDirection::Out ? 4 : 0), ep_enable | control);
    }
    static std::uint32_t control_of(unsigned number, UsbDirection direction) {
        return 0x80 + 8 * number + (direction == UsbDirection::Out ? 4 : 0);
    }
    UsbAnswer answer(unsigned number, UsbDirection direction) {
        return usb.preview(0, number, direction).answer;
    }
};

constexpr std::array<std::uint8_t, 8> get_descriptor = {0x80, 6, 0, 1, 0, 0, 64, 0};
constexpr std::array<std::uint8_t, 3> three_bytes = {1, 2, 3};

} // namespace

TEST_CASE("USB: the pull-up needs PHY, VBUS, controller and PULLUP_EN, and a reset drops it") {
    Bench bench;
    bench.write(SieCtrl, 1U << 16);
    bench.write(MainCtrl, 1);
    bench.write(Muxing, 1);
    CHECK(bench.host.pull_ups.empty());
    bench.usb.on_line(UsbController::VbusDetect, true);
    CHECK(bench.host.pull_ups == std::vector<bool>{true});
    CHECK((bench.read(SieStatus) & 1) == 1);
    bench.usb.hold_in_reset(true);
    CHECK(bench.host.pull_ups == std::vector<bool>{true, false});
}

TEST_CASE("USB: without 48 MHz nothing is answered, and that is told") {
    Bench bench;
    bench.start();
    bench.start_frames();
    CHECK(bench.answer(0, UsbDirection::In) == UsbAnswer::Nak);
    bench.clock.set_frequency(bench.simulation.now(), 0);
    CHECK(bench.answer(0, UsbDirection::In) == UsbAnswer::Silence);
    CHECK(bench.usb.setup(0, 0, get_descriptor) == UsbAnswer::Silence);
    CHECK(bench.simulation.diagnostics().count("usb.clock") == 1);
}

TEST_CASE("USB: a bus reset is seen after 2.5 us, LINE_STATE shows SE0 and then J") {
    Bench bench;
    bench.start();
    bench.write(Inte, reset_interrupt);
    bench.usb.drive(UsbBus::Reset, {});
    CHECK((bench.read(SieStatus) >> 2 & 3) == 0);
    bench.run_for(2 * ps_per_us);
    CHECK(!bench.usb.irq().level());
    bench.run_for(ps_per_us);
    CHECK(bench.usb.irq().level());
    bench.write(SieStatus + clear_alias, 1U << 19);
    CHECK(!bench.usb.irq().level());
    bench.usb.drive(UsbBus::Frames, {bench.simulation.now(), 0});
    CHECK((bench.read(SieStatus) >> 2 & 3) == 1);
    CHECK((bench.read(SieStatus) >> 16 & 1) == 1);
    CHECK((bench.read(Intr) & connection_interrupt) != 0);
}

TEST_CASE("USB: frames are counted, and DEV_SOF interrupts until SOF_RD is read") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.run_for(3 * ps_per_ms + 500 * ps_per_us);
    CHECK((bench.read(Intr) & sof_interrupt) != 0);
    CHECK(bench.read(SofRd) == 10);
    CHECK((bench.read(Intr) & sof_interrupt) == 0);
    bench.write(Inte, sof_interrupt);
    CHECK(!bench.usb.irq().level());
    bench.run_for(500 * ps_per_us);
    CHECK(bench.usb.irq().level());
    CHECK(bench.read(SofRd) == 11);
    CHECK(!bench.usb.irq().level());
}

TEST_CASE("USB: the frame number wraps at 2048 and stays when frames stop") {
    Bench bench;
    bench.start();
    bench.usb.drive(UsbBus::Frames, {bench.simulation.now(), 2047});
    bench.run_for(1500 * ps_per_us);
    CHECK(bench.read(SofRd) == 0);
    bench.run_for(ps_per_ms);
    bench.usb.drive(UsbBus::Idle, {});
    bench.run_for(10 * ps_per_ms);
    CHECK((bench.read(Intr) & sof_interrupt) != 0);
    CHECK(bench.read(SofRd) == 1);
}

TEST_CASE("USB: 3 ms without frames suspend, resume from the host ends it") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.run_for(5 * ps_per_ms);
    bench.write(Inte, suspend_interrupt | resume_interrupt);
    bench.usb.drive(UsbBus::Idle, {});
    bench.run_for(2900 * ps_per_us);
    CHECK((bench.read(SieStatus) & 1U << 4) == 0);
    bench.run_for(200 * ps_per_us);
    CHECK((bench.read(SieStatus) & 1U << 4) != 0);
    CHECK(bench.read(Ints) == suspend_interrupt);
    bench.write(SieStatus + clear_alias, 1U << 4);
    CHECK(bench.read(Ints) == 0);
    bench.write(SieCtrl + set_alias, 1U << 12);
    CHECK(bench.host.wakeups == 1);
    CHECK((bench.read(SieCtrl) & 1U << 12) == 0);
    bench.usb.drive(UsbBus::Resume, {});
    CHECK(bench.read(Ints) == (suspend_interrupt | resume_interrupt));
    CHECK((bench.read(SieStatus) >> 2 & 3) == 2);
    bench.write(SieStatus + clear_alias, 1U << 11);
    CHECK(bench.read(Ints) == suspend_interrupt);
}

TEST_CASE("USB: SETUP is always taken, lands at the start of the DPRAM and clears EP_STALL_ARM") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.write(Inte, setup_interrupt);
    bench.write(EpStallArm, 3);
    CHECK(bench.usb.setup(0, 0, get_descriptor) == UsbAnswer::Ack);
    CHECK(bench.usb.irq().level());
    CHECK(bench.ram(0) == 0x01000680);
    CHECK(bench.ram(4) == 0x00400000);
    CHECK(bench.read(EpStallArm) == 0);
    bench.write(SieStatus + clear_alias, 1U << 17);
    CHECK(!bench.usb.irq().level());
}

TEST_CASE("USB: another address than ADDR_ENDP's gets no answer") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.write(AddrEndp, 5);
    CHECK(bench.usb.setup(0, 0, get_descriptor) == UsbAnswer::Silence);
    CHECK(bench.usb.setup(5, 0, get_descriptor) == UsbAnswer::Ack);
}

TEST_CASE("USB: IN sends a full and available buffer once, with its PID") {
    Bench bench;
    bench.start();
    bench.start_frames();
    CHECK(bench.usb.in(0, 0).answer == UsbAnswer::Nak);
    bench.set_ram(0x100, 0x44332211);
    bench.set_ram(0x80, full | last | data1 | 4);
    CHECK(bench.usb.in(0, 0).answer == UsbAnswer::Nak);
    const int changes = bench.host.changes;
    bench.set_ram(0x80, full | last | data1 | available | 4);
    CHECK(bench.host.changes > changes);
    CHECK(bench.usb.preview(0, 0, UsbDirection::In).length == 4);
    const UsbIn packet = bench.usb.in(0, 0);
    CHECK(packet.answer == UsbAnswer::Ack);
    CHECK(packet.data1);
    CHECK(std::vector(packet.data.begin(), packet.data.end()) ==
          std::vector<std::uint8_t>{0x11, 0x22, 0x33, 0x44});
    CHECK(bench.ram(0x80) == (last | data1 | 4));
    CHECK(bench.read(BuffStatus) == 1);
    CHECK((bench.read(SieStatus) & (1U << 18 | 1U << 30)) == (1U << 18 | 1U << 30));
    CHECK(bench.usb.in(0, 0).answer == UsbAnswer::Nak);
}

TEST_CASE("USB: OUT fills an available buffer; a wrong PID is acknowledged and dropped") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(2, UsbDirection::Out, bulk | ep_int_1 | 0x180);
    bench.set_ram(Bench::control_of(2, UsbDirection::Out), data1 | available | 64);
    CHECK(bench.usb.out(0, 2, false, three_bytes) == UsbAnswer::Ack);
    CHECK((bench.read(SieStatus) >> 31) == 1);
    CHECK(bench.read(BuffStatus) == 0);
    CHECK(bench.usb.out(0, 2, true, three_bytes) == UsbAnswer::Ack);
    CHECK(bench.read(BuffStatus) == 1U << 5);
    CHECK(bench.ram(Bench::control_of(2, UsbDirection::Out)) == (full | data1 | 3));
    CHECK(bench.ram(0x180) == 0x030201);
    CHECK(bench.usb.out(0, 2, false, three_bytes) == UsbAnswer::Nak);
}

TEST_CASE("USB: double buffers are used in turn; clearing BUFF_STATUS brings the second one up") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(1, UsbDirection::In, bulk | ep_double | ep_int_1 | 0x200);
    bench.set_ram(0x200, 0xaa, 1);
    bench.set_ram(0x240, 0xbb, 1);
    const std::uint32_t control = Bench::control_of(1, UsbDirection::In);
    bench.set_ram(control, (full | data1 | available | 1) << 16 | full | select_0 | available | 1);
    CHECK(bench.usb.in(0, 1).data[0] == 0xaa);
    CHECK(bench.usb.in(0, 1).data[0] == 0xbb);
    CHECK(bench.ram(control) == ((data1 | 1) << 16 | 1));
    CHECK(bench.read(BuffStatus) == 4);
    CHECK((bench.read(CpuShouldHandle) & 4) == 0);
    bench.write(BuffStatus + clear_alias, 4);
    CHECK(bench.read(BuffStatus) == 4);
    CHECK((bench.read(CpuShouldHandle) & 4) == 4);
    bench.write(BuffStatus + clear_alias, 4);
    CHECK(bench.read(BuffStatus) == 0);
    // The halves are re-armed alone; the selector stands at buffer 0 again.
    bench.set_ram(control, full | available | 1, 2);
    CHECK(bench.usb.in(0, 1).data[0] == 0xaa);
    CHECK(bench.usb.in(0, 1).answer == UsbAnswer::Nak);
    bench.set_ram(control + 2, full | available | 1, 2);
    CHECK(bench.usb.in(0, 1).data[0] == 0xbb);
}

TEST_CASE("USB: an interrupt per two buffers comes after the second one") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.write(Inte, buff_status_interrupt);
    bench.open(3, UsbDirection::Out, bulk | ep_double | ep_int_2 | 0x200);
    bench.set_ram(Bench::control_of(3, UsbDirection::Out),
                  (data1 | available | 64) << 16 | select_0 | available | 64);
    CHECK(bench.usb.out(0, 3, false, three_bytes) == UsbAnswer::Ack);
    CHECK(!bench.usb.irq().level());
    CHECK(bench.usb.out(0, 3, true, three_bytes) == UsbAnswer::Ack);
    CHECK(bench.usb.irq().level());
    CHECK(bench.ram(0x240) == 0x030201);
}

TEST_CASE("USB: RESET in a buffer control chooses buffer 0 again") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(1, UsbDirection::In, bulk | ep_double | ep_int_1 | 0x200);
    const std::uint32_t control = Bench::control_of(1, UsbDirection::In);
    bench.set_ram(0x200, 0xaa, 1);
    bench.set_ram(control, full | select_0 | available | 1);
    CHECK(bench.usb.in(0, 1).data[0] == 0xaa);
    bench.set_ram(control, full | available | 1);
    CHECK(bench.usb.in(0, 1).answer == UsbAnswer::Nak);
    bench.set_ram(control, full | select_0 | available | 1);
    CHECK(bench.usb.in(0, 1).data[0] == 0xaa);
}

TEST_CASE("USB: EP0 has its double buffer and interrupt bits in SIE_CTRL") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.write(SieCtrl, 1U << 16 | 1U << 30 | 1U << 28);
    bench.set_ram(0x140, 0x5a, 1);
    bench.set_ram(0x80, (full | data1 | available | 1) << 16 | full | select_0 | available | 0);
    CHECK(bench.usb.in(0, 0).data.empty());
    CHECK(bench.read(BuffStatus) == 0);
    CHECK(bench.usb.in(0, 0).data[0] == 0x5a);
    CHECK(bench.read(BuffStatus) == 1);
}

TEST_CASE("USB: STALL answers with it; EP0 needs EP_STALL_ARM as well") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(1, UsbDirection::In, bulk | ep_int_stall | 0x200);
    bench.set_ram(Bench::control_of(1, UsbDirection::In), stall);
    CHECK(bench.usb.in(0, 1).answer == UsbAnswer::Stall);
    CHECK(bench.read(StallNak) == 4);
    bench.set_ram(0x80, stall);
    CHECK(bench.usb.in(0, 0).answer == UsbAnswer::Nak);
    bench.write(EpStallArm + set_alias, 1);
    CHECK(bench.usb.in(0, 0).answer == UsbAnswer::Stall);
    bench.usb.setup(0, 0, get_descriptor);
    CHECK(bench.usb.in(0, 0).answer == UsbAnswer::Nak);
}

TEST_CASE("USB: an endpoint that interrupts on NAK wants to see each first one") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(1, UsbDirection::Out, bulk | ep_int_nak | 0x200);
    CHECK(bench.usb.preview(0, 1, UsbDirection::Out).nak_seen);
    CHECK(bench.usb.out(0, 1, false, three_bytes) == UsbAnswer::Nak);
    CHECK(bench.read(StallNak) == 8);
    CHECK(!bench.usb.preview(0, 1, UsbDirection::Out).nak_seen);
    bench.write(StallNak, 8);
    CHECK(bench.usb.preview(0, 1, UsbDirection::Out).nak_seen);
}

TEST_CASE("USB: EP_ABORT makes an available buffer say NAK and is done at once") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(1, UsbDirection::In, bulk | 0x200);
    bench.set_ram(Bench::control_of(1, UsbDirection::In), full | available | 1);
    bench.write(EpAbort + set_alias, 4);
    CHECK(bench.read(EpAbortDone) == 4);
    CHECK(bench.usb.in(0, 1).answer == UsbAnswer::Nak);
    bench.write(EpAbortDone + clear_alias, 4);
    bench.write(EpAbort + clear_alias, 4);
    CHECK(bench.read(EpAbortDone) == 0);
    CHECK(bench.usb.in(0, 1).answer == UsbAnswer::Ack);
}

TEST_CASE("USB: an endpoint that is not enabled gets no answer") {
    Bench bench;
    bench.start();
    bench.start_frames();
    CHECK(bench.usb.in(0, 4).answer == UsbAnswer::Silence);
    bench.open(4, UsbDirection::In, bulk);
    CHECK(bench.usb.in(0, 4).answer == UsbAnswer::Nak);
}

TEST_CASE("USB: isochronous buffers have their own distance, no PID check and no NAK") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.open(5, UsbDirection::Out, isochronous | ep_double | ep_int_1 | 0x400);
    CHECK(bench.usb.out(0, 5, false, three_bytes) == UsbAnswer::Silence);
    bench.set_ram(Bench::control_of(5, UsbDirection::Out),
                  1U << 27 | (data1 | available | 200) << 16 | select_0 | available | 200);
    CHECK(bench.usb.out(0, 5, false, std::array<std::uint8_t, 200>{9}) == UsbAnswer::Ack);
    CHECK(bench.usb.out(0, 5, false, three_bytes) == UsbAnswer::Ack);
    CHECK((bench.ram(Bench::control_of(5, UsbDirection::Out)) & 0x3ff) == 200);
    CHECK(bench.ram(0x500) == 0x030201);
}

TEST_CASE("USB: the DPRAM takes bytes, half-words and words, and survives the block's reset") {
    Bench bench;
    bench.set_ram(0x300, 0x11223344);
    bench.set_ram(0x301, 0xaa, 1);
    bench.set_ram(0x302, 0xbbcc, 2);
    CHECK(bench.ram(0x300) == 0xbbccaa44);
    CHECK(bench.ram(0x302, 2) == 0xbbcc);
    CHECK(bench.ram(0x303, 1) == 0xbb);
    bench.usb.hold_in_reset(true);
    bench.usb.hold_in_reset(false);
    CHECK(bench.ram(0x300) == 0xbbccaa44);
}

TEST_CASE("USB: INTF forces the line, host mode is told") {
    Bench bench;
    bench.write(Intf, 1);
    CHECK(bench.usb.irq().level());
    CHECK(bench.read(Ints) == 1);
    bench.write(MainCtrl, 3);
    CHECK(bench.simulation.diagnostics().count("usb.host_mode") == 1);
}

TEST_CASE("USB: the PHY's override keeps the pull-up while the controller is muxed to the pads") {
    Bench bench;
    bench.start();
    bench.start_frames();
    bench.write(PhyDirect, 2);
    bench.write(PhyDirectOverride, 4);
    bench.write(Muxing, 0xc);
    CHECK((bench.read(SieStatus) >> 2 & 3) == 1);
    CHECK(bench.answer(0, UsbDirection::In) == UsbAnswer::Silence);
    bench.write(Muxing, 9);
    bench.write(PhyDirectOverride, 0);
    CHECK(bench.answer(0, UsbDirection::In) == UsbAnswer::Nak);
    CHECK(bench.host.pull_ups == std::vector<bool>{true});
    CHECK((bench.read(PhyDirect) >> 16 & 7) == 3);
}

TEST_CASE("USB: VBUS EN follows the controller, or USB_PWR's override") {
    Bench bench;
    CHECK(bench.usb.outputs().levels() == 0);
    bench.write(SieCtrl, 1U << 11);
    CHECK(bench.usb.outputs().levels() == 1);
    bench.write(Pwr, 2);
    CHECK(bench.usb.outputs().levels() == 0);
}
