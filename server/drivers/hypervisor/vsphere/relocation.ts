import { refused } from '../../ports'
import { all, find, text, wireType } from '../../protocols/xml/xml'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed } from './failures'
import { type ObjectProperties, retrieve } from './property-collector'
import { flagAt, textAt } from './read'
import { type ObjectRef, refElement, refOf } from './soap'

/** Parts of a VirtualMachineRelocateSpec, whose members have a fixed order: `home` stands before the host, `disks` after it. */
export interface Relocation {
  readonly home: string
  readonly disks: string
}

export const NOTHING_COPIED: Relocation = { home: '', disks: '' }

const no = (message: string): CallFailed => new CallFailed(refused(message, 'Look at the preview of the maintenance again.'))

/** "[local-1] web/web.vmx" lies on local-1. */
const homeStore = (vm: ObjectProperties): string | null =>
  /^\[(.+?)\]/.exec(textAt(vm, 'config.files.vmPathName') ?? '')?.[1] ?? null

/**
 * Where the VM's home and each of its disks go: what the target host reaches stays where it is, everything else goes to `store`.
 * Read afresh, for what was planned from may be minutes old.
 */
export const relocation = async (
  move: { readonly vm: ObjectRef; readonly host: ObjectRef; readonly store: string },
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<Relocation> => {
  const ofVm = { wanted: { VirtualMachine: ['config.hardware.device', 'config.files.vmPathName'] }, start: move.vm }
  const ofHost = {
    wanted: { HostSystem: ['name'], Datastore: ['name', 'summary.accessible'] },
    start: move.host,
    steps: [{ name: 'stores', type: 'HostSystem', path: 'datastore' }],
  }
  const [vm] = await retrieve(connection, () => ofVm, unknown, budget)
  const reached = (await retrieve(connection, () => ofHost, unknown, budget)).filter(({ ref }) => ref.type === 'Datastore')
  const chosen = reached.find(({ ref }) => ref.id === move.store)
  if (vm === undefined) throw no('The manager does not know this VM any more.')
  if (chosen === undefined) throw no('The target host does not reach the datastore that was chosen.')
  if (flagAt(chosen, 'summary.accessible') === false) throw no(`${textAt(chosen, 'name') ?? move.store} cannot be accessed now.`)
  const placeOf = (id: string | undefined): ObjectRef => reached.find(({ ref }) => ref.id === id)?.ref ?? chosen.ref
  const home = reached.find((store) => textAt(store, 'name') === homeStore(vm)) ?? chosen
  const disks = all(vm.properties.get('config.hardware.device'), 'VirtualDevice')
    .filter((device) => wireType(device) === 'VirtualDisk')
    .map((disk) => {
      const key = text(disk, 'key')
      if (key === null) throw no('The manager does not name the disks of this VM.')
      const place = placeOf(refOf(find(disk, 'backing', 'datastore'))?.id)
      return `<disk><diskId>${Number(key)}</diskId>${refElement('datastore', place)}</disk>`
    })
  return { home: refElement('datastore', home.ref), disks: disks.join('') }
}
