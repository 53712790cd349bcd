// The loop that runs decoded instructions. A handler ends with NEXT(cycles), a taken branch or a way out.

#include "sim/cpu/armv6m/core.h"
#include "sim/cpu/armv6m/handlers.h"

#include <bit>

namespace sim::cpu::armv6m {

using namespace sim::core;

template <bool cached, unsigned refill> void Core::execute() {
    static const void* const labels[] = {
#define OPERATION(name, text) &&do_##name,
#include "sim/cpu/armv6m/opcodes.def"
    };

    std::uint32_t* const r = state_.r.data();
    begin_loop();
    std::int64_t budget = budget_;
    const Slot* ip = fetch_.slots + (state_.r[15] - fetch_.base) / 2;
    std::uintptr_t line = cached ? held_line() : 0;
    std::int64_t nz = state_.nz;
    std::uint32_t carry = state_.carry;
    std::uint32_t overflow = state_.overflow;
    Outcome outcome = Outcome::Done;
    Operation operation = Operation::Nop;
    std::uint32_t loaded = 0;
    std::uint32_t target = 0;
    bool exchanging = false; // leaves the loop to go on at `target`
    std::array<std::uint32_t, 16> words;

enter:
    if (!cached || !begins_line(ip) || line_of(ip) == line) {
        DISPATCH();
    }
line_begins:
    if (ip->operation <= static_cast<std::uint8_t>(Operation::Break)) [[unlikely]] {
        if (ip->operation != static_cast<std::uint8_t>(Operation::Decode)) {
            DISPATCH(); // the end of the window; or Break, which fetches when it does not stop
        }
        fetch_.window->decode_slot(static_cast<std::uint32_t>(ip - fetch_.slots));
        goto line_begins;
    }
    FETCH_WHOLE_LINE(ip);
    DISPATCH();
new_line:
    FETCH_LINE(ip);
    if (budget < 0) {
        goto spent;
    }
    DISPATCH();

do_Decode:
    fetch_.window->decode_slot(static_cast<std::uint32_t>(ip - fetch_.slots));
    DISPATCH();
do_WindowEnd:
    goto spent; // at the first address behind: the way into what lies there, if anything
do_Break:
    budget_ = budget;
    if (stops_at(ADDRESS())) {
        budget = budget_;
        goto spent;
    }
    if (cached && line_of(ip) != line) {
        FETCH_LINE(ip);
        if (budget < 0) {
            pass_breakpoint_ = ADDRESS();
            goto spent;
        }
    }
    operation = fetch_.window->operation_at(static_cast<std::uint32_t>(ip - fetch_.slots));
    goto* labels[static_cast<unsigned>(operation)];
do_FetchFault:
    outcome = fault("an instruction whose second half-word lies outside of the memory", ADDRESS());
    goto stopped;
do_Undefined:
    outcome = fault("an undefined instruction", ADDRESS());
    goto stopped;

do_MovsReg:
    RESULT(r[ip->b]);
do_MovsImm:
    RESULT(ip->imm);
do_LslImm:
    carry = r[ip->b] >> (32 - ip->imm) & 1;
    RESULT(r[ip->b] << ip->imm);
do_LsrImm:
    carry = r[ip->b] >> (ip->imm - 1) & 1;
    RESULT(static_cast<std::uint32_t>(std::uint64_t{r[ip->b]} >> ip->imm));
do_AsrImm:
    carry = r[ip->b] >> (ip->imm - 1) & 1;
    RESULT(static_cast<std::uint32_t>(std::int64_t{static_cast<std::int32_t>(r[ip->b])} >> ip->imm));
do_AddsReg : {
    ADD(sum, r[ip->b], r[ip->c]);
    MOVE(sum);
}
do_AddsImm : {
    ADD(sum, r[ip->b], ip->imm);
    MOVE(sum);
}
do_SubsReg : {
    SUBTRACT(difference, r[ip->b], r[ip->c]);
    MOVE(difference);
}
do_SubsImm : {
    SUBTRACT(difference, r[ip->b], ip->imm);
    MOVE(difference);
}
do_Rsbs : {
    SUBTRACT(difference, 0, r[ip->b]);
    MOVE(difference);
}
do_CmpImm : {
    SUBTRACT(difference, r[ip->a], ip->imm);
    NEXT(1);
}
do_CmpReg : {
    SUBTRACT(difference, r[ip->a], r[ip->b]);
    NEXT(1);
}
do_CmpPc : {
    SUBTRACT(difference, ip->a == 15 ? ip->imm : r[ip->a], ip->b == 15 ? ip->imm : r[ip->b]);
    NEXT(1);
}
do_Cmn : {
    ADD(sum, r[ip->a], r[ip->b]);
    NEXT(1);
}
do_Adcs:
    ADD_WITH_CARRY(r[ip->a], r[ip->b]);
do_Sbcs:
    ADD_WITH_CARRY(r[ip->a], ~r[ip->b]);
do_Tst:
    SET_NZ(r[ip->a] & r[ip->b]);
    NEXT(1);
do_Ands:
    RESULT(r[ip->a] & r[ip->b]);
do_Eors:
    RESULT(r[ip->a] ^ r[ip->b]);
do_Orrs:
    RESULT(r[ip->a] | r[ip->b]);
do_Bics:
    RESULT(r[ip->a] & ~r[ip->b]);
do_Mvns:
    RESULT(~r[ip->b]);
do_Muls:
    RESULT(r[ip->a] * r[ip->b]);
do_Lsls : {
    const Shifted shifted = shift_left(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_Lsrs : {
    const Shifted shifted = shift_right(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_Asrs : {
    const Shifted shifted = shift_right_signed(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_Rors : {
    const Shifted shifted = rotate_right(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_AddReg:
    MOVE(r[ip->a] + r[ip->b]);
do_AddImm:
    MOVE(r[ip->b] + ip->imm);
do_AddSpReg:
    r[13] = (r[13] + r[ip->b]) & ~3U;
    NEXT(1);
do_AddSpImm:
    r[13] = (r[13] + ip->imm) & ~3U;
    NEXT(1);
do_MovReg:
    MOVE(r[ip->b]);
do_MovSpReg:
    r[13] = r[ip->b] & ~3U;
    NEXT(1);
do_Constant:
    MOVE(ip->imm);
do_Sxtb:
    MOVE(extend(static_cast<std::int8_t>(r[ip->b])));
do_Sxth:
    MOVE(extend(static_cast<std::int16_t>(r[ip->b])));
do_Uxtb:
    MOVE(r[ip->b] & 0xff);
do_Uxth:
    MOVE(r[ip->b] & 0xffff);
do_Rev:
    MOVE(__builtin_bswap32(r[ip->b]));
do_Rev16:
    MOVE(std::rotl(__builtin_bswap32(r[ip->b]), 16));
do_Revsh:
    MOVE(extend(static_cast<std::int16_t>(__builtin_bswap16(static_cast<std::uint16_t>(r[ip->b])))));

do_LdrLiteral:
    if (ip->imm < fetch_.literal_limit) [[likely]] {
        r[ip->a] = read_as<std::uint32_t>(fetch_.bytes + ip->imm);
        NEXT(2);
    }
    OUTSIDE(load(literal_address(ip), 4, loaded));
    r[ip->a] = loaded;
    NEXT(2);
do_LdrLiteralCached:
    if (ip->imm < fetch_.literal_limit) [[likely]] {
        r[ip->a] = read_as<std::uint32_t>(fetch_.bytes + ip->imm);
        budget -= fetch_.cache->read(ip->imm) * budget_unit;
        NEXT(2);
    }
    OUTSIDE(load(literal_address(ip), 4, loaded));
    r[ip->a] = loaded;
    NEXT(2);
do_LdrFar:
    LOAD(std::uint32_t, ip->imm);
do_LdrReg:
    LOAD(std::uint32_t, r[ip->b] + r[ip->c]);
do_LdrhReg:
    LOAD(std::uint16_t, r[ip->b] + r[ip->c]);
do_LdrshReg:
    LOAD(std::int16_t, r[ip->b] + r[ip->c]);
do_LdrbReg:
    LOAD(std::uint8_t, r[ip->b] + r[ip->c]);
do_LdrsbReg:
    LOAD(std::int8_t, r[ip->b] + r[ip->c]);
do_LdrImm:
    LOAD(std::uint32_t, r[ip->b] + ip->imm);
do_LdrhImm:
    LOAD(std::uint16_t, r[ip->b] + ip->imm);
do_LdrbImm:
    LOAD(std::uint8_t, r[ip->b] + ip->imm);
do_StrReg:
    STORE(std::uint32_t, r[ip->b] + r[ip->c]);
do_StrhReg:
    STORE(std::uint16_t, r[ip->b] + r[ip->c]);
do_StrbReg:
    STORE(std::uint8_t, r[ip->b] + r[ip->c]);
do_StrImm:
    STORE(std::uint32_t, r[ip->b] + ip->imm);
do_StrhImm:
    STORE(std::uint16_t, r[ip->b] + ip->imm);
do_StrbImm:
    STORE(std::uint8_t, r[ip->b] + ip->imm);

do_Ldm : {
    const std::uint32_t address = r[ip->a];
    if (const std::uint8_t* bytes = ram_words(address, ip->b)) {
        load_list(r, ip->imm, bytes);
        budget -= ip->b * budget_unit;
    } else {
        OUTSIDE(load_multiple(address, ip->b, words.data()));
        load_list(r, ip->imm, reinterpret_cast<const std::uint8_t*>(words.data()));
    }
    if (ip->c != 0) {
        r[ip->a] = address + 4U * ip->b;
    }
    NEXT(1);
}
do_Pop : {
    if (const std::uint8_t* bytes = ram_words(r[13], ip->b)) {
        load_list(r, ip->imm, bytes);
        budget -= ip->b * budget_unit;
    } else {
        OUTSIDE(load_multiple(r[13], ip->b, words.data()));
        load_list(r, ip->imm, reinterpret_cast<const std::uint8_t*>(words.data()));
    }
    r[13] += 4U * ip->b;
    NEXT(1);
}
do_PopPc : {
    const unsigned count = ip->b + 1U;
    if (const std::uint8_t* bytes = ram_words(r[13], count)) {
        target = read_as<std::uint32_t>(load_list(r, ip->imm, bytes));
        budget -= count * budget_unit;
    } else {
        OUTSIDE(load_multiple(r[13], count, words.data()));
        load_list(r, ip->imm, reinterpret_cast<const std::uint8_t*>(words.data()));
        target = words[count - 1];
    }
    r[13] += 4U * count;
    EXCHANGE(2 + refill);
}
do_Stm : {
    const std::uint32_t address = r[ip->a];
    if (std::uint8_t* bytes = ram_words(address, ip->b)) {
        store_list(r, ip->imm, bytes);
        forget_words(address, ip->b);
        budget -= ip->b * budget_unit;
    } else {
        store_list(r, ip->imm, reinterpret_cast<std::uint8_t*>(words.data()));
        OUTSIDE(store_multiple(address, ip->b, words.data()));
    }
    r[ip->a] = address + 4U * ip->b;
    NEXT(1);
}
do_Push : {
    const std::uint32_t address = r[13] - 4U * ip->b;
    if (std::uint8_t* bytes = ram_words(address, ip->b)) {
        store_list(r, ip->imm, bytes);
        forget_words(address, ip->b);
        budget -= ip->b * budget_unit;
    } else {
        store_list(r, ip->imm, reinterpret_cast<std::uint8_t*>(words.data()));
        OUTSIDE(store_multiple(address, ip->b, words.data()));
    }
    r[13] = address;
    NEXT(1);
}

do_Beq:
    BRANCH_IF(static_cast<std::uint32_t>(nz) == 0);
do_Bne:
    BRANCH_IF(static_cast<std::uint32_t>(nz) != 0);
do_Bcs:
    BRANCH_IF(carry != 0);
do_Bcc:
    BRANCH_IF(carry == 0);
do_Bmi:
    BRANCH_IF(nz < 0);
do_Bpl:
    BRANCH_IF(nz >= 0);
do_Bvs:
    BRANCH_IF(static_cast<std::int32_t>(overflow) < 0);
do_Bvc:
    BRANCH_IF(static_cast<std::int32_t>(overflow) >= 0);
do_Bhi:
    BRANCH_IF(carry != 0 && static_cast<std::uint32_t>(nz) != 0);
do_Bls:
    BRANCH_IF(carry == 0 || static_cast<std::uint32_t>(nz) == 0);
do_Bge:
    BRANCH_IF((nz ^ static_cast<std::int32_t>(overflow)) >= 0);
do_Blt:
    BRANCH_IF((nz ^ static_cast<std::int32_t>(overflow)) < 0);
do_Bgt:
    BRANCH_IF(static_cast<std::uint32_t>(nz) != 0 && (nz ^ static_cast<std::int32_t>(overflow)) >= 0);
do_Ble:
    BRANCH_IF(static_cast<std::uint32_t>(nz) == 0 || (nz ^ static_cast<std::int32_t>(overflow)) < 0);
do_B:
    BRANCH(1 + refill);
do_BlSplit:
    FETCH_SECOND();
do_Bl:
    r[14] = ADDRESS() + 5;
    BRANCH(2 + refill);
do_ConditionalFar:
    state_.nz = nz;
    state_.carry = carry;
    state_.overflow = overflow;
    if (!condition_holds(ip->c)) {
        NEXT(1);
    }
do_BFar:
    target = ip->imm;
    EXCHANGE(1 + refill);
do_BlFar:
    FETCH_SECOND();
    r[14] = ADDRESS() + 5;
    target = ip->imm;
    EXCHANGE(2 + refill);
do_Bx:
    target = r[ip->b];
    EXCHANGE(1 + refill);
do_Blx:
    target = r[ip->b];
    r[14] = ADDRESS() + 3;
    EXCHANGE(1 + refill);
do_MovPc:
    target = r[ip->b] | 1;
    EXCHANGE(1 + refill);
do_AddPc:
    target = (r[ip->b] + ip->imm) | 1;
    EXCHANGE(1 + refill);

do_Nop:
    NEXT(1);
do_Barrier:
    FETCH_SECOND();
    ++ip;
    NEXT(2 + refill);
do_Mrs:
    FETCH_SECOND();
    operation = Operation::Mrs;
    goto system;
do_Msr:
    FETCH_SECOND();
    operation = Operation::Msr;
    goto system;
    SYSTEM(Cpsie);
    SYSTEM(Cpsid);
    SYSTEM(Svc);
    SYSTEM(Bkpt);
    SYSTEM(Wfi);
    SYSTEM(Wfe);
    SYSTEM(Sev);

system:
    state_.nz = nz;
    state_.carry = carry;
    state_.overflow = overflow;
    hold_line(line);
    OUTSIDE(perform(operation, *ip)); // leaves r[15] where it goes on
    ++budget;
    nz = state_.nz;
    carry = state_.carry;
    overflow = state_.overflow;
    line = cached ? held_line() : 0;
    if (const std::uint32_t offset = state_.r[15] - fetch_.base;
        budget >= 0 && state_.thumb && offset < fetch_.half_words * 2) {
        ip = fetch_.slots + offset / 2;
        goto enter;
    }
    budget_ = budget;
    end_loop();
    return;

spent:
    state_.r[15] = ADDRESS();
    goto leave;
exchange:
    exchanging = true;
    goto leave;
stopped:
    if (outcome == Outcome::Abandon) {
        in_loop_ = false;
        return;
    }
    state_.r[15] = ADDRESS();
leave:
    state_.nz = nz;
    state_.carry = carry;
    state_.overflow = overflow;
    hold_line(line);
    budget_ = budget;
    end_loop();
    if (outcome == Outcome::Fault) {
        raise_fault();
    } else if (exchanging) {
        exchange(target);
    }
}

// One loop for each way that chips are made.
void Core::execute_here() {
    const bool cached = fetch_.cache != nullptr;
    if (model_.refill == cortex_m0_plus.refill) {
        cached ? execute<true, cortex_m0_plus.refill>() : execute<false, cortex_m0_plus.refill>();
    } else {
        cached ? execute<true, cortex_m0.refill>() : execute<false, cortex_m0.refill>();
    }
}

} // namespace sim::cpu::armv6m
