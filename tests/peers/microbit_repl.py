# Typed at the prompt of the micro:bit's MicroPython by tests/peers/qemu. Nothing here needs what QEMU has not (TEMP, the
# sensors' values, the radio) or prints absolute times.

# Arithmetic
1 + 1
7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3
2 ** 10, 2 ** 40, 2 ** 100
(1 << 64) - 1, -(1 << 70) >> 3
123456789 * 987654321
10 ** 30 // 7 ** 20, 10 ** 30 % 7 ** 20
0xdeadbeef & 0x0ff0, 0xf0 | 0x0f, 0xff ^ 0x55, ~5
1 / 3, 2.5 * 4, 1e10, 1e-5, -0.0
3.7 // 1, 3.7 % 1, 2 ** 0.5, 2 ** -1
int(3.99), int(-3.99), round(2.5), round(3.5), round(1234.567, 1)
abs(-7), abs(-7.5), divmod(17, 5), divmod(-17, 5)
min(3, 1, 2), max([3, 1, 2]), sum(range(101))
1 < 2 < 3, 1 < 2 > 3, 1 == 1.0, 1 is None
True + True, not 0, 0 or 5, 0 and 5
float('1.5'), int('42'), int('ff', 16), int('-101', 2)
hex(255), oct(8), bin(10)
import math
math.sqrt(2), math.pi, math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7)
math.sin(1), math.cos(1), math.exp(1), math.log(10)
math.isnan(float('nan')), math.isinf(float('inf')), float('inf'), float('-inf')
complex

# Strings and bytes
'hello'
"it's", 'say "x"', 'tab\there', 'nul\0end', '\xe9'
'abc' + 'def', 'ab' * 3, len('hello'), 'hello'[1], 'hello'[-1], 'hello'[1:3], 'hello'[-3:]
'hello'[::-1]
'hello'.upper(), 'HeLLo'.lower(), ' x '.strip(), 'a,b,c'.split(','), '-'.join(['a', 'b'])
'hello'.find('l'), 'hello'.rfind('l'), 'hello'.index('o'), 'hello'.count('l'), 'hello'.replace('l', 'L')
'hello'.startswith('he'), 'hello'.endswith('lo'), 'ell' in 'hello', '12'.isdigit(), 'ab'.isalpha()
'%d %s %r %x %5.2f|%-5s|%05d' % (1, 'a', 'b', 255, 3.14159, 'l', 42)
'{} {1} {0}'.format(1, 2) if False else '{1} {0}'.format(1, 2)
'{:>5}|{:<5}|{:^5}|{:05d}|{:x}|{:.3f}'.format(1, 2, 3, 4, 255, 2.5)
ord('A'), chr(66), repr('x'), str(1.5), str([1, 'a'])
b'abc'[0], b'abc' + b'd', bytes([1, 2, 3]), bytearray(3)
bytes('abc', 'utf8'), str(b'abc', 'utf8')
'abc' < 'abd', 'a' < 'B', 'abc' == 'abc'
'a b  c'.split(), 'a\nb'.split('\n'), 'a.b.c'.rsplit('.', 1)

# Containers
[1, 2, 3] + [4], [1, 2] * 2, [3, 1, 2][::-1], list(range(5)), list(range(5, 0, -2))
a = [3, 1, 2]
a.sort()
a.append(9)
a.insert(0, 7)
a.pop(), a.pop(0), a
a.extend([4, 5])
a.remove(3)
a, len(a), a.index(4), 4 in a, 99 in a
a[1:3] = [8]
a
sorted([3, 1, 2], reverse=True), sorted(['bb', 'a'], key=len)
[x * x for x in range(6) if x % 2], {x: x * x for x in range(1)}, {1} | {1}
(1, 2) + (3,), (1, 2)[0], tuple('ab'), (1, 2) < (1, 3)
x, *y = 1, 2, 3
x, y
d = {'one': 1}
d['one'], d.get('two'), d.get('two', 2), 'one' in d, len(d)
d['two'] = 2
sorted(d.items()), sorted(d.keys()), sorted(d.values())
d.pop('one'), d
d.update({'three': 3})
sorted(d)
del d['two']
d
s = {1, 2} & {2, 3}
s, {1, 2} - {2}, len({1, 1, 2}), frozenset([1])
list(zip([1, 2], 'ab')), list(enumerate('ab')), list(map(str, [1, 2])), list(filter(None, [0, 1, 2]))
any([0, 1]), all([0, 1]), list(reversed([1, 2, 3]))
from collections import namedtuple
Point = namedtuple('Point', ('x', 'y'))
p = Point(1, 2)
p, p.x, p[1]

del a, d, s, p, x, y, Point, namedtuple, math
import gc
gc.collect()

# Functions
def add(a, b=2, *args, c=3, **more):
    return a, b, args, c, sorted(more.items())
