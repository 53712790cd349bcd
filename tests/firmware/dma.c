// DMA controller (datasheet, "DMA").

#include "firmware.h"

enum {
    EN = BIT(0),
    BYTES = 0 << 2,
    HALVES = 1 << 2,
    WORDS = 2 << 2,
    INCR_READ = BIT(4),
    INCR_WRITE = BIT(5)
};
enum {
    RING_WRITE = BIT(10),
    QUIET = BIT(21),
    BSWAP = BIT(22),
    SNIFF = BIT(23),
    BUSY = BIT(24),
    READ_ERROR = BIT(30)
};
enum { TREQ_TIMER0 = 0x3b, TREQ_UNPACED = 0x3f };

static uint32_t ring_size(uint32_t bits) {
    return bits << 6;
}
static uint32_t chain_to(uint32_t channel) {
    return channel << 11;
}
static uint32_t treq(uint32_t request) {
    return request << 15;
}
// Chained to itself, a channel starts no other.
static uint32_t plain(uint32_t channel) {
    return EN | chain_to(channel) | treq(TREQ_UNPACED);
}

static uint32_t from[64] __attribute__((aligned(256)));
static uint32_t to[64] __attribute__((aligned(256)));
static volatile uint32_t interrupts;

static void fill(void) {
    for (uint32_t i = 0; i < 64; ++i) {
        from[i] = i * 0x9e3779b9u;
        to[i] = 0;
    }
}

static void start(uint32_t channel, volatile void* write, const volatile void* read, uint32_t count,
                  uint32_t ctrl) {
    DmaChannel* const ch = &DMA->CH[channel];
    ch->READ_ADDR = (uintptr_t)read;
    ch->WRITE_ADDR = (uintptr_t)write;
    ch->TRANS_COUNT = count;
    ch->CTRL_TRIG = ctrl;
}

static bool finish(uint32_t channel) {
    return wait_for(&DMA->CH[channel].CTRL_TRIG, BUSY, 0, 10000);
}

static uint32_t differing(uint32_t words) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < words; ++i) {
        count += from[i] != ((volatile uint32_t*)to)[i];
    }
    return count;
}

static void check_copies(void) {
    check_equal("DMA: it has 12 channels", DMA->N_CHANNELS, 12);
    fill();
    start(0, to, from, 64, plain(0) | WORDS | INCR_READ | INCR_WRITE);
    check("DMA: a copy ends", finish(0));
    check_equal("DMA: words are copied", differing(64), 0);
    check_equal("DMA: TRANS_COUNT is 0 at the end", DMA->CH[0].TRANS_COUNT, 0);
    check_equal("DMA: READ_ADDR is behind the last word", DMA->CH[0].READ_ADDR, (uintptr_t)(from + 64));
    check_equal("DMA: the end sets INTR", DMA->INTR & 1, 1);
    DMA->INTR = 1;
    check_equal("DMA: a 1 written to INTR clears it", DMA->INTR & 1, 0);

    fill();
    start(1, (uint8_t*)to + 1, (uint8_t*)from + 2, 5, plain(1) | BYTES | INCR_READ | INCR_WRITE);
    finish(1);
    const volatile uint8_t* const bytes = (volatile uint8_t*)to;
    bool same = bytes[0] == 0 && bytes[6] == 0;
    for (uint32_t i = 0; i < 5; ++i) {
        same = same && bytes[1 + i] == ((uint8_t*)from)[2 + i];
    }
    check("DMA: bytes go to any byte address", same);

    fill();
    start(2, to, from + 3, 6, plain(2) | HALVES | INCR_WRITE);
    finish(2);
    check_equal("DMA: without INCR_READ the same half-word goes again", ((volatile uint32_t*)to)[2],
                (from[3] & 0xffff) * 0x10001);

    fill();
    start(2, to, from, 8, plain(2) | WORDS | INCR_READ | INCR_WRITE | RING_WRITE | ring_size(4));
    finish(2);
    check_equal("DMA: a ring of 16 bytes wraps the write address", ((volatile uint32_t*)to)[0], from[4]);
    check_equal("DMA: nothing is written behind a ring", ((volatile uint32_t*)to)[4], 0);

    fill();
    start(3, to, from, 1, plain(3) | WORDS | BSWAP);
    finish(3);
    check_equal("DMA: BSWAP turns the bytes round", ((volatile uint32_t*)to)[0], __builtin_bswap32(from[0]));
}

