import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'

/** Where a name leads; the address itself where it is one. Null: nobody could say. */
export const resolved = async (hostName: string): Promise<readonly string[] | null> => {
  try {
    const found = await lookup(hostName, { all: true })
    return [...new Set(found.map(({ address }) => address.toLowerCase()))].sort()
  } catch {
    return null
  }
}

const COMPLETE = 0x2

/** "IP address  HW type  Flags  HW address  Mask  Device", a line each. By address, who has answered there. */
export const parseNeighbours = (table: string): ReadonlyMap<string, string> =>
  new Map(
    table.split('\n').flatMap((line): [string, string][] => {
      const [address, , flags, mac] = line.trim().split(/\s+/)
      const answers = address !== undefined && mac !== undefined && (Number(flags) & COMPLETE) !== 0
      return answers && /^([\da-f]{2}:){5}[\da-f]{2}$/i.test(mac) && !/^(00:)+00$/.test(mac) ? [[address, mac.toLowerCase()]] : []
    }),
  )

/** Machines on the same network that this one has spoken to, by IPv4 address. Elsewhere than on Linux: none that are known. */
export const neighbours = async (): Promise<ReadonlyMap<string, string>> => {
  try {
    return parseNeighbours(await readFile('/proc/net/arp', 'utf8'))
  } catch {
    return new Map()
  }
}
