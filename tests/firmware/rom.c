// The boot ROM's tables and functions (datasheet, "Bootrom Contents"), and the flash chip behind them.

#include "firmware.h"

typedef uint32_t (*Function1)(uint32_t);
typedef uint32_t (*Function2)(uint32_t, uint32_t);
typedef void* (*Function3)(void*, uint32_t, uint32_t);
typedef uint32_t (*Lookup)(const uint16_t*, uint32_t);

static uint32_t call1(char first, char second, uint32_t argument) {
    return ((Function1)rom_function(first, second))(argument);
}

static void check_tables(void) {
    const volatile uint8_t* const rom = (const volatile uint8_t*)0x10;
    check("boot ROM: its magic is Mu 01", rom[0] == 'M' && rom[1] == 'u' && rom[2] == 1);
    check_between("boot ROM: its version is 1 to 3", rom[3], 1, 3);
    const Lookup lookup = (Lookup)(uintptr_t) * (const volatile uint16_t*)0x18;
    const uint16_t* const table = (const uint16_t*)(uintptr_t) * (const volatile uint16_t*)0x14;
    check_equal("boot ROM: its own lookup agrees with the table", lookup(table, '3' << 8 | 'P'),
                (uintptr_t)rom_function('P', '3'));
}

static void check_bits(void) {
    check_equal("boot ROM: popcount32", call1('P', '3', 0xf0f00001), 9);
    check_equal("boot ROM: reverse32", call1('R', '3', 0x00000005), 0xa0000000);
    check_equal("boot ROM: clz32", call1('L', '3', 0x00010000), 15);
    check_equal("boot ROM: clz32 of 0", call1('L', '3', 0), 32);
    check_equal("boot ROM: ctz32", call1('T', '3', 0x00010000), 16);
    static uint8_t memory[40];
    ((Function3)rom_function('M', 'S'))(memory + 1, 0xa5, 20);
    check("boot ROM: memset", memory[0] == 0 && memory[1] == 0xa5 && memory[20] == 0xa5 && memory[21] == 0);
    static const uint8_t text[] = "terrarium";
    ((Function3)rom_function('M', 'C'))(memory + 3, (uintptr_t)text, 9);
    check("boot ROM: memcpy", memory[3] == 't' && memory[11] == 'm' && memory[12] == 0xa5);
}

static void check_float(void) {
    // Datasheet, "Fast Floating Point Library": data table SF, offsets of add, sub, mul, div, sqrt.
    typedef const uint16_t* (*Data)(const uint16_t*, uint32_t);
    const uint16_t* const data = (const uint16_t*)(uintptr_t) * (const volatile uint16_t*)0x16;
    const Data lookup = (Data)(uintptr_t) * (const volatile uint16_t*)0x18;
    const Function2* const table = (const Function2*)lookup(data, 'F' << 8 | 'S');
    check("boot ROM: it has a table of float functions", table != 0);
    check_equal("boot ROM: 1.5f + 2.25f", table[0](0x3fc00000, 0x40100000), 0x40700000);
    check_equal("boot ROM: 1.5f - 2.25f", table[1](0x3fc00000, 0x40100000), 0xbf400000);
    check_equal("boot ROM: 1.5f * 2.25f", table[2](0x3fc00000, 0x40100000), 0x40580000);
    check_equal("boot ROM: 1.0f / 3.0f", table[3](0x3f800000, 0x40400000), 0x3eaaaaab);
    check_equal("boot ROM: sqrtf(2.0f)", table[6](0x40000000, 0), 0x3fb504f3);
}

typedef struct {
    void (*connect)(void);
    void (*exit_xip)(void);
    void (*erase)(uint32_t, uint32_t, uint32_t, uint8_t);
    void (*program)(uint32_t, const uint8_t*, uint32_t);
    void (*flush)(void);
    void (*enter_xip)(void);
} Flash;

enum { TARGET = 0x100000, SECTOR = 4096, PAGE = 256, BLOCK = 65536 };