static void check_triggers(void) {
    fill();
    DmaChannel* const ch = &DMA->CH[4];
    ch->READ_ADDR = (uintptr_t)from;
    ch->WRITE_ADDR = (uintptr_t)to;
    ch->AL1_CTRL = plain(4) | WORDS | INCR_READ | INCR_WRITE;
    wait_us(1);
    check_equal("DMA: AL1_CTRL does not start it", ch->AL1_CTRL & BUSY, 0);
    ch->AL1_TRANS_COUNT_TRIG = 4;
    finish(4);
    check_equal("DMA: AL1_TRANS_COUNT_TRIG does", differing(4), 0);
    DMA->MULTI_CHAN_TRIGGER = BIT(4);
    finish(4);
    check_equal("DMA: started again it goes on from where it was", differing(8), 0);
    check_equal("DMA: and as far as TRANS_COUNT was written", ch->READ_ADDR, (uintptr_t)(from + 8));

    fill();
    DMA->CH[6].READ_ADDR = (uintptr_t)(from + 8);
    DMA->CH[6].WRITE_ADDR = (uintptr_t)(to + 8);
    DMA->CH[6].TRANS_COUNT = 8;
    DMA->CH[6].AL1_CTRL = plain(6) | WORDS | INCR_READ | INCR_WRITE;
    start(5, to, from, 8, EN | treq(TREQ_UNPACED) | WORDS | INCR_READ | INCR_WRITE | chain_to(6));
    finish(5);
    finish(6);
    check_equal("DMA: a channel starts the one it is chained to", differing(16), 0);

    // Scatter and gather: channel 7 writes a list of read addresses into channel 8; a zero ends it.
    fill();
    static uint32_t list[3];
    list[0] = (uintptr_t)(from + 20);
    list[1] = (uintptr_t)(from + 10);
    list[2] = 0;
    DMA->INTR = BIT(8);
    DMA->CH[8].WRITE_ADDR = (uintptr_t)to;
    DMA->CH[8].TRANS_COUNT = 2;
    DMA->CH[8].AL1_CTRL = EN | treq(TREQ_UNPACED) | WORDS | INCR_READ | INCR_WRITE | chain_to(7) | QUIET;
    start(7, &DMA->CH[8].AL3_READ_ADDR_TRIG, list, 1, plain(7) | WORDS | INCR_READ);
    check("DMA: a zero in a list of control blocks ends it, with an interrupt",
          wait_for(&DMA->INTR, BIT(8), BIT(8), 1000));
    check_equal("DMA: the first block was copied", ((volatile uint32_t*)to)[1], from[21]);
    check_equal("DMA: the second block was copied behind it", ((volatile uint32_t*)to)[2], from[10]);
}

static void on_dma1(void) {
    DMA->INTS1 = BIT(9);
    ++interrupts;
}

static void check_pace(void) {
    enable_irq(IRQ_DMA_1, on_dma1);
    DMA->INTE1 = BIT(9);
    DMA->TIMER[0] = 1 << 16 | 125; // one in 125 cycles
    fill();
    const uint32_t begun = now_us();
    start(9, to, from, 64, EN | chain_to(9) | treq(TREQ_TIMER0) | WORDS | INCR_READ | INCR_WRITE);
    finish(9);
    const uint32_t taken = now_us() - begun;
    check_between("DMA: a pacing timer gives one transfer a microsecond", taken, 62, 67);
    check_equal("DMA: its end interrupts by INTE1", interrupts, 1);
    DMA->INTE1 = 0;

    start(9, to, from, 60000, EN | chain_to(9) | treq(TREQ_TIMER0) | WORDS);
    wait_us(20);
    const uint32_t left = DMA->CH[9].TRANS_COUNT;
    DMA->CHAN_ABORT = BIT(9);
    check("DMA: CHAN_ABORT ends a transfer", wait_for(&DMA->CHAN_ABORT, BIT(9), 0, 100) && finish(9));
    check_between("DMA: TRANS_COUNT counts down", 60000 - left, 18, 23);
}

static uint32_t sniff(uint32_t ctrl, uint32_t seed, const char* text, uint32_t size) {
    DMA->SNIFF_CTRL = ctrl | 10 << 1 | 1;
    DMA->SNIFF_DATA = seed;
    start(10, to, text, size, plain(10) | BYTES | INCR_READ | SNIFF);
    finish(10);
    const uint32_t result = DMA->SNIFF_DATA;
    DMA->SNIFF_CTRL = 0;
    return result;
}

static void check_sniffer(void) {
    enum { CRC32 = 0 << 5, CRC32_REVERSED = 1 << 5, CRC16 = 2 << 5, EVEN = 0xe << 5, SUM = 0xf << 5 };
    enum { OUT_REV = BIT(10), OUT_INV = BIT(11) };
    // The check values of the catalogues: CRC-32, CRC-32/MPEG-2 and CRC-16/CCITT-FALSE of "123456789".
    check_equal("DMA: the sniffer's CRC-32, bits reversed",
                sniff(CRC32_REVERSED | OUT_REV | OUT_INV, 0xffffffff, "123456789", 9), 0xcbf43926);
    check_equal("DMA: the sniffer's CRC-32", sniff(CRC32, 0xffffffff, "123456789", 9), 0x0376e6e7);
    check_equal("DMA: the sniffer's CRC-16", sniff(CRC16, 0xffff, "123456789", 9) & 0xffff, 0x29b1);
    check_equal("DMA: the sniffer's sum", sniff(SUM, 0, "123456789", 9), 9 * '5');
}

static void check_error(void) {
    start(11, to, (void*)0x30000000, 4, plain(11) | WORDS | INCR_READ | INCR_WRITE);
    finish(11);
    check_equal("DMA: a read of nothing sets READ_ERROR", DMA->CH[11].CTRL_TRIG & READ_ERROR, READ_ERROR);
    DMA->CH[11].AL1_CTRL = READ_ERROR;
    check_equal("DMA: a 1 written to READ_ERROR clears it", DMA->CH[11].CTRL_TRIG & READ_ERROR, 0);
}

void program(void) {
    check_copies();
    check_triggers();
    check_pace();
    check_sniffer();
    check_error();
}
