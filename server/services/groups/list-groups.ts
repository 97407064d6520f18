import type { PowerGroup } from '../../domain/world'
import { noInput } from '../inputs'
import { query } from '../verb'

/** Power groups as configured; their condition is in the live stream. */
export const listGroups = query({
  name: 'groups.list',
  needs: 'view',
  input: noInput,
  run: ({ read }): Promise<readonly PowerGroup[]> => read.groups.list(),
})
