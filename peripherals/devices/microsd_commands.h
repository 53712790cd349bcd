#pragma once

#include <algorithm>
#include <span>

namespace peripherals::devices::microsd {

// Physical Layer Simplified Specification, "Commands and Arguments": indices, and whether the card takes a
// command while it initialises.
struct Command {
    unsigned index;
    bool while_idle;
};
inline constexpr unsigned GoIdleState = 0;
inline constexpr unsigned SendOpCond = 1;
inline constexpr unsigned SendIfCond = 8;
inline constexpr unsigned SendCsd = 9;
inline constexpr unsigned SendCid = 10;
inline constexpr unsigned StopTransmission = 12;
inline constexpr unsigned SendStatus = 13;
inline constexpr unsigned SetBlocklen = 16;
inline constexpr unsigned ReadSingleBlock = 17;
inline constexpr unsigned ReadMultipleBlock = 18;
inline constexpr unsigned WriteBlock = 24;
inline constexpr unsigned WriteMultipleBlock = 25;
inline constexpr unsigned EraseWrBlkStartAddr = 32;
inline constexpr unsigned EraseWrBlkEndAddr = 33;
inline constexpr unsigned Erase = 38;
inline constexpr unsigned AppCmd = 55;
inline constexpr unsigned ReadOcr = 58;
inline constexpr unsigned CrcOnOff = 59;
inline constexpr Command commands[] = {
    {GoIdleState,         true },
    {SendOpCond,          true },
    {SendIfCond,          true },
    {SendCsd,             false},
    {SendCid,             false},
    {StopTransmission,    false},
    {SendStatus,          false},
    {SetBlocklen,         false},
    {ReadSingleBlock,     false},
    {ReadMultipleBlock,   false},
    {WriteBlock,          false},
    {WriteMultipleBlock,  false},
    {EraseWrBlkStartAddr, false},
    {EraseWrBlkEndAddr,   false},
    {Erase,               false},
    {AppCmd,              true },
    {ReadOcr,             true },
    {CrcOnOff,            true },
};
// After CMD55.
inline constexpr unsigned SdStatus = 13;
inline constexpr unsigned SendNumWrBlocks = 22;
inline constexpr unsigned SetWrBlkEraseCount = 23;
inline constexpr unsigned SdSendOpCond = 41;
inline constexpr unsigned SetClrCardDetect = 42;
inline constexpr unsigned SendScr = 51;
inline constexpr Command application_commands[] = {
    {SdStatus,           false},
    {SendNumWrBlocks,    false},
    {SetWrBlkEraseCount, false},
    {SdSendOpCond,       true },
    {SetClrCardDetect,   false},
    {SendScr,            false},
};

constexpr bool takes(std::span<const Command> list, unsigned index, bool idle) {
    return std::any_of(list.begin(), list.end(), [index, idle](const Command& command) {
        return command.index == index && (!idle || command.while_idle);
    });
}

// "Format R1".
inline constexpr unsigned IdleState = 1 << 0;
inline constexpr unsigned IllegalCommand = 1 << 2;
inline constexpr unsigned CrcError = 1 << 3;
inline constexpr unsigned EraseSequenceError = 1 << 4;
inline constexpr unsigned AddressError = 1 << 5;
inline constexpr unsigned ParameterError = 1 << 6;

} // namespace peripherals::devices::microsd
