import type { StoragePaths } from '../../../domain/inventory'
import { isWithin, type Mount, mountAt } from './pool'
import type { SeenStorage } from './storage'

/**
 * What the kernel knows of device-mapper devices, what they lie on, and how the paths are (/sys needs no rights): lines "dm NAME
 * UUID DEVICE SLAVE…" and "path DEVICE STATE". `root`: where /sys is.
 */
export const pathsCommand = (root = '/sys'): string =>
  [
    `for d in ${root}/block/dm-*; do [ -r "$d/dm/uuid" ] || continue; read -r n < "$d/dm/name"; u=; read -r u < "$d/dm/uuid"`,
    's=; for f in "$d"/slaves/*; do [ -e "$f" ] && s="$s ${f##*/}"; done; echo "dm $n ${u:-none} ${d##*/}$s"; done',
    `for f in ${root}/block/sd*/device/state; do [ -r "$f" ] || continue; read -r t < "$f"; p=\${f%/device/state}; echo "path \${p##*/} $t"; done`,
  ].join('; ')

interface Mapped {
  readonly name: string
  readonly device: string
  readonly isMultipath: boolean
  readonly slaves: readonly string[]
}

interface Devices {
  readonly mapped: readonly Mapped[]
  readonly states: ReadonlyMap<string, string>
}

const devicesOf = (said: string): Devices => {
  const mapped: Mapped[] = []
  const states = new Map<string, string>()
  for (const line of said.split('\n')) {
    const [word, first, second, ...rest] = line.trim().split(/\s+/)
    if (first === undefined || second === undefined) continue
    if (word === 'path') states.set(first, second)
    const [device, ...slaves] = rest
    if (word === 'dm' && device !== undefined)
      mapped.push({ name: first, device, isMultipath: second.startsWith('mpath-'), slaves })
  }
  return { mapped, states }
}

/** The multipath devices below a device, itself included; `seen` ends a circle that nothing should ever tell. */
const multipathBelow = (top: Mapped, { mapped }: Devices, seen = new Set<string>()): readonly Mapped[] => {
  if (top.isMultipath) return [top]
  if (seen.has(top.device)) return []
  seen.add(top.device)
  return top.slaves.flatMap((slave) => {
    const below = mapped.find(({ device }) => device === slave)
    return below === undefined ? [] : multipathBelow(below, { mapped, states: new Map() }, seen)
  })
}

/** In names of logical volumes a hyphen of the group's name is doubled. */
const isVolumeOf = (group: string, { name }: Mapped): boolean => name.startsWith(`${group.replaceAll('-', '--')}-`)

/** The devices that a folder's file system, or a folder of devices itself, lies on. */
const devicesUnder = (path: string, mounts: readonly Mount[], { mapped }: Devices): readonly Mapped[] => {
  if (path === '/dev/mapper') return mapped.filter(({ isMultipath }) => isMultipath)
  const group = /^\/dev\/([^/]+)$/.exec(path)?.[1]
  if (group !== undefined) return mapped.filter((each) => isVolumeOf(group, each))
  const source = mountAt(path, mounts)?.source ?? ''
  if (!isWithin(source, '/dev')) return []
  return mapped.filter(({ name, device }) => source === `/dev/mapper/${name}` || source === `/dev/${device}`)
}

const WORKS: Readonly<Record<string, boolean>> = { running: true, blocked: false, offline: false, 'transport-offline': false }

/** Working paths; null: a state that nobody knows. */
const workingPaths = ({ slaves }: Mapped, { states }: Devices): number | null => {
  let working = 0
  for (const slave of slaves) {
    const works = WORKS[states.get(slave) ?? '']
    if (works === undefined) return null
    if (works) working += 1
  }
  return working
}

/** Paths to the shared places that lie on multipath devices; of several devices the one with the fewest counts. */
export const storagePathsOf = (said: string, { places }: SeenStorage, mounts: readonly Mount[]): readonly StoragePaths[] => {
  const devices = devicesOf(said)
  if (!devices.mapped.some(({ isMultipath }) => isMultipath)) return []
  return places.flatMap(({ nativeId, path, shared }): readonly StoragePaths[] => {
    if (!shared || path === null) return []
    const below = devicesUnder(path, mounts, devices).flatMap((top) => multipathBelow(top, devices))
    const counts = below.flatMap((one) => workingPaths(one, devices) ?? [])
    return counts.length === 0 ? [] : [{ datastoreNativeId: nativeId, paths: Math.min(...counts) }]
  })
}
