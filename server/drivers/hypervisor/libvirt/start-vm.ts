import { type CallOptions, type DriverFailure, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { changeFailure } from './failures'
import { hostNamed } from './host-named'
import { forgetCopies, mayHaveCopiedAway, startJob } from './job'
import { unsharedBetween } from './shared-disks'
import { quoted } from '../../protocols/ssh/posix-shell'
import { virsh } from './shell'
import type { SiteReader } from './site-reader'
import { labelOf } from './storage'
import type { DomainCopy } from './survey'
import type { VirshHost } from './virsh-host'
import { chosenCopy } from './vm-facts'

/**
 * Null: it runs already. Where several hosts define it, or its disks were being copied when an outage came, it is started only where
 * its newest disks are certain to be: two hosts that write their own each would split its data.
 */
export const startVm = async (
  reader: SiteReader,
  uuid: string,
  toHost: string | null,
  options: CallOptions,
): Promise<string | null> => {
  const budget = budgetOf(options)
  const { copies, failure } = await reader.copies(uuid, budget())
  const lastHost = reader.lastHostOf(uuid)
  const chosen = chosenCopy(copies, lastHost ?? toHost)
  if (chosen === null) throw new CallFailed(failure ?? refused('No host knows this VM any more.', 'Read the inventory again.'))
  const { name } = chosen.domain
  if (chosen.stats.run === 'running') return null
  const from = await hostNamed(reader, chosen.host, budget())
  if (chosen.stats.run === 'paused') {
    if (failure !== null && lastHost !== chosen.host)
      throw unknownElsewhere(name, failure, 'It is paused; look where it ran last.')
    await from.tell(`resume ${name}`, ['resume', uuid], budget())
    return null
  }
  if (chosen.job !== null || chosen.stats.run === 'migrating')
    throw new CallFailed(refused(`${name} is busy: ${chosen.job ?? 'migrating'}.`, 'Try again when that has ended.'))
  if (toHost === null || toHost === chosen.host) {
    await checkNewest(reader, from, chosen, copies, failure, budget)
    return startJob(from, `start ${name}`, uuid, ['start', uuid], budget())
  }
  if (chosen.saved)
    throw new CallFailed(refused(`The saved state of ${name} lies on ${chosen.host}.`, `Start it there, not on ${toHost}.`))
  const to = await hostNamed(reader, toHost, budget())
  if (failure !== null) throw unknownElsewhere(name, failure, `Start it on ${chosen.host}, where it is defined.`)
  const unshared = (await unsharedBetween(reader, chosen.domain, from, to, budget)).map(labelOf)
  if (unshared.length > 0)
    throw new CallFailed(
      refused(
        `${name} stays on ${from.name}: ${from.name} and ${to.name} are not known to share ${unshared.join(', ')}.`,
        `Start it on ${from.name}, where it is defined. Folders that both share are named in the address: ?shared=/path.`,
      ),
    )
  await moveDefinition(from, to, chosen, copies, budget)
  return startJob(to, `start ${name}`, uuid, ['start', uuid], budget())
}

const unknownElsewhere = (name: string, failure: DriverFailure, hint: string): CallFailed =>
  new CallFailed(refused(`Whether ${name} runs elsewhere is not known: ${failure.message}`, hint))

/** Throws where another host may have newer disks of this VM than the one where it is to start. */
const checkNewest = async (
  reader: SiteReader,
  from: VirshHost,
  chosen: DomainCopy,
  copies: readonly DomainCopy[],
  failure: DriverFailure | null,
  budget: () => CallOptions,
): Promise<void> => {
  const { uuid, name } = chosen.domain
  const rivals = copies.filter(({ host }) => host !== chosen.host)
  const isCopied = await mayHaveCopiedAway(from, uuid, budget())
  if (isCopied && failure !== null)
    throw unknownElsewhere(
      name,
      failure,
      `Its disks were being copied away from ${from.name}: let all hosts be heard, or start it there by hand once it is certain that it has not run elsewhere since.`,
    )
  const ranHereLast = reader.lastHostOf(uuid) === chosen.host && !isCopied
  for (const rival of ranHereLast ? [] : rivals) {
    const other = await hostNamed(reader, rival.host, budget())
    const unshared = (await unsharedBetween(reader, chosen.domain, from, other, budget)).map(labelOf)
    if (unshared.length > 0)
      throw new CallFailed(
        refused(
          `${name} is defined on ${from.name} and on ${other.name}, each with its own ${unshared.join(', ')}: which is newer is not known.`,
          'Look which of them ran last, and remove the definition on the other (virsh undefine); nothing is started before.',
        ),
      )
  }
  if (isCopied) await forgetCopies(from, uuid, budget())
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
    const xml = await from.read(['dumpxml', '--inactive', '--security-info', '--migratable', uuid], budget())
    const define = `printf %s ${quoted(xml)} | ${virsh(to.site.uri, 'define', '/dev/stdin')}`
    const answer = await to.ssh.run(define, true, budget())
    if (answer.code !== 0) throw new CallFailed(changeFailure(to.name, `define ${name}`, answer))
  }
  await from.tell(`forget ${name}`, ['undefine', '--keep-nvram', uuid], budget(), /domain not found|failed to get domain/i)
}
