import type { EngineDoc } from '../../domain/view'
import { noInput } from '../inputs'
import { docsOf } from '../latest-doc'
import { query } from '../verb'

export interface SystemInfo {
  readonly version: string
  readonly dialect: 'sqlite' | 'postgresql'
  readonly nowMs: number
  readonly demo: boolean
  readonly engines: readonly EngineDoc[]
  readonly journalEntries: number
}

export const systemInfo = query({
  name: 'system.info',
  needs: 'view',
  input: noInput,
  async run({ read, host, nowMs }): Promise<SystemInfo> {
    const [engines, head] = await Promise.all([read.latest.all('engine'), read.journal.head()])
    return {
      version: host.version,
      dialect: host.store.dialect,
      nowMs,
      demo: host.demo,
      engines: docsOf('engine', engines),
      journalEntries: head.id,
    }
  },
})
