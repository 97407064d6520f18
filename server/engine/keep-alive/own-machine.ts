import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { OwnMachine } from '../../domain/keep-alive'

/** Linux shows it to root alone; elsewhere there is no such file. */
const FIRMWARE_UUID = '/sys/class/dmi/id/product_uuid'

/** The host's ends of its guests' cards may bear the guests' own MACs. */
const IS_GUESTS_END = /^(macvtap|macvlan|vnet|tap|veth)/

const uuidOf = async (): Promise<string | null> => {
  try {
    return (await readFile(FIRMWARE_UUID, 'utf8')).trim().toLowerCase()
  } catch {
    return null
  }
}

const macsOf = (): readonly string[] => {
  const cards = Object.entries(networkInterfaces()).filter(([name]) => !IS_GUESTS_END.test(name))
  const macs = cards.flatMap(([, addresses]) =>
    (addresses ?? []).filter(({ internal }) => !internal).map(({ mac }) => mac.toLowerCase()),
  )
  return [...new Set(macs)].filter((mac) => mac !== '00:00:00:00:00:00').sort()
}

/** What the machine that this process runs on tells of itself: by either its VM is known in an inventory. */
export const ownMachine = async (): Promise<OwnMachine> => ({ uuid: await uuidOf(), macs: macsOf() })
