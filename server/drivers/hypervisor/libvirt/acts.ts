import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { copiesDisks, migrationUri, type Site } from './address'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { changeFailure } from './failures'
import { hostNamed } from './host-named'
import { deleteMade, makeVolumes, takeAway } from './copied-disks'
import { type MadeVolume, startJob } from './job'
import { virsh } from './shell'
import type { SiteReader } from './site-reader'
import { refuseUnsharedBlocks } from './shared-disks'
import { startVm } from './start-vm'
import type { DomainCopy } from './survey'
import { isUuid } from './survey-script'
import type { VirshHost } from './virsh-host'
import { chosenCopy } from './vm-facts'

type VmAct = Extract<ManagerAct, { readonly vmNativeId: string }>
type HostAct = Exclude<ManagerAct, VmAct>

const NOT_RUNNING = /domain is not running/i

/** It is seen there; what a host that does not answer has makes no difference. */
const isActive = (copy: DomainCopy): boolean => copy.stats.run !== 'off' && copy.stats.run !== 'unknown'
/** Where that is unknown, virsh is told all the same, and says itself that there is nothing to do. */
const isOff = (copy: DomainCopy): boolean => copy.stats.run === 'off'

/** Live, peer to peer: the hosts go on without us, and give up by themselves when one of them is lost. Never --unsafe. */
const migrate = async (
  reader: SiteReader,
  site: Site,
  copy: DomainCopy,
  { toHostNativeId: to, toDatastoreNativeId: store }: Extract<VmAct, { readonly act: 'migrate' }>,
  options: CallOptions,
) => {
  const { uuid, name } = copy.domain
  const budget = budgetOf(options)
  const target = await hostNamed(reader, to, budget())
  if (copy.host === to) return null
  if (copy.stats.run !== 'running')
    throw new CallFailed(
      refused(`${name} is ${copy.stats.run}: only a running VM moves live.`, 'Start it on the other host instead.'),
    )
  const source = await hostNamed(reader, copy.host, budget())
  const uri = migrationUri(site, target.ssh.address, target.ssh.user)
  // The flag is the definition's on its host, and does not go along by itself: without it a console would not come back alone (R3).
  const afterwards = copy.autostart ? virsh(uri, 'autostart', uuid) : null
  const flags = ['--live', '--p2p', '--persistent', '--undefinesource']
  const begin = (more: readonly string[], made: readonly MadeVolume[]) =>
    startJob(source, `migrate ${name} to ${to}`, uuid, ['migrate', ...flags, ...more, uuid, uri], budget(), made, afterwards)
  if (store === undefined) {
    await refuseUnsharedBlocks(reader, copy.domain, source, target, [], budget)
    return begin([], [])
  }
  if (!copiesDisks(site))
    throw new CallFailed(unsupported('Only QEMU is asked by libvirt to copy disks in a move.', 'Shut the VM down instead.'))
  const copied = await makeVolumes(target, copy, store, budget)
  try {
    await refuseUnsharedBlocks(reader, copy.domain, source, target, copied.disks, budget)
    return await begin(['--copy-storage-all', '--migrate-disks', copied.disks.join(',')], copied.made)
  } catch (error) {
    const kind = error instanceof CallFailed ? error.failure.kind : null
    if (kind === 'refused') await takeAway(reader, source, uuid, budget())
    if (kind === 'refused' || kind === 'unreachable') await deleteMade(target, uuid, copied.made, budget())
    throw error
  }
}

const cancel = async (reader: SiteReader, source: VirshHost, copy: DomainCopy, options: CallOptions): Promise<null> => {
  const { uuid, name } = copy.domain
  const budget = budgetOf(options)
  if (copy.job === null) throw new CallFailed(refused(`${name} is not being migrated.`, 'Look at where it runs now.'))
  await source.tell(`cancel the migration of ${name}`, ['domjobabort', uuid], budget(), /no job is active|job already/i)
  await takeAway(reader, source, uuid, budget())
  return null
}

