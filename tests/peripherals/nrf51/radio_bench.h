#pragma once

#include "peripherals/nrf51/radio.h"
#include "sim/core/machine.h"
#include "sim/core/memory.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace radio_bench {

using namespace sim::core;
using peripherals::nrf51::EventSink;
using peripherals::nrf51::Radio;

enum Task : std::uint32_t {
    Txen = 0x000,
    Rxen = 0x004,
    Start = 0x008,
    StopTask = 0x00c,
    Disable = 0x010,
    RssiStart = 0x014,
    RssiStop = 0x018,
    BcStart = 0x01c,
    BcStop = 0x020
};

enum HappenedEvent : std::uint32_t {
    Ready = 0x100,
    Address = 0x104,
    Payload = 0x108,
    End = 0x10c,
    Disabled = 0x110,
    DevMatch = 0x114,
    DevMiss = 0x118,
    RssiEnd = 0x11c,
    BcMatch = 0x128
};

enum Reg : std::uint32_t {
    Shorts = 0x200,
    IntenSet = 0x304,
    CrcStatus = 0x400,
    RxMatch = 0x408,
    RxCrc = 0x40c,
    Dai = 0x410,
    PacketPtr = 0x504,
    FrequencyReg = 0x508,
    TxPower = 0x50c,
    ModeReg = 0x510,
    Pcnf0 = 0x514,
    Pcnf1 = 0x518,
    Base0 = 0x51c,
    Base1 = 0x520,
    Prefix0 = 0x524,
    Prefix1 = 0x528,
    TxAddress = 0x52c,
    RxAddresses = 0x530,
    CrcCnf = 0x534,
    CrcPoly = 0x538,
    CrcInit = 0x53c,
    Test = 0x540,
    Tifs = 0x544,
    RssiSample = 0x548,
    StateReg = 0x550,
    DataWhiteIv = 0x554,
    Bcc = 0x560,
    Dab = 0x600,
    Dap = 0x620,
    DacNf = 0x640,
    Power = 0xffc
};

enum Shortcut : std::uint32_t {
    ReadyStart = 1 << 0,
    EndDisable = 1 << 1,
    DisabledTxen = 1 << 2,
    DisabledRxen = 1 << 3,
    AddressRssiStart = 1 << 4,
    EndStart = 1 << 5,
    AddressBcStart = 1 << 6,
    DisabledRssiStop = 1 << 8
};

constexpr std::uint32_t ram_base = 0x20000000;
constexpr std::uint32_t radio_base = 0x40001000;
constexpr std::uint32_t send_buffer = ram_base + 0x100;
constexpr std::uint32_t receive_buffer = ram_base + 0x400;

/// A machine of RAM and a radio, which notes when its events happened. Set up as MicroPython of the micro:bit
/// does: 1 Mbit/s, 4 bytes of base, LENGTH of 8 bits, 16 bits of CRC, whitening.
class Node final : private EventSink {
public:
    Node(Simulation& simulation, const std::string& name)
        : machine(simulation, name), radio(machine, this), simulation_(simulation) {
        machine.bus().map(
            {.base = ram_base, .size = ram.size(), .device = &ram, .name = "RAM", .lanes = true});
        machine.bus().map({.base = radio_base, .size = 0x1000, .device = &radio, .name = "RADIO"});
        machine.reset();
        write(FrequencyReg, 7);
        write(Base0, 0x75626974);
        write(RxAddresses, 1);
        write(Pcnf0, 0x00000008);
        write(Pcnf1, 0x02040020);
        write(CrcCnf, 2);
        write(CrcInit, 0xffff);
        write(CrcPoly, 0x11021);
        write(DataWhiteIv, 0x18);
    }

    void write(std::uint32_t offset, std::uint32_t value) {
        machine.bus().write(radio_base + offset, value, {});
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(radio_base + offset, {}).value; }
    void task(Task task) { write(task, 1); }
    void put(std::uint32_t address, std::initializer_list<unsigned> bytes) {
        for (const unsigned byte : bytes) {
            machine.bus().write(address++, byte, {.size = 1});
        }
    }
    std::vector<unsigned> get(std::uint32_t address, unsigned count) {
        std::vector<unsigned> bytes;
        for (unsigned i = 0; i < count; ++i) {
            bytes.push_back(machine.bus().read(address + i, {.size = 1}).value);
        }
        return bytes;
    }
    /// Times of an event, in microseconds.
    std::vector<double> times(HappenedEvent event) {
        std::vector<double> result;
        for (const Time time : happened_[event]) {
            result.push_back(static_cast<double>(time) / ps_per_us);
        }
        return result;
    }
    std::size_t count(HappenedEvent event) { return happened_[event].size(); }
    void forget() { happened_.clear(); }

    /// Sends what is in `send_buffer` as soon as it can.
    void send() {
        write(PacketPtr, send_buffer);
        write(Shorts, ReadyStart | EndDisable);
        task(Txen);
    }
    void listen() {
        write(PacketPtr, receive_buffer);
        write(Shorts, ReadyStart);
        task(Rxen);
    }

    Machine machine;
    Memory ram{0x4000, Memory::Kind::Ram};
    Radio radio;

private:
    void on_event(std::uint32_t address) override {
        happened_[address - radio_base].push_back(simulation_.now());
    }

    Simulation& simulation_;
    std::map<std::uint32_t, std::vector<Time>> happened_;
};

/// A sender `a` and a receiver `b`; the receiver listens from 130 us on.
struct Link {
    Simulation simulation;
    Node a{simulation, "a"};
    Node b{simulation, "b"};

    void run_us(double us) {
        simulation.run_until(simulation.now() + static_cast<Time>(us * static_cast<double>(ps_per_us)));
    }
};

} // namespace radio_bench
