# Says its name and a count about ten times a second by radio, and prints what the others say. At random times: two that
# speak at once are not understood.
import radio
import random
from machine import unique_id
from microbit import display, running_time, sleep

me = ''.join('%02x' % byte for byte in unique_id())
print('I am', me)
radio.config(group=7, queue=10)
radio.on()
count = 0
due = running_time()
while True:
    if running_time() >= due:
        due += 80 + random.randrange(40)
        radio.send('%s %d' % (me, count))
        display.set_pixel(count % 5, count // 5 % 5, 9)
        count = (count + 1) % 25
    message = radio.receive()
    if message:
        print(message)
    sleep(5)
