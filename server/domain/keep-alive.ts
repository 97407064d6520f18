import { z } from 'zod'
import { PLANNER_SENTENCES as P } from './planner-sentences'
import { say } from './sentence'

/** The machine that the engine runs on, as it tells it itself. */
export interface OwnMachine {
  /** As its firmware tells it; null: not told, or not readable. */
  readonly uuid: string | null
  readonly macs: readonly string[]
}

/**
 * Whether any VM may be the machine that the engine runs on: it told no UUID by which its VM would be known, and no VM is known, or
 * marked by a person, to keep the operation alive.
 */
export const isConsoleUnplaced = (
  machine: OwnMachine | null,
  vms: readonly { readonly keepAlive?: readonly KeepAlive[] | undefined }[],
): boolean =>
  (machine === null || machine.uuid === null) &&
  !vms.some(({ keepAlive }) => keepAlive?.some(({ role }) => role === 'console' || role === 'marked'))

/** What of the operation itself a VM carries (D5). `marked`: a person said so (DNS, directory, storage, whatever it needs). */
export type KeepAliveRole = 'console' | 'manager' | 'database' | 'marked'

/** By what it was recognised, the surest first. */
export type KeepAliveSign =
  /** The UUID that the machine's own firmware tells is this VM's. */
  | { readonly by: 'uuid' }
  | { readonly by: 'mac'; readonly mac: string }
  /** Its platform says that its manager runs in it. */
  | { readonly by: 'platform' }
  /** Its guest has the address that is spoken to. */
  | { readonly by: 'address'; readonly address: string }
  /** What answers at the address that is spoken to has the MAC of this VM. */
  | { readonly by: 'neighbour'; readonly address: string; readonly mac: string }
  | { readonly by: 'person' }
  /** Only its name is that of the host that is spoken to: a person may say that it is another VM. */
  | { readonly by: 'name'; readonly hostName: string }

/** Why a VM is never saved, stopped or paused before all else has ended (D5). */
export interface KeepAlive {
  readonly role: KeepAliveRole
  /** The manager's or the database's name; null: it goes without saying. */
  readonly of: string | null
  readonly sign: KeepAliveSign
}

const signWords = (sign: KeepAliveSign): string => {
  switch (sign.by) {
    case 'uuid':
      return P.signUuid
    case 'mac':
      return say(P.signMac, { mac: sign.mac })
    case 'platform':
      return P.signPlatform
    case 'address':
      return say(P.signAddress, { address: sign.address })
    case 'neighbour':
      return say(P.signNeighbour, { mac: sign.mac, address: sign.address })
    case 'person':
      return P.signPerson
    case 'name':
      return say(P.signName, { host: sign.hostName })
  }
}

/** "Ridethrough itself runs in it (its MAC … is that of the machine this runs on)" */
export const keepAliveWords = ({ role, of, sign }: KeepAlive): string => {
  const told = { name: of ?? '', sign: signWords(sign) }
  switch (role) {
    case 'console':
      return say(P.consoleInIt, told)
    case 'manager':
      return say(P.managerInIt, told)
    case 'database':
      return say(P.databaseInIt, told)
    case 'marked':
      return P.markedAsKept
  }
}

/** The setting that holds what people said of VMs, by VM id. */
export const KEEP_ALIVE_MARKS = 'keep-alive-marks'

/** `kept`: the operation stands on it. `ordinary`: it only happens to have the name of what it stands on. */
export const keepAliveMarkSchema = z.enum(['kept', 'ordinary'])
export type KeepAliveMark = z.infer<typeof keepAliveMarkSchema>
export type KeepAliveMarks = Readonly<Record<string, KeepAliveMark>>

/** What cannot be read is left out, and what nobody has said. */
export const keepAliveMarksOf = (stored: unknown): KeepAliveMarks => {
  const marks = z.record(z.string(), z.unknown()).safeParse(stored)
  return Object.fromEntries(
    Object.entries(marks.data ?? {}).flatMap(([vmId, mark]) => {
      const known = keepAliveMarkSchema.safeParse(mark)
      return known.success ? [[vmId, known.data]] : []
    }),
  )
}
