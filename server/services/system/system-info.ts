import { TRAP_STATE_KEY, type TrapState, trapStateSchema } from '../../domain/trap-state'
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
  /** What the engine hears of SNMP traps; null: no engine has told yet. */
  readonly traps: TrapState | null
}

export const systemInfo = query({
  name: 'system.info',
  needs: 'view',
  input: noInput,
  async run({ read, host, nowMs }): Promise<SystemInfo> {
    const [engines, head, told] = await Promise.all([
      read.latest.all('engine'),
      read.journal.head(),
      read.settings.get(TRAP_STATE_KEY),
    ])
    const traps = trapStateSchema.safeParse(told)
    return {
      version: host.version,
      dialect: host.store.dialect,
      nowMs,
      demo: host.demo,
      engines: docsOf('engine', engines),
      journalEntries: head.id,
      traps: traps.success ? traps.data : null,
    }
  },
})
