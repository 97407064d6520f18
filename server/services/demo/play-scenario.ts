import { z } from 'zod'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'

/** Plays a scenario in the simulated datacenter, e.g. cuts its mains. */
export const playScenario = mutation({
  name: 'demo.scenario',
  needs: 'operate',
  input: z.object({ name: z.string().trim().min(1).max(60) }),
  async run(context) {
    if (!context.host.demo) throw conflict('No simulated datacenter is attached', 'Start the demo to play scenarios.')
    const orderId = await placeOrder(context, { kind: 'demo.scenario', name: context.input.name })
    await tell(context, {
      kind: 'demo.scenario-ordered',
      object: { kind: 'system', id: 'demo', name: 'Simulated datacenter' },
      message: `The scenario “${context.input.name}” was ordered`,
      data: { orderId },
    })
    return { orderId }
  },
})