add(1), add(1, 5, 6, c=7, d=8)
add(*[1, 2], **{'c': 4})
fib = lambda n: n if n < 2 else fib(n - 1) + fib(n - 2)
[fib(n) for n in range(5)]
fib(12)
def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step
c = counter()
c(), c(), c()
def depth(n):
    return 1 + depth(n + 1) if n < 4 else 0
depth(0)
depth(-20)
(lambda *a, **k: (a, k))(1, z=2)

del add, fib, counter, c, depth
gc.collect()

# Classes
class Animal:
    legs = 4
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return '<' + self.name + '>'
    def speak(self):
        return '...'
    @staticmethod
    def make():
        return Animal('made')
    @classmethod
    def kind(cls):
        return cls.legs
class Dog(Animal):
    def speak(self):
        return super().speak() + 'woof'
    def __len__(self):
        return 42
    def __getitem__(self, i):
        return i * 2
    def __eq__(self, other):
        return self.name == other.name
    def __add__(self, other):
        return Dog(self.name + other.name)
    def __call__(self, x):
        return x + 1
rex = Dog('rex')
rex, rex.speak(), len(rex), rex[21], rex(1)
rex == Dog('rex'), rex + Dog('max'), isinstance(rex, Animal), issubclass(Dog, Animal), type(rex) == Dog
Animal.make(), Dog.kind(), Animal.legs, hasattr(rex, 'name'), getattr(rex, 'none', 0)
rex.legs = 3
rex.legs, Dog.legs
setattr(rex, 'tail', 1)
rex.tail

del Animal, Dog, rex
gc.collect()

# Exceptions
1 / 0
[1, 2][5]
{}['key']
undefined
'a' + 1
int('x')
None.foo
raise ValueError('mine', 1)
assert 1 == 2, 'not equal'
import nothing
def risky(n):
    try:
        if n == 0:
            raise KeyError('zero')
        return [1][n]
    except KeyError as e:
        return 'key', e.args
    except (IndexError, TypeError) as e:
        return str(type(e))
    else:
        return 'else'
    finally:
        print('finally', n)
risky(0)
risky(1)
risky('x')
class Mine(Exception):
    pass
try:
    raise Mine('own')
except Exception as e:
    print(type(e), e)
def outer():
    inner()
def inner():
    raise RuntimeError('deep')
outer()
with open('none.txt') as f: pass
def forever(): return forever()
1 +
'unfinished

del risky, Mine, outer, inner, forever
gc.collect()

# Generators and iteration
def count(n):
    while n:
        yield n
        n -= 1
list(count(5)), sum(count(100))
def echo():
    got = None
    while True:
        got = yield got
g = echo()
next(g), g.send(1), g.send('two')
g.close()
next(g)
def both():
    yield from count(2)
    yield from 'ab'
list(both()), max(x % 7 for x in range(20))
it = iter([1, 2])
next(it), next(it)
next(it)
for i in range(3): print(i, end=' ')
for i in range(10):
    if i % 2: continue
    if i > 6: break
    print(i)
else:
    print('never')
n = 0
while n < 3:
    n += 1
    print('n', n)

del count, echo, g, both, it, n, i
gc.collect()

# Random numbers from a seed, time as differences
import random
random.seed(1234)
[random.randrange(100) for i in range(10)]
random.randint(1, 6), random.choice('abcdef'), random.getrandbits(8)
random.seed(99)
random.random(), random.uniform(1, 2)
import utime
utime.ticks_diff(5, 3), utime.ticks_add(1, 2)
from microbit import running_time, sleep, display, Image, button_a, button_b
def taken(now, wait, time):
    start = now()
    wait(time)
    return utime.ticks_diff(now(), start)
taken(utime.ticks_ms, utime.sleep_ms, 50) >= 49
# The runtime captures its 16-bit timer first and looks for an overflow then: one in between makes the time 65 ms too late,
# and the wait ends at once.
any(taken(utime.ticks_us, utime.sleep_us, 5000) >= 5000 for i in range(5))
taken(running_time, sleep, 30) >= 29
taken(running_time, sleep, 200) > taken(running_time, sleep, 20)
t = utime.ticks_ms()
utime.ticks_diff(utime.ticks_ms(), t) > 0

del t, taken, utime, random, running_time, sleep
gc.collect()

# The board's own classes, as far as they are the same everywhere
i = Image('90009:09090:00900:09090:90009')
i.width(), i.height(), i.get_pixel(0, 0), i.invert().get_pixel(0, 0)
repr(Image.HEART), Image.HEART == Image.HEART.copy()
str(i.shift_left(1))
display.show(i)
display.get_pixel(4, 0), display.get_pixel(1, 0)
display.clear()
button_a.is_pressed(), button_b.get_presses()
import os
os.uname().release, os.listdir()
f = open('note.txt', 'w')
f.write('kept here')
f.close()
os.listdir(), os.size('note.txt'), open('note.txt').read()
os.remove('note.txt')
os.listdir()
import array, struct
array.array('h', [1, -2, 3]), struct.pack('<IhB', 1, -2, 3), struct.unpack('>H', b'\x01\x02')
import this
