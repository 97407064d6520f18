import { z } from 'zod'
import type { StorageKind } from '../../../domain/inventory'
import { parsed } from './xml'

const schema = z.object({
  pool: z.object({
    '@type': z.string(),
    name: z.coerce.string(),
    // Below zero it cannot be true and counts as not told.
    available: z
      .object({ '#text': z.coerce.number().min(0) })
      .nullish()
      .catch(null),
    target: z.object({ path: z.string().nullish() }).nullish().catch(null),
  }),
})

export interface Pool {
  readonly name: string
  readonly type: string
  readonly path: string | null
  readonly freeGibibytes: number | null
}

export const poolOf = (xml: string): Pool | null => {
  const pool = parsed(xml, schema)?.pool
  if (pool === undefined) return null
  const bytes = pool.available?.['#text']
  return {
    name: pool.name,
    type: pool['@type'],
    path: pool.target?.path ?? null,
    freeGibibytes: bytes === undefined ? null : bytes / 1024 ** 3,
  }
}

/** Kinds of pools in which libvirt makes volumes that a VM's disk can be copied to under a path that is known before. */
const MADE_BY_PATH: readonly string[] = ['dir', 'fs', 'netfs', 'logical']
export const takesCopies = ({ type, path }: Pool): boolean => path !== null && MADE_BY_PATH.includes(type)

/** A line of /proc/self/mounts. */
export interface Mount {
  readonly source: string
  readonly point: string
  readonly type: string
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))

export const mountsOf = (text: string): readonly Mount[] =>
  text.split('\n').flatMap((line) => {
    const [source, point, type] = line.split(' ')
    return source === undefined || point === undefined || type === undefined
      ? []
      : [{ source: unescaped(source), point: unescaped(point), type }]
  })

export const isWithin = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`)

/** The mount that a path is on. */
export const mountAt = (path: string, mounts: readonly Mount[]): Mount | null =>
  mounts.reduce<Mount | null>(
    (best, mount) => (isWithin(path, mount.point) && (best === null || mount.point.length >= best.point.length) ? mount : best),
    null,
  )

/** File systems that exist to be mounted by several hosts at once. */
const CLUSTERED: Readonly<Record<string, StorageKind>> = {
  nfs: 'nfs',
  nfs4: 'nfs',
  ceph: 'ceph',
  cifs: 'other',
  smb3: 'other',
  gfs2: 'other',
  ocfs2: 'other',
  lustre: 'other',
  gpfs: 'other',
  beegfs: 'other',
  'fuse.glusterfs': 'other',
  'fuse.vstorage': 'other',
  glusterfs: 'other',
}

/** Pools whose volumes every host finds under the same name on the same array or cluster. */
const NETWORKED: Readonly<Record<string, StorageKind>> = {
  rbd: 'ceph',
  iscsi: 'iscsi',
  'iscsi-direct': 'iscsi',
  gluster: 'other',
  sheepdog: 'other',
  vstorage: 'other',
}

export const clusteredKind = (mount: Mount | null): StorageKind | null =>
  mount === null ? null : (CLUSTERED[mount.type] ?? null)
export const networkedKind = (pool: Pool): StorageKind | null => NETWORKED[pool.type] ?? null
