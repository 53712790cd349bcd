// Runs a MicroPython image and a script on rp2040js and prints what it took as one line of JSON.
//
//   node rp2040js.mjs FOLDER_OF_NODE_MODULES IMAGE.uf2 BOOTROM.bin SCRIPT.py
//
// rp2040js answers an OUT transfer at once with an empty packet when the host has nothing to say, which keeps the
// guest busy. Here such a transfer waits until there is something: what a real host's NAKs come to. Its PIO runs by
// the host's timers, not in simulated time; here it takes its steps with the cycles of the core.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, image, bootrom, script] = process.argv.slice(2);
const library = path.resolve(modules, 'node_modules/rp2040js/dist/esm/index.js');
const { Simulator, USBCDC, ConsoleLogger, LogLevel } = await import(pathToFileURL(library));

const FLASH = 0x10000000;
const CYCLE_NS = 1e9 / 125e6;

function loadUf2(mcu, file) {
  const bytes = fs.readFileSync(file);
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const address = bytes.readUInt32LE(at + 12);
    const size = bytes.readUInt32LE(at + 16);
    mcu.flash.set(bytes.subarray(at + 32, at + 32 + size), address - FLASH);
  }
}

const simulator = new Simulator();
const { rp2040: mcu, clock } = simulator;
mcu.logger = new ConsoleLogger(LogLevel.Error);
const rom = fs.readFileSync(bootrom);
mcu.loadBootrom(new Uint32Array(rom.buffer, rom.byteOffset, rom.length / 4));
loadUf2(mcu, image);

const cdc = new USBCDC(mcu.usbCtrl);
const toGuest = [];
let waiting = 0;
const feed = () => {
  if (waiting > 0 && toGuest.length > 0) {
    const packet = Uint8Array.from(toGuest.splice(0, waiting));
    waiting = 0;
    mcu.usbCtrl.endpointReadDone(cdc.outEndpoint, packet);
  }
};
mcu.usbCtrl.onEndpointRead = (endpoint, size) => {
  if (endpoint === cdc.outEndpoint) {
    waiting = size;
    feed();
  }
};
const send = (text) => {
  toGuest.push(...Buffer.from(text, 'latin1'));
  feed();
};

// Prompt, raw REPL, script, its output.
let phase = 'prompt';
let text = '';
let output = '';
const began = performance.now();
const elapsed = () => (performance.now() - began) / 1000;
cdc.onDeviceConnected = () => send('\r\n');
cdc.onSerialData = (bytes) => {
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += character;
    if (phase === 'prompt' && text.endsWith('>>> ')) {
      phase = 'raw';
      send('\x01');
    } else if (phase === 'raw' && text.endsWith('exit\r\n>')) {
      phase = 'ok';
      text = '';
      send(fs.readFileSync(script, 'latin1') + '\x04');
    } else if (phase === 'ok' && text === 'OK') {
      phase = 'output';
    } else if (phase === 'output') {
      if (character === '\x04') {
        phase = 'done';
      } else {
        output += character;
      }
    }
  }
};

let instructions = 0;
const advance = (nanoseconds) => {
  clock.tick(nanoseconds);
  for (const pio of mcu.pio) {
    for (let cycles = nanoseconds / CYCLE_NS; cycles >= 1 && !pio.stopped; --cycles) {
      pio.step();
    }
  }
};
mcu.core.PC = FLASH;
while (phase !== 'done') {
  if (mcu.core.waiting) {
    advance(clock.nanosToNextAlarm);
  } else {
    advance(mcu.core.executeInstruction() * CYCLE_NS);
    ++instructions;
  }
}
console.log(JSON.stringify({ instructions, simulated: clock.nanos / 1e9, wall: elapsed(), output }));
process.exit(0);
