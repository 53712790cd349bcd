// Runs a firmware on rp2040js and prints what it sends over UART0.
//
//   node run.mjs FOLDER_OF_NODE_MODULES IMAGE.uf2 MILLISECONDS
//
// It ends at a line "DONE", or when so much simulated time is over. The firmware is started at its second stage, so no
// boot ROM is needed. What rp2040js itself says (a register that it does not have) goes to stderr, each line once.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, image, milliseconds] = process.argv.slice(2);
const library = path.resolve(modules, 'node_modules/rp2040js/dist/esm/index.js');
const { Simulator } = await import(pathToFileURL(library));

const FLASH = 0x10000000;
const CYCLE_NS = 1e9 / 125e6;

const simulator = new Simulator();
const { rp2040: mcu, clock } = simulator;
const said = new Set();
const say = (name, text) => said.add(`${name}: ${text}`);
mcu.logger = { debug() {}, info() {}, warn: say, error: say };

const bytes = fs.readFileSync(image);
for (let at = 0; at + 512 <= bytes.length; at += 512) {
  const begin = bytes.readUInt32LE(at + 12) - FLASH;
  mcu.flash.set(bytes.subarray(at + 32, at + 32 + bytes.readUInt32LE(at + 16)), begin);
}

let output = '';
mcu.uart[0].onByte = (byte) => {
  output += String.fromCharCode(byte);
};
mcu.core.PC = FLASH;
const end = Number(milliseconds) * 1e6;
while (clock.nanos < end && !output.endsWith('DONE\n')) {
  if (mcu.core.waiting) {
    const wait = clock.nanosToNextAlarm;
    clock.tick(wait > 0 ? Math.min(wait, end - clock.nanos + 1) : CYCLE_NS);
  } else {
    clock.tick(mcu.core.executeInstruction() * CYCLE_NS);
  }
}
process.stdout.write(output);
process.stderr.write([...said].join('\n') + '\n');
process.exit(0);
