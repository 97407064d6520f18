import type { CallOptions } from '../../ports'
import { all, find, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import type { OvirtResult } from './failure'
import { idOf } from './references'

/**
 * What belongs to an object but is a collection of its own. An engine of version 4.2 or later that was asked to follow such a
 * link puts it inside the object; an older one ignores the wish, and the collection is read by itself.
 */
export interface Collection {
  readonly element: string
  readonly segment: string
}

export const VM_COLLECTIONS: readonly Collection[] = [
  { element: 'disk_attachments', segment: 'diskattachments' },
  { element: 'nics', segment: 'nics' },
  { element: 'tags', segment: 'tags' },
  { element: 'cdroms', segment: 'cdroms' },
  { element: 'host_devices', segment: 'hostdevices' },
  { element: 'snapshots', segment: 'snapshots' },
  { element: 'statistics', segment: 'statistics' },
]
/** A followed disk attachment still only refers to its disk. */
export const VM_FOLLOW = VM_COLLECTIONS.map(({ element }) =>
  element === 'disk_attachments' ? `${element}.disk` : element,
).join()

export const HOST_COLLECTIONS: readonly Collection[] = [
  { element: 'network_attachments', segment: 'networkattachments' },
  { element: 'statistics', segment: 'statistics' },
]
export const HOST_FOLLOW = HOST_COLLECTIONS.map(({ element }) => element).join()

/** The object with every one of its collections inside it. `path`: where it is itself. */
export const completed = async (
  client: EngineClient,
  path: string,
  object: XmlElement,
  collections: readonly Collection[],
  budget: () => CallOptions,
): Promise<OvirtResult<XmlElement>> => {
  const missing = collections.filter(({ element }) => find(object, element) === null)
  if (missing.length === 0) return { kind: 'ok', value: object }
  const answers = await Promise.all(missing.map(({ element, segment }) => client.get(`${path}/${segment}`, element, budget())))
  const children = [...object.children]
  for (const answer of answers) {
    if (answer.kind !== 'ok') return answer
    children.push(answer.value)
  }
  return { kind: 'ok', value: { ...object, children } }
}

const replaced = (parent: XmlElement, child: XmlElement, by: XmlElement): XmlElement => ({
  ...parent,
  children: parent.children.map((each) => (each === child ? by : each)),
})

/** The VM with its disks inside the attachments, where these only name them. A disk that is gone meanwhile stays a mere name. */
export const withDisks = async (
  client: EngineClient,
  vm: XmlElement,
  budget: () => CallOptions,
): Promise<OvirtResult<XmlElement>> => {
  const attachments = find(vm, 'disk_attachments')
  if (attachments === null) return { kind: 'ok', value: vm }
  const children: XmlElement[] = []
  for (const attachment of all(attachments, 'disk_attachment')) {
    const disk = find(attachment, 'disk')
    const id = idOf(disk)
    if (disk === null || id === null || disk.children.length > 0) {
      children.push(attachment)
      continue
    }
    const read = await client.get(`/disks/${id}`, 'disk', budget())
    if (read.kind !== 'ok' && read.why !== 'gone') return read
    children.push(read.kind === 'ok' ? replaced(attachment, disk, read.value) : attachment)
  }
  return { kind: 'ok', value: replaced(vm, attachments, { ...attachments, children }) }
}
