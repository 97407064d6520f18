import { budgetOf } from '../../protocols/call-deadline'
import type { EngineClient } from './engine-client'
import { because, notAsked } from './failure'

/**
 * The engine for an act, which looks before it asks: a look that fails is no refusal of the act (D3), unless it tells what stays
 * so. An engine that is just starting knows nothing: an object is gone only where the API itself is there.
 */
export const forAct = (client: EngineClient): EngineClient => ({
  ...client,
  get: async (path, root, options) => {
    const budget = budgetOf(options)
    const answer = await client.get(path, root, budget())
    if (answer.kind === 'ok') return answer
    if (answer.why !== 'gone') return notAsked(answer)
    const api = await client.get('', 'api', budget())
    if (api.kind === 'ok') return answer
    return notAsked(api.why === 'gone' ? because('trouble', api) : api)
  },
})
