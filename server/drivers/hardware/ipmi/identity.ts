import type { HardwareIdentity } from '../../../domain/hardware'
import { CommandRefused } from './failures'
import type { Run } from './repository'

const APP = 0x06
const GET_DEVICE_ID = 0x01
const GET_SYSTEM_GUID = 0x37
const GET_CIPHER_SUITES = 0x54
const THIS_CHANNEL = 0x0e
const BY_SUITE = 0x80
const MOST_PORTIONS = 16

/** Makers by their number at IANA, as far as they are met on servers. */
const MAKERS: ReadonlyMap<number, string> = new Map([
  [2, 'IBM'],
  [11, 'HP'],
  [42, 'Sun/Oracle'],
  [119, 'NEC'],
  [343, 'Intel'],
  [674, 'Dell'],
  [2011, 'Huawei'],
  [4753, 'OpenIPMI'],
  [5771, 'Cisco'],
  [7154, 'IPMI'],
  [10368, 'Fujitsu'],
  [10876, 'Supermicro'],
  [15000, 'Gigabyte'],
  [15370, 'Gigabyte'],
  [19046, 'Lenovo'],
  [20301, 'Lenovo'],
  [40092, 'Wiwynn'],
  [47196, 'HPE'],
  [47488, 'Supermicro'],
  [49769, 'ASRock Rack'],
])

const hex = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The specification sends the GUID lowest byte first (IPMI 2.0, 20.8); many BMCs do otherwise, so it proves nothing. */
const uuidFrom = (data: Buffer): string | null => {
  if (data.length < 16) return null
  const bytes = [...data.subarray(0, 16)].reverse()
  if (bytes.every((byte) => byte === bytes[0])) return null
  const text = hex(bytes)
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

const quietly = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CommandRefused) return null
    throw error
  }
}

/** Records of the list: C0h or C1h, the suite's number (after a maker's own, three more bytes), its algorithms (22.15.2). */
export const listedSuites = (list: Buffer): ReadonlySet<number> => {
  const suites = new Set<number>()
  for (let at = 0; at + 1 < list.length; at += 1) {
    const isRecord = list[at] === 0xc0 || list[at] === 0xc1
    const suite = list[at + 1]
    if (list[at] === 0xc0 && suite !== undefined) suites.add(suite)
    if (isRecord) at += list[at] === 0xc1 ? 4 : 1
  }
  return suites
}

const offersNoPassword = async (run: Run): Promise<boolean> => {
  const list: Buffer[] = []
  for (let portion = 0; portion < MOST_PORTIONS; portion += 1) {
    const data = await run({
      netFn: APP,
      command: GET_CIPHER_SUITES,
      data: Buffer.from([THIS_CHANNEL, 0x00, BY_SUITE | portion]),
      doing: 'list its cipher suites',
    })
    list.push(data.subarray(1))
    if (data.length < 17) break
  }
  return listedSuites(Buffer.concat(list)).has(0)
}

const SUITE_ZERO =
  'This BMC lists cipher suite 0, which needs no password: whoever reaches its address may be able to switch the machine off. Disable suite 0 in the BMC’s IPMI settings.'

const PLAIN_KEY =
  'The session runs with cipher suite 3 (SHA-1), for this BMC does not know suite 17. Keep its network apart, and update its firmware.'

export const identify = async (run: Run, suiteId: () => number | null): Promise<HardwareIdentity> => {
  const data = await run({ netFn: APP, command: GET_DEVICE_ID, data: Buffer.alloc(0), doing: 'tell who it is' })
  const [, , major = 0, minor = 0, , , maker1 = 0, maker2 = 0, maker3 = 0, product1 = 0, product2 = 0] = data
  const maker = maker1 | (maker2 << 8) | ((maker3 & 0x0f) << 16)
  const guid = await quietly(() => run({ netFn: APP, command: GET_SYSTEM_GUID, data: Buffer.alloc(0), doing: 'tell its GUID' }))
  const isOpen = await quietly(() => offersNoPassword(run))
  return {
    kind: 'ipmi',
    product: `${MAKERS.get(maker) ?? `Maker ${maker}`} BMC, product ${product1 | (product2 << 8)}`,
    // The minor part is written in decimal digits, one per four bits.
    version: data.length < 4 ? null : `${major & 0x7f}.${hex([minor])}`,
    systemUuid: guid === null ? null : uuidFrom(guid),
    notes: [...(isOpen === true ? [SUITE_ZERO] : []), ...(suiteId() === 3 ? [PLAIN_KEY] : [])],
  }
}
