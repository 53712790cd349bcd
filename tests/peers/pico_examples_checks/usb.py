"""Programs of usb/device, at the simulated host."""

from bench import example, require_blinks, require_in


@example("usb/device/dev_hid_composite/dev_hid_composite", "the host configures it: the LED changes every second, which means mounted")
def dev_hid_composite(program):
    require_blinks(program.run(until="10s", nets=["GPIO25"]), 1.0, tolerance_s=0.005)


@example("usb/device/dev_lowlevel/dev_lowlevel", "enumerates by registers alone, up to its configuration")
def dev_lowlevel(program):
    program.run(until="3s").require_texts("USB Device Low-Level hardware example", "BUS RESET", "Device Enumerated")


@example("usb/device/dev_multi_cdc/dev_multi_cdc", "two serial ports: what comes at the second one is told at the first one and answered")
def dev_multi_cdc(program):
    first = program.folder / "first.out"
    with program.talk("", "usb1", f"--console=usb=file:{first}") as board:
        board.send("hello\r")
        board.expect("OK")
    text = first.read_text()
    require_in("Connected to CDC 0", text)
    require_in("Received on CDC 1: hello", text)
