import type { CallOptions, ManagerSession, ManagerTarget } from '../../ports'
import { perform } from './acts'
import { observeAutostart, setAutostart } from './autostart'
import { budgetOf } from '../../protocols/call-deadline'
import { siteOf } from './address'
import { CallFailed, resultOf } from '../../protocols/ssh/call-failed'
import { watchChanges } from './change-watch'
import { takeAway } from './copied-disks'
import { downtimeThere, jobOf, jobState } from './job'
import { posixShell } from '../../protocols/ssh/posix-shell'
import { missingRights, RIGHTS_SCRIPT } from './rights'
import { batch } from './shell'
import { SiteReader, isHeard } from './site-reader'
import { openSshHost } from '../../protocols/ssh/ssh-host'
import { VirshHost } from './virsh-host'

/** A fault of the address or the credentials shows at the first call: opening does nothing. */
const prepare = (target: ManagerTarget) => {
  const site = siteOf(target.address)
  const hosts = site.hosts.map((host) => new VirshHost(openSshHost(host, target.secret, target.address.pins, posixShell), site))
  return { site, hosts, reader: new SiteReader(hosts) }
}

export const openSession = (target: ManagerTarget): ManagerSession => {
  let opened: ReturnType<typeof prepare> | null = null
  const all = () => (opened ??= prepare(target))

  /** Every host is asked: one whose key is unknown or which lets us not in must show before the manager is saved. */
  const identify = async (options: CallOptions) => {
    const { site, reader } = all()
    const script = [RIGHTS_SCRIPT, batch(site.uri, [{ name: 'version', command: 'version --daemon' }])].join('\n')
    const heard = await reader.everywhere((host) => host.ask(script, options))
    const failures = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))
    const failure = failures.find((one) => one.kind !== 'unreachable') ?? failures[0]
    const answers = heard.find(isHeard)
    if (failure !== undefined || answers === undefined)
      throw new CallFailed(failure ?? { kind: 'unreachable', message: 'No host answers.', hint: 'Check the address.' })
    const version = answers.value.get('version') ?? ''
    const told = heard.flatMap((one) => (isHeard(one) ? [{ host: one.host.name, answers: one.value }] : []))
    const notes = missingRights(answers.host.ssh.user, told)
    const hypervisor = /^Running hypervisor:\s+(\S+)/m.exec(version)?.[1] ?? 'KVM'
    return {
      kind: 'libvirt' as const,
      product: `libvirt / ${hypervisor}`,
      version: /^Running against daemon:\s+(\S+)/m.exec(version)?.[1] ?? null,
      // The hosts are a site only in our address: nothing of theirs names it.
      instanceUuid: null,
      ...(notes.length === 0 ? {} : { notes }),
    }
  }

  /** What a failed move had made for its disks is taken away before it is said to have failed: it can then be tried again. */
  const task = async (id: string, options: CallOptions) => {
    const budget = budgetOf(options)
    const state = await jobState(all().hosts, id, budget())
    const job = state.state === 'failed' ? jobOf(id) : null
    const source = all().hosts.find((host) => host.name === job?.host)
    if (job !== null && source !== undefined) await takeAway(all().reader, source, job.vm, budget())
    return state
  }

  return {
    identify: (options) => resultOf(() => identify(options)),
    inventory: (options) => resultOf(async () => all().reader.inventory(options)),
    observeVm: (id, options) => resultOf(async () => all().reader.vm(id.toLowerCase(), options)),
    observeHost: (id, options) => resultOf(async () => all().reader.host(id, options)),
    act: (act, options) => resultOf(async () => ({ task: await perform(act, all().reader, all().site, options) })),
    task: (id, options) => resultOf(async () => task(id, options)),
    observeSafeguard: (id, options, found) => resultOf(async () => observeAutostart(all().reader, id, options, found)),
    setSafeguard: (order, options) =>
      resultOf(async () => {
        await setAutostart(all().reader, order, options)
        return { task: null }
      }),
    watchChanges: (tell, signal) => watchChanges(all().hosts, tell, signal),
    downtimeOfMove: (move, options) => resultOf(async () => downtimeThere(all().hosts, move, options)),
    close: async () => {
      for (const host of opened?.hosts ?? []) host.ssh.close()
    },
  }
}
