import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import type { EvacuationPreview } from '../../domain/preflight'
import { previewReturn } from '../../planner/evacuation'
import { durationsOf } from '../durations-of'
import { knownHost } from '../known-host'
import { query } from '../verb'
import { worldOf } from '../world-of'
import { maintenanceRunOf } from './maintenance-run'
import { powerNow } from './power-now'

/** What comes back to the host when its maintenance ends: what the run moved, saved or shut down. */
export const previewExit = query({
  name: 'maintenance.exitPreview',
  needs: 'view',
  input: z.object({ hostId: hostIdSchema }),
  async run({ input, read }): Promise<EvacuationPreview> {
    const host = await knownHost(read, input.hostId)
    const run = await maintenanceRunOf(read, host.id)
    const [world, durations] = await Promise.all([worldOf(read), durationsOf(read)])
    const power = await powerNow(read, world)
    return previewReturn({ world, hostId: host.id, steps: run?.steps ?? [], durations, power })
  },
})
