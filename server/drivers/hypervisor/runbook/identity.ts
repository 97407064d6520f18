import type { ManagerIdentity } from '../../../domain/manager'
import type { CallOptions } from '../../ports'
import type { Machine } from './endpoint'
import type { Look, RunbookSite } from './site'

/** What this machine's entry cannot do, or does not show just now. */
const notesOf = (machine: Machine, look: Look): readonly string[] => {
  const { name, start, forceOff, witness, probe } = machine
  const knocks = probe.kind !== 'command' && probe.kind !== 'request'
  const canSayOff = !knocks || witness !== null || (probe.kind === 'https' && probe.off.length > 0)
  return [
    look.power === 'unknown'
      ? `${name}: whether it is on is not known now${look.why === null ? '' : ` (${look.why})`}.`
      : `${name} is ${look.power}.`,
    canSayOff ? null : `${name}: without a witness its silence is never taken for off, and no plan sees it off.`,
    start === null ? `${name}: nothing starts it; it is waited for when power returns.` : null,
    forceOff === null ? `${name}: it cannot be forced off.` : null,
  ].filter((note) => note !== null)
}

export const identify = async (site: RunbookSite, options: CallOptions): Promise<ManagerIdentity> => {
  const seen = await site.lookAll(options)
  return {
    kind: 'runbook',
    product: site.endpoint.product,
    version: null,
    instanceUuid: null,
    notes: seen.flatMap(({ machine, look }) => notesOf(machine, look)),
  }
}
