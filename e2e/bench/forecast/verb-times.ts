import type { PlanContent } from '../../../server/domain/plan'
import { parseConfiguration } from '../../../server/domain/configuration'
import { LiveFeed } from '../../../server/api/live/live-feed'
import { REQUEST_HEADER, REQUEST_HEADER_VALUE } from '../../../server/domain/request-header'
import { openSession } from '../../../server/services/auth/session'
import { userIdSchema } from '../../../server/domain/ids'
import { handleTrpc } from '../../../server/web/trpc-handler'
import { openServiceWorld } from '../../../server/testing/service-world'
import type { BenchSite } from './site'
import { storeSite } from './stored-site'

const EDITS = 40
const WARM_UP = 10
const ADDRESS = 'http://127.0.0.1:3000/api/trpc/plans.forecast'

/** The forecast of an edited plan as the web process answers it: from the text of the request to the text of the answer, out of the store. */
export const verbTimes = async (
  site: BenchSite,
  edit: (content: PlanContent, at: number) => PlanContent,
): Promise<readonly number[]> => {
  const world = await openServiceWorld()
  try {
    await storeSite(world.store, site, site.content)
    const user = await world.store.read.users.get(userIdSchema.parse('user-viewer'))
    if (user === null) throw new Error('the bench’s store has no viewer')
    const { token } = await world.store.write((tx) => openSession(tx, user, world.clock.nowMs))
    const live = new LiveFeed(world.store.read, () => undefined)
    const web = { configuration: parseConfiguration({}), services: world.host, live }
    const headers = {
      'content-type': 'application/json',
      cookie: `ridethrough_session=${token}`,
      'sec-fetch-site': 'same-origin',
      [REQUEST_HEADER]: REQUEST_HEADER_VALUE,
    }
    const times: number[] = []
    let { content } = site
    for (let at = 0; at < WARM_UP + EDITS; at += 1) {
      content = edit(content, at)
      const body = JSON.stringify({ json: { powerGroupId: site.groupId, content } })
      const before = performance.now()
      const response = await handleTrpc(web, new Request(ADDRESS, { method: 'POST', headers, body }))
      const text = await response.text()
      if (response.status !== 200) throw new Error(`the verb answered ${response.status}: ${text.slice(0, 200)}`)
      if (at >= WARM_UP) times.push(performance.now() - before)
    }
    return times
  } finally {
    await world.close()
  }
}
