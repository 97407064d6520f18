import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { evacuationChoiceSchema } from '../../domain/order'
import type { EvacuationPreview } from '../../domain/preflight'
import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { previewEvacuation } from '../../planner/evacuation'
import { choicesSavingAll } from '../../planner/save-all'
import { durationsOf } from '../durations-of'
import { knownHost } from '../known-host'
import { query } from '../verb'
import { worldOf } from '../world-of'
import { outageUnderWay } from './maintenance-run'
import { powerNow } from './power-now'
import { provenPreview } from './proven-preview'

/** What entering maintenance would do to each VM of the host, now. */
export const previewMaintenance = query({
  name: 'maintenance.preview',
  needs: 'view',
  input: z.object({
    hostId: hostIdSchema,
    choices: z.array(evacuationChoiceSchema).default([]),
    /** Every VM that may be is saved instead of moved, but for those chosen otherwise. */
    saveAll: z.boolean().default(false),
    /** VMs of other hosts may leave them where VMs of this one find no place else. */
    makeRoom: z.boolean().default(false),
  }),
  async run({ input, read, host: { placements } }): Promise<EvacuationPreview> {
    const host = await knownHost(read, input.hostId)
    const world = await worldOf(read)
    const choices = input.saveAll ? choicesSavingAll(world, host.id, input.choices) : input.choices
    const [durations, power] = await Promise.all([durationsOf(read), powerNow(read, world)])
    const question = { world, hostId: host.id, choices, makeRoom: input.makeRoom, durations, power }
    const preview = await provenPreview(placements, (prover) => previewEvacuation({ ...question, prover }))
    const outage = await outageUnderWay(read)
    // Said before a person has decided on every VM, not after.
    return outage === null || preview.refusal !== null
      ? preview
      : { ...preview, refusal: say(R.outageActive, { run: outage.title }), refusalHint: R.enterAfterOutage }
  },
})
