import type { VmFacts } from './inventory'

/** A VM with the tags that it was last told to bear, where they are not told now: so plans stand on the same after a restart (D9). */
export const withLastTags = (now: VmFacts, before: VmFacts): VmFacts => {
  if (now.tagsUntold !== true || before.tagsUntold === true || before.uuid !== now.uuid) return now
  const { tagsUntold: _untold, ...told } = now
  return { ...told, tags: before.tags }
}
