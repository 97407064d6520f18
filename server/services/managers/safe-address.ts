import { createHash, randomUUID } from 'node:crypto'
import type { Json } from '../../domain/journal'
import type { ManagerAddress } from '../../domain/manager'
import { machineNames, type Runbook, withMachineIds } from '../../domain/runbook'
import { refused } from '../service-error'

/** Credentials in a URL would be shown and journalled (K5): they belong beside it. */
export const requireSafeAddress = (address: ManagerAddress): void => {
  if (/[^/,]*:[^/,@]*@/.test(address.url.replace(/^[a-z]+:\/\//i, '')))
    throw refused('The address holds a password', 'Leave it out of the URL and give it as the credential.')
}

/** Each machine of a runbook with an id of its own, which it keeps. */
export const withIds = (address: ManagerAddress, before: Runbook | null): ManagerAddress =>
  address.runbook === undefined ? address : { ...address, runbook: withMachineIds(address.runbook, before, () => randomUUID()) }

/** A runbook in the journal: which machines, and what tells this version from another one, but nothing that is run (K5). */
export const toldRunbook = (runbook: Runbook): { readonly [key: string]: Json } => ({
  machines: [...machineNames(runbook)],
  sha256: createHash('sha256').update(JSON.stringify(runbook)).digest('hex'),
})

export const toldAddress = ({ kind, url, pins, runbook }: ManagerAddress): Json => ({
  kind,
  url,
  pins,
  ...(runbook === undefined ? {} : { runbook: toldRunbook(runbook) }),
})
