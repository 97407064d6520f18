import type { SafeguardFacts } from '../../../domain/safeguard'
import { autostartFacts, type StartingVm } from '../../protocols/autostart'
import type { Survey } from './survey'

/** A flag of the definition on its host; the daemon starts what has it when it starts itself, in no order. */
export const FLAG: StartingVm['how'] = { autostart: 'enable' }

/** Of each host that starts something: every definition that it has, wherever that VM runs now. */
export const autostartsIn = (surveys: readonly Survey[]): readonly SafeguardFacts[] =>
  surveys.flatMap(({ host, copies }) => {
    const starting = copies.filter(({ autostart }) => autostart)
    return starting.length === 0
      ? []
      : [
          autostartFacts(
            host,
            starting.map(({ domain }) => ({ nativeId: domain.uuid, name: domain.name, how: FLAG })),
          ),
        ]
  })
