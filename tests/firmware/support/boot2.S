// Second stage of the boot: 252 bytes that the boot ROM copies to the end of SRAM and calls there. Puts the SSI
// into execute-in-place with the plain serial read command 03h (any flash chip knows it), then starts the program
// through its vector table. Called with a return address, it returns to it instead.

    .syntax unified
    .cpu cortex-m0plus
    .thumb
    .text

    .equ SSI_BASE, 0x18000000
    .equ CTRLR0, 0x00
    .equ CTRLR1, 0x04
    .equ SSIENR, 0x08
    .equ SER, 0x10
    .equ BAUDR, 0x14
    .equ SPI_CTRLR0, 0xf4
    // DFS_32: 32 bits a frame; TMOD: EEPROM read (send command and address, then receive).
    .equ READ_FRAMES, (31 << 16) | (3 << 8)
    // XIP_CMD 03h, INST_L: 8 bits, ADDR_L: 6 * 4 bits.
    .equ SERIAL_READ, (0x03 << 24) | (2 << 8) | (6 << 2)
    .equ VECTORS, 0x10000100
    .equ VTOR, 0xe000ed08

    ldr r3, =SSI_BASE
    movs r0, #0
    str r0, [r3, #SSIENR]   // it takes its set-up only while disabled
    movs r1, #4             // clk_sys / 4
    str r1, [r3, #BAUDR]
    ldr r1, =READ_FRAMES
    str r1, [r3, #CTRLR0]
    str r0, [r3, #CTRLR1]   // one frame a read
    ldr r1, =SERIAL_READ
    movs r2, #SPI_CTRLR0
    str r1, [r3, r2]
    movs r1, #1
    str r1, [r3, #SER]
    str r1, [r3, #SSIENR]

    mov r0, lr
    cmp r0, #0              // the boot ROM leaves no way back
    beq start
    bx r0
start:
    ldr r0, =VECTORS
    ldr r1, =VTOR
    str r0, [r1]
    ldm r0, {r0, r1}
    msr msp, r0
    bx r1
    .pool