// In RAM: flash cannot be read while it is written.
__attribute__((section(".ram_code"), noinline)) static void write_flash(const Flash* flash,
                                                                        const uint8_t* page) {
    flash->connect();
    flash->exit_xip();
    flash->erase(TARGET, SECTOR, BLOCK, 0xd8);
    flash->program(TARGET + PAGE, page, PAGE);
    flash->flush();
    flash->enter_xip();
}

__attribute__((section(".ram_code"), noinline)) static uint32_t read_id(const Flash* flash) {
    flash->connect();
    flash->exit_xip();
    reg* const chip_select = (reg*)0x4001800c; // IO_QSPI GPIO_QSPI_SS_CTRL, OUTOVER
    *chip_select = 2 << 8;
    uint32_t id = 0;
    for (uint32_t i = 0; i < 4; ++i) {
        *SSI_DR0 = i == 0 ? 0x9f : 0;
        while (!(SSI->SR & BIT(3))) {
        }
        id = id << 8 | (*SSI_DR0 & 0xff);
    }
    *chip_select = 3 << 8;
    flash->flush();
    flash->enter_xip();
    return id & 0xffffff;
}

static void check_flash(void) {
    static uint8_t page[PAGE];
    for (uint32_t i = 0; i < PAGE; ++i) {
        page[i] = (uint8_t)(i ^ 0x5a);
    }
    const Flash flash = {
        (void (*)(void))rom_function('I', 'F'),
        (void (*)(void))rom_function('E', 'X'),
        (void (*)(uint32_t, uint32_t, uint32_t, uint8_t))rom_function('R', 'E'),
        (void (*)(uint32_t, const uint8_t*, uint32_t))rom_function('R', 'P'),
        (void (*)(void))rom_function('F', 'C'),
        (void (*)(void))rom_function('C', 'X'),
    };
    const volatile uint8_t* const seen = (const volatile uint8_t*)(0x10000000 + TARGET);
    (void)seen[PAGE]; // into the cache
    const uint32_t start = now_us();
    write_flash(&flash, page);
    const uint32_t taken = now_us() - start;
    uint32_t wrong = 0, left = 0;
    for (uint32_t i = 0; i < PAGE; ++i) {
        wrong += seen[PAGE + i] != page[i];
        left += seen[i] != 0xff;
    }
    check_equal("flash: a page is programmed", wrong, 0);
    check_equal("flash: the rest of the sector is erased", left, 0);
    check_between("flash: erasing a sector takes about 45 ms", taken, 20000, 400000);
    const uint32_t id = read_id(&flash);
    check_equal("flash: a Winbond chip of 2 MB answers 9fh", id & 0xff00ff, 0xef0015);
}

static void check_cache(void) {
    const volatile uint32_t* const cached = (const volatile uint32_t*)(0x10000000 + TARGET);
    const volatile uint32_t* const uncached = (const volatile uint32_t*)(0x13000000 + TARGET);
    XIP_CTRL->FLUSH = 1;
    (void)XIP_CTRL->FLUSH; // waits for the end
    check_equal("XIP: the cache is enabled", XIP_CTRL->CTRL & 1, 1);
    (void)cached[0];
    const uint32_t hits = XIP_CTRL->CTR_HIT;
    for (uint32_t i = 0; i < 1000; ++i) {
        (void)cached[0];
    }
    check("XIP: CTR_HIT counts hits", XIP_CTRL->CTR_HIT - hits >= 1000);
    start_cycles();
    const uint32_t begin = cycles();
    (void)cached[0];
    const uint32_t after_hit = cycles();
    (void)uncached[0];
    const uint32_t after_miss = cycles();
    check("XIP: an uncached read takes longer than a hit", after_miss - after_hit > after_hit - begin + 20);
}

void program(void) {
    check_tables();
    check_bits();
    check_float();
    check_flash();
    check_cache();
}
