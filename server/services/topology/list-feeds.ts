import type { Feed } from '../../domain/world'
import { noInput } from '../inputs'
import { query } from '../verb'

export const listFeeds = query({
  name: 'topology.feeds',
  needs: 'view',
  input: noInput,
  run: ({ read }): Promise<readonly Feed[]> => read.feeds.list(),
})
