// Memory functions of the built-in boot ROM (datasheet, "Fast Bulk Memory Fill / Copy Functions").

#include "peripherals/rp2040/bootrom_code.h"

namespace peripherals::rp2040::bootrom {

using enum Condition;

// All give r0 back and use r1-r3. Short ones, and copies between addresses that differ within a word, go
// downwards a byte at a time; the others go upwards.
void CodeWriter::memory() {
    const Label copy_bytes = a_.make();
    const Label copy_words = a_.make();
    const Label copy_end = a_.make();
    entries_.memcpy = entry();
    a_.mov(r12, r0);
    a_.cmp(r2, 8);
    a_.b(Cc, copy_bytes);
    a_.subs(r3, r0, r1);
    a_.lsls(r3, r3, 30);
    a_.b(Ne, copy_bytes);
    const Label odd_copy = a_.make();
    const Label align_copy = a_.bind_new();
    a_.lsls(r3, r0, 30);
    a_.b(Eq, copy_words);
    a_.bind(odd_copy);
    a_.ldrb(r3, r1);
    a_.strb(r3, r0);
    a_.adds(r0, 1);
    a_.adds(r1, 1);
    a_.subs(r2, 1);
    a_.b(align_copy);

    entries_.memcpy4 = entry();
    a_.mov(r12, r0);
    a_.cmp(r2, 8);
    a_.b(Cc, copy_bytes);
    a_.bind(copy_words);
    a_.push({r4, r5, r6});
    const Label copy16_done = a_.make();
    a_.subs(r2, 16);
    a_.b(Cc, copy16_done);
    const Label copy16 = a_.bind_new();
    a_.ldm(r1, {r3, r4, r5, r6});
    a_.stm(r0, {r3, r4, r5, r6});
    a_.subs(r2, 16);
    a_.b(Cs, copy16);
    a_.bind(copy16_done);
    a_.pop({r4, r5, r6});
    a_.lsls(r2, r2, 28);
    a_.lsrs(r2, r2, 28);
    const Label copy_tail = a_.bind_new();
    a_.cmp(r2, 4);
    const Label copy_last = a_.make();
    a_.b(Cc, copy_last);
    a_.ldm(r1, {r3});
    a_.stm(r0, {r3});
    a_.subs(r2, 4);
    a_.b(copy_tail);
    a_.bind(copy_last);
    a_.subs(r2, 1);
    a_.b(Cc, copy_end);
    a_.ldrb(r3, r1);
    a_.strb(r3, r0);
    a_.adds(r0, 1);
    a_.adds(r1, 1);
    a_.b(copy_last);
    const Label copy_byte = a_.bind_new();
    a_.ldrb(r3, r1, r2);
    a_.strb(r3, r0, r2);
    a_.bind(copy_bytes);
    a_.subs(r2, 1);
    a_.b(Cs, copy_byte);
    a_.bind(copy_end);
    a_.mov(r0, r12);
    a_.bx(lr);

    const Label fill_words = a_.make();
    const Label fill_last = a_.make();
    const Label fill_end = a_.make();
    entries_.memset = entry();
    a_.mov(r12, r0);
    const Label align_fill = a_.bind_new();
    a_.lsls(r3, r0, 30);
    a_.b(Eq, fill_words);
    a_.subs(r2, 1);
    a_.b(Cc, fill_end);
    a_.strb(r1, r0);
    a_.adds(r0, 1);
    a_.b(align_fill);
    entries_.memset4 = entry();
    a_.mov(r12, r0);
    a_.bind(fill_words);
    a_.uxtb(r1, r1);
    a_.lsls(r3, r1, 8);
    a_.orrs(r1, r3);
    a_.lsls(r3, r1, 16);
    a_.orrs(r1, r3);
    a_.mov(r3, r1);
    a_.push({r4, r5});
    a_.mov(r4, r1);
    a_.mov(r5, r1);
    const Label fill16_done = a_.make();
    a_.subs(r2, 16);
    a_.b(Cc, fill16_done);
    const Label fill16 = a_.bind_new();
    a_.stm(r0, {r1, r3, r4, r5});
    a_.subs(r2, 16);
    a_.b(Cs, fill16);
    a_.bind(fill16_done);
    a_.pop({r4, r5});
    a_.lsls(r2, r2, 28);
    a_.lsrs(r2, r2, 28);
    const Label fill_tail = a_.bind_new();
    a_.cmp(r2, 4);
    a_.b(Cc, fill_last);
    a_.stm(r0, {r1});
    a_.subs(r2, 4);
    a_.b(fill_tail);
    a_.bind(fill_last);
    a_.subs(r2, 1);
    a_.b(Cc, fill_end);
    a_.strb(r1, r0);
    a_.adds(r0, 1);
    a_.b(fill_last);
    a_.bind(fill_end);
    a_.mov(r0, r12);
    a_.bx(lr);
}

} // namespace peripherals::rp2040::bootrom