const actOnVm = async (act: VmAct, reader: SiteReader, site: Site, options: CallOptions): Promise<string | null> => {
  const uuid = act.vmNativeId
  if (!isUuid(uuid)) throw new CallFailed(refused(`${uuid} is no VM of libvirt.`, 'Read the inventory again.'))
  const budget = budgetOf(options)
  if (act.act === 'start') return startVm(reader, uuid, act.hostNativeId, budget())
  const { copies, failure } = await reader.copies(uuid, budget())
  const copy = chosenCopy(copies, reader.lastHostOf(uuid))
  if (copy === null || (!isActive(copy) && failure !== null))
    throw new CallFailed(failure ?? refused('No host knows this VM any more.', 'Read the inventory again.'))
  const host = await hostNamed(reader, copy.host, budget())
  const { name } = copy.domain
  switch (act.act) {
    case 'shutdown-guest':
      if (isOff(copy)) return null
      if (copy.stats.run === 'paused')
        throw new CallFailed(refused(`${name} is paused: its guest cannot hear.`, 'Resume it, save its state, or power it off.'))
      await host.tell(`shut down ${name}`, ['shutdown', uuid], budget(), NOT_RUNNING)
      return null
    case 'power-off':
      if (isOff(copy)) return null
      await host.tell(`power off ${name}`, ['destroy', uuid], budget(), NOT_RUNNING)
      return null
    case 'save-state':
      if (isOff(copy)) return null
      return startJob(host, `save the state of ${name}`, uuid, ['managedsave', uuid], budget())
    case 'migrate':
      return migrate(reader, site, copy, act, budget())
    case 'cancel-migration':
      return cancel(reader, host, copy, budget())
  }
}

/** libvirt would let the host cut its guests off: what runs there is named instead. */
const refuseUnlessEmpty = async (host: VirshHost, options: CallOptions): Promise<void> => {
  const running = await host.read(['list', '--name'], options)
  const names = running.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  if (names.length > 0)
    throw new CallFailed(
      refused(
        `VMs still run on ${host.name}: ${names.join(', ')}.`,
        'Move, shut down or save them first; the host is left as it is.',
      ),
    )
}

const tellHost = async (host: VirshHost, option: '-h' | '-r', options: CallOptions): Promise<void> => {
  const order = `shutdown ${option} now`
  const otherwise = option === '-h' ? 'systemctl poweroff' : 'systemctl reboot'
  const script = `if [ "$(id -u)" = 0 ]; then ${order} || ${otherwise}; else sudo -n ${order}; fi`
  const answer = await host.ssh.run(script, true, options)
  if (answer.code !== 0) throw new CallFailed(changeFailure(host.name, option === '-h' ? 'shut down' : 'reboot', answer))
}

const shutDownHost = async (host: VirshHost, reader: SiteReader, options: CallOptions): Promise<void> => {
  const budget = budgetOf(options)
  await refuseUnlessEmpty(host, budget())
  reader.shutdownOrdered(host.name)
  await tellHost(host, '-h', budget())
}

const rebootHost = async (host: VirshHost, options: CallOptions): Promise<void> => {
  const budget = budgetOf(options)
  await refuseUnlessEmpty(host, budget())
  await tellHost(host, '-r', budget())
}

const actOnHost = async (act: HostAct, reader: SiteReader, options: CallOptions): Promise<null> => {
  const host = await hostNamed(reader, act.hostNativeId, options)
  switch (act.act) {
    case 'shutdown-host':
      await shutDownHost(host, reader, options)
      return null
    case 'reboot-host':
      await rebootHost(host, options)
      return null
    case 'power-on-host':
      throw new CallFailed(
        unsupported('libvirt cannot switch a machine on.', 'Use its BMC, or set "power on after AC loss" in its firmware.'),
      )
    case 'enter-maintenance':
    case 'exit-maintenance':
      throw new CallFailed(
        unsupported('libvirt knows no maintenance mode.', 'An emptied host counts as in maintenance; nothing more is needed.'),
      )
  }
}

/** The task that was begun; null where there is none to wait for. */
export const perform = (act: ManagerAct, reader: SiteReader, site: Site, options: CallOptions): Promise<string | null> =>
  'vmNativeId' in act ? actOnVm(act, reader, site, options) : actOnHost(act, reader, options)
