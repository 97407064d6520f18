import { z } from 'zod'
import { type RebootRefusal, rebootRefusal } from '../../decide/reboot-refusal'
import { type HostId, hostIdSchema } from '../../domain/ids'
import type { StoreReads } from '../../store/store'
import { knownHost } from '../known-host'
import { query } from '../verb'
import { worldOf } from '../world-of'
import { maintenanceRunOf, outageUnderWay } from './maintenance-run'

/** What stands against a reboot of this host now, and the run that holds it; the engine looks again before it acts. */
export const rebootOutlook = async (
  read: Pick<StoreReads, 'latest' | 'feeds' | 'groups' | 'devices' | 'runs'>,
  hostId: HostId,
) => {
  const run = await maintenanceRunOf(read, hostId)
  const outage = await outageUnderWay(read)
  return { run, refusal: rebootRefusal({ world: await worldOf(read), hostId, run, outage }) }
}

/** Why a host would not be rebooted, before anybody orders it; null: it would be. */
export const previewReboot = query({
  name: 'maintenance.rebootPreview',
  needs: 'view',
  input: z.object({ hostId: hostIdSchema }),
  async run({ input, read }): Promise<{ readonly refusal: RebootRefusal | null }> {
    const host = await knownHost(read, input.hostId)
    const { refusal } = await rebootOutlook(read, host.id)
    return { refusal }
  },
})
