import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AddressRanges, isRangeRefusal, MOST_ADDRESSES, parseRanges, rangeRefusalText } from './address-range'
import { ipAddressOf, ipText } from './ip-address'

const ranges = (text: string): AddressRanges => {
  const read = parseRanges(text)
  if (isRangeRefusal(read)) throw new Error(rangeRefusalText(read))
  return read
}
const hosts = (text: string) => [...ranges(text).hosts()]
const problem = (text: string) => {
  const read = parseRanges(text)
  return isRangeRefusal(read) ? read : null
}

describe('what people write', () => {
  it.each([
    ['10.0.4.0/30', ['10.0.4.1', '10.0.4.2']],
    ['10.0.4.7/31', ['10.0.4.6', '10.0.4.7']],
    ['10.0.4.7/32', ['10.0.4.7']],
    ['10.0.4.10-12', ['10.0.4.10', '10.0.4.11', '10.0.4.12']],
    ['10.0.4.255-10.0.5.1', ['10.0.4.255', '10.0.5.0', '10.0.5.1']],
    ['10.0.4.10 – 11', ['10.0.4.10', '10.0.4.11']],
    ['UPS-1.example.org. rack-2', ['ups-1.example.org', 'rack-2']],
    ['10.0.4.2, 10.0.4.1;10.0.4.1\n10.0.4.1-2', ['10.0.4.1', '10.0.4.2']],
    ['2001:db8::fffe/127', ['2001:db8::fffe', '2001:db8::ffff']],
    ['2001:DB8:0:0:1::1', ['2001:db8::1:0:0:1']],
    ['fe80::1-fe80::2 10.0.0.1', ['10.0.0.1', 'fe80::1', 'fe80::2']],
  ])('%s', (text, expected) => expect(hosts(text)).toEqual(expected))

  it('a network of 24 bits has 254 hosts, one of 16 bits all but two of the most that are searched', () => {
    expect(ranges('10.0.4.77/24').count).toBe(254)
    expect(ranges('10.0.0.0/16').count).toBe(MOST_ADDRESSES - 2)
    expect(ranges('2001:db8::/116').count).toBe(4_096)
  })

  it.each([
    ['', 'empty'],
    [' ,; \n', 'empty'],
    ['10.0.4', 'not-an-address'],
    ['10.0.4.256', 'not-an-address'],
    ['010.0.0.1', 'not-an-address'],
    ['10.0.4.1-2001:db8::1', 'not-an-address'],
    ['10.0.4.1-300', 'not-an-address'],
    ['1:2:3:4:5:6:7:8:9', 'not-an-address'],
    ['::1::', 'not-an-address'],
    ['-ups', 'not-an-address'],
    ['fe80::1%eth0', 'not-an-address'],
    ['10.0.4.0/33', 'wrong-prefix'],
    ['10.0.4.0/', 'wrong-prefix'],
    ['10.0.4.60-10', 'reversed'],
    ['10.0.0.0/15', 'too-wide'],
    ['0.0.0.0/0', 'too-wide'],
    ['2001:db8::/115', 'too-wide'],
    ['224.0.0.1', 'no-host'],
    ['255.255.255.255', 'no-host'],
    ['0.0.0.0', 'no-host'],
    ['ff02::1', 'no-host'],
    ['10.0.0.0/16 10.1.0.0/24', 'too-many'],
  ])('%j is refused: %s', (text, expected) => {
    expect(problem(text)?.problem).toBe(expected)
  })

  it('the part that is wrong is named', () => {
    expect(problem('10.0.4.1, 10.0.4.999, ups')?.part).toBe('10.0.4.999')
    expect(rangeRefusalText({ problem: 'too-many', part: '70000' })).toContain('70000')
  })
})

const anyV4 = fc.bigInt({ min: 0x0100_0000n, max: 0xdfff_ffffn })
const anyV6 = fc.bigInt({ min: 1n, max: (1n << 128n) - 1n })

describe('ranges, whatever they are', () => {
  it('an address is written as it is read', () => {
    const same = (family: 4 | 6) => (value: bigint) => {
      expect(ipAddressOf(ipText({ family, value }))).toEqual({ family, value })
    }
    fc.assert(fc.property(anyV4, same(4)))
    fc.assert(fc.property(anyV6, same(6)))
    const sparse = fc.array(fc.constantFrom(0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 })
    fc.assert(fc.property(sparse, (groups) => same(6)(groups.reduce<bigint>((sum, group) => (sum << 16n) + group, 0n))))
  })

  it('what is counted is what is looked at, each once, whatever overlaps', () => {
    const part = fc.record({ from: fc.integer({ min: 0, max: 250 }), width: fc.integer({ min: 0, max: 5 }) })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.map(({ from, width }) => `10.0.4.${from}-${Math.min(255, from + width)}`).join(' ')
        const expected = new Set(
          parts.flatMap(({ from, width }) =>
            Array.from({ length: Math.min(255, from + width) - from + 1 }, (_, index) => `10.0.4.${from + index}`),
          ),
        )
        const found = hosts(text)
        expect(found).toHaveLength(ranges(text).count)
        expect(new Set(found)).toEqual(expected)
        expect(found).toHaveLength(expected.size)
      }),
    )
  })

  it('any text is read or refused, and never more is searched than may be', () => {
    const scraps = fc.constantFrom('10.0.4.', '1', '255', '-', '/', ':', '::', '2001:db8', 'ups', ' ', ',', '16', '.', '–', '%')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(scraps, { maxLength: 14 }).map((all) => all.join('')),
        ),
        (text) => {
          const read = parseRanges(text)
          if (isRangeRefusal(read)) expect(rangeRefusalText(read)).not.toBe('')
          else expect(read.count).toBeLessThanOrEqual(MOST_ADDRESSES)
        },
      ),
    )
  })
})
