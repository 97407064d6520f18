import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import type { EvacuationPreview } from '../../domain/preflight'
import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { previewReturn } from '../../planner/evacuation'
import { durationsOf } from '../durations-of'
import { knownHost } from '../known-host'
import { query } from '../verb'
import { worldOf } from '../world-of'
import { maintenanceRunOf, outageUnderWay } from './maintenance-run'
import { powerOfReturn } from './power-now'

/** `mayVouch`: its UPSs merely do not answer, and a person may say that its mains are there (D4). */
export type ReturnPreview = EvacuationPreview & { readonly mayVouch: boolean }

/** What comes back to the host when its maintenance ends: what the run moved, saved or shut down. */
export const previewExit = query({
  name: 'maintenance.exitPreview',
  needs: 'view',
  input: z.object({ hostId: hostIdSchema, vouchesForMains: z.literal(true).optional() }),
  async run({ input, read }): Promise<ReturnPreview> {
    const host = await knownHost(read, input.hostId)
    const run = await maintenanceRunOf(read, host.id)
    const [world, durations] = await Promise.all([worldOf(read), durationsOf(read)])
    const { power, ifVouched } = await powerOfReturn(read, world, host.id)
    const counted = (input.vouchesForMains === true ? ifVouched : null) ?? power
    const preview = previewReturn({ world, hostId: host.id, steps: run?.steps ?? [], durations, power: counted })
    const outage = await outageUnderWay(read)
    const inTheWay = outage === null ? {} : { notBroughtBack: say(R.outageActive, { run: outage.title }) }
    return { ...preview, ...inTheWay, mayVouch: ifVouched !== null && outage === null }
  },
})
