import type { SafeguardSetting } from './safeguard'

/**
 * What was found of a safeguard before, and what has come to it since: a VM that its host starts now, too, is put back with the others (R8).
 * Only autostart grows; of everything else what was found first is what is put back.
 */
export const joinedFound = (before: SafeguardSetting, now: SafeguardSetting): SafeguardSetting => {
  if (before.kind !== 'autostart' || now.kind !== before.kind) return before
  const known = new Set(before.vms.map(({ nativeId }) => nativeId))
  const come = now.vms.filter(({ nativeId }) => !known.has(nativeId))
  return come.length === 0 ? before : { kind: before.kind, vms: [...before.vms, ...come] }
}
