import { randomUUID } from 'node:crypto'
import type { AddedDevice } from '../../domain/discovery'
import type { JournalDraft } from '../../domain/journal'
import type { UpsSecret } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'
import type { Finding } from '../../drivers/discovery/finding'
import { deviceObject } from '../../services/power/device-object'
import { keepNewDevice, newDeviceData } from '../../services/power/new-device'
import { ServiceError } from '../../services/service-error'
import type { Store } from '../../store/store'
import type { By } from './search-words'

type FoundFinding = Extract<Finding, { kind: 'device' }>

const whyNot = (error: unknown): string => {
  if (error instanceof ServiceError) return error.hint === null ? error.message : `${error.message}. ${error.hint}`
  return 'It could not be saved; the engine log says why.'
}

const refusal = (key: string, name: string, problem: string, by: By, nowMs: number): JournalDraft => ({
  atMs: nowMs,
  kind: 'device.add-refused',
  ...by,
  object: { kind: 'device', id: key, name },
  outcome: 'refused',
  message: `${name} (${key}) was not added: ${problem}`,
  data: { endpoint: key },
})

interface Given {
  readonly store: Store
  readonly nowMs: number
  readonly by: By
  readonly onError: (error: unknown) => void
}

/** Keeps one found device, with the credential that it answered to; each stands for itself, with an entry of its own. */
export const addFound = async (
  { store, nowMs, by, onError }: Given,
  key: string,
  name: string,
  found: { readonly finding: FoundFinding; readonly secret: UpsSecret } | null,
): Promise<AddedDevice> => {
  const refuse = async (problem: string): Promise<AddedDevice> => {
    await store.write((tx) => tx.journal.append(refusal(key, name, problem, by, nowMs)))
    return { key, name, deviceId: null, problem }
  }
  if (found === null) return refuse('this search has not found it. Search again')
  const { finding, secret } = found
  const { address } = finding
  try {
    const id = await store.write(async (tx) => {
      const kept = await keepNewDevice(tx, { name, address, secret, nowMs, newId: randomUUID })
      await tx.journal.append({
        atMs: nowMs,
        kind: 'device.added',
        ...by,
        object: deviceObject({ id: kept.id, name }),
        outcome: 'ok',
        message: `${name} was added (${endpointOf(address)}), found by a search`,
        data: newDeviceData(address, secret),
      })
      return kept.id
    })
    return { key, name, deviceId: id, problem: null }
  } catch (error) {
    if (!(error instanceof ServiceError)) onError(error)
    return refuse(whyNot(error))
  }
}
