import { type CallOptions, refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { Domain, DomainDisk } from './domain'
import type { SiteReader } from './site-reader'
import { labelOf, unsharedDisks } from './storage'
import type { VirshHost } from './virsh-host'

type StorageReader = Pick<SiteReader, 'storageOf'>

/** No disk that is told is not the same as no disk. */
const refuseUnread = ({ uuid, isUnread }: Domain): void => {
  if (isUnread === true)
    throw new CallFailed(
      refused(
        `The definition of ${uuid} cannot be understood: which disks it has is not known.`,
        'Look at it with virsh dumpxml; nothing is done with it on another host before.',
      ),
    )
}

/** As `unsharedDisks`, by what both hosts tell now. Throws where the definition could not be understood. */
export const unsharedBetween = async (
  reader: StorageReader,
  domain: Domain,
  one: VirshHost,
  other: VirshHost,
  budget: () => CallOptions,
): Promise<readonly DomainDisk[]> => {
  refuseUnread(domain)
  const [here, there] = await Promise.all([reader.storageOf(one, budget()), reader.storageOf(other, budget())])
  return unsharedDisks(domain, here, there)
}

const isBlock = ({ path }: DomainDisk): boolean => path?.startsWith('/dev/') === true

/** libvirt itself asks whether files are shared, but takes block devices of one name for one device. `copied`: by target name. */
export const refuseUnsharedBlocks = async (
  reader: StorageReader,
  domain: Domain,
  source: VirshHost,
  target: VirshHost,
  copied: readonly string[],
  budget: () => CallOptions,
): Promise<void> => {
  refuseUnread(domain)
  const blocks = domain.disks.filter((disk) => isBlock(disk) && !copied.includes(disk.target))
  if (blocks.length === 0) return
  const unshared = await unsharedBetween(reader, { ...domain, disks: blocks }, source, target, budget)
  if (unshared.length > 0)
    throw new CallFailed(
      refused(
        `${source.name} and ${target.name} are not known to share ${unshared.map(labelOf).join(', ')}: it would go on with another disk there.`,
        'Devices that both share are named in the address: ?shared=/dev/mapper.',
      ),
    )
}
