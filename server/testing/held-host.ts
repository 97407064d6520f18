import { docOf } from '../services/latest-doc'
import { hostDoc, IDS, putDocs } from './service-seed'
import { START_MS, type ServiceWorld } from './service-world'

/** In the seeded world: no outage, and an empty host of a platform that reboots hosts, held in maintenance by a run. */
export const holdHost = async ({ store }: Pick<ServiceWorld, 'store'>): Promise<void> =>
  store.write(async (tx) => {
    for (const { steps: _, ...active } of await tx.runs.active())
      if (active.kind === 'outage') await tx.runs.put({ ...active, phase: 'aborted', endedAtMs: START_MS })
    const shown = docOf('manager', await tx.latest.get('manager', IDS.manager))
    const able = shown === null ? [] : [{ ...shown, capabilities: { ...shown.capabilities, hostReboot: true } }]
    await putDocs(tx, 'manager', able)
    await putDocs(tx, 'host', [hostDoc(IDS.busyHost, { inMaintenance: true, bootedAtMs: START_MS - 1 })])
    await tx.latest.remove('vm', [IDS.vm], START_MS)
  })
