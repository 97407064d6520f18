import { type CallOptions, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { virshFailure } from './failures'
import { hostNamed } from './host-named'
import { startJob } from './job'
import { quoted } from '../../protocols/ssh/posix-shell'
import { virsh } from './shell'
import type { SiteReader } from './site-reader'
import type { DomainCopy } from './survey'
import type { VirshHost } from './virsh-host'
import { chosenCopy } from './vm-facts'

/** Null: it runs already. */
export const startVm = async (
  reader: SiteReader,
  uuid: string,
  toHost: string | null,
  options: CallOptions,
): Promise<string | null> => {
  const budget = budgetOf(options)
  const { copies, failure } = await reader.copies(uuid, budget())
  const chosen = chosenCopy(copies, toHost ?? reader.lastHostOf(uuid))
  if (chosen === null) throw new CallFailed(failure ?? refused('No host knows this VM any more.', 'Read the inventory again.'))
  const { name } = chosen.domain
  if (chosen.stats.run === 'running') return null
  const from = await hostNamed(reader, chosen.host, budget())
  if (chosen.stats.run === 'paused') {
    await from.tell(`resume ${name}`, ['resume', uuid], budget())
    return null
  }
  if (chosen.job !== null || chosen.stats.run === 'migrating')
    throw new CallFailed(refused(`${name} is busy: ${chosen.job ?? 'migrating'}.`, 'Try again when that has ended.'))
  if (toHost === null || toHost === chosen.host) return startJob(from, `start ${name}`, uuid, ['start', uuid], budget())
  if (chosen.saved)
    throw new CallFailed(refused(`The saved state of ${name} lies on ${chosen.host}.`, `Start it there, not on ${toHost}.`))
  const to = await hostNamed(reader, toHost, budget())
  if (failure !== null)
    throw new CallFailed(
      refused(
        `Whether ${name} runs elsewhere is not known: ${failure.message}`,
        `Start it on ${chosen.host}, where it is defined.`,
      ),
    )
  await moveDefinition(from, to, chosen, copies, budget)
  return startJob(to, `start ${name}`, uuid, ['start', uuid], budget())
}

/** A definition that stayed behind could be started there as well (autostart): it goes once the new one is there. */
const moveDefinition = async (
  from: VirshHost,
  to: VirshHost,
  { domain }: DomainCopy,
  copies: readonly DomainCopy[],
  budget: () => CallOptions,
): Promise<void> => {
  const { uuid, name } = domain
  if (!copies.some((copy) => copy.host === to.name)) {
    const xml = await from.read(
      `tell the definition of ${name}`,
      ['dumpxml', '--inactive', '--security-info', '--migratable', uuid],
      budget(),
    )
    const define = `printf %s ${quoted(xml)} | ${virsh(to.site.uri, 'define', '/dev/stdin')}`
    const { code, stderr } = await to.ssh.run(define, true, budget())
    if (code !== 0) throw new CallFailed(virshFailure(to.name, `define ${name}`, stderr))
  }
  await from.tell(`forget ${name}`, ['undefine', '--keep-nvram', uuid], budget(), /domain not found|failed to get domain/i)
}
