import { type CallOptions, refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { DomainDisk } from './domain'
import { forgetCopies, keepAsCopied, type MadeVolume, takeMade } from './job'
import { isWithin, type Pool, poolOf, takesCopies } from './pool'
import type { SiteReader } from './site-reader'
import type { DomainCopy } from './survey'
import type { VirshHost } from './virsh-host'

const FORMATS: readonly string[] = ['qcow2', 'raw']
const VOLUME = /^[A-Za-z0-9._+=@,:-]+$/

const no = (message: string, hint: string): CallFailed => new CallFailed(refused(message, hint))

/** The target's own pool of that id, as it is now. */
const poolOn = async (target: VirshHost, store: string, options: CallOptions): Promise<Pool> => {
  const name = store.startsWith(`${target.name}/`) ? store.slice(target.name.length + 1) : null
  if (name === null) throw no(`${store} is no storage of ${target.name} alone.`, 'Look at the preview again.')
  const pool = poolOf(await target.read(['pool-dumpxml', name], options))
  if (pool === null || !takesCopies(pool))
    throw no(
      `Disks cannot be copied to the pool ${name} of ${target.name}.`,
      'Copies go to folders, file systems and volume groups.',
    )
  return pool
}

interface Wanted {
  readonly disk: string
  readonly volume: string
  readonly bytes: number
  readonly format: string
}

const wantedFor = (disk: DomainDisk, folder: string, copy: DomainCopy): Wanted => {
  const volume = (disk.path ?? '').slice(folder.length + 1)
  const bytes = copy.stats.capacities.get(disk.target)
  const name = `${disk.target} of ${copy.domain.name}`
  if (!VOLUME.test(volume)) throw no(`Disk ${name} does not lie right in ${folder}.`, 'Move it by hand, or shut the VM down.')
  if (disk.readOnly)
    throw no(`Disk ${name} is read-only: libvirt does not copy it.`, 'Shut the VM down or save its state instead.')
  if (bytes === undefined) throw no(`libvirt does not say how large disk ${name} is.`, 'Try again while the VM runs.')
  if (disk.format === null || !FORMATS.includes(disk.format))
    throw no(
      `Disk ${name} is ${disk.format ?? 'of no known format'}: only ${FORMATS.join(' and ')} are copied.`,
      'Shut the VM down instead.',
    )
  return { disk: disk.target, volume, bytes, format: disk.format }
}

/**
 * Makes, where the VM is to go, an empty volume under the path of each disk that lies in a pool of only its own host: libvirt copies into
 * what is there. One that is there already is never written to. Everything else has to be on storage that both hosts share.
 */
export const makeVolumes = async (
  target: VirshHost,
  copy: DomainCopy,
  store: string,
  budget: () => CallOptions,
): Promise<{ readonly disks: readonly string[]; readonly made: readonly MadeVolume[] }> => {
  const pool = await poolOn(target, store, budget())
  const folder = pool.path ?? ''
  const isShared = (path: string) => target.site.sharedPaths.some((shared) => isWithin(path, shared))
  const disks = copy.domain.disks.filter(
    ({ cdrom, remote, path }) => !cdrom && !remote && path !== null && isWithin(path, folder) && !isShared(path),
  )
  if (disks.length === 0)
    throw no(
      `No disk of ${copy.domain.name} lies under ${folder}, where ${pool.name} of ${target.name} is.`,
      'Pools of one name must have one path on all hosts for disks to be moved along.',
    )
  const wanted = disks.map((disk) => wantedFor(disk, folder, copy))
  const made: MadeVolume[] = []
  for (const { volume, bytes, format } of wanted) {
    const size = pool.type === 'logical' ? [String(bytes)] : [String(bytes), '--format', format, '--allocation', '0']
    try {
      await target.tell(`make ${volume}`, ['vol-create-as', pool.name, volume, ...size], budget())
    } catch (error) {
      await deleteAll(target, made, budget())
      const isThere = error instanceof CallFailed && /exists/i.test(error.failure.message)
      throw isThere
        ? no(
            `${volume} is in ${pool.name} of ${target.name} already, perhaps from an earlier move: it is not written over.`,
            'Look whose it is, and delete or rename it there.',
          )
        : error
    }
    made.push({ host: target.name, pool: pool.name, volume })
  }
  await forgetCopies(target, copy.domain.uuid, budget())
  return { disks: wanted.map(({ disk }) => disk), made }
}

/** What was made for a copy that did not come to its end. False: that host has the VM by now, and keeps everything. */
export const deleteMade = async (
  target: VirshHost,
  vm: string,
  made: readonly MadeVolume[],
  options: CallOptions,
): Promise<boolean> => {
  if (await isKnown(target, vm, options)) return false
  await deleteAll(target, made, options)
  return true
}

const isKnown = async (host: VirshHost, vm: string, options: CallOptions): Promise<boolean> =>
  (await host.read(['list', '--all', '--uuid'], options)).toLowerCase().includes(vm.toLowerCase())

const deleteAll = async (host: VirshHost, volumes: readonly MadeVolume[], options: CallOptions): Promise<void> => {
  for (const { pool, volume } of volumes)
    await host.tell(`delete ${volume}`, ['vol-delete', '--pool', pool, volume], options, /not found|no storage vol/i)
}

/** Takes away what failed moves of this VM had made, where the VM is not known: whatever a move said, it has then not arrived. */
export const takeAway = async (reader: SiteReader, source: VirshHost, vm: string, options: CallOptions): Promise<void> => {
  for (const volume of await takeMade(source, vm, options)) {
    const host = reader.hosts.find(({ name }) => name === volume.host)
    if (host !== undefined && !(await deleteMade(host, vm, [volume], options))) await keepAsCopied(source, vm, volume, options)
  }
}
